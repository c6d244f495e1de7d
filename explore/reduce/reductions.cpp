#include "explore/reduce/reductions.h"

#include <algorithm>
#include <fmt/format.h>

namespace evd::explore {

Faults faultsThatMatter(const Faults& faults, const Transitions& transitions, const Watched& watched, bool asksUp,
                        bool asksInFlight, std::vector<std::string>& said) {
    bool environment = false;
    for (uint32_t i : transitions.interpreter().locations()) environment |= transitions.isEnvironment(i);
    // An input to a location that has stopped is lost, so that those that wait for it may come.
    if (transitions.hasTurns() || asksUp || asksInFlight || watched.all || transitions.hasOrder() || environment ||
        faults.restarts > 0)
        return faults;
    if (faults.crashes > 0)
        said.push_back("crashes for good are left out: a location that stops is one that nothing happens at any "
                       "more, and no statement asks who is up");
    if (faults.drops > 0)
        said.push_back("losses are left out: a message that is lost is one that never arrives, and no "
                       "statement asks what is on its way");
    Faults out = faults;
    out.crashes = out.drops = 0;
    return out;
}

Reductions::Reductions(const Transitions& transitions, Locals& locals, StateSpace& space, Judge& judge,
                       size_t statements)
    : transitions_(transitions), locals_(locals), space_(space), judge_(judge), statements_(statements),
      leaves_(locals.locations()) {}

/// Whether a bound does not hold, whatever the other locations are. (It holds where the runs begin, or nothing is
/// left.)
bool Reductions::leavesBound(uint32_t location, uint32_t local) {
    if (boundsOfEach_.empty()) return false;
    std::vector<int8_t>& known = leaves_[location];
    if (known.size() <= local) known.resize(locals_.localCount(location), -1);
    if (known[local] < 0)
        known[local] = std::any_of(boundsOfEach_.begin(), boundsOfEach_.end(), [&](size_t bound) {
            return judge_.judgeAt(bound, begin_, location, local).truth != ir::Truth::True;
        });
    return known[local] == 1;
}

/// The packets of all inputs; nothing if a statement speaks of what the environment sends.
std::optional<std::vector<uint32_t>> Reductions::inputPackets(const std::vector<uint32_t>& states) {
    std::vector<uint32_t> out;
    for (const Input& input : transitions_.inputs()) {
        const auto [local, clock] = locals_.afterRequest(input, states[input.from]);
        if (local != states[input.from]) return std::nullopt;
        out.push_back(locals_.plain(locals_.packet(space_.packetOf(input), clock)));
    }
    return out;
}

void Reductions::prepare(const Reducing& use, size_t closureSteps, const std::function<bool()>& goOn, bool asksInFlight,
                         bool ends, std::vector<std::string>& said) {
    if (use.atomic && !asksInFlight) {
        atomic_.emplace(transitions_.interpreter().module(), locals_,
                        Atomic::Options{transitions_.hasTurns(), transitions_.hasOrder(), ends});
        locals_.instead = [this](uint32_t location, uint32_t local, uint32_t inbox, Allowance allowance) {
            return atomic_->moves(location, local, inbox, allowance);
        };
        said.push_back("events that send nothing and that no statement sees happen just before the next one of their "
                       "location that does, or not at all");
    }
    if (!use.forgetting && !use.persistent) return;
    const uint64_t* const begin = space_.table()[0];
    std::vector<uint32_t> packets;
    for (uint32_t i = 0; i < locals_.locations(); ++i) {
        begin_.push_back(space_.localOf(begin, i));
        const std::vector<uint32_t>& there = locals_.packetsIn(i, space_.inboxOf(space_.networkOf(begin), i));
        packets.insert(packets.end(), there.begin(), there.end());
    }
    std::optional<std::vector<uint32_t>> inputs = inputPackets(begin_);
    if (!inputs) {
        said.push_back("none by the local closure: a statement speaks of what the environment sends");
        return;
    }
    packets.insert(packets.end(), inputs->begin(), inputs->end());
    for (size_t i = statements_; i < judge_.size(); ++i)
        if (judge_.isOfEachLocation(i)) boundsOfEach_.push_back(i);
    closure_ = Closure::of(
        locals_, begin_, packets, closureSteps, goOn,
        [&](uint32_t location, uint32_t local) { return leavesBound(location, local); }, atomic());
    gaveUp_ = !closure_.has_value();
    if (!closure_) {
        said.push_back(fmt::format("none by the local closure, which has not been found within {}",
                                   goOn() ? std::to_string(closureSteps) + " steps" : "its part of the time"));
        return;
    }
    if (use.forgetting && !asksInFlight && !transitions_.hasTurns()) {
        locals_.needed = closure_->needed();
        said.push_back("messages that can no more make a difference to their receivers are forgotten: no statement "
                       "asks what is on its way");
    }
    if (!use.persistent) return;
    if (locals_.faults().restarts > 0) {
        // What is sent to a location that is down may be lost, so that who sends makes a difference to who comes back.
        said.push_back("no persistent sets: locations may stop and come back");
        return;
    }
    persistent_.emplace(locals_, space_, *closure_, std::move(*inputs), transitions_.hasOrder());
    size_t stable = 0;
    const auto successors = [&](uint32_t location) -> const std::vector<std::vector<uint32_t>>& {
        return closure_->successors(location);
    };
    for (size_t i = 0; i < judge_.size(); ++i) {
        const bool isBound = i >= statements_;
        if (isBound && judge_.isOfEachLocation(i)) continue;   // it is looked at where a location is taken alone
        if (!isBound && judge_.staysFalse(i, successors)) ++stable;
        else seen_ |= judge_.bits(i);
    }
    inputsFirst_ = (seen_ & StateSpace::kNetwork) == 0 && !transitions_.hasOrder();   // in order, who is first matters
    said.push_back(fmt::format(
        "persistent sets: the events of one location are taken alone where no other can still make a difference to it; "
        "{}",
        stable == statements_ ? "each statement, once violated, stays so"
        : stable == 0         ? "not where they change what a statement looks at"
                      : "some statements, once violated, stay so, and not where they change what others look at"));
}

std::optional<uint32_t> Reductions::inputAlone(uint32_t state) {
    const uint64_t* const words = space_.table()[state];
    if (!persistent_ || !inputsFirst_ || space_.sharesFaults(space_.leftOf(words))) return std::nullopt;
    return space_.nextInput(words);
}

const std::vector<uint32_t>& Reductions::alone(uint32_t state) {
    alone_.clear();
    const uint64_t* const words = space_.table()[state];
    if (!persistent_ || space_.sharesFaults(space_.leftOf(words))) return alone_;
    candidates_.clear();
    for (uint32_t i = 0; i < locals_.locations(); ++i)
        if (persistent_->isAlone(words, i))
            if (const size_t moves = space_.movesAt(state, i); moves > 0) candidates_.push_back({moves, i});
    std::sort(candidates_.begin(), candidates_.end());
    for (const auto& [moves, location] : candidates_) alone_.push_back(location);
    return alone_;
}

bool Reductions::isInvisible(const StateSpace::Batch& batch) {
    return std::none_of(batch.via.begin(), batch.via.end(), [&](const Via& via) {
        if ((via.touches & seen_) != 0) return true;
        if (via.request) return false;
        const LocalMove& move = locals_.move(via.what);
        return leavesBound(move.location, move.local);   // nothing happens any more anywhere
    });
}

}   // namespace evd::explore
