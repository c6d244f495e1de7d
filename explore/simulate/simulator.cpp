#include "explore/simulate/simulator.h"

#include <algorithm>

namespace evd::explore {

namespace {

Monitor::Options statementsOf(const ir::Module& module, const SimOptions& options) {
    Monitor::Options out{options.only, {}, options.bounds, options.inFull};
    for (const CrashWhen& one : options.crashWhen) out.asked.push_back(module.conditions.at(one.condition).formula);
    return out;
}

std::vector<uint32_t> mayCrash(const Transitions& transitions) {
    std::vector<uint32_t> out = transitions.interpreter().locations();
    std::erase_if(out, [&](uint32_t location) { return transitions.isEnvironment(location); });
    return out;
}

}   // namespace

std::shared_ptr<const Monitor::Plan> planFor(const ir::Interpreter& interpreter, const SimOptions& options) {
    return std::make_shared<Monitor::Plan>(interpreter, statementsOf(interpreter.module(), options));
}

Simulator::Simulator(const ir::Interpreter& interpreter, SimOptions options)
    : interpreter_(interpreter), options_(std::move(options)), random_(options_.seed),
      scheduler_(options_.schedule, options_.seed, options_.steps, random_), links_(options_),
      transitions_(interpreter, {options_.fifo}, options_.inputs),
      recorder_(transitions_, {options_.record, statementsOf(interpreter.module(), options_), options_.plan},
                {[this](uint32_t location, int64_t least, int64_t most) { return wait(location, least, most); },
                 [this](const World& world, const Packet& packet) {
                     const bool network = transitions_.passesNetwork(world, packet);
                     return beginning_ ? Passage() : links_.carry(packet.from, packet.to, network, random_);
                 },
                 [this](const Packet&) { return !beginning_ && random_.chance(kLossAtCrash); }}),
      world_(recorder_.world()), outages_(options_, mayCrash(transitions_)) {
    recorder_.run().seed = options_.seed;
    const size_t count = world_.states.size();
    startableSince_.assign(count, 0);
    enabled_.resize(count);
    enabledSince_.resize(count);
    takes_.resize(count);
    drawRates();
    for (const CrashWhen& one : options_.crashWhen) {
        auto& conditions = recorder_.run().conditions;
        conditions.resize(std::max<size_t>(conditions.size(), one.condition + 1));
        conditions[one.condition].text = interpreter.module().conditions[one.condition].name;
    }
    if (!options_.cover) return;
    coverage_ = ir::Coverage(interpreter.module());
    transitions_.cover(&coverage_);
}

Run Simulator::run() {
    play();
    recorder_.judgeWhole();
    recorder_.run().coverage = std::move(coverage_);
    return std::move(recorder_.run());
}

/// What happens first; false if a statement is violated in it.
bool Simulator::begin() {
    if (!recorder_.begin()) return false;
    beginning_ = true;
    for (const Move& move : options_.begin) {
        world_.nowNs = move.nowNs;
        if (move.again) recorder_.repeat(*move.again);
        if (recorder_.events() >= options_.events) break;
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
    while (step < options_.steps && recorder_.events() < options_.events) {
        if (takeOutages(step)) {
            if (recorder_.violated()) return;
            if (leavesBound()) return recorder_.end(End::Bound, step);
            ++step;
            continue;
        }
        findProspects(step);
        if (prospects_.empty()) {
            if (waitForMessages(step)) continue;
            // Only a later outage, a later input or the end of a partition may set things going again: go there.
            const std::optional<uint32_t> next = nextChange(step);
            if (!next || *next >= options_.steps) {
                recorder_.end(End::Quiescent, step);
                return;
            }
            world_.nowNs += (*next - step) * kStepNs;
            step = *next;
            continue;
        }
        perform(scheduler_.pick(prospects_, step), step);
        if (recorder_.violated()) return;
        if (leavesBound()) return recorder_.end(End::Bound, step);
        passStep();
        ++step;
    }
    recorder_.end(End::Steps, step);
}

std::optional<uint32_t> Simulator::nextChange(uint32_t step) const {
    std::optional<uint32_t> out = outages_.next(step);
    const auto add = [&](uint32_t at) {
        if (at > step && (!out || at < *out)) out = at;
    };
    for (const Partition& one : options_.partitions) add(one.until);
    for (size_t i = 0; i < options_.inputs.size(); ++i)
        if (transitions_.canRequest(world_, i)) add(options_.inputs[i].notBefore);
    return out;
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
    const auto ask = [this](uint32_t condition, uint32_t location) { return holds(condition, location); };
    for (;;) {
        const std::optional<Choice> outage = outages_.due(step, world_, recorder_.lately(), ask);
        if (!outage) break;
        if (recorder_.violated() || recorder_.events() >= options_.events) return true;
        enabled_[outage->location].reset();
        startableSince_[outage->location] = step;
        recorder_.apply(*outage, step);
        any = true;
    }
    if (any) passStep();
    return any;
}

/// The time of a step; a timer that is due on the way is not kept waiting.
void Simulator::passStep() {
    int64_t next = world_.nowNs + kStepNs;
    if (transitions_.hasTimers())
        for (const Packet& packet : world_.packets)
            if (packet.timer) next = std::min(next, std::max(packet.readyNs, world_.nowNs));
    world_.nowNs = next;
}

/// Whether a condition holds of a location now; it is counted.
bool Simulator::holds(uint32_t condition, uint32_t location) {
    const ir::Judgement judged =
        recorder_.monitor().askAt(interpreter_.module().conditions[condition], location, world_.states);
    Run::Condition& told = recorder_.run().conditions[condition];
    if (judged.truth == ir::Truth::Unknown && told.unknown++ == 0) told.fault = judged.fault;
    if (judged.truth == ir::Truth::True) ++told.held;
    return judged.truth == ir::Truth::True;
}

bool Simulator::isCut(const Packet& packet, uint32_t step) const {
    return std::any_of(options_.partitions.begin(), options_.partitions.end(), [&](const Partition& one) {
        return one.from <= step && step < one.until && one.cuts(packet.from, packet.to);
    });
}

/// Nothing is possible now: jump to the time at which the next message may arrive.
bool Simulator::waitForMessages(uint32_t step) {
    int64_t next = INT64_MAX;
    for (const Packet& packet : world_.packets)
        if (packet.readyNs > world_.nowNs && !isCut(packet, step)) next = std::min(next, packet.readyNs);
    if (next == INT64_MAX) return false;
    world_.nowNs = next;
    return true;
}

/// The timer that is due first; of several the one that was set first.
const Packet* Simulator::dueTimer() const {
    const Packet* due = nullptr;
    if (!transitions_.hasTimers()) return due;
    for (const Packet& packet : world_.packets)
        if (packet.timer && packet.readyNs <= world_.nowNs && (due == nullptr || packet.readyNs < due->readyNs))
            due = &packet;
    return due;
}

void Simulator::addArrival(const Packet& packet) {
    prospects_.push_back(
        {Prospect::Kind::Arrival, packet.to, packet.from, packet.message, packet.id, true, sentAtStep_[packet.id]});
}

/// What is ready, and is neither cut off nor must wait. Most steps have more messages than all else.
void Simulator::addArrivals(uint32_t step) {
    // What arrives at a crashed location is lost there, which takes its time, too.
    for (uint32_t i = 0; i < takes_.size(); ++i) takes_[i] = !world_.isUp(i) || Transitions::canReceive(world_, i);
    const bool ordered = transitions_.hasOrder(), parted = !options_.partitions.empty();
    for (const Packet& packet : world_.packets) {
        if (packet.readyNs > world_.nowNs || !takes_[packet.to]) continue;
        if (ordered && world_.isUp(packet.to) && transitions_.mustWait(world_, packet)) continue;
        if (!parted || !isCut(packet, step)) addArrival(packet);
    }
}

/// What could happen now, into `prospects_`.
void Simulator::findProspects(uint32_t step) {
    prospects_.clear();
    choices_.clear();
    if (const Packet* due = dueTimer()) return addArrival(*due);
    const auto count = static_cast<uint32_t>(world_.states.size());
    for (uint32_t i = 0; i < count; ++i)
        if (transitions_.canStart(world_, i))
            prospects_.push_back({Prospect::Kind::Start, i, 0, 0, 0, true, startableSince_[i]});
    addArrivals(step);
    firstAction_ = prospects_.size();
    for (uint32_t i = 0; i < count; ++i)
        if (world_.isAwake(i)) addActions(i, step);
    for (uint32_t i = 0; i < options_.inputs.size(); ++i) {
        const Input& input = options_.inputs[i];
        if (transitions_.canRequest(world_, i) && input.notBefore <= step)
            prospects_.push_back({Prospect::Kind::Request, input.from, 0, i, 0, true, input.notBefore});
    }
}

void Simulator::addActions(uint32_t location, uint32_t step) {
    std::map<ActionKey, uint32_t>& since = enabledSince_[location];
    if (!enabled_[location]) {
        std::vector<ir::ActionFault> untried;
        enabled_[location] = transitions_.actions(world_, location, &untried);
        recorder_.noteUntried(location, untried, step);
        std::map<ActionKey, uint32_t> still;
        for (const ir::EnabledAction& action : *enabled_[location]) {
            ActionKey key{action.instance, action.clause};
            const auto known = since.find(key);
            still.emplace(std::move(key), known == since.end() ? step : known->second);
        }
        since = std::move(still);
    }
    const std::vector<ir::EnabledAction>& all = *enabled_[location];
    for (size_t i = 0; i < all.size();) {
        size_t end = i + 1;
        while (end < all.size() && all[end].instance == all[i].instance && all[end].clause == all[i].clause) ++end;
        prospects_.push_back({Prospect::Kind::Action, location, 0, all[i].clause, 0, all[i].fair,
                              since.at({all[i].instance, all[i].clause})});
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
        const auto [from, end] = choices_[index - firstAction_];
        choice.kind = Choice::Kind::Act;
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

}   // namespace evd::explore
