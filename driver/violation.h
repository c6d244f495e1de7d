#pragma once
// What a run violates, at the place of the statement.

#include "base/diagnostics.h"
#include "explore/trace/run.h"

namespace evd::driver {

/// Reports the violation with which a run ends: its witness, when it happens, and where the events that matter are
/// written. There must be one.
Diagnostic& reportViolation(const ir::Module& module, const ir::System& system, const explore::Run& run,
                            Diagnostics& diagnostics);

}   // namespace evd::driver
