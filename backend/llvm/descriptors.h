#pragma once
// The constants of runtime/abi.h that describe a compiled spec: types, messages, automata, systems, and the module
// itself.

#include "backend/llvm/module_emitter.h"
#include "ir/analysis/select.h"

namespace evd::backend {

class FunctionEmitter;

/// Emits the functions that descriptors point to, and the descriptors, into the module of `shared`.
class DescriptorEmitter {
public:
    explicit DescriptorEmitter(ModuleEmitter& shared);
    /// Ends with the exported constant `evd_module_<spec>`.
    void emit();

    /// Descriptor of a type, made on first use.
    llvm::Constant* type(ir::TypeId type);

private:
    /// A named part of flattened words.
    struct Part {
        std::string name;
        ir::TypeId type;
    };

    llvm::Constant* i32(uint64_t value) { return llvm::ConstantInt::get(llvm::Type::getInt32Ty(context_), value); }
    llvm::Constant* i64(uint64_t value) { return llvm::ConstantInt::get(llvm::Type::getInt64Ty(context_), value); }
    llvm::Constant* null() { return llvm::ConstantPointerNull::get(shared_.pointer()); }
    llvm::Constant* record(std::vector<llvm::Constant*> fields) {
        return llvm::ConstantStruct::getAnon(context_, fields);
    }
    llvm::GlobalVariable* constant(llvm::Constant* value, const std::string& name);
    /// Pointer to an array of equal constants; null if there are none.
    llvm::Constant* array(const std::vector<llvm::Constant*>& elements, const std::string& name);
    llvm::Constant* text(const std::string& text);
    llvm::Constant* pointers(const std::vector<llvm::Constant*>& elements, const std::string& name) {
        return array(elements, name);
    }
    llvm::Constant* words(const std::vector<uint32_t>& values, const std::string& name);
    llvm::Constant* parts(const std::vector<Part>& parts, uint32_t firstSlot, const std::string& name);
    llvm::Constant* slotTypes(const std::vector<Part>& parts, const std::string& name);
    uint32_t slots(const std::vector<Part>& parts);
    void defineType(ir::TypeId id, llvm::GlobalVariable* global);

    llvm::Constant* noStep() { return record({null(), i32(0), null()}); }
    /// The step of the candidates of an occasion; without any: no step.
    llvm::Constant* step(const ir::Automaton& automaton, const ir::Occasion& occasion,
                         const std::vector<ir::Candidate>& candidates, const std::string& name);
    struct Steps {
        llvm::Constant *next, *first;
    };
    Steps steps(const ir::Automaton& automaton, ir::Occasion occasion, const std::string& name);
    llvm::Constant* values(const ir::Automaton* automaton, const ir::Clause* action,
                           const std::vector<ir::ExprId>& exprs, Span span, const std::string& name);
    llvm::Constant* automaton(ir::AutomatonId id);
    llvm::Constant* table(const ir::Automaton& parent, uint32_t index);
    llvm::Constant* action(const ir::Automaton& automaton, uint32_t clause);
    llvm::Constant* message(const ir::Message& message);
    llvm::Constant* system(const ir::System& system);
    llvm::Constant* externFunction(const ir::Function& function);
    llvm::Constant* sites();

    ModuleEmitter& shared_;
    const ir::Module& ir_;
    llvm::LLVMContext& context_;
    std::map<std::string, llvm::Constant*> texts_;
};

}   // namespace evd::backend
