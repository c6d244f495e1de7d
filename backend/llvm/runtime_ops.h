#pragma once
// The operations of runtime/ops.def as seen by generated code: names, LLVM declarations with honest attributes,
// addresses.

#include "runtime/abi.h"

#include <llvm/IR/Module.h>

#include <span>

namespace evd::backend {

enum class RtOp : uint8_t {
#define EVD_OP(ret, name, args, doc) name,
#include "runtime/ops.def"
#undef EVD_OP
};

struct RtOpInfo {
    RtOp op;
    const char* name;
    void* address;   ///< for code that runs in this process
    llvm::FunctionType* (*type)(llvm::LLVMContext& context);
};

/// All operations, in the order of RtOp.
std::span<const RtOpInfo> runtimeOps();
/// The declaration of an operation in `module`, made on first use.
llvm::Function* declare(llvm::Module& module, RtOp op);

}   // namespace evd::backend
