#pragma once
// Where the runs of a check begin, if a scenario leads there.

#include "explore/simulate/scenario.h"
#include "explore/states/space.h"

namespace evd::explore {

/// Does in a world, and notes in the pasts of its locations, what a scenario has done, for what statements must know of
/// it. The clocks of what is on its way then, packet by packet.
std::vector<Past::Clock> playStart(const Transitions& transitions, const Watched& watched, const Played& start,
                                   World& world, std::vector<Past>& pasts);

/// The states of a scenario before the one where it ends, in order, put into the space.
std::vector<uint32_t> statesBefore(const Transitions& transitions, const Watched& watched, const Played& start,
                                   StateSpace& space);

}   // namespace evd::explore
