#include "backend/llvm/optimize.h"

#include <llvm/Analysis/CGSCCPassManager.h>
#include <llvm/Analysis/LoopAnalysisManager.h>
#include <llvm/IR/LegacyPassManager.h>
#include <llvm/IR/Verifier.h>
#include <llvm/MC/TargetRegistry.h>
#include <llvm/Passes/PassBuilder.h>
#include <llvm/Support/TargetSelect.h>
#include <llvm/Support/raw_ostream.h>
#include <llvm/TargetParser/Host.h>

namespace evd::backend {

Result<std::unique_ptr<llvm::TargetMachine>> makeTarget(int optLevel) {
    static const bool ready = !llvm::InitializeNativeTarget() && !llvm::InitializeNativeTargetAsmPrinter();
    if (!ready) return Error{"EVD5005", "the code generator could not be loaded: no target for this machine"};
    llvm::Triple triple(llvm::sys::getDefaultTargetTriple());
    std::string problem;
    const llvm::Target* target = llvm::TargetRegistry::lookupTarget(triple, problem);
    if (target == nullptr) return Error{"EVD5005", "the code generator could not be loaded: " + problem};
    auto level = optLevel == 0   ? llvm::CodeGenOptLevel::None
                 : optLevel == 1 ? llvm::CodeGenOptLevel::Less
                                 : llvm::CodeGenOptLevel::Default;
    return std::unique_ptr<llvm::TargetMachine>(
        target->createTargetMachine(triple, "", "", llvm::TargetOptions(), llvm::Reloc::PIC_, std::nullopt, level));
}

Status optimize(llvm::Module& module, llvm::TargetMachine& target, int optLevel) {
    module.setTargetTriple(target.getTargetTriple());
    module.setDataLayout(target.createDataLayout());
    if (optLevel > 0) {
        llvm::PipelineTuningOptions tuning;
        tuning.LoopVectorization = false;
        tuning.SLPVectorization = false;
        tuning.LoopUnrolling = false;
        tuning.LoopInterleaving = false;
        llvm::PassBuilder builder(&target, tuning);
        llvm::LoopAnalysisManager loops;
        llvm::FunctionAnalysisManager functions;
        llvm::CGSCCAnalysisManager graphs;
        llvm::ModuleAnalysisManager modules;
        builder.registerModuleAnalyses(modules);
        builder.registerCGSCCAnalyses(graphs);
        builder.registerFunctionAnalyses(functions);
        builder.registerLoopAnalyses(loops);
        builder.crossRegisterProxies(loops, functions, graphs, modules);
        auto level = optLevel == 1 ? llvm::OptimizationLevel::O1 : llvm::OptimizationLevel::O2;
        builder.buildPerModuleDefaultPipeline(level).run(module, modules);
    }
    std::string problems;
    llvm::raw_string_ostream stream(problems);
    if (llvm::verifyModule(module, &stream))
        return Error{"EVD5007", "generated code left the validated subset: " + problems};
    return Done{};
}

Result<std::string> compile(llvm::Module& module, llvm::TargetMachine& target, bool assembly) {
    llvm::SmallVector<char, 0> buffer;
    llvm::raw_svector_ostream out(buffer);
    llvm::legacy::PassManager passes;
    auto kind = assembly ? llvm::CodeGenFileType::AssemblyFile : llvm::CodeGenFileType::ObjectFile;
    if (target.addPassesToEmitFile(passes, out, nullptr, kind))
        return Error{"EVD5005", "the code generator could not be loaded: no object format"};
    passes.run(module);
    return std::string(buffer.begin(), buffer.end());
}

}   // namespace evd::backend
