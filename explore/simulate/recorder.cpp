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

/// As statements know of it.
ir::Happening::Kind happeningOf(ir::Event::Kind kind) {
    switch (kind) {
    case ir::Event::Kind::Start: return ir::Happening::Kind::Start;
    case ir::Event::Kind::Receive: return ir::Happening::Kind::Receive;
    case ir::Event::Kind::Action: return ir::Happening::Kind::Action;
    case ir::Event::Kind::Observe: break;   // is no event of the run
    }
    EVD_CHECK(false, "an event is of a kind");
}

}   // namespace

Recorder::Recorder(const Transitions& transitions, RecorderOptions options, Transport transport)
    : transitions_(transitions), interpreter_(transitions.interpreter()), module_(interpreter_.module()),
      names_(interpreter_.deployment().names), options_(std::move(options)), transport_(std::move(transport)),
      world_(transitions.initial()),
      monitor_(options_.plan ? options_.plan : std::make_shared<Monitor::Plan>(interpreter_, options_.statements),
               world_.states) {
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
    run_.trivial = true;
    for (const auto& message : module_.messages) run_.kinds.push_back(message.name);
    lastEvent_.resize(names_.size());
    handled_ = byRoots<std::vector<bool>>(world_.states, [this](const ir::LocationState& state) {
        std::vector<bool> handled(module_.messages.size(), false);
        for (ir::MessageId message : handledBy(module_, state)) handled[message] = true;
        return handled;
    });
}

const std::vector<uint32_t>& Recorder::apply(const Choice& choice, uint32_t step) {
    sent_.clear();
    switch (choice.kind) {
    case Choice::Kind::Start:
    case Choice::Kind::Act: applyEvent(choice, step); break;
    case Choice::Kind::Receive:
        if (world_.inside[world_.packet(choice.packet).to]) applyEvent(choice, step);
        else leave(choice, step);
        break;
    case Choice::Kind::Request: request(choice, step); break;
    case Choice::Kind::Crash: crash(choice.location, step); break;
    case Choice::Kind::Restart: restart(choice.location, step); break;
    case Choice::Kind::Lose: lose(choice.packet, world_.packet(choice.packet).losable); break;
    }
    return sent_;
}

/// An event of the system: a start, a receipt, an action.
void Recorder::applyEvent(const Choice& choice, uint32_t step) {
    const bool receives = choice.kind == Choice::Kind::Receive;
    const bool fires = receives && world_.packet(choice.packet).timer;
    const uint32_t location = receives ? world_.packet(choice.packet).to : choice.location;
    ir::LocationState before;
    if (options_.record) before = world_.states[location];
    ir::Happening happening;
    happening.location = location;
    if (choice.kind == Choice::Kind::Act)
        happening.action = {ir::instanceAt(world_.states[location], choice.action.instance).automaton,
                            choice.action.clause};
    const Applied applied = transitions_.apply(world_, choice);
    const ir::StepResult& result = applied.result;

    const uint32_t id = newEvent(fires ? EventKind::Timer : kindOf(applied.what), location, step);
    if (receives) {
        const Carried& carried = carried_[choice.packet];
        take(carried, true);
        happening.cause = carried.sentBy;
        if (!fires && !handled_[location][applied.what.message]) noteUnhandled(applied.what.message, location);
        if (options_.record && fires) fire(id, applied.what, carried);
        else if (options_.record) receive(id, carried);
    }
    if (result.fault != ir::Fault::None) reject(id, result);
    happening.kind = happeningOf(applied.what.kind);
    happening.rejected = result.fault != ir::Fault::None;
    if (monitor_.listens()) {
        happening.message = applied.what.message;
        happening.payload = applied.what.payload;
        happening.sender = applied.what.sender;
    }
    if (options_.record) {
        Event& event = run_.events[id];
        if (choice.kind == Choice::Kind::Start) event.text = "start";
        if (choice.kind == Choice::Kind::Act) {
            event.action = happening.action;
            event.instance = choice.action.instance;
            event.chosen = choice.action.chosen;
            describe(event, choice.action, before);
        }
        finishClock(event);
        if (!happening.rejected) {
            event.changes = difference(module_, names_, before, world_.states[location]);
            for (const ir::Output& output : result.outputs)
                if (output.emitted)
                    event.emits.push_back({output.message, messageText(output.message, output.payload), output.span});
        }
    }
    tell(std::move(happening), result.outputs, result.changes);
    if (result.fault == ir::Fault::None) send(id, applied.sent);
    if (result.fault == ir::Fault::Assertion) {
        run_.violation = Violation{std::nullopt, assertionAt(module_, result.faultAt), id, result.faultAt, {}};
        run_.end = End::Violation;
    } else judge(id, applied);
}

