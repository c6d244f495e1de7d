#include "runtime/host/node.h"

#include "runtime/api/errors.h"
#include "runtime/host/notation.h"

#include <algorithm>
#include <cstdio>

namespace evd::runtime {

Node::Node(asio::io_context& io, evd_rt& rt, const Deployment& deployment, bool verbose)
    : io_(io), rt_(rt), deployment_(deployment), verbose_(verbose),
      mesh_(
          io, rt, deployment, [this](uint32_t peer, std::string_view body) { onFrame(peer, body); },
          [this](bool important, const std::string& text) { log(important, text); }),
      pace_(io) {
    for (uint32_t a = 0; a < rt.module.automaton_count; ++a) hasActions_ |= rt.module.automata[a].action_count > 0;
}

Node::~Node() {
    for (FrameMessage& message : own_) dropMessage(rt_, message);
}

std::string Node::start() {
    if (std::string error = mesh_.listen(); !error.empty()) return error;
    const Address& address = deployment_.addresses[rt_.self];
    log(true, "listening on " + address.host + ":" + std::to_string(address.port));
    afterEvent(evident_start(&rt_));
    return {};
}

void Node::log(bool important, const std::string& text) const {
    if (important || verbose_) logLine(rt_.locations[rt_.self], text);
}

// ---- events ---------------------------------------------------------------------------------------------

void Node::onFrame(uint32_t peer, std::string_view body) {
    FrameMessage frame = readFrame(rt_, body);
    if (frame.error != FrameError::None)
        throw Refusal{frame.error == FrameError::Schema ? "EVD7011" : "EVD7012", frame.reason};
    uint32_t kind = rt_.module.messages[frame.message].kind;
    const char* wrong = nullptr;
    if (frame.sender != peer) wrong = "it names another sender";
    else if (kind == EVD_TIMER) wrong = "a timer does not leave its location";
    else if (kind == EVD_OUTPUT) wrong = "an output is for the environment";
    else if (kind == EVD_INPUT && evident_is_member(&rt_, peer)) wrong = "an input comes from the environment";
    else if (kind == EVD_INTERNAL && !evident_is_member(&rt_, peer))
        wrong = "only locations of the system send this message";
    if (wrong != nullptr) {
        std::string name = rt_.module.messages[frame.message].name;
        dropMessage(rt_, frame);
        throw Refusal{"EVD7012", "`" + name + "`: " + wrong};
    }
    int status = evident_deliver(&rt_, frame.message, frame.sender, frame.words.data());
    dropMessage(rt_, frame);
    afterEvent(status);
}

void Node::receiveOwn() {
    ownScheduled_ = false;
    // A bounded turn, so that a process that keeps talking to itself still hears others.
    for (int turn = 0; turn < 64 && !own_.empty(); ++turn) {
        FrameMessage message = std::move(own_.front());
        own_.pop_front();
        int status = evident_deliver(&rt_, message.message, rt_.self, message.words.data());
        dropMessage(rt_, message);
        afterEvent(status);
    }
    if (!own_.empty() && !ownScheduled_) {
        ownScheduled_ = true;
        asio::post(io_, [this] { receiveOwn(); });
    }
}

void Node::afterEvent(int status) {
    if (status > 0) logFault();
    size_t count = evident_send_count(&rt_);
    for (size_t i = 0; i < count; ++i) {
        evident_send send;
        evident_send_at(&rt_, i, &send);
        sendOut(send);
    }
    evident_clear_sends(&rt_);
    scheduleActions();
}

// A fault may repeat with every message.
void Node::logFault() {
    evident_fault fault;
    evident_last_fault(&rt_, &fault);
    std::string text = faultText(fault);
    if (std::optional<std::string> times = faults_.again(text)) log(true, text + *times);
}

// Once for each place: a guard is looked at again after every event.
void Node::logActionFaults() {
    for (size_t i = 0; i < evident_action_fault_count(&rt_); ++i) {
        evident_fault fault;
        const char* action = nullptr;
        evident_action_fault_at(&rt_, i, &fault, &action);
        if (actionFaults_.emplace(fault.file, fault.line, fault.column, fault.kind).second)
            log(true, faultText(fault) + "; so the action `" + action + "` cannot be tried");
    }
}

// ---- sends ------------------------------------------------------------------------------------------------

void Node::sendOut(const evident_send& send) {
    auto bytes = std::make_shared<std::string>();
    if (!appendFrame(rt_, send.message, rt_.self, send.fields, *bytes)) {
        log(true, "EVD7012: the message `" + std::string(rt_.module.messages[send.message].name) +
                      "` is longer than a frame may be; it is dropped");
        return;
    }
    FrameBytes frame = std::move(bytes);
    if (send.emitted) return emit(send, frame);
    if (send.timer) return setTimer(send, frame);
    if (send.delay_ns > 0) return later(send.delay_ns, {send.to, send.to + send.to_count}, send.message, frame);
    for (size_t i = 0; i < send.to_count; ++i) sendOne(send.to[i], send.message, frame, send.fields);
}

void Node::sendOne(uint32_t location, uint32_t message, const FrameBytes& frame, const evd_word* words) {
    if (location != rt_.self) return mesh_.send(location, frame);
    FrameMessage own;
    own.message = message;
    own.sender = rt_.self;
    const evd_message& description = rt_.module.messages[message];
    own.words.assign(words, words + description.slots);
    dupWords(rt_.heap, description.slot_types, description.slots, words);
    own_.push_back(std::move(own));
    if (ownScheduled_) return;
    ownScheduled_ = true;
    asio::post(io_, [this] { receiveOwn(); });
}

void Node::emit(const evident_send& send, const FrameBytes& frame) {
    if (verbose_) {
        std::printf("emit %s\n", printable(printMessage(rt_, send.message, send.fields)).c_str());
        std::fflush(stdout);
    }
    for (uint32_t outsider : mesh_.outsiders()) mesh_.send(outsider, frame);
}

/// A timer that waits already is replaced: the one that was waiting finds itself out of the table.
void Node::setTimer(const evident_send& send, const FrameBytes& frame) {
    std::uniform_int_distribution<int64_t> delay(send.delay_ns, send.delay_max_ns);
    auto timer = std::make_shared<asio::steady_timer>(io_, std::chrono::nanoseconds(delay(random_)));
    std::shared_ptr<asio::steady_timer>& waiting = timers_[*frame];
    if (waiting) waiting->cancel();
    waiting = timer;
    timer->async_wait([this, timer, frame](const asio::error_code& error) {
        auto at = timers_.find(*frame);
        if (error || at == timers_.end() || at->second != timer) return;
        timers_.erase(at);
        FrameMessage own = readFrame(rt_, std::string_view(*frame).substr(kFrameHead));
        const int status = evident_deliver(&rt_, own.message, rt_.self, own.words.data());
        dropMessage(rt_, own);
        afterEvent(status);
    });
}

void Node::later(int64_t delayNs, std::vector<uint32_t> to, uint32_t message, FrameBytes frame) {
    auto timer = std::make_shared<asio::steady_timer>(io_, std::chrono::nanoseconds(delayNs));
    timer->async_wait([this, timer, to = std::move(to), message, frame](const asio::error_code& error) {
        if (error) return;
        FrameMessage own = readFrame(rt_, std::string_view(*frame).substr(kFrameHead));
        for (uint32_t location : to) sendOne(location, message, frame, own.words.data());
        dropMessage(rt_, own);
    });
}

// ---- actions ------------------------------------------------------------------------------------------------

void Node::scheduleActions() {
    if (!hasActions_ || actionsScheduled_) return;
    actionsScheduled_ = true;
    asio::post(io_, [this] { runActions(); });
}

// Weak fairness by turns: of the enabled actions that need not wait, the one whose last turn is longest ago. One that
// changed nothing waits for a pace, since it would change nothing again until something else happens.
void Node::runActions() {
    actionsScheduled_ = false;
    size_t count = evident_actions(&rt_);
    logActionFaults();
    if (actions_.size() > 4 * count + 64)
        actions_.clear();   // instances come and go; forgetting the past costs one round
    auto now = Clock::now(), earliest = Clock::time_point::max();
    Past* best = nullptr;
    size_t bestIndex = 0;
    for (size_t i = 0; i < count; ++i) {
        evident_action action;
        evident_action_at(&rt_, i, &action);
        Past& past = actions_[action.key];
        if (past.notBefore > now) {
            earliest = std::min(earliest, past.notBefore);
            continue;
        }
        if (best == nullptr || past.turn < best->turn) {
            best = &past;
            bestIndex = i;
        }
    }
    if (best == nullptr) {
        if (count == 0) return;
        pace_.expires_at(earliest);
        pace_.async_wait([this](const asio::error_code& error) {
            if (!error) scheduleActions();
        });
        return;
    }
    best->turn = ++turn_;
    int status = evident_fire(&rt_, bestIndex);
    best->notBefore = evident_changed(&rt_) ? now : now + std::chrono::nanoseconds(deployment_.actionPaceNs);
    afterEvent(status);
}

}   // namespace evd::runtime
