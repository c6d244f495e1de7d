#pragma once
// Random runs of the instances of a check.

#include "explore/instance/instance.h"
#include "explore/simulate/scenario.h"

namespace evd::explore {

/// The options of a random run of an instance: its inputs and bounds, and what may go wrong within its budgets, in some
/// runs never, in others seldom or often, as the seed says. `started`: the scenario in whose last state it begins,
/// which has been played; null if it begins at the initial states.
SimOptions within(const Instance& instance, const Played* started, SimOptions options);

}   // namespace evd::explore
