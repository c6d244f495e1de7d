#pragma once
// From the intermediate form to optimised LLVM IR.

#include "backend/backend.h"

#include <llvm/IR/LLVMContext.h>
#include <llvm/IR/Module.h>
#include <llvm/Target/TargetMachine.h>

namespace evd::backend {

/// Emits, checks and optimises. `withMain`: adds a `main` that hands the spec to the host of runtime/ (evd_node_main).
Result<std::unique_ptr<llvm::Module>> generate(llvm::LLVMContext& context, const ir::Module& module,
                                               const CodeOptions& options, llvm::TargetMachine& target, bool withMain);

}   // namespace evd::backend
