#include "backend/llvm/generate.h"

#include "backend/llvm/module_emitter.h"
#include "backend/llvm/optimize.h"
#include "backend/llvm/schema.h"

#include <llvm/IR/IRBuilder.h>

namespace evd::backend {

namespace {

void addMain(llvm::Module& module, const ir::Module& spec) {
    llvm::LLVMContext& context = module.getContext();
    llvm::Type *i32 = llvm::Type::getInt32Ty(context), *ptr = llvm::PointerType::getUnqual(context);
    auto host = module.getOrInsertFunction("evd_node_main", llvm::FunctionType::get(i32, {ptr, i32, ptr}, false));
    auto* main = llvm::Function::Create(llvm::FunctionType::get(i32, {i32, ptr}, false),
                                        llvm::Function::ExternalLinkage, "main", module);
    llvm::IRBuilder<> b(llvm::BasicBlock::Create(context, "entry", main));
    b.CreateRet(b.CreateCall(host, {module.getNamedGlobal(moduleSymbol(spec)), main->getArg(0), main->getArg(1)}));
}

}   // namespace

Result<std::unique_ptr<llvm::Module>> generate(llvm::LLVMContext& context, const ir::Module& spec,
                                               const CodeOptions& options, llvm::TargetMachine& target, bool withMain) {
    auto module = ModuleEmitter(context, spec, options).emit();
    if (!module) return module.error();
    if (withMain) addMain(**module, spec);
    Status done = optimize(**module, target, options.optLevel);
    if (!done) return done.error();
    return std::move(*module);
}

}   // namespace evd::backend
