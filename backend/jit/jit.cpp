#include "backend/jit/jit.h"

#include "backend/llvm/generate.h"
#include "backend/llvm/optimize.h"
#include "backend/llvm/runtime_ops.h"
#include "backend/llvm/schema.h"

#include <llvm/ExecutionEngine/Orc/LLJIT.h>

namespace evd::backend {

namespace {

class LlvmJit : public Jitted {
public:
    LlvmJit(std::unique_ptr<llvm::orc::LLJIT> jit, const evd_module* module) : jit_(std::move(jit)), module_(module) {}
    const evd_module* module() const override { return module_; }

private:
    std::unique_ptr<llvm::orc::LLJIT> jit_;
    const evd_module* module_;
};

Error failed(llvm::Error error) {
    return {"EVD5005", "the code generator could not be loaded: " + llvm::toString(std::move(error))};
}

}   // namespace

Result<std::unique_ptr<Jitted>> compileInProcess(const ir::Module& module, const CodeOptions& options) {
    auto target = makeTarget(options.optLevel);
    if (!target) return target.error();
    auto context = std::make_unique<llvm::LLVMContext>();
    auto code = generate(*context, module, options, **target, false);
    if (!code) return code.error();
    auto jit = llvm::orc::LLJITBuilder().create();
    if (!jit) return failed(jit.takeError());
    llvm::orc::SymbolMap symbols;
    for (const RtOpInfo& op : runtimeOps())
        symbols[(*jit)->mangleAndIntern(op.name)] = {llvm::orc::ExecutorAddr::fromPtr(op.address),
                                                     llvm::JITSymbolFlags::Exported};
    if (auto error = (*jit)->getMainJITDylib().define(llvm::orc::absoluteSymbols(std::move(symbols))))
        return failed(std::move(error));
    if (auto error = (*jit)->addIRModule(llvm::orc::ThreadSafeModule(std::move(*code), std::move(context))))
        return failed(std::move(error));
    auto address = (*jit)->lookup(moduleSymbol(module));
    if (!address) return failed(address.takeError());
    return std::unique_ptr<Jitted>(std::make_unique<LlvmJit>(std::move(*jit), address->toPtr<const evd_module*>()));
}

}   // namespace evd::backend
