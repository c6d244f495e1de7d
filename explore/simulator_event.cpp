// The part of the simulator that records one event: its outputs, clock, state changes, and the statements after it.

#include "base/check.h"
#include "explore/simulator.h"
#include "explore/state_diff.h"

#include <algorithm>

namespace evd::explore {

namespace {

/// The text of the assertion that stands there.
std::string assertionAt(const ir::Module& module, Span span) {
    for (const ir::Stmt& one : module.stmts)
        if (one.kind == ir::StmtKind::Assert && one.span == span) return module.texts[one.index];
    return "";
}

}   // namespace

Event& Simulator::newEvent(EventKind kind, uint32_t location, uint32_t step, std::string text) {
    Event event;
    event.id = static_cast<uint32_t>(run_.events.size());
    event.step = step;
    event.timeNs = now_;
    event.location = location;
    event.kind = kind;
    event.text = std::move(text);
    event.predecessor = lastEvent_[location];
    lastEvent_[location] = event.id;
    run_.events.push_back(std::move(event));
    return run_.events.back();
}

void Simulator::apply(Event& event, const ir::Event& what) {
    ir::LocationState before;
    if (options_.record) before = states_[event.location];
    ir::Happening happening;
    if (monitor_.listens()) happening = happeningOf(event, what);
    ir::StepResult result = interpreter_.step(states_[event.location], what);
    event.fault = result.fault;
    event.faultAt = result.faultAt;
    event.faultDetail = result.faultDetail;
    finishClock(event);
    if (monitor_.listens()) {
        happening.rejected = result.fault != ir::Fault::None;
        happening.outputs = result.outputs;
        monitor_.add(std::move(happening), states_[event.location]);
    }
    if (result.fault == ir::Fault::None) {
        if (options_.record) event.changes = difference(module_, names_, before, states_[event.location]);
        for (const ir::Output& output : result.outputs) send(event, output);
    }
    enabled_[event.location].reset();
    if (result.fault == ir::Fault::Assertion) {
        run_.violation = Violation{std::nullopt, assertionAt(module_, result.faultAt), event.id, result.faultAt, {}};
        run_.end = End::Violation;
    } else checkStatements(event.id);
}

/// An event as statements know of it, before it changes the state.
ir::Happening Simulator::happeningOf(const Event& event, const ir::Event& what) const {
    ir::Happening out;
    out.location = event.location;
    out.cause = event.cause;
    out.message = what.message;
    out.payload = what.payload;
    out.sender = what.sender;
    switch (what.kind) {
    case ir::Event::Kind::Start: out.kind = ir::Happening::Kind::Start; break;
    case ir::Event::Kind::Receive: out.kind = ir::Happening::Kind::Receive; break;
    case ir::Event::Kind::Action: {
        out.kind = ir::Happening::Kind::Action;
        out.action = {ir::instanceAt(states_[event.location], what.instance).automaton, what.clause};
        break;
    }
    }
    return out;
}

/// Tells statements of an event that is none of the system: a crash, a restart, or something outside.
void Simulator::tell(const Event& event, ir::Happening::Kind kind, const Message* message) {
    if (!monitor_.listens()) return;
    ir::Happening out;
    out.kind = kind;
    out.location = event.location;
    out.cause = event.cause;
    if (message != nullptr) {
        out.message = message->kind;
        out.payload = message->payload;
        out.sender = message->from;
        if (kind == ir::Happening::Kind::Request) {
            ir::Output& sent = out.outputs.emplace_back();
            sent.message = message->kind;
            sent.payload = message->payload;
            sent.to = {message->to};
        }
    }
    monitor_.add(std::move(out), states_[event.location]);
}

void Simulator::finishClock(Event& event) {
    if (!options_.record) return;
    event.clock.assign(names_.size(), 0);
    auto join = [&](const std::optional<uint32_t>& earlier) {
        if (!earlier) return;
        for (size_t i = 0; i < event.clock.size(); ++i)
            event.clock[i] = std::max(event.clock[i], run_.events[*earlier].clock[i]);
    };
    join(event.predecessor);
    join(event.cause);
    ++event.clock[event.location];
}

void Simulator::send(Event& event, const ir::Output& output) {
    std::string text = messageText(output.message, output.payload);
    if (output.emitted) {
        event.emits.push_back({output.message, text, output.span});
        return;
    }
    for (uint32_t to : output.to) {
        Message message;
        message.kind = output.message;
        message.payload = output.payload;
        message.text = text;
        message.from = event.location;
        message.to = to;
        message.sentBy = event.id;
        // Both chances are drawn for every message, so that changing one probability disturbs the rest of the run
        // little.
        bool network = to != event.location && run_.inside.at(to);
        bool dropped = random_.chance(options_.drop) && network;
        bool doubled = random_.chance(options_.duplicate) && network && !dropped;
        for (int copy = 0; copy <= (doubled ? 1 : 0); ++copy) {
            message.leavesNs = now_ + output.afterNs;
            message.readyNs = message.leavesNs + delay();
            message.fate = dropped ? Fate::Dropped : Fate::InFlight;
            if (dropped) message.lostAfter = event.id;
            message.duplicate = copy == 1;
            event.sends.push_back(put(message));
        }
    }
}

uint32_t Simulator::put(Message message) {
    message.id = static_cast<uint32_t>(run_.messages.size());
    if (message.fate == Fate::InFlight) pool_.push_back(message.id);
    if (monitor_.listens() && message.fate == Fate::InFlight) {
        transits_.resize(message.id + 1);
        transits_[message.id] = monitor_.put({message.kind, message.from, message.to, message.payload});
    }
    // A delayed message begins to wait for its arrival only when it is ready.
    int64_t waits = std::max<int64_t>(0, message.readyNs - now_) / kStepNs;
    uint32_t step = run_.events.empty() ? 0 : run_.events.back().step;
    sentAtStep_.push_back(static_cast<uint32_t>(std::min<int64_t>(UINT32_MAX, step + waits)));
    run_.messages.push_back(std::move(message));
    return run_.messages.back().id;
}

int64_t Simulator::delay() {
    if (options_.delayMaxNs <= 0) return 0;
    EVD_CHECK(options_.delayMinNs <= options_.delayMaxNs, "the least delay is not above the greatest");
    uint64_t spread = static_cast<uint64_t>(options_.delayMaxNs - options_.delayMinNs) + 1;
    return options_.delayMinNs + static_cast<int64_t>(random_.below(spread));
}

std::string Simulator::messageText(ir::MessageId kind, const std::vector<ir::Value>& payload) const {
    if (!options_.record) return "";
    const ir::Message& message = module_.messages.at(kind);
    std::string text = message.name + "(";
    for (size_t i = 0; i < message.fields.size() && i < payload.size(); ++i)
        text += (i ? ", " : "") + ir::text(module_.types, message.fields[i].type, payload[i], names_);
    return text + ")";
}

/// A place that faults is told once, however often and wherever it is tried.
void Simulator::noteUntried(uint32_t location, uint32_t step) {
    for (const ir::ActionFault& one : untried_[location]) {
        bool known = std::any_of(run_.untried.begin(), run_.untried.end(), [&](const Run::Untried& other) {
            return other.fault.at == one.fault.at && other.fault.fault == one.fault.fault;
        });
        const ir::Automaton& automaton = module_.automata[one.automaton];
        if (!known)
            run_.untried.push_back(
                {location, step, automaton.clauses[one.clause].name + " of " + automaton.name, one.fault});
    }
}

void Simulator::noteUnhandled(const Message& message) {
    for (Run::Unhandled& one : run_.unhandled)
        if (one.message == message.kind && one.location == message.to) {
            ++one.count;
            return;
        }
    run_.unhandled.push_back({message.kind, message.to, 1});
}

/// False if one is violated; the run then ends with this event.
bool Simulator::checkStatements(std::optional<uint32_t> event) {
    run_.violation = monitor_.now(states_, event);
    if (run_.violation) run_.end = End::Violation;
    return !run_.violation;
}

}   // namespace evd::explore
