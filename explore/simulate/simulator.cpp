#include "explore/simulate/simulator.h"

#include "base/check.h"
#include "explore/world/handled.h"

#include <algorithm>
#include <set>

namespace evd::explore {

std::shared_ptr<const Monitor::Plan> planFor(const ir::Interpreter& interpreter, const SimOptions& options) {
    return std::make_shared<Monitor::Plan>(interpreter, Monitor::Options{options.only, {}, {}, options.inFull});
}

Simulator::Simulator(const ir::Interpreter& interpreter, SimOptions options)
    : interpreter_(interpreter), options_(std::move(options)), random_(options_.seed),
      scheduler_(options_.schedule, options_.seed, options_.steps, random_),
      transitions_(interpreter, {options_.fifo}, options_.inputs),
      recorder_(transitions_, {options_.record, {options_.only, {}, {}, options_.inFull}, options_.plan},
                {[this](const World& world, const Packet& packet) { return carry(world, packet); },
                 [this](const Packet&) { return random_.chance(kLossAtCrash); }}),
      world_(recorder_.world()) {
    recorder_.run().seed = options_.seed;
    const size_t count = world_.states.size();
    startableSince_.assign(count, 0);
    enabled_.resize(count);
    untried_.resize(count);
    enabledSince_.resize(count);
    isDown_.resize(count);
    acts_ = byRoots<char>(world_.states, [&](const ir::LocationState& state) {
        return static_cast<char>(hasActions(interpreter.module(), state));
    });
    takes_.resize(count);
    drawOutages();
}

Run Simulator::run() {
    play();
    recorder_.judgeWhole();
    return std::move(recorder_.run());
}

void Simulator::play() {
    if (!recorder_.begin()) return;
    for (uint32_t step = 0; step < options_.steps && recorder_.events() < options_.events;) {
        if (takeOutages(step)) {
            if (recorder_.violated()) return;
            ++step;
            continue;
        }
        findProspects(step);
        if (prospects_.empty()) {
            if (waitForMessages()) continue;
            // Only a later outage or a later input may set things going again: go there.
            uint32_t next = UINT32_MAX;
            for (const auto& list : {options_.crashes, options_.restarts})
                for (const Outage& outage : list)
                    if (outage.step > step) next = std::min(next, outage.step);
            for (size_t i = 0; i < options_.inputs.size(); ++i)
                if (!world_.requested[i] && options_.inputs[i].notBefore > step)
                    next = std::min(next, options_.inputs[i].notBefore);
            if (next >= options_.steps) {
                finish(End::Quiescent);
                return;
            }
            world_.nowNs += (next - step) * kStepNs;
            step = next;
            continue;
        }
        perform(scheduler_.pick(prospects_, step), step);
        if (recorder_.violated()) return;
        world_.nowNs += kStepNs;
        ++step;
    }
    finish(End::Steps);
}

void Simulator::finish(End end) {
    uint32_t untried = 0;
    for (uint32_t i = 0; i < world_.states.size(); ++i) {
        std::set<std::pair<ir::AutomatonId, uint32_t>> actions;
        if (world_.isUp(i) && enabled_[i])
            for (const ir::ActionFault& one : untried_[i]) actions.insert({one.automaton, one.clause});
        untried += static_cast<uint32_t>(actions.size());
    }
    recorder_.end(end, untried);
}

/// Where and when locations crash and come back. From numbers of their own, so that the rest of the run is disturbed
/// little.
void Simulator::drawOutages() {
    std::vector<uint32_t> inside;
    for (uint32_t i = 0; i < world_.inside.size(); ++i)
        if (world_.inside[i]) inside.push_back(i);
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
    auto take = [&](Choice::Kind kind, uint32_t location) {
        enabled_[location].reset();
        startableSince_[location] = step;
        recorder_.apply({kind, location}, step);
        any = true;
    };
    auto isDone = [&] { return recorder_.violated() || recorder_.events() >= options_.events; };
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
    if (any) world_.nowNs += kStepNs;
    return any;
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

void Simulator::findProspects(uint32_t step) {
    prospects_.clear();
    choices_.clear();
    const auto count = static_cast<uint32_t>(world_.states.size());
    for (uint32_t i = 0; i < count; ++i)
        if (transitions_.canStart(world_, i))
            prospects_.push_back({Prospect::Kind::Start, i, 0, 0, 0, true, startableSince_[i]});
    // What arrives at a crashed location is lost there, which takes its time, too.
    for (uint32_t i = 0; i < count; ++i) {
        isDown_[i] = !world_.isUp(i);
        takes_[i] = isDown_[i] || Transitions::canReceive(world_, i);
    }
    const bool inOrder = transitions_.network().inOrder;
    size_t next = prospects_.size();
    prospects_.resize(next + world_.packets.size());
    for (const Packet& packet : world_.packets) {
        if (packet.readyNs > world_.nowNs || !takes_[packet.to]) continue;
        if (inOrder && !isDown_[packet.to] && !transitions_.canArrive(world_, packet)) continue;
        prospects_[next++] = {Prospect::Kind::Arrival, packet.to, packet.from, packet.message, packet.id, true,
                              sentAtStep_[packet.id]};
    }
    prospects_.resize(next);
    firstAction_ = prospects_.size();
    for (uint32_t i = 0; i < count; ++i)
        if (acts_[i] && world_.isAwake(i)) addActions(i, step);
    for (uint32_t i = 0; i < options_.inputs.size(); ++i)
        if (!world_.requested[i] && options_.inputs[i].notBefore <= step)
            prospects_.push_back(
                {Prospect::Kind::Request, options_.inputs[i].from, 0, i, 0, true, options_.inputs[i].notBefore});
}

void Simulator::addActions(uint32_t location, uint32_t step) {
    if (!enabled_[location]) {
        untried_[location].clear();
        enabled_[location] = transitions_.actions(world_, location, &untried_[location]);
        recorder_.noteUntried(location, untried_[location], step);
        std::map<ActionKey, uint32_t>& since = enabledSince_[location];
        std::map<ActionKey, uint32_t> still;
        for (const auto& action : *enabled_[location]) {
            ActionKey key{action.instance, action.clause};
            auto known = since.find(key);
            still.emplace(std::move(key), known == since.end() ? step : known->second);
        }
        since = std::move(still);
    }
    const std::vector<ir::EnabledAction>& all = *enabled_[location];
    for (size_t i = 0; i < all.size();) {
        size_t end = i + 1;
        while (end < all.size() && all[end].instance == all[i].instance && all[end].clause == all[i].clause) ++end;
        const uint32_t since = enabledSince_[location].at({all[i].instance, all[i].clause});
        prospects_.push_back({Prospect::Kind::Action, location, 0, all[i].clause, 0, all[i].fair, since});
        choices_.emplace_back(i, end);
        i = end;
    }
}

void Simulator::perform(size_t index, uint32_t step) {
    const Prospect& chosen = prospects_[index];
    Choice choice;
    choice.location = chosen.location;
    switch (chosen.kind) {
    case Prospect::Kind::Start: choice.kind = Choice::Kind::Start; break;
    case Prospect::Kind::Arrival:
        choice.kind = world_.isUp(chosen.location) ? Choice::Kind::Receive : Choice::Kind::Lose;
        choice.packet = chosen.message;
        break;
    case Prospect::Kind::Action: {
        choice.kind = Choice::Kind::Act;
        const auto [from, end] = choices_[index - firstAction_];
        choice.action = (*enabled_[chosen.location])[from + random_.below(end - from)];
        // Served: its waiting starts anew.
        enabledSince_[chosen.location].erase({choice.action.instance, choice.action.clause});
        break;
    }
    case Prospect::Kind::Request:
        choice.kind = Choice::Kind::Request;
        choice.input = chosen.subject;
        break;
    }
    const int64_t before = world_.nowNs;
    for (uint32_t packet : recorder_.apply(choice, step)) {
        // A delayed message begins to wait for its arrival only when it is ready.
        const int64_t waits = std::max<int64_t>(0, world_.packet(packet).readyNs - before) / kStepNs;
        sentAtStep_.resize(std::max<size_t>(sentAtStep_.size(), packet + 1));
        sentAtStep_[packet] = static_cast<uint32_t>(std::min<int64_t>(UINT32_MAX, step + waits));
    }
    if (chosen.kind != Prospect::Kind::Request && choice.kind != Choice::Kind::Lose) enabled_[chosen.location].reset();
}

/// Both chances are drawn for every message, so that changing one probability disturbs the rest of the run little.
Passage Simulator::carry(const World& world, const Packet& packet) {
    const bool network = transitions_.passesNetwork(world, packet);
    Passage out;
    out.dropped = random_.chance(options_.drop) && network;
    out.doubled = random_.chance(options_.duplicate) && network && !out.dropped;
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
