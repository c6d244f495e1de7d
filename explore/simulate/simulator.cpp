#include "explore/simulate/simulator.h"

#include "base/check.h"

#include <algorithm>

namespace evd::explore {

Simulator::Simulator(const ir::Interpreter& interpreter, SimOptions options)
    : interpreter_(interpreter), given_(std::move(options)), options_(given_), random_(options_.seed),
      scheduler_(options_.schedule, options_.seed, options_.steps, random_),
      transitions_(interpreter, {options_.fifo}, options_.inputs),
      recorder_(transitions_, {options_.record, options_.only, {}, options_.bounds},
                {[this](uint32_t location, int64_t least, int64_t most) { return wait(location, least, most); },
                 [this](const World& world, const Packet& packet) { return carry(world, packet); },
                 [this](const Packet&) { return !beginning_ && random_.chance(kLossAtCrash); }}),
      world_(recorder_.world()) {
    recorder_.run().seed = options_.seed;
    const size_t count = world_.states.size();
    startableSince_.assign(count, 0);
    enabled_.resize(count);
    drawOutages();
    drawRates();
}

Run Simulator::run() {
    play();
    if (const std::optional<uint32_t> last = recorder_.judgeWhole()) {
        // The run ends with the event that violates it: it is the same run, but shorter.
        SimOptions shorter = given_;
        shorter.events = *last + 1;
        return Simulator(interpreter_, std::move(shorter)).run();
    }
    return std::move(recorder_.run());
}

/// What happens first; false if a statement is violated in it.
bool Simulator::begin() {
    if (!recorder_.begin()) return false;
    beginning_ = true;
    for (const Move& move : options_.begin) {
        world_.nowNs = move.nowNs;
        if (move.again) recorder_.repeat(*move.again);
        if (recorder_.run().events.size() >= options_.events) break;
        apply(move.choice, 0);
        if (recorder_.violated()) return false;
    }
    if (!options_.begin.empty()) world_.nowNs += kStepNs;
    beginning_ = false;
    return true;
}

/// Whether a bound does not hold, or is not known to.
bool Simulator::leavesBound() {
    std::vector<ir::Binding> witness;
    return std::any_of(options_.bounds.begin(), options_.bounds.end(), [&](ir::ExprId bound) {
        return recorder_.monitor().ask(bound, world_.states, witness).truth != ir::Truth::True;
    });
}

void Simulator::play() {
    if (!begin()) return;
    if (leavesBound()) return recorder_.end(End::Bound, 0);
    uint32_t step = 0;
    while (step < options_.steps && recorder_.run().events.size() < options_.events) {
        if (takeOutages(step)) {
            if (recorder_.violated()) return;
            if (leavesBound()) return recorder_.end(End::Bound, step);
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
                if (transitions_.canRequest(world_, i) && options_.inputs[i].notBefore > step)
                    next = std::min(next, options_.inputs[i].notBefore);
            if (next >= options_.steps) {
                recorder_.end(End::Quiescent, step);
                return;
            }
            world_.nowNs += (next - step) * kStepNs;
            step = next;
            continue;
        }
        perform(pick(possible, step), step);
        if (recorder_.violated()) return;
        if (leavesBound()) return recorder_.end(End::Bound, step);
        passStep();
        ++step;
    }
    recorder_.end(End::Steps, step);
}

/// Where and when locations crash and come back. From numbers of their own, so that the rest of the run is disturbed
/// little.
void Simulator::drawOutages() {
    std::vector<uint32_t> inside;
    for (uint32_t i = 0; i < world_.inside.size(); ++i)
        if (world_.inside[i] && !transitions_.isEnvironment(i)) inside.push_back(i);
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

/// How wrong clocks go: as often as not as much as they may. From numbers of their own, too.
void Simulator::drawRates() {
    const int64_t most = interpreter_.driftPpm();
    if (most == 0) return;
    Random random(options_.seed ^ 0x636c6f636b730000);
    for (size_t i = 0; i < world_.states.size(); ++i) {
        const uint64_t extreme = random.below(4);
        const auto within = static_cast<int64_t>(random.below(2 * static_cast<uint64_t>(most) + 1)) - most;
        ratesPpm_.push_back(extreme == 0 ? -most : extreme == 1 ? most : within);
    }
}

/// How long a location takes for a delay.
int64_t Simulator::wait(uint32_t location, int64_t leastNs, int64_t mostNs) {
    int64_t out = leastNs;
    if (mostNs > leastNs) out += static_cast<int64_t>(random_.below(static_cast<uint64_t>(mostNs - leastNs) + 1));
    if (ratesPpm_.empty()) return out;
    return out + out / ir::kMillion * ratesPpm_[location] + out % ir::kMillion * ratesPpm_[location] / ir::kMillion;
}

/// Crashes and restarts due at this step. They use the step up.
bool Simulator::takeOutages(uint32_t step) {
    bool any = false;
    auto take = [&](Choice::Kind kind, uint32_t location) {
        enabled_[location].reset();
        startableSince_[location] = step;
        recorder_.apply({kind, location}, step);
        any = true;
    };
    auto isDone = [&] { return recorder_.violated() || recorder_.run().events.size() >= options_.events; };
    for (const Outage& crash : options_.crashes) {
        if (crash.step != step || !world_.isUp(crash.location)) continue;
        if (isDone()) return true;
        take(Choice::Kind::Crash, crash.location);
    }
    for (const Outage& restart : options_.restarts) {
        if (restart.step != step || world_.isUp(restart.location)) continue;
        if (isDone()) return true;
        take(Choice::Kind::Restart, restart.location);
    }
    if (any) passStep();
    return any;
}

/// The time of a step; a timer that is due on the way is not kept waiting.
void Simulator::passStep() {
    int64_t next = world_.nowNs + kStepNs;
    for (const Packet& packet : world_.packets)
        if (packet.timer) next = std::min(next, std::max(packet.readyNs, world_.nowNs));
    world_.nowNs = next;
}

/// Nothing is possible now: jump to the time at which the next message may arrive.
bool Simulator::waitForMessages() {
    int64_t next = INT64_MAX;
    for (const Packet& packet : world_.packets)
        if (packet.readyNs > world_.nowNs) next = std::min(next, packet.readyNs);
    if (next == INT64_MAX) return false;
    world_.nowNs = next;
    return true;
}

std::vector<Simulator::Candidate> Simulator::candidates(uint32_t step) {
    std::vector<Candidate> out;
    const auto count = static_cast<uint32_t>(world_.states.size());
    for (uint32_t i = 0; i < count; ++i)
        if (transitions_.canStart(world_, i))
            out.push_back({Prospect::Kind::Start, i, 0, {}, true, startableSince_[i]});
    const Packet* due = nullptr;
    for (const Packet& packet : world_.packets)
        if (packet.timer && packet.readyNs <= world_.nowNs && (due == nullptr || packet.readyNs < due->readyNs))
            due = &packet;
    if (due != nullptr) {
        const uint32_t since = sentAtStep_[due->id];
        return {{Prospect::Kind::Arrival, due->to, due->id, {}, true, since, due->from, due->message}};
    }
    for (const Packet& packet : world_.packets) {
        // What arrives at a crashed location is lost there, which takes its time, too.
        const bool possible = transitions_.canArrive(world_, packet) || !world_.isUp(packet.to);
        if (packet.readyNs <= world_.nowNs && possible)
            out.push_back({Prospect::Kind::Arrival,
                           packet.to,
                           packet.id,
                           {},
                           true,
                           sentAtStep_[packet.id],
                           packet.from,
                           packet.message});
    }
    for (uint32_t i = 0; i < count; ++i)
        if (world_.isAwake(i)) addActions(i, step, out);
    for (uint32_t i = 0; i < options_.inputs.size(); ++i)
        if (transitions_.canRequest(world_, i) && options_.inputs[i].notBefore <= step)
            out.push_back(
                {Prospect::Kind::Request, options_.inputs[i].from, i, {}, true, options_.inputs[i].notBefore});
    return out;
}

void Simulator::addActions(uint32_t location, uint32_t step, std::vector<Candidate>& out) {
    if (!enabled_[location]) {
        std::vector<ir::ActionFault> untried;
        enabled_[location] = transitions_.actions(world_, location, &untried);
        recorder_.noteUntried(location, untried, step);
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
        bool sameAsLast = !out.empty() && out.back().kind == Prospect::Kind::Action &&
                          out.back().location == location && out.back().actions.back().instance == action.instance &&
                          out.back().actions.back().clause == action.clause;
        if (!sameAsLast) {
            uint32_t since = enabledSince_.at({location, action.instance, action.clause});
            out.push_back({Prospect::Kind::Action, location, 0, {}, action.fair, since});
        }
        out.back().actions.push_back(action);
    }
}

Prospect Simulator::prospectOf(const Candidate& candidate) const {
    Prospect out{candidate.kind, candidate.location, 0, candidate.subject, 0, candidate.fair, candidate.since};
    if (candidate.kind == Prospect::Kind::Arrival) {
        out.from = candidate.from;
        out.subject = candidate.message;
        out.message = candidate.subject;
    }
    if (candidate.kind == Prospect::Kind::Action) out.subject = candidate.actions.front().clause;
    return out;
}

const Simulator::Candidate& Simulator::pick(const std::vector<Candidate>& all, uint32_t step) {
    std::vector<Prospect> prospects;
    for (const Candidate& one : all) prospects.push_back(prospectOf(one));
    return all[scheduler_.pick(prospects, step)];
}

void Simulator::perform(const Candidate& chosen, uint32_t step) {
    Choice choice;
    choice.location = chosen.location;
    switch (chosen.kind) {
    case Prospect::Kind::Start: choice.kind = Choice::Kind::Start; break;
    case Prospect::Kind::Arrival:
        choice.kind = world_.isUp(chosen.location) ? Choice::Kind::Receive : Choice::Kind::Lose;
        choice.packet = chosen.subject;
        break;
    case Prospect::Kind::Action:
        choice.kind = Choice::Kind::Act;
        choice.action = chosen.actions[random_.below(chosen.actions.size())];
        // Served: its waiting starts anew.
        enabledSince_.erase({chosen.location, choice.action.instance, choice.action.clause});
        break;
    case Prospect::Kind::Request:
        choice.kind = Choice::Kind::Request;
        choice.input = chosen.subject;
        break;
    }
    apply(choice, step);
    if (chosen.kind != Prospect::Kind::Request && choice.kind != Choice::Kind::Lose) enabled_[chosen.location].reset();
}

void Simulator::apply(const Choice& choice, uint32_t step) {
    const int64_t before = world_.nowNs;
    for (uint32_t packet : recorder_.apply(choice, step)) {
        // A delayed message begins to wait for its arrival only when it is ready.
        const int64_t waits = std::max<int64_t>(0, world_.packet(packet).readyNs - before) / kStepNs;
        sentAtStep_.resize(std::max<size_t>(sentAtStep_.size(), packet + 1));
        sentAtStep_[packet] = static_cast<uint32_t>(std::min<int64_t>(UINT32_MAX, step + waits));
    }
}

/// Both chances are drawn for every message, so that changing one probability disturbs the rest of the run little.
Passage Simulator::carry(const World& world, const Packet& packet) {
    if (beginning_) return {};
    const bool network = transitions_.passesNetwork(world, packet);
    Passage out;
    out.dropped = random_.chance(options_.drop) && network && drops_ < options_.dropsAtMost;
    out.doubled =
        random_.chance(options_.duplicate) && network && !out.dropped && duplicates_ < options_.duplicatesAtMost;
    drops_ += out.dropped;
    duplicates_ += out.doubled;
    out.delayNs = delay();
    if (out.doubled) out.copyDelayNs = delay();
    return out;
}

int64_t Simulator::delay() {
    if (options_.delayMaxNs <= 0) return 0;
    EVD_CHECK(options_.delayMinNs <= options_.delayMaxNs, "the least delay is not above the greatest");
    uint64_t spread = static_cast<uint64_t>(options_.delayMaxNs - options_.delayMinNs) + 1;
    return options_.delayMinNs + static_cast<int64_t>(random_.below(spread));
}

}   // namespace evd::explore