/// What observers have seen, then the statements, after an event.
void Recorder::judge(uint32_t event, const Applied& applied) {
    for (size_t i = names_.size(); i < world_.states.size(); ++i)
        monitor_.observed(static_cast<uint32_t>(i), world_.states[i]);
    monitor_.changed(applied.seen);
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
    const Carried& carried = carried_[choice.packet];
    take(carried, true);
    const Packet packet = world_.packet(choice.packet);
    const Applied applied = transitions_.apply(world_, choice);
    const uint32_t id = newEvent(EventKind::OutsideReceive, packet.to, step);
    if (options_.record) {
        receive(id, carried);
        finishClock(run_.events[id]);
    }
    tell({ir::Happening::Kind::Receive,
          packet.to,
          false,
          packet.message,
          {},
          packet.payload,
          packet.from,
          carried.sentBy});
    judge(id, applied);
}

/// An input of the environment: an event if it comes from outside, where the environment is.
void Recorder::request(const Choice& choice, uint32_t step) {
    const Applied applied = transitions_.apply(world_, choice);
    sent_ = applied.sent;
    const Packet& packet = world_.packet(sent_.front());
    if (world_.inside[packet.from]) return put(packet, std::nullopt, false);
    const uint32_t id = newEvent(EventKind::Request, packet.from, step);
    ir::Output output;
    output.message = packet.message;
    output.payload = packet.payload;
    output.to = {packet.to};
    tell({ir::Happening::Kind::Request, packet.from, false, packet.message, {}, packet.payload, packet.from, {}},
         {output});
    put(packet, id, false);
    if (options_.record) {
        run_.events[id].text = messageText(packet.message, packet.payload);
        finishClock(run_.events[id]);
    }
    judge(id, applied);
}

void Recorder::crash(uint32_t location, uint32_t step) {
    const Applied applied = transitions_.apply(world_, {Choice::Kind::Crash, location});
    const uint32_t id = newEvent(EventKind::Crash, location, step);
    if (options_.record) {
        run_.events[id].text = "crash";
        finishClock(run_.events[id]);
    }
    tell({ir::Happening::Kind::Crash, location});
    for (const Packet& packet : applied.lost)
        if (!packet.timer) loseAtCrash(carried_[packet.id]);
    std::vector<uint32_t> lost;
    for (uint32_t packet : applied.doubtful)
        if (transport_.losesAtCrash && transport_.losesAtCrash(world_.packet(packet))) lost.push_back(packet);
    for (uint32_t packet : lost) lose(packet, true);
    judge(id, applied);
}

void Recorder::restart(uint32_t location, uint32_t step) {
    ir::LocationState before;
    if (options_.record) before = world_.states[location];
    const Applied applied = transitions_.apply(world_, {Choice::Kind::Restart, location});
    const uint32_t id = newEvent(EventKind::Restart, location, step);
    if (options_.record) {
        run_.events[id].text = "restart";
        run_.events[id].changes = difference(module_, names_, before, world_.states[location]);
        finishClock(run_.events[id]);
    }
    tell({ir::Happening::Kind::Restart, location});
    judge(id, applied);
}

/// A message is lost: by a crash, or by the network.
void Recorder::lose(uint32_t packet, bool byCrash) {
    transitions_.apply(world_, {Choice::Kind::Lose, 0, packet});
    const Carried& carried = carried_[packet];
    if (byCrash) return loseAtCrash(carried);
    losesMessages_ = true;
    take(carried, false);
    if (!options_.record) return;
    run_.messages[carried.message].fate = Fate::Dropped;
    if (!run_.events.empty()) run_.messages[carried.message].lostAfter = run_.events.back().id;
}

void Recorder::loseAtCrash(const Carried& carried) {
    losesMessages_ = true;
    take(carried, false);
    if (!options_.record) return;
    run_.messages[carried.message].fate = Fate::LostAtCrash;
    run_.messages[carried.message].lostAfter = run_.events.back().id;   // the crash at least is an event
}

/// Its number; of a run that is told it is the last of `events` then.
uint32_t Recorder::newEvent(EventKind kind, uint32_t location, uint32_t step) {
    const uint32_t id = run_.happened++;
    lately_ = location;
    run_.trivial &= kind == EventKind::Start;
    if (!options_.record) return id;
    Event& event = run_.events.emplace_back();
    event.id = id;
    event.step = step;
    event.timeNs = world_.nowNs;
    event.location = location;
    event.kind = kind;
    event.predecessor = lastEvent_[location];
    lastEvent_[location] = id;
    return id;
}

void Recorder::receive(uint32_t id, const Carried& carried) {
    Event& event = run_.events[id];
    Message& message = run_.messages[carried.message];
    message.fate = Fate::Delivered;
    message.receivedBy = id;
    event.text = message.text;
    event.message = message.id;
    event.cause = message.sentBy;
}

/// A timer of the location; it was no message on its way.
void Recorder::fire(uint32_t id, const ir::Event& what, const Carried& carried) {
    Event& event = run_.events[id];
    event.text = timerText(what);
    const std::string& whole = module_.messages[what.message].name;
    event.actor = whole.substr(0, whole.rfind('.'));
    event.timer = what.message;
    event.chosen = what.payload;
    event.cause = carried.sentBy;
}

Recorder::Carried& Recorder::carriedOf(const Packet& packet) {
    if (carried_.size() <= packet.id) carried_.resize(packet.id + 1);
    return carried_[packet.id];
}

