#pragma once
// Why scenarios fail, at the places in the spec.

#include "base/diagnostics.h"
#include "explore/simulate/scenario.h"

namespace evd::driver {

/// Reports why a scenario of the module failed, if it did.
void reportScenario(const ir::Module& module, const explore::Played& played, Diagnostics& diagnostics);

}   // namespace evd::driver
