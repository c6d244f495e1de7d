#include "explore/simulator.h"

#include "base/check.h"
#include "explore/handled.h"
#include "explore/state_diff.h"

#include <algorithm>

namespace evd::explore {

namespace {

/// By location number; of those outside the system there is nothing.
std::vector<ir::LocationState> initialStates(const ir::Interpreter& interpreter) {
    std::vector<ir::LocationState> out;
    for (uint32_t i = 0; i < interpreter.deployment().names.size(); ++i) out.push_back({i, {}});
    for (uint32_t location : interpreter.locations()) out.at(location) = interpreter.initial(location);
    return out;
}

}   // namespace

Simulator::Simulator(const ir::Interpreter& interpreter, SimOptions options)
    : interpreter_(interpreter), module_(interpreter.module()), names_(interpreter.deployment().names),
      given_(std::move(options)), options_(given_), random_(options_.seed),
      scheduler_(options_.schedule, options_.seed, options_.steps, random_), states_(initialStates(interpreter)),
      monitor_(interpreter, states_, options_.only) {
    size_t count = names_.size();
    run_.spec = module_.name;
    run_.seed = options_.seed;
    run_.lacksInputs = options_.inputs.empty() &&
                       std::any_of(module_.messages.begin(), module_.messages.end(),
                                   [](const auto& message) { return message.kind == ir::MessageKind::Input; });
    run_.names = names_;
    run_.inside.assign(count, false);
    for (uint32_t location : interpreter_.locations()) run_.inside.at(location) = true;
    for (const auto& message : module_.messages) run_.kinds.push_back(message.name);
    started_.assign(count, false);
    crashed_.assign(count, false);
    startableSince_.assign(count, 0);
    lastEvent_.resize(count);
    enabled_.resize(count);
    untried_.resize(count);
    for (const ir::LocationState& state : states_) handled_.push_back(handledBy(module_, state));
    requested_.assign(options_.inputs.size(), false);
    drawOutages();
}

Run Simulator::run() {
    play();
    const std::optional<Violation> whole = monitor_.end(whyOpen());
    const bool earlier = whole && (!run_.violation || (whole->event && *whole->event < *run_.violation->event));
    if (earlier && !whole->atEnd && whole->event && *whole->event + 1 < run_.events.size()) {
        // The run ends with the event that violates it: it is the same run, but shorter.
        SimOptions shorter = given_;
        shorter.events = *whole->event + 1;
        return Simulator(interpreter_, std::move(shorter)).run();
    }
    if (earlier) {
        run_.violation = whole;
        run_.end = End::Violation;
    }
    run_.statements = monitor_.watched();
    return std::move(run_);
}

/// Why what is owed may still come, or could not; empty if nothing more can happen and nothing was in the way.
std::string Simulator::whyOpen() const {
    if (run_.end != End::Quiescent) return "the run ended before it was decided";
    auto lost = [](const Message& message) {
        return message.fate == Fate::Dropped || message.fate == Fate::LostAtCrash;
    };
    if (std::any_of(run_.messages.begin(), run_.messages.end(), lost)) return "messages were lost";
    if (std::any_of(crashed_.begin(), crashed_.end(), [](bool crashed) { return crashed; }))
        return "a location is down";
    auto faulted = [](const Event& event) { return event.fault != ir::Fault::None; };
    if (run_.untriedAtEnd > 0 || std::any_of(run_.events.begin(), run_.events.end(), faulted))
        return "events were rejected by faults";
    return "";
}

void Simulator::play() {
    if (!checkStatements(std::nullopt)) return;
    for (uint32_t step = 0; step < options_.steps && run_.events.size() < options_.events;) {
        if (takeOutages(step)) {
            if (run_.violation) return;
            ++step;
            continue;
        }
        std::vector<Candidate> possible = candidates(step);
        if (possible.empty()) {
            if (waitForMessages()) continue;
            // Only a later outage or a later input may set things going again: go there.
            uint32_t next = UINT32_MAX;
            for (const auto& list : {options_.crashes, options_.restarts})
                for (const Outage& outage : list)
                    if (outage.step > step) next = std::min(next, outage.step);
            for (size_t i = 0; i < options_.inputs.size(); ++i)
                if (!requested_[i] && options_.inputs[i].notBefore > step)
                    next = std::min(next, options_.inputs[i].notBefore);
            if (next >= options_.steps) {
                finish(End::Quiescent);
                return;
            }
            now_ += (next - step) * kStepNs;
            step = next;
            continue;
        }
        perform(pick(possible, step), step);
        if (run_.violation) return;
        now_ += kStepNs;
        ++step;
    }
    finish(End::Steps);
}

void Simulator::finish(End end) {
    run_.end = end;
    for (uint32_t i = 0; i < names_.size(); ++i) {
        std::set<std::pair<ir::AutomatonId, uint32_t>> actions;
        if (!crashed_[i] && enabled_[i])
            for (const ir::ActionFault& one : untried_[i]) actions.insert({one.automaton, one.clause});
        run_.untriedAtEnd += static_cast<uint32_t>(actions.size());
    }
}

/// Where and when locations crash and come back. From numbers of their own, so that the rest of the run is disturbed
/// little.
void Simulator::drawOutages() {
    std::vector<uint32_t> inside;
    for (uint32_t i = 0; i < names_.size(); ++i)
        if (run_.inside[i]) inside.push_back(i);
    if (options_.randomCrashes == 0 || inside.empty()) return;
    Random random(options_.seed ^ 0x6372617368657321);
    // Many a run is much shorter than it may be.
    const uint64_t length = std::min<uint64_t>(std::max(options_.steps, 1U), uint64_t{8} << random.below(8));
    uint32_t restarts = options_.randomRestarts;
    for (uint64_t left = 1 + random.below(options_.randomCrashes); left > 0; --left) {
        const uint32_t location = inside[random.below(inside.size())];
        const auto step = static_cast<uint32_t>(random.below(length));
        options_.crashes.push_back({location, step});
        const auto back = step + 1 + static_cast<uint32_t>(random.below(length));
        if (restarts > 0 && random.chance(0.75)) {
            options_.restarts.push_back({location, back});
            --restarts;
        }
    }
}

/// Crashes and restarts due at this step. They use the step up.
bool Simulator::takeOutages(uint32_t step) {
    bool any = false;
    for (const Outage& crash : options_.crashes) {
        if (crash.step != step || crashed_.at(crash.location)) continue;
        if (run_.events.size() >= options_.events) return true;
        crashed_[crash.location] = true;
        enabled_[crash.location].reset();
        Event& event = newEvent(EventKind::Crash, crash.location, step, "crash");
        finishClock(event);
        states_[crash.location].up = false;
        tell(event, ir::Happening::Kind::Crash, nullptr);
        loseAtCrash(event);
        if (!checkStatements(event.id)) return true;
        any = true;
    }
    for (const Outage& restart : options_.restarts) {
        if (restart.step != step || !crashed_.at(restart.location)) continue;
        if (run_.events.size() >= options_.events) return true;
        uint32_t location = restart.location;
        ir::LocationState fresh = interpreter_.restarted(states_[location]);
        Event& event = newEvent(EventKind::Restart, location, step, "restart");
        if (options_.record) event.changes = difference(module_, names_, states_[location], fresh);
        finishClock(event);
        states_[location] = std::move(fresh);
        crashed_[location] = false;
        started_[location] = false;
        startableSince_[location] = step;
        enabled_[location].reset();
        any = true;
        tell(event, ir::Happening::Kind::Restart, nullptr);
        if (!checkStatements(event.id)) return true;
    }
    if (any) now_ += kStepNs;
    return any;
}

/// What waits in the crashed location's own memory is gone: delayed sends, and messages to itself. Of what is between
/// it and others on the network each message may be lost: it may not have left yet, or have arrived and not been looked
/// at (R9).
void Simulator::loseAtCrash(const Event& crash) {
    std::erase_if(pool_, [&](uint32_t id) {
        Message& message = run_.messages[id];
        bool sent = message.from == crash.location && message.sentBy, awaited = message.to == crash.location;
        bool own = sent && (awaited || message.leavesNs > now_);
        if (!own && !(sent || awaited)) return false;
        if (!own && !random_.chance(kLossAtCrash)) return false;
        message.fate = Fate::LostAtCrash;
        message.lostAfter = crash.id;
        takeOff(id, false);
        return true;
    });
}

/// Nothing is possible now: jump to the time at which the next message may arrive.
bool Simulator::waitForMessages() {
    int64_t next = INT64_MAX;
    for (uint32_t id : pool_) {
        const Message& message = run_.messages[id];
        if (message.readyNs > now_) next = std::min(next, message.readyNs);
    }
    if (next == INT64_MAX) return false;
    now_ = next;
    return true;
}

/// Whether another message between the same locations left earlier and is still on its way.
bool Simulator::isOvertaking(uint32_t id) const {
    const Message& message = run_.messages[id];
    return std::any_of(pool_.begin(), pool_.end(), [&](uint32_t other) {
        const Message& earlier = run_.messages[other];
        return earlier.from == message.from && earlier.to == message.to &&
               std::pair(earlier.leavesNs, other) < std::pair(message.leavesNs, id);
    });
}

std::vector<Simulator::Candidate> Simulator::candidates(uint32_t step) {
    std::vector<Candidate> out;
    for (uint32_t i = 0; i < names_.size(); ++i)
        if (run_.inside[i] && !started_[i] && !crashed_[i])
            out.push_back({Candidate::Kind::Start, i, 0, {}, true, startableSince_[i]});
    for (uint32_t id : pool_) {
        const Message& message = run_.messages[id];
        // A location's first event is its start (R13), so messages wait for it; a crashed location loses them.
        if (message.readyNs > now_ || (run_.inside[message.to] && !started_[message.to] && !crashed_[message.to]))
            continue;
        if (options_.fifo && isOvertaking(id)) continue;
        out.push_back({Candidate::Kind::Arrival, message.to, id, {}, true, sentAtStep_[id]});
    }
    for (uint32_t i = 0; i < names_.size(); ++i)
        if (run_.inside[i] && started_[i] && !crashed_[i]) addActions(i, step, out);
    for (uint32_t i = 0; i < options_.inputs.size(); ++i)
        if (!requested_[i] && options_.inputs[i].notBefore <= step)
            out.push_back(
                {Candidate::Kind::Request, options_.inputs[i].from, i, {}, true, options_.inputs[i].notBefore});
    return out;
}

void Simulator::addActions(uint32_t location, uint32_t step, std::vector<Candidate>& out) {
    if (!enabled_[location]) {
        untried_[location].clear();
        enabled_[location] = interpreter_.enabled(states_[location], &untried_[location]);
        noteUntried(location, step);
        std::map<ActionKey, uint32_t> still;
        for (const auto& action : *enabled_[location]) {
            ActionKey key{location, action.instance, action.clause};
            auto known = enabledSince_.find(key);
            still.emplace(key, known == enabledSince_.end() ? step : known->second);
        }
        std::erase_if(enabledSince_, [&](const auto& entry) { return std::get<0>(entry.first) == location; });
        enabledSince_.merge(still);
    }
    for (const auto& action : *enabled_[location]) {
        bool sameAsLast = !out.empty() && out.back().kind == Candidate::Kind::Action &&
                          out.back().location == location && out.back().choices.back().instance == action.instance &&
                          out.back().choices.back().clause == action.clause;
        if (!sameAsLast) {
            uint32_t since = enabledSince_.at({location, action.instance, action.clause});
            out.push_back({Candidate::Kind::Action, location, 0, {}, action.fair, since});
        }
        out.back().choices.push_back(action);
    }
}

Choice Simulator::choiceOf(const Candidate& candidate) const {
    Choice out{candidate.kind, candidate.location, 0, candidate.subject, 0, candidate.fair, candidate.since};
    if (candidate.kind == Candidate::Kind::Arrival) {
        const Message& message = run_.messages[candidate.subject];
        out.from = message.from;
        out.subject = message.kind;
        out.message = candidate.subject;
    }
    if (candidate.kind == Candidate::Kind::Action) out.subject = candidate.choices.front().clause;
    return out;
}

const Simulator::Candidate& Simulator::pick(const std::vector<Candidate>& all, uint32_t step) {
    std::vector<Choice> choices;
    for (const Candidate& one : all) choices.push_back(choiceOf(one));
    return all[scheduler_.pick(choices, step)];
}

void Simulator::perform(const Candidate& chosen, uint32_t step) {
    switch (chosen.kind) {
    case Candidate::Kind::Start: {
        started_[chosen.location] = true;
        Event& event = newEvent(EventKind::Start, chosen.location, step, "start");
        apply(event, {});
        break;
    }
    case Candidate::Kind::Arrival: arrive(chosen.subject, step); break;
    case Candidate::Kind::Action: {
        const ir::EnabledAction& action = chosen.choices[random_.below(chosen.choices.size())];
        Event& event = newEvent(EventKind::Action, chosen.location, step, "");
        if (options_.record) describeAction(event, action);
        ir::Event what;
        what.kind = ir::Event::Kind::Action;
        what.payload = action.chosen;
        what.instance = action.instance;
        what.clause = action.clause;
        enabledSince_.erase({chosen.location, action.instance, action.clause});   // served: its waiting starts anew
        apply(event, what);
        break;
    }
    case Candidate::Kind::Request: request(chosen.subject, step); break;
    }
}

void Simulator::describeAction(Event& event, const ir::EnabledAction& action) const {
    const ir::Instance& actor = ir::instanceAt(states_[event.location], action.instance);
    const ir::Clause& clause = module_.automata[actor.automaton].clauses.at(action.clause);
    event.text = clause.name;
    for (size_t i = 0; i < action.chosen.size(); ++i) {
        ir::TypeId type = module_.locals[clause.chosen[i]].type;
        event.text += (i ? ", " : "(") + ir::text(module_.types, type, action.chosen[i], names_);
    }
    if (!action.chosen.empty()) event.text += ")";
    event.actor = instanceText(module_, names_, states_[event.location], action.instance);
}

void Simulator::arrive(uint32_t id, uint32_t step) {
    std::erase(pool_, id);
    Message& message = run_.messages[id];
    if (crashed_[message.to]) {
        message.fate = Fate::LostAtCrash;
        message.lostAfter = static_cast<uint32_t>(run_.events.size()) - 1;   // its crash at least is an event
        takeOff(id, false);
        return;
    }
    takeOff(id, true);
    message.fate = Fate::Delivered;
    EventKind kind = run_.inside[message.to] ? EventKind::Receive : EventKind::OutsideReceive;
    Event& event = newEvent(kind, message.to, step, message.text);
    if (kind == EventKind::Receive && !handled_[message.to].count(message.kind)) noteUnhandled(message);
    event.message = id;
    event.cause = message.sentBy;
    message.receivedBy = event.id;
    if (kind == EventKind::OutsideReceive) {
        finishClock(event);
        tell(event, ir::Happening::Kind::Receive, &message);
        checkStatements(event.id);
        return;
    }
    ir::Event what;
    what.kind = ir::Event::Kind::Receive;
    what.message = message.kind;
    what.payload = message.payload;
    what.sender = message.from;
    apply(event, what);
}

void Simulator::request(uint32_t index, uint32_t step) {
    requested_[index] = true;
    const Input& input = options_.inputs[index];
    Message message;
    message.kind = input.message;
    message.payload = input.payload;
    message.text = messageText(input.message, input.payload);
    message.from = input.from;
    message.to = input.to;
    message.leavesNs = message.readyNs = now_;
    if (!run_.inside[input.from]) {
        Event& event = newEvent(EventKind::Request, input.from, step, message.text);
        message.sentBy = event.id;
        tell(event, ir::Happening::Kind::Request, &message);
        event.sends.push_back(put(std::move(message)));
        finishClock(event);
        checkStatements(event.id);
    } else {
        put(std::move(message));
    }
    sentAtStep_.back() = step;
}

}   // namespace evd::explore
