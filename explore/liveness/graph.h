#pragma once
// The states that a search has found with all ways between them, those that change nothing included.

#include "explore/liveness/fairness.h"

#include <functional>
#include <span>

namespace evd::explore {

/// The ways of all states that have been left.
class StateGraph {
public:
    struct Way {
        uint32_t to;
        uint32_t what;   ///< Via::what, twice, and one more if it is an input
        Via via() const { return {what >> 1, (what & 1) != 0, 0}; }
    };
    /// `expanded`: states below it have been left, but for those that `isOutside` is true of. All must outlive this.
    StateGraph(StateSpace& space, Locals& locals, Fairness& fairness, uint32_t expanded,
               std::function<bool(uint32_t)> isOutside)
        : space_(space), locals_(locals), fairness_(fairness), expanded_(expanded), isOutside_(std::move(isOutside)) {}

    /// Finds the ways, about so many. `goesOn` is asked first and from time to time, with the bytes of memory used;
    /// false if it says so.
    bool make(uint64_t about, const std::function<bool(size_t bytes)>& goesOn);
    size_t bytes() const { return ways_.capacity() * sizeof(Way) + begins_.capacity() * sizeof(uint64_t); }

    std::span<const Way> ways(uint32_t state) const {
        if (state >= expanded_) return {};
        return {ways_.data() + begins_[state], static_cast<size_t>(begins_[state + 1] - begins_[state])};
    }
    /// The arrivals in a state that change nothing, of messages that may come again and again: no ways.
    std::vector<Via> repeated(uint32_t state);
    /// What must be met in the end if it stays possible in a state, in order.
    void required(uint32_t state, std::vector<uint32_t>& out);
    /// What is met on the way.
    uint32_t met(uint32_t state, const Way& way) {
        if (const std::optional<uint32_t> known = fairness_.known(way.via())) return *known;
        return fairness_.metBy(way.via(), localOf(state, way));
    }
    const std::vector<uint32_t>& setAnew(uint32_t state, const Way& way);
    /// Whether a state has been left, so that all its ways are known.
    bool isKnown(uint32_t state) const { return state < expanded_ && !isOutside_(state); }

private:
    uint32_t localOf(uint32_t state, const Way& way) const;
    bool isRepeated(uint32_t state, uint32_t to, const Via& via) const;

    StateSpace& space_;
    Locals& locals_;
    Fairness& fairness_;
    const uint32_t expanded_;
    const std::function<bool(uint32_t)> isOutside_;
    std::vector<Way> ways_;
    std::vector<uint64_t> begins_;
    std::unordered_map<uint32_t, std::vector<uint32_t>> failing_;   ///< what would end a run with an assertion
};

}   // namespace evd::explore
