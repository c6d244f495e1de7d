#include "backend/llvm/runtime_ops.h"

#include <type_traits>

namespace evd::backend {

namespace {

template <class T> llvm::Type* llvmType(llvm::LLVMContext& context) {
    if constexpr (std::is_void_v<T>) return llvm::Type::getVoidTy(context);
    else if constexpr (std::is_pointer_v<T>) return llvm::PointerType::getUnqual(context);
    else if constexpr (sizeof(T) == 8) return llvm::Type::getInt64Ty(context);
    else {
        static_assert(sizeof(T) == 4);
        return llvm::Type::getInt32Ty(context);
    }
}

template <class F> struct Signature;
template <class R, class... Args> struct Signature<R (*)(Args...)> {
    static llvm::FunctionType* type(llvm::LLVMContext& context) {
        return llvm::FunctionType::get(llvmType<R>(context), {llvmType<Args>(context)...}, false);
    }
};

const RtOpInfo kOps[] = {
#define EVD_OP(ret, name, args, doc)                                                                                   \
    {RtOp::name, #name, reinterpret_cast<void*>(&::name), &Signature<decltype(&::name)>::type},
#include "runtime/ops.def"
#undef EVD_OP
};

/// Those that only look: they neither allocate nor touch the staged words.
bool onlyReads(RtOp op) {
    switch (op) {
    case RtOp::evd_size:
    case RtOp::evd_word_at:
    case RtOp::evd_find1:
    case RtOp::evd_count1:
    case RtOp::evd_compare:
    case RtOp::evd_subset:
    case RtOp::evd_box_ctor:
    case RtOp::evd_box_word:
    case RtOp::evd_table_empty: return true;
    default: return false;   // if in doubt it does more
    }
}

}   // namespace

std::span<const RtOpInfo> runtimeOps() { return kOps; }

llvm::Function* declare(llvm::Module& module, RtOp op) {
    const RtOpInfo& info = kOps[static_cast<size_t>(op)];
    if (llvm::Function* known = module.getFunction(info.name)) return known;
    llvm::LLVMContext& context = module.getContext();
    auto* function = llvm::Function::Create(info.type(context), llvm::Function::ExternalLinkage, info.name, module);
    function->addFnAttr(llvm::Attribute::NoUnwind);
    function->addFnAttr(llvm::Attribute::WillReturn);
    if (onlyReads(op)) function->setOnlyReadsMemory();
    for (llvm::Argument& arg : function->args()) arg.addAttr(llvm::Attribute::NoUndef);
    if (!function->getReturnType()->isVoidTy()) function->addRetAttr(llvm::Attribute::NoUndef);
    return function;
}

}   // namespace evd::backend
