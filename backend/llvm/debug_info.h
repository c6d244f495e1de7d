#pragma once
// DWARF 5 line tables, so that a native process can be stepped on the lines of the spec.

#include "backend/backend.h"

#include <llvm/IR/DIBuilder.h>
#include <llvm/IR/Function.h>

#include <map>
#include <memory>

namespace evd::backend {

class DebugInfo {
public:
    DebugInfo(llvm::Module& module, const CodeOptions& options);

    /// Describes a function that begins at `span`; without a known place it stays without debug info.
    void begin(llvm::Function* function, Span span);
    /// The place of an instruction in that function; where a span is unknown, that of the function.
    llvm::DebugLoc place(llvm::Function* function, Span span);
    llvm::DebugLoc functionPlace(llvm::Function* function);
    void finish();

private:
    std::optional<Place> find(Span span) const;
    llvm::DIFile* file(const std::string& path);

    llvm::Module& module_;
    const CodeOptions& options_;
    std::unique_ptr<llvm::DIBuilder> builder_;
    std::map<std::string, llvm::DIFile*> files_;
};

}   // namespace evd::backend
