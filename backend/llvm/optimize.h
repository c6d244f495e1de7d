#pragma once
// The target and the passes: what LLVM may do with emitted code.

#include "base/result.h"

#include <llvm/IR/Module.h>
#include <llvm/Target/TargetMachine.h>

#include <memory>
#include <string>

namespace evd::backend {

/// The machine this process runs on, with its baseline instruction set.
Result<std::unique_ptr<llvm::TargetMachine>> makeTarget(int optLevel);
/// Standard passes of a level, without vectorisation and unrolling; verifies the result.
Status optimize(llvm::Module& module, llvm::TargetMachine& target, int optLevel);
/// The module as an object file or as assembly, in memory.
Result<std::string> compile(llvm::Module& module, llvm::TargetMachine& target, bool assembly);

}   // namespace evd::backend
