#pragma once
// Whether an invariant says something in the system that runs.

#include "ir/interp/interp.h"

#include <set>
#include <string>
#include <vector>

namespace evd::explore {

/// The processes whose variables a formula reads.
std::set<ir::AutomatonId> processesOf(const ir::Module& module, ir::ExprId formula);

/// Why a state predicate is not evaluated here, as the rest of "not monitored: …": the system does not place a process
/// it looks at, or places it more than once at a location, so that `x of P at i` has no single meaning. Empty if it is
/// evaluated. `initial`: by location number.
std::string whyNotMonitored(const ir::Interpreter& interpreter, const std::vector<ir::LocationState>& initial,
                            ir::ExprId formula);

}   // namespace evd::explore
