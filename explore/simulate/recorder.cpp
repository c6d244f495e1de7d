#include "explore/simulate/recorder.h"

#include "base/check.h"
#include "explore/trace/state_diff.h"
#include "explore/world/handled.h"
#include "ir/analysis/running.h"

#include <algorithm>

namespace evd::explore {

namespace {

/// The text of the assertion that stands there.
std::string assertionAt(const ir::Module& module, Span span) {
    for (const ir::Stmt& one : module.stmts)
        if (one.kind == ir::StmtKind::Assert && one.span == span) return module.texts[one.index];
    return "";
}

EventKind kindOf(const ir::Event& what) {
    switch (what.kind) {
    case ir::Event::Kind::Start: return EventKind::Start;
    case ir::Event::Kind::Receive: return EventKind::Receive;
    case ir::Event::Kind::Action: return EventKind::Action;
    case ir::Event::Kind::Observe: break;   // is no event of the run
    }
    EVD_CHECK(false, "an event is of a kind");
}

}   // namespace

Recorder::Recorder(const Transitions& transitions, RecorderOptions options, Transport transport)
    : transitions_(transitions), interpreter_(transitions.interpreter()), module_(interpreter_.module()),
      names_(interpreter_.deployment().names), options_(std::move(options)), transport_(std::move(transport)),
      world_(transitions.initial()),
      monitor_(interpreter_, world_.states, options_.only, options_.apart, options_.asked) {
    run_.spec = module_.name;
    const std::set<ir::AutomatonId> players = ir::running(module_, interpreter_.system());
    const bool played = std::any_of(players.begin(), players.end(), [&](ir::AutomatonId one) {
        return module_.automata[one].role == ir::Role::Environment;
    });
    run_.lacksInputs = transitions.inputs().empty() && !played &&
                       std::any_of(module_.messages.begin(), module_.messages.end(),
                                   [](const auto& message) { return message.kind == ir::MessageKind::Input; });
    run_.names = names_;
    run_.inside = world_.inside;
    run_.inside.resize(names_.size());
    for (const auto& message : module_.messages) run_.kinds.push_back(message.name);
    lastEvent_.resize(names_.size());
    for (const ir::LocationState& state : world_.states) handled_.push_back(handledBy(module_, state));
}

std::vector<uint32_t> Recorder::apply(const Choice& choice, uint32_t step) {
    std::vector<uint32_t> sent;
    switch (choice.kind) {
    case Choice::Kind::Start:
    case Choice::Kind::Act: applyEvent(choice, step, sent); break;
    case Choice::Kind::Receive:
        if (world_.inside[world_.packet(choice.packet).to]) applyEvent(choice, step, sent);
        else leave(choice, step);
        break;
    case Choice::Kind::Request: request(choice, step, sent); break;
    case Choice::Kind::Crash: crash(choice.location, step); break;
    case Choice::Kind::Restart: restart(choice.location, step); break;
    case Choice::Kind::Lose: lose(choice.packet, world_.packet(choice.packet).losable); break;
    }
    return sent;
}

/// An event of the system: a start, a receipt, an action.
void Recorder::applyEvent(const Choice& choice, uint32_t step, std::vector<uint32_t>& sent) {
    const bool receives = choice.kind == Choice::Kind::Receive;
    const bool fires = receives && world_.packet(choice.packet).timer;
    const uint32_t location = receives ? world_.packet(choice.packet).to : choice.location;
    ir::LocationState before;
    if (options_.record) before = world_.states[location];
    const std::optional<ir::ActionRef> action =
        choice.kind == Choice::Kind::Act
            ? std::optional(ir::ActionRef{ir::instanceAt(world_.states[location], choice.action.instance).automaton,
                                          choice.action.clause})
            : std::nullopt;
    const Applied applied = transitions_.apply(world_, choice);

    Event& event = newEvent(fires ? EventKind::Timer : kindOf(applied.what), location, step);
    if (fires) {
        event.text = timerText(applied.what);
        const std::string& whole = module_.messages[applied.what.message].name;
        event.actor = whole.substr(0, whole.rfind('.'));
        event.timer = applied.what.message;
        event.chosen = applied.what.payload;
        event.cause = setBy_[choice.packet];
    } else if (receives) {
        const uint32_t id = messageOf_[choice.packet];
        take(id, true);
        Message& message = run_.messages[id];
        message.fate = Fate::Delivered;
        message.receivedBy = event.id;
        event.text = message.text;
        event.message = id;
        event.cause = message.sentBy;
        if (!handled_[location].count(message.kind)) noteUnhandled(message);
    } else if (choice.kind == Choice::Kind::Start) {
        event.text = "start";
    } else {
        event.action = *action;
        event.instance = choice.action.instance;
        event.chosen = choice.action.chosen;
        if (options_.record) describe(event, choice.action, before);
    }
    event.fault = applied.result.fault;
    event.faultAt = applied.result.faultAt;
    event.faultDetail = applied.result.faultDetail;
    finishClock(event);
    if (monitor_.listens()) {
        ir::Happening happening = happeningOf(event, applied.what);
        if (action) happening.action = *action;
        happening.rejected = event.fault != ir::Fault::None;
        happening.outputs = applied.result.outputs;
        monitor_.add(std::move(happening), world_.states[location]);
    }
    if (event.fault == ir::Fault::None) {
        if (options_.record) event.changes = difference(module_, names_, before, world_.states[location]);
        for (const ir::Output& output : applied.result.outputs)
            if (output.emitted)
                event.emits.push_back({output.message, messageText(output.message, output.payload), output.span});
        send(event, applied.sent, sent);
    }
    if (event.fault == ir::Fault::Assertion) {
        run_.violation = Violation{std::nullopt, assertionAt(module_, event.faultAt), event.id, event.faultAt, {}};
        run_.end = End::Violation;
    } else judge(event.id, applied);
}

/// What observers have seen, then the statements, after an event.
void Recorder::judge(uint32_t event, const Applied& applied) {
    if (monitor_.listens())
        for (size_t i = names_.size(); i < world_.states.size(); ++i)
            monitor_.observed(static_cast<uint32_t>(i), world_.states[i]);
    const ir::FaultAt& fault = applied.observed;
    if (fault.fault == ir::Fault::None) {
        checkStatements(event);
        return;
    }
    const bool assertion = fault.fault == ir::Fault::Assertion;
    run_.violation =
        Violation{std::nullopt, assertion ? assertionAt(module_, fault.at) : faultText(fault.fault, fault.detail),
                  event,        fault.at,
                  {},           false,
                  fault.fault};
    run_.end = End::Violation;
}

/// A message reaches a location outside the system.
void Recorder::leave(const Choice& choice, uint32_t step) {
    const uint32_t id = messageOf_[choice.packet];
    take(id, true);
    const Applied applied = transitions_.apply(world_, choice);
    Message& message = run_.messages[id];
    message.fate = Fate::Delivered;
    Event& event = newEvent(EventKind::OutsideReceive, message.to, step);
    event.text = message.text;
    event.message = id;
    event.cause = message.sentBy;
    message.receivedBy = event.id;
    finishClock(event);
    tell(event, ir::Happening::Kind::Receive, &message);
    judge(event.id, applied);
}

/// An input of the environment: an event if it comes from outside, where the environment is.
void Recorder::request(const Choice& choice, uint32_t step, std::vector<uint32_t>& sent) {
    const Applied applied = transitions_.apply(world_, choice);
    sent = applied.sent;
    const Packet& packet = world_.packet(applied.sent.front());
    if (world_.inside[packet.from]) {
        put(packet, std::nullopt, false);
        return;
    }
    Event& event = newEvent(EventKind::Request, packet.from, step);
    event.text = messageText(packet.message, packet.payload);
    Message told;
    told.kind = packet.message;
    told.payload = packet.payload;
    told.from = packet.from;
    told.to = packet.to;
    tell(event, ir::Happening::Kind::Request, &told);
    event.sends.push_back(put(packet, event.id, false));
    finishClock(event);
    judge(event.id, applied);
}

void Recorder::crash(uint32_t location, uint32_t step) {
    const Applied applied = transitions_.apply(world_, {Choice::Kind::Crash, location});
    Event& event = newEvent(EventKind::Crash, location, step);
    event.text = "crash";
    finishClock(event);
    tell(event, ir::Happening::Kind::Crash, nullptr);
    for (const Packet& packet : applied.lost)
        if (!packet.timer) loseAtCrash(messageOf_[packet.id]);
    std::vector<uint32_t> lost;
    for (uint32_t packet : applied.doubtful)
        if (transport_.losesAtCrash && transport_.losesAtCrash(world_.packet(packet))) lost.push_back(packet);
    for (uint32_t packet : lost) lose(packet, true);
    judge(event.id, applied);
}

void Recorder::restart(uint32_t location, uint32_t step) {
    ir::LocationState before;
    if (options_.record) before = world_.states[location];
    const Applied applied = transitions_.apply(world_, {Choice::Kind::Restart, location});
    Event& event = newEvent(EventKind::Restart, location, step);
    event.text = "restart";
    if (options_.record) event.changes = difference(module_, names_, before, world_.states[location]);
    finishClock(event);
    tell(event, ir::Happening::Kind::Restart, nullptr);
    judge(event.id, applied);
}

/// A message is lost: by a crash, or by the network.
void Recorder::lose(uint32_t packet, bool byCrash) {
    transitions_.apply(world_, {Choice::Kind::Lose, 0, packet});
    const uint32_t id = messageOf_[packet];
    if (byCrash) return loseAtCrash(id);
    run_.messages[id].fate = Fate::Dropped;
    if (!run_.events.empty()) run_.messages[id].lostAfter = run_.events.back().id;
    take(id, false);
}

void Recorder::loseAtCrash(uint32_t message) {
    run_.messages[message].fate = Fate::LostAtCrash;
    run_.messages[message].lostAfter = run_.events.back().id;   // the crash at least is an event
    take(message, false);
}

Event& Recorder::newEvent(EventKind kind, uint32_t location, uint32_t step) {
    Event event;
    event.id = static_cast<uint32_t>(run_.events.size());
    event.step = step;
    event.timeNs = world_.nowNs;
    event.location = location;
    event.kind = kind;
    event.predecessor = lastEvent_[location];
    lastEvent_[location] = event.id;
    run_.events.push_back(std::move(event));
    return run_.events.back();
}

void Recorder::describe(Event& event, const ir::EnabledAction& action, const ir::LocationState& before) const {
    const ir::Instance& actor = ir::instanceAt(before, action.instance);
    const ir::Clause& clause = module_.automata[actor.automaton].clauses.at(action.clause);
    event.text = clause.name;
    for (size_t i = 0; i < action.chosen.size(); ++i) {
        ir::TypeId type = module_.locals[clause.chosen[i]].type;
        event.text += (i ? ", " : "(") + ir::text(module_.types, type, action.chosen[i], names_);
    }
    if (!action.chosen.empty()) event.text += ")";
    event.actor = instanceText(module_, names_, before, action.instance);
}

/// An event as statements know of it.
ir::Happening Recorder::happeningOf(const Event& event, const ir::Event& what) const {
    ir::Happening out;
    out.location = event.location;
    out.cause = event.cause;
    out.message = what.message;
    out.payload = what.payload;
    out.sender = what.sender;
    switch (what.kind) {
    case ir::Event::Kind::Start: out.kind = ir::Happening::Kind::Start; break;
    case ir::Event::Kind::Receive: out.kind = ir::Happening::Kind::Receive; break;
    case ir::Event::Kind::Action: out.kind = ir::Happening::Kind::Action; break;
    case ir::Event::Kind::Observe: break;   // is no event of the run
    }
    return out;
}

/// Tells statements of an event that is none of the system: a crash, a restart, or something outside.
void Recorder::tell(const Event& event, ir::Happening::Kind kind, const Message* message) {
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
    monitor_.add(std::move(out), world_.states[event.location]);
}

void Recorder::finishClock(Event& event) {
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

/// What an event has sent enters the network, which may lose or double it.
void Recorder::send(Event& event, const std::vector<uint32_t>& packets, std::vector<uint32_t>& sent) {
    for (uint32_t id : packets) {
        wait(world_.packet(id));
        if (world_.packet(id).timer) {
            setBy_.resize(std::max<size_t>(setBy_.size(), id + 1));
            setBy_[id] = event.id;
            sent.push_back(id);
            continue;
        }
        const Passage passage = transport_.carry ? transport_.carry(world_, world_.packet(id)) : Passage();
        world_.packet(id).readyNs += passage.delayNs;
        event.sends.push_back(put(world_.packet(id), event.id, false));
        if (passage.dropped) {
            lose(id, false);
            run_.messages[event.sends.back()].lostAfter = event.id;
            continue;
        }
        sent.push_back(id);
        if (!passage.doubled) continue;
        const uint32_t copy = transitions_.duplicate(world_, id);
        world_.packet(copy).readyNs = world_.packet(copy).leavesNs + passage.copyDelayNs;
        event.sends.push_back(put(world_.packet(copy), event.id, true));
        sent.push_back(copy);
    }
}

/// A delay takes its time by the clock of its location.
void Recorder::wait(Packet& packet) const {
    const int64_t least = packet.leavesNs - world_.nowNs, most = packet.leavesMaxNs - world_.nowNs;
    if (most <= 0 || !transport_.wait) return;
    packet.leavesNs = packet.readyNs =
        world_.nowNs + std::min(transport_.wait(packet.from, least, most), kTimeMaxNs - world_.nowNs);
}

/// Writes down a copy that is on its way.
uint32_t Recorder::put(const Packet& packet, std::optional<uint32_t> event, bool duplicate) {
    Message message;
    message.id = static_cast<uint32_t>(run_.messages.size());
    message.kind = packet.message;
    message.payload = packet.payload;
    message.text = messageText(packet.message, packet.payload);
    message.from = packet.from;
    message.to = packet.to;
    message.sentBy = event;
    message.leavesNs = packet.leavesNs;
    message.readyNs = packet.readyNs;
    message.duplicate = duplicate;
    if (monitor_.listens()) {
        transits_.resize(message.id + 1);
        transits_[message.id] = monitor_.put({message.kind, message.from, message.to, message.payload});
    }
    messageOf_.resize(std::max<size_t>(messageOf_.size(), packet.id + 1));
    messageOf_[packet.id] = message.id;
    run_.messages.push_back(std::move(message));
    return messageOf_[packet.id];
}

/// A message is on its way no more: it arrives at the next event to be told, or is lost.
void Recorder::take(uint32_t message, bool byNextEvent) {
    if (monitor_.listens()) monitor_.takeOff(transits_[message], byNextEvent);
}

/// `election`; `remind(3)` of a process with a parameter.
std::string Recorder::timerText(const ir::Event& what) const {
    if (!options_.record) return "";
    const std::string text = messageText(what.message, what.payload);
    const size_t begin = module_.messages[what.message].name.size();
    return std::string(module_.shortName(what.message)) + (what.payload.empty() ? "" : text.substr(begin));
}

std::string Recorder::messageText(ir::MessageId kind, const std::vector<ir::Value>& payload) const {
    if (!options_.record) return "";
    const ir::Message& message = module_.messages.at(kind);
    std::string text = message.name + "(";
    for (size_t i = 0; i < message.fields.size() && i < payload.size(); ++i)
        text += (i ? ", " : "") + ir::text(module_.types, message.fields[i].type, payload[i], names_);
    return text + ")";
}

void Recorder::noteUntried(uint32_t location, const std::vector<ir::ActionFault>& faults, uint32_t step) {
    for (const ir::ActionFault& one : faults) {
        bool known = std::any_of(run_.untried.begin(), run_.untried.end(), [&](const Run::Untried& other) {
            return other.fault.at == one.fault.at && other.fault.fault == one.fault.fault;
        });
        const ir::Automaton& automaton = module_.automata[one.automaton];
        if (!known)
            run_.untried.push_back(
                {location, step, automaton.clauses[one.clause].name + " of " + automaton.name, one.fault});
    }
}

void Recorder::noteUnhandled(const Message& message) {
    for (Run::Unhandled& one : run_.unhandled)
        if (one.message == message.kind && one.location == message.to) {
            ++one.count;
            return;
        }
    run_.unhandled.push_back({message.kind, message.to, 1});
}

void Recorder::end(End end, uint32_t step) {
    run_.end = end;
    run_.untriedAtEnd =
        transitions_.untried(world_, [&](uint32_t location, const std::vector<ir::ActionFault>& faults) {
            noteUntried(location, faults, step);
        });
}

uint32_t Recorder::repeat(const Packet& packet) {
    Packet copy = packet;
    copy.id = world_.nextPacket++;
    const std::optional<uint32_t> sentBy = run_.messages[messageOf_[packet.id]].sentBy;
    world_.packets.push_back(copy);
    const uint32_t message = put(copy, sentBy, true);
    if (sentBy) run_.events[*sentBy].sends.push_back(message);
    return copy.id;
}

std::optional<uint32_t> Recorder::judgeWhole(bool fixed) {
    const std::optional<Violation> whole = monitor_.end(whyOpen());
    const bool earlier = whole && (!run_.violation || (whole->event && *whole->event < *run_.violation->event));
    if (earlier && !fixed && !whole->atEnd && whole->event && *whole->event + 1 < run_.events.size())
        return whole->event;
    if (earlier) {
        run_.violation = whole;
        run_.end = End::Violation;
    }
    run_.statements = monitor_.watched();
    return std::nullopt;
}

/// Why what is owed may still come, or could not; empty if nothing more can happen and nothing was in the way.
std::string Recorder::whyOpen() const {
    if (run_.end != End::Quiescent) return "the run ended before it was decided";
    auto lost = [](const Message& message) {
        return message.fate == Fate::Dropped || message.fate == Fate::LostAtCrash;
    };
    if (std::any_of(run_.messages.begin(), run_.messages.end(), lost)) return "messages were lost";
    if (std::any_of(world_.states.begin(), world_.states.end(), [](const auto& state) { return !state.up; }))
        return "a location is down";
    auto faulted = [](const Event& event) { return event.fault != ir::Fault::None; };
    if (run_.untriedAtEnd > 0 || std::any_of(run_.events.begin(), run_.events.end(), faulted))
        return "events were rejected by faults";
    return "";
}

/// False if one is violated; the run then ends with this event.
bool Recorder::checkStatements(std::optional<uint32_t> event) {
    run_.violation = monitor_.now(world_.states, event);
    if (run_.violation) run_.end = End::Violation;
    return !run_.violation;
}

}   // namespace evd::explore
