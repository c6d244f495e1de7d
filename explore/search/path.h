#pragma once
// The runs that lead to states: how a state was found, event by event, as deeds that the simulator plays.

#include "explore/simulate/replay.h"
#include "explore/states/space.h"

#include <map>
#include <string>
#include <vector>

namespace evd::explore {

/// Where each state was found from.
class Paths {
public:
    /// All must outlive this. `start`: the deeds with which the runs begin.
    Paths(const Transitions& transitions, Locals& locals, StateSpace& space, std::vector<Deed> start);

    /// What is on its way where the runs begin.
    void begin(const World& world);
    /// The next state was found first when this one was left.
    void found(uint32_t from) { parents_.push_back(from); }
    size_t bytes() const { return parents_.capacity() * sizeof(uint32_t); }

    /// The run to a state, and a move that comes then.
    std::vector<Deed> to(uint32_t state, const LocalMove* last = nullptr);
    /// A run that goes these ways from where the runs begin, and then round by others; with none, it comes to rest
    /// there.
    struct Told {
        std::vector<Deed> deeds;
        size_t loop = 0;   ///< the deed with which the round begins
    };
    Told along(const std::vector<Via>& stem, const std::vector<Via>& loop);
    /// The run to a state in which nothing more can happen: what the search has not followed, because it makes no
    /// difference, arrives too.
    std::vector<Deed> toTheEnd(uint32_t state);

private:
    /// Copies of one packet.
    struct Copies {
        uint32_t there = 0, requested = 0;   ///< on their way; of those that the environment puts in
        Deed arrival;
    };
    class Teller;
    std::vector<Via> ways(uint32_t state);
    std::string textOf(const Packet& packet) const;

    const Transitions& transitions_;
    Locals& locals_;
    StateSpace& space_;
    const std::vector<Deed> start_;
    std::vector<uint32_t> parents_{0};           ///< by state
    std::map<std::string, Copies> onTheirWay_;   ///< where the runs begin
};

}   // namespace evd::explore
