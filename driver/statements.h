#pragma once
// The statements of a spec that a simulated run does not evaluate.

#include "explore/trace/run.h"
#include "frontend/sema/program.h"

#include <optional>
#include <vector>

namespace evd::driver {

/// What other commands are for: `check`, `prove`. Of each property and invariant a run tells what became.
/// `running`: the check that runs, by its number; it is left out.
std::vector<explore::Run::NotEvaluated> notEvaluated(const sema::Program& program,
                                                     std::optional<uint32_t> running = std::nullopt);

}   // namespace evd::driver