void Recorder::reject(uint32_t id, const ir::StepResult& result) {
    run_.rejected.push_back({id, {result.fault, result.faultAt, result.faultDetail}});
    if (!options_.record) return;
    run_.events[id].fault = result.fault;
    run_.events[id].faultAt = result.faultAt;
    run_.events[id].faultDetail = result.faultDetail;
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

/// Tells the statements of an event.
void Recorder::tell(ir::Happening event, const std::vector<ir::Output>& outputs, const ir::Changes& changes) {
    const ir::LocationState& after = world_.states[event.location];
    monitor_.add(std::move(event), outputs, after, changes);
}

void Recorder::finishClock(Event& event) {
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
void Recorder::send(uint32_t event, const std::vector<uint32_t>& packets) {
    for (uint32_t id : packets) {
        Packet& packet = world_.packet(id);
        wait(packet);
        if (packet.timer) {
            carriedOf(packet).sentBy = event;
            sent_.push_back(id);
            continue;
        }
        const Passage passage = transport_.carry ? transport_.carry(world_, packet) : Passage();
        packet.readyNs += passage.delayNs;
        put(packet, event, false);
        if (passage.dropped) {
            lose(id, false);
            continue;
        }
        sent_.push_back(id);
        if (!passage.doubled) continue;
        const uint32_t copy = transitions_.duplicate(world_, id);
        Packet& second = world_.packet(copy);
        second.readyNs = second.leavesNs + passage.copyDelayNs;
        put(second, event, true);
        sent_.push_back(copy);
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
void Recorder::put(const Packet& packet, std::optional<uint32_t> event, bool duplicate) {
    Carried& carried = carriedOf(packet);
    carried.sentBy = event;
    if (monitor_.watches(packet.message))
        carried.transit = monitor_.put({packet.message, packet.from, packet.to, packet.payload});
    if (!options_.record) return;
    carried.message = static_cast<uint32_t>(run_.messages.size());
    Message& message = run_.messages.emplace_back();
    message.id = carried.message;
    message.kind = packet.message;
    message.payload = packet.payload;
    message.text = messageText(packet.message, packet.payload);
    message.from = packet.from;
    message.to = packet.to;
    message.sentBy = event;
    message.leavesNs = packet.leavesNs;
    message.readyNs = packet.readyNs;
    message.duplicate = duplicate;
    if (event) run_.events[*event].sends.push_back(message.id);
}

/// A message is on its way no more: it arrives at the next event to be told, or is lost.
void Recorder::take(const Carried& carried, bool byNextEvent) {
    if (carried.transit) monitor_.takeOff(*carried.transit, byNextEvent);
}

/// `election`; `remind(3)` of a process with a parameter.
std::string Recorder::timerText(const ir::Event& what) const {
    if (!options_.record) return "";
    const std::string text = messageText(what.message, what.payload);
    const size_t begin = module_.messages[what.message].name.size();
    return std::string(module_.shortName(what.message)) + (what.payload.empty() ? "" : text.substr(begin));
}

std::string Recorder::messageText(ir::MessageId kind, const std::vector<ir::Value>& payload) const {
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

void Recorder::noteUnhandled(ir::MessageId message, uint32_t location) {
    for (Run::Unhandled& one : run_.unhandled)
        if (one.message == message && one.location == location) {
            ++one.count;
            return;
        }
    run_.unhandled.push_back({message, location, 1});
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
    const std::optional<uint32_t> sentBy = carried_[packet.id].sentBy;
    world_.packets.push_back(copy);
    put(copy, sentBy, true);
    return copy.id;
}

void Recorder::judgeWhole() { judgeAll(monitor_.end(whyOpen())); }

void Recorder::judgeRound(uint32_t events, uint32_t moment) {
    run_.loop = events;
    judgeAll(monitor_.end(events == run_.happened ? whatWasInTheWay() : "", moment));
}

void Recorder::judgeAll(std::optional<Violation> whole) {
    if (whole && !run_.violation) {
        run_.violation = std::move(whole);
        run_.end = End::Violation;
    }
    run_.statements = monitor_.watched();
}

/// Why what is owed may still come, or could not; empty if nothing more can happen and nothing was in the way.
std::string Recorder::whyOpen() const {
    return run_.end != End::Quiescent ? "the run ended before it was decided" : whatWasInTheWay();
}

std::string Recorder::whatWasInTheWay() const {
    if (losesMessages_) return "messages were lost";
    if (std::any_of(world_.states.begin(), world_.states.end(), [](const auto& state) { return !state.up; }))
        return "a location is down";
    if (run_.untriedAtEnd > 0 || !run_.rejected.empty()) return "events were rejected by faults";
    return "";
}

/// False if one is violated; the run then ends with this event.
bool Recorder::checkStatements(std::optional<uint32_t> event) {
    run_.violation = monitor_.now(world_.states, event);
    if (run_.violation) run_.end = End::Violation;
    return !run_.violation;
}

}   // namespace evd::explore
