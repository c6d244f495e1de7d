#include "backend/llvm/module_emitter.h"

#include "backend/llvm/descriptors.h"
#include "backend/llvm/function_emitter.h"
#include "backend/llvm/subset.h"
#include "base/check.h"

#include <llvm/IR/Verifier.h>
#include <llvm/Support/raw_ostream.h>

namespace evd::backend {

using namespace ir;

namespace {

/// Functions called anywhere in an expression.
void collectCalls(const Module& module, ExprId id, std::vector<bool>& calls, std::vector<bool>& seen) {
    if (!id.valid() || seen[id.index]) return;
    seen[id.index] = true;
    const Expr& expr = module[id];
    if (expr.op == Op::Call) calls[expr.index] = true;
    for (ExprId arg : expr.args) collectCalls(module, arg, calls, seen);
}

}   // namespace

ModuleEmitter::ModuleEmitter(llvm::LLVMContext& context, const Module& module, const CodeOptions& options)
    : context_(context), ir_(module), options_(options), layout_(ir_.types), liveness_(ir_, layout_),
      module_(std::make_unique<llvm::Module>(module.name, context)), debug_(*module_, options) {
    for (const SystemParam& param : ir_.params) {
        TypeId type = param.type;
        if (!param.domain.empty()) type = ir_.types.map(ir_.types.tuple(param.domain), param.type);
        paramTypes_.push_back(type);
        paramSlots_.push_back(paramWords_);
        paramWords_ += layout_.slots(type);
    }
    uint32_t externs = 0;
    for (const Function& function : ir_.functions) externNumbers_.push_back(function.isExtern ? externs++ : UINT32_MAX);
    analyseCalls();
}

void ModuleEmitter::analyseCalls() {
    size_t n = ir_.functions.size();
    reaches_.assign(n, std::vector<bool>(n, false));
    for (size_t f = 0; f < n; ++f) {
        std::vector<bool> seen(ir_.exprs.size(), false);
        collectCalls(ir_, ir_.functions[f].body, reaches_[f], seen);
    }
    for (size_t k = 0; k < n; ++k)
        for (size_t f = 0; f < n; ++f)
            if (reaches_[f][k])
                for (size_t g = 0; g < n; ++g)
                    if (reaches_[k][g]) reaches_[f][g] = true;
    reachesRecursion_.assign(n, false);
    insideRecursion_.assign(n, false);
    for (size_t r = 0; r < n; ++r) {
        if (!reaches_[r][r]) continue;
        for (size_t f = 0; f < n; ++f) {
            if (f == r || reaches_[f][r]) reachesRecursion_[f] = true;
            if (f == r || reaches_[r][f]) insideRecursion_[f] = true;
        }
    }
}

bool ModuleEmitter::countsDepth(FunctionId callee, std::optional<FunctionId> caller) const {
    return reachesRecursion_[callee] || (caller && insideRecursion_[*caller]);
}

uint32_t ModuleEmitter::automatonParamSlot(const Automaton& automaton, uint32_t param) {
    uint32_t slot = 0;
    for (uint32_t i = 0; i < param; ++i) slot += layout_.slots(automaton.params[i].type);
    return slot;
}

uint32_t ModuleEmitter::varSlot(const Automaton& automaton, uint32_t var) {
    uint32_t slot = automatonParamSlot(automaton, static_cast<uint32_t>(automaton.params.size()));
    for (uint32_t i = 0; i < var; ++i) slot += layout_.slots(automaton.vars[i].type);
    return slot;
}

uint32_t ModuleEmitter::fieldSlot(MessageId message, uint32_t field) {
    uint32_t slot = 0;
    for (uint32_t i = 0; i < field; ++i) slot += layout_.slots(ir_.messages[message].fields[i].type);
    return slot;
}

uint32_t ModuleEmitter::site(Span span) {
    auto [place, isNew] =
        siteNumbers_.try_emplace({span.file, span.begin, span.end}, static_cast<uint32_t>(sites_.size()));
    if (isNew) sites_.push_back(span);
    return place->second;
}

uint32_t ModuleEmitter::text(uint32_t index, bool isBytes) {
    auto [at, isNew] = textNumbers_.try_emplace({index, isBytes}, static_cast<uint32_t>(texts_.size()));
    if (isNew) texts_.emplace_back(index, isBytes);
    return at->second;
}

llvm::FunctionType* ModuleEmitter::stepType() {
    return llvm::FunctionType::get(word(), {pointer(), pointer(), pointer(), pointer(), pointer()}, false);
}

llvm::FunctionType* ModuleEmitter::internalType(size_t words, size_t results) {
    std::vector<llvm::Type*> args(kSharedArgs, pointer());
    args.insert(args.end(), words, word());
    return llvm::FunctionType::get(llvm::StructType::get(context_, std::vector<llvm::Type*>(1 + results, word())), args,
                                   false);
}

llvm::Function* ModuleEmitter::make(llvm::FunctionType* type, const std::string& name, bool exported) {
    auto* function = llvm::Function::Create(
        type, exported ? llvm::Function::ExternalLinkage : llvm::Function::InternalLinkage, name, *module_);
    function->addFnAttr(llvm::Attribute::NoUnwind);
    function->addFnAttr(llvm::Attribute::WillReturn);
    function->addFnAttr("no-jump-tables", "true");
    function->addFnAttr("no-builtins");
    for (llvm::Argument& arg : function->args()) arg.addAttr(llvm::Attribute::NoUndef);
    static constexpr const char* kNames[] = {"rt", "params", "state", "event", "result"};
    for (unsigned i = 0;
         i < function->arg_size() && i < std::size(kNames) && function->getArg(i)->getType()->isPointerTy(); ++i)
        function->getArg(i)->setName(kNames[i]);
    return function;
}

void ModuleEmitter::emitFunctions() {
    liveness_.enter(nullptr);
    for (const Function& function : ir_.functions) {
        if (function.isExtern) {
            functions_.push_back(nullptr);
            continue;
        }
        size_t words = 0;
        for (LocalId param : function.params) words += layout_.slots(ir_.locals[param].type);
        functions_.push_back(make(internalType(words, layout_.slots(function.result)), "fn." + function.name, false));
    }
    for (FunctionId f = 0; f < ir_.functions.size(); ++f) {
        const Function& function = ir_.functions[f];
        if (function.isExtern) continue;
        FunctionEmitter::Purpose purpose;
        purpose.caller = f;
        purpose.internal = true;
        FunctionEmitter emitter(*this, functions_[f], purpose, function.span);
        emitter.bindArguments(function.params);
        emitter.returnValues({function.body});
    }
}

Result<std::unique_ptr<llvm::Module>> ModuleEmitter::emit() {
    emitFunctions();
    DescriptorEmitter(*this).emit();
    debug_.finish();
    std::string problems;
    llvm::raw_string_ostream stream(problems);
    if (llvm::verifyModule(*module_, &stream))
        return Error{"EVD5007", "generated code left the validated subset: " + problems};
    if (auto outside = checkSubset(*module_))
        return Error{"EVD5007", "generated code left the validated subset: " + *outside};
    return std::move(module_);
}

}   // namespace evd::backend
