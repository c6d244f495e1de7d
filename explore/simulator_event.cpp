// The part of the simulator that records one event: its outputs, clock, state changes, and the invariants after it.

#include "base/check.h"
#include "explore/simulator.h"
#include "explore/state_diff.h"

#include <algorithm>

namespace evd::explore {

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
    ir::StepResult result = interpreter_.step(states_[event.location], what);
    event.fault = result.fault;
    event.faultAt = result.faultAt;
    event.faultDetail = result.faultDetail;
    finishClock(event);
    if (result.fault == ir::Fault::None) {
        if (options_.record) event.changes = difference(module_, names_, before, states_[event.location]);
        for (const ir::Output& output : result.outputs) send(event, output);
    }
    enabled_[event.location].reset();
    checkInvariants(event.id);
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
bool Simulator::checkInvariants(std::optional<uint32_t> event) {
    for (uint32_t i = 0; i < module_.invariants.size(); ++i) {
        Run::Watched& watched = run_.invariants[i];
        if (!watched.unmonitored.empty()) continue;
        ir::FaultAt fault;
        std::optional<bool> holds = interpreter_.holds(module_.invariants[i].formula, states_, &watched.looked, &fault);
        if (!holds) {
            if (watched.unknown++ == 0) watched.fault = fault;
        } else if (*holds) {
            ++watched.held;
        } else {
            const ir::NamedFormula& invariant = module_.invariants[i];
            run_.violation = Violation{i, invariant.name, event, invariant.span,
                                       ir::counterexample(interpreter_, invariant.formula, states_)};
            run_.end = End::Violation;
            return false;
        }
    }
    return true;
}

}   // namespace evd::explore
