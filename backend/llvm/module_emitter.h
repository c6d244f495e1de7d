#pragma once
// What the functions of one spec share while their code is emitted: types, descriptors, literals, places of faults,
// debug info.

#include "backend/backend.h"
#include "backend/llvm/debug_info.h"
#include "backend/llvm/layout.h"
#include "backend/llvm/liveness.h"
#include "backend/llvm/runtime_ops.h"
#include "base/result.h"

#include <llvm/IR/LLVMContext.h>
#include <llvm/IR/Module.h>

#include <memory>
#include <string>

namespace evd::backend {

/// Pointer parameters shared by all emitted functions, in order; internal functions have no `result`.
enum : unsigned { kArgRt = 0, kArgParams = 1, kArgState = 2, kArgEvent = 3, kArgResult = 4, kSharedArgs = 4 };

class ModuleEmitter {
public:
    ModuleEmitter(llvm::LLVMContext& context, const ir::Module& module, const CodeOptions& options);

    /// Emits everything. The module has passed LLVM's verifier and the subset check; otherwise an error EVD5007.
    Result<std::unique_ptr<llvm::Module>> emit();

    // for function emitters
    const ir::Module& ir() const { return ir_; }
    Layout& layout() { return layout_; }
    Liveness& liveness() { return liveness_; }
    llvm::LLVMContext& context() { return context_; }
    llvm::Module& module() { return *module_; }
    DebugInfo& debug() { return debug_; }
    llvm::Function* op(RtOp op) { return declare(*module_, op); }
    llvm::IntegerType* word() { return llvm::Type::getInt64Ty(context_); }
    llvm::PointerType* pointer() { return llvm::PointerType::getUnqual(context_); }

    /// Descriptor of a type.
    llvm::Constant* type(ir::TypeId type);
    /// Index of a source place in the module's sites.
    uint32_t site(Span span);
    /// Index of a literal in the module's texts: one of Str and one of Bytes are two, even with the same bytes.
    uint32_t text(uint32_t index, bool isBytes);
    /// First word of a deployment parameter.
    uint32_t paramSlot(uint32_t param) const { return paramSlots_[param]; }
    /// The map type by which a function parameter is given.
    ir::TypeId paramType(uint32_t param) const { return paramTypes_[param]; }
    ir::TypeId listOf(ir::TypeId element) { return ir_.types.list(element); }
    /// Number of an extern function among the externs.
    uint32_t externNumber(ir::FunctionId function) const { return externNumbers_[function]; }
    /// Emitted code of a function that is not extern.
    llvm::Function* function(ir::FunctionId function) { return functions_[function]; }
    /// Whether a call must be counted because recursion may nest it ever deeper.
    bool countsDepth(ir::FunctionId callee, std::optional<ir::FunctionId> caller) const;
    /// First slot of a variable of an automaton, after its parameters.
    uint32_t varSlot(const ir::Automaton& automaton, uint32_t var);
    uint32_t automatonParamSlot(const ir::Automaton& automaton, uint32_t param);
    uint32_t fieldSlot(ir::MessageId message, uint32_t field);
    /// Notes that some function writes that many words of result, or reads that many of an event's fields.
    void needResult(uint32_t words) { resultSlots_ = std::max(resultSlots_, words); }
    void needFields(uint32_t words) { fieldSlots_ = std::max(fieldSlots_, words); }

    /// A new function with the attributes that all emitted functions have.
    llvm::Function* make(llvm::FunctionType* type, const std::string& name, bool exported);
    llvm::FunctionType* stepType();
    /// Type of internal functions: the shared pointers, then `words`; returns {status, `results` words}.
    llvm::FunctionType* internalType(size_t words, size_t results);

private:
    friend class DescriptorEmitter;
    void analyseCalls();
    void emitFunctions();

    llvm::LLVMContext& context_;
    ir::Module ir_;
    const CodeOptions& options_;
    Layout layout_;
    Liveness liveness_;
    std::unique_ptr<llvm::Module> module_;
    DebugInfo debug_;
    std::vector<uint32_t> paramSlots_;
    std::vector<ir::TypeId> paramTypes_;
    uint32_t paramWords_ = 0;
    std::vector<uint32_t> externNumbers_;
    std::vector<llvm::Function*> functions_;
    std::vector<std::vector<bool>> reaches_;   // [f][g]: calls of f may lead to g
    std::vector<bool> reachesRecursion_, insideRecursion_;
    std::map<ir::TypeId, llvm::GlobalVariable*> types_;
    std::vector<ir::TypeId> undefined_;   // types without initializer so far
    std::map<std::tuple<uint32_t, uint32_t, uint32_t>, uint32_t> siteNumbers_;
    std::vector<Span> sites_;
    std::map<std::pair<uint32_t, bool>, uint32_t> textNumbers_;
    std::vector<std::pair<uint32_t, bool>> texts_;   // index into ir::Module::texts, whether Bytes
    uint32_t resultSlots_ = 1, fieldSlots_ = 0;
};

}   // namespace evd::backend
