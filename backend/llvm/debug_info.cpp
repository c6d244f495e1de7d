#include "backend/llvm/debug_info.h"

#include <llvm/BinaryFormat/Dwarf.h>
#include <llvm/IR/Module.h>

namespace evd::backend {

DebugInfo::DebugInfo(llvm::Module& module, const CodeOptions& options) : module_(module), options_(options) {
    if (options.debug && options.locate) builder_ = std::make_unique<llvm::DIBuilder>(module);
}

std::optional<Place> DebugInfo::find(Span span) const {
    if (!options_.locate) return std::nullopt;
    auto place = options_.locate(span);
    if (!place || place->line == 0) return std::nullopt;
    return place;
}

llvm::DIFile* DebugInfo::file(const std::string& path) {
    auto [place, isNew] = files_.try_emplace(path, nullptr);
    if (isNew) {
        size_t slash = path.rfind('/');
        place->second = slash == std::string::npos
                            ? builder_->createFile(path, ".")
                            : builder_->createFile(path.substr(slash + 1), path.substr(0, slash));
        if (files_.size() == 1) {
            module_.addModuleFlag(llvm::Module::Warning, "Dwarf Version", 5);
            module_.addModuleFlag(llvm::Module::Warning, "Debug Info Version", llvm::DEBUG_METADATA_VERSION);
            builder_->createCompileUnit(llvm::DISourceLanguageName(llvm::dwarf::DW_LANG_C), place->second, "evident",
                                        options_.optLevel > 0, "", 0, "", llvm::DICompileUnit::LineTablesOnly);
        }
    }
    return place->second;
}

void DebugInfo::begin(llvm::Function* function, Span span) {
    if (!builder_) return;
    auto place = find(span);
    if (!place) return;
    llvm::DIFile* where = file(place->file);
    auto* type = builder_->createSubroutineType(builder_->getOrCreateTypeArray({}));
    auto flags = llvm::DISubprogram::SPFlagDefinition | llvm::DISubprogram::SPFlagLocalToUnit;
    if (options_.optLevel > 0) flags |= llvm::DISubprogram::SPFlagOptimized;
    function->setSubprogram(builder_->createFunction(where, function->getName(), function->getName(), where,
                                                     place->line, type, place->line, llvm::DINode::FlagZero, flags));
}

llvm::DebugLoc DebugInfo::place(llvm::Function* function, Span span) {
    llvm::DISubprogram* scope = function->getSubprogram();
    if (scope == nullptr) return {};
    auto place = find(span);
    if (!place || scope->getFile() != file(place->file)) return functionPlace(function);
    return llvm::DILocation::get(module_.getContext(), place->line, place->column, scope);
}

llvm::DebugLoc DebugInfo::functionPlace(llvm::Function* function) {
    llvm::DISubprogram* scope = function->getSubprogram();
    if (scope == nullptr) return {};
    return llvm::DILocation::get(module_.getContext(), scope->getLine(), 0, scope);
}

void DebugInfo::finish() {
    if (builder_) builder_->finalize();
}

}   // namespace evd::backend
