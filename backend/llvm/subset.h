#pragma once
// Holds the shape of emitted code that validation relies on: a check of the unoptimised module that fails closed.

#include <llvm/IR/Module.h>

#include <optional>
#include <string>

namespace evd::backend {

/// The first thing in a function's body that is outside the allowed subset, or nothing:
/// only integer and control instructions, loads at entry from constant offsets of params, state and event, stores to
/// constant offsets of the result directly before the final return, direct calls of the runtime's operations, overflow
/// intrinsics and functions of the module.
std::optional<std::string> checkSubset(const llvm::Module& module);

}   // namespace evd::backend
