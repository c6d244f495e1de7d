#include "backend/llvm/subset.h"

#include "backend/llvm/runtime_ops.h"

#include <llvm/IR/Instructions.h>
#include <llvm/IR/IntrinsicInst.h>
#include <llvm/IR/Operator.h>

#include <set>

namespace evd::backend {

namespace {

using llvm::Instruction;

/// The argument that an address is a constant offset of, or -1.
int baseArgument(const llvm::Value* address) {
    if (auto* gep = llvm::dyn_cast<llvm::GetElementPtrInst>(address)) {
        if (!gep->hasAllConstantIndices()) return -1;
        address = gep->getPointerOperand();
    }
    auto* argument = llvm::dyn_cast<llvm::Argument>(address);
    return argument == nullptr ? -1 : static_cast<int>(argument->getArgNo());
}

bool isWord(const llvm::Type* type) { return type->isIntegerTy(64) || type->isIntegerTy(1) || type->isIntegerTy(32); }

bool goodCall(const llvm::CallInst& call, const std::set<std::string>& operations) {
    const llvm::Function* callee = call.getCalledFunction();
    if (callee == nullptr || call.isInlineAsm()) return false;
    switch (callee->getIntrinsicID()) {
    case llvm::Intrinsic::sadd_with_overflow:
    case llvm::Intrinsic::ssub_with_overflow:
    case llvm::Intrinsic::smul_with_overflow: return true;
    case llvm::Intrinsic::not_intrinsic: break;
    default: return false;   // nothing else is emitted
    }
    return !callee->isDeclaration() || operations.count(callee->getName().str()) != 0;
}

/// Why an instruction is not allowed where it stands, or null.
const char* objection(const Instruction& instruction, const std::set<std::string>& operations) {
    const llvm::Function& function = *instruction.getFunction();
    switch (instruction.getOpcode()) {
    case Instruction::Add:
    case Instruction::Sub:
    case Instruction::Mul:
    case Instruction::SDiv:
    case Instruction::SRem:
    case Instruction::And:
    case Instruction::Or:
    case Instruction::Xor:
    case Instruction::ICmp:
    case Instruction::ZExt:
    case Instruction::Select:
    case Instruction::PHI:
        for (const llvm::Use& operand : instruction.operands())
            if (!isWord(operand->getType())) return "an operand that is not an integer";
        if (instruction.hasPoisonGeneratingFlags()) return "a flag that may make poison";
        return nullptr;
    case Instruction::ExtractValue:
    case Instruction::InsertValue:
    case Instruction::Br:
    case Instruction::Ret: return nullptr;
    case Instruction::GetElementPtr: {
        auto& gep = llvm::cast<llvm::GetElementPtrInst>(instruction);
        return baseArgument(&gep) < 0 || gep.isInBounds()
                   ? "an address that is not a plain constant offset of an argument"
                   : nullptr;
    }
    case Instruction::Load: {
        int base = baseArgument(llvm::cast<llvm::LoadInst>(instruction).getPointerOperand());
        bool good = base >= 1 && base <= 3 && instruction.getParent() == &function.getEntryBlock();
        return good ? nullptr : "a load that is not of params, state or event at entry";
    }
    case Instruction::Store: {
        if (baseArgument(llvm::cast<llvm::StoreInst>(instruction).getPointerOperand()) != 4 || function.arg_size() != 5)
            return "a store outside the result";
        for (const Instruction* next = instruction.getNextNode(); next != nullptr; next = next->getNextNode()) {
            bool harmless = llvm::isa<llvm::StoreInst>(next) || llvm::isa<llvm::GetElementPtrInst>(next) ||
                            llvm::isa<llvm::ReturnInst>(next);
            if (!harmless) return "a store before the end of the function";
        }
        return nullptr;
    }
    case Instruction::Call:
        return goodCall(llvm::cast<llvm::CallInst>(instruction), operations) ? nullptr : "a call of something else";
    default: return "an instruction of another kind";   // nothing else is emitted
    }
}

}   // namespace

std::optional<std::string> checkSubset(const llvm::Module& module) {
    std::set<std::string> operations;
    for (const RtOpInfo& info : runtimeOps()) operations.insert(info.name);
    for (const llvm::Function& function : module)
        for (const llvm::BasicBlock& block : function)
            for (const Instruction& instruction : block)
                if (const char* why = objection(instruction, operations))
                    return std::string(why) + " (" + instruction.getOpcodeName() + " in " + function.getName().str() +
                           ")";
    return std::nullopt;
}

}   // namespace evd::backend
