#pragma once
// Whether an invariant says something in the system that runs.

#include "ir/interp/interp.h"

#include <set>
#include <string>
#include <vector>

namespace evd::explore {

/// The processes whose variables a formula reads.
std::set<ir::AutomatonId> processesOf(const ir::Module& module, ir::ExprId formula);

/// Why a state predicate is not evaluated here, as the rest of "not monitored: …": a process that it looks at can never
/// run in the system. Empty if it is evaluated.
std::string whyNotMonitored(const ir::Interpreter& interpreter, ir::ExprId formula);

}   // namespace evd::explore
