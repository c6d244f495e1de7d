#pragma once
// The statements of a spec that a simulated run does not evaluate.

#include "explore/trace/run.h"
#include "frontend/sema/program.h"

#include <vector>

namespace evd::driver {

/// What other commands are for: `check`, `prove`. Of each property and invariant a run tells what became.
std::vector<explore::Run::NotEvaluated> notEvaluated(const sema::Program& program);

}   // namespace evd::driver
