#pragma once
// The runs that lead to states: how a state was found, event by event, as deeds that the simulator plays.

#include "explore/reduce/atomic.h"
#include "explore/simulate/replay.h"
#include "explore/states/space.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace evd::explore {

/// Where each state was found from.
class Paths {
public:
    /// All must outlive this. `start`: the deeds with which the runs begin.
    Paths(const Transitions& transitions, Locals& locals, StateSpace& space, std::vector<Deed> start);

    /// What is on its way where the runs begin; how events are put together to moves, if they are.
    void begin(const World& world, Atomic* atomic);
    /// The next state was found first when this one was left.
    void found(uint32_t from) { parents_.push_back(from); }
    size_t bytes() const { return parents_.capacity() * sizeof(uint32_t); }

    /// The run to a state.
    std::vector<Deed> to(uint32_t state);
    /// The run to a state, and then to an event that is rejected.
    std::vector<Deed> toRejected(uint32_t state, uint32_t rejected);
    /// The run to a state without moves, and to its end: what the search has not followed, because it makes no
    /// difference, happens too. None if it has no end.
    std::optional<std::vector<Deed>> toTheEnd(uint32_t state);
    /// A run that goes these ways from where the runs begin, and then round by others; with none, it comes to rest
    /// there.
    struct Told {
        std::vector<Deed> deeds;
        size_t loop = 0;   ///< the deed with which the round begins
    };
    Told along(const std::vector<Via>& stem, const std::vector<Via>& loop);

private:
    /// Copies of one packet.
    struct Copies {
        uint32_t there = 0, requested = 0;   ///< on their way; of those that the environment puts in
        Deed arrival;
    };
    class Teller;
    void tell(uint32_t state, Teller& teller);
    std::string textOf(const Packet& packet) const;

    const Transitions& transitions_;
    Locals& locals_;
    StateSpace& space_;
    const std::vector<Deed> start_;
    Atomic* atomic_ = nullptr;
    std::vector<uint32_t> parents_{0};           ///< by state
    std::map<std::string, Copies> onTheirWay_;   ///< where the runs begin
};

}   // namespace evd::explore
