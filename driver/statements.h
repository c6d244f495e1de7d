#pragma once
// The statements of a spec that a simulated run does not evaluate.

#include "explore/run.h"
#include "frontend/sema/program.h"
#include "ir/core/module.h"

#include <vector>

namespace evd::driver {

/// Properties that are no state predicates, and what other commands are for: `check`, `prove`, `scenario`. Invariants
/// are not among them: a run tells of each what became of it.
std::vector<explore::Run::NotEvaluated> notEvaluated(const sema::Program& program, const ir::Module& module);

}   // namespace evd::driver
