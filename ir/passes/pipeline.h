#pragma once
// The passes between lowering and the engines, in order.

#include "ir/core/module.h"

namespace evd::ir {

/// Runs all passes. In debug builds the verifier runs after each.
void runPipeline(Module& module);

}   // namespace evd::ir
