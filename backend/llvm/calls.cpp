// Calls of the spec's functions, of host functions, of parameters that are functions; folds as loops
// (function_emitter.h).

#include "backend/llvm/function_emitter.h"

#include "base/check.h"

namespace evd::backend {

using namespace ir;
using llvm::BasicBlock;
using llvm::Value;

Words FunctionEmitter::emitCall(const Expr& expr) {
    const Function& function = ir_.functions[expr.index];
    auto args = emitArgs(expr);
    locate(expr.span);
    const TypeLayout& layout = layout_[expr.type];
    Words result;
    if (function.isExtern) {
        for (Words& arg : args)
            for (Word& word : arg) call(RtOp::evd_arg, {rt(), word.value});
        failIfStatus(call(RtOp::evd_extern_call, {rt(), b_.getInt32(shared_.externNumber(expr.index))}), expr.span);
        for (uint32_t i = 0; i < layout.slots; ++i) {
            Value* value = call(RtOp::evd_extern_word, {rt(), b_.getInt32(i)});
            result.push_back(layout.handles[i] ? fresh(value) : plain(value));
        }
    } else {
        std::vector<Value*> values;
        for (unsigned i = 0; i < kSharedArgs; ++i) values.push_back(function_->getArg(i));
        for (Words& arg : args)
            for (Word& word : arg) values.push_back(word.value);
        bool counted = shared_.countsDepth(expr.index, purpose_.caller);
        if (counted) failIfStatus(call(RtOp::evd_enter, {rt()}), expr.span);
        Value* returned = b_.CreateCall(shared_.function(expr.index), values);
        if (counted) call(RtOp::evd_leave, {rt()});
        failIfFault(b_.CreateExtractValue(returned, 0));
        for (uint32_t i = 0; i < layout.slots; ++i) {
            Value* value = b_.CreateExtractValue(returned, i + 1);
            result.push_back(layout.handles[i] ? fresh(value) : plain(value));
        }
    }
    for (size_t i = args.size(); i-- > 0;) releaseAll(args[i]);
    return result;
}

Words FunctionEmitter::emitParamCall(const Expr& expr) {
    auto args = emitArgs(expr);
    locate(expr.span);
    Words key;
    for (Words& arg : args) key.insert(key.end(), arg.begin(), arg.end());
    Word table = systemParam(expr.index, shared_.paramType(expr.index))[0];
    Value* index = find(table, key);
    failIf(b_.CreateICmpSLT(index, i64(0)), EVD_FAULT_MISSING_KEY, expr.span, [&] {
        stage(key);
        call(RtOp::evd_note_argument, {rt(), b_.getInt32(expr.index)});
    });
    releaseAll(key);
    return elementAt(table, index, static_cast<uint32_t>(key.size()), expr.type);
}

/// What a fold's body reads of the surrounding scope, word by word.
std::vector<FunctionEmitter::Capture> FunctionEmitter::captures(ExprId body) {
    std::vector<Capture> all;
    for (Key key : liveness_.uses(body)) {
        auto place = flow_.storage.find(key);
        if (place != flow_.storage.end()) {
            all.push_back({key, place->second.mode != Storage::Mode::Scalar});
            continue;
        }
        for (uint32_t v = 0; v < liveness_.variableCount();
             ++v) {   // else a local bound inside, or a variable not looked at so far
            KeyRange range = liveness_.variable(v);
            if (key < range.first || key >= range.first + range.count) continue;
            all.push_back({key, layout_[purpose_.automaton->vars[v].type].handles[key - range.first].has_value()});
        }
    }
    return all;
}

Words FunctionEmitter::emitFold(const Expr& expr) {
    for (ExprId arg : expr.args) expect(arg, +1);
    expect(expr.args[0], -1);
    Word collection = emit(expr.args[0])[0];
    expect(expr.args[1], -1);
    Words initial = emit(expr.args[1]);
    expect(expr.args[2], -1);
    std::vector<Capture> captured = captures(expr.args[2]);
    Words seen;
    for (const Capture& one : captured) seen.push_back(readKey(one.key, one.handle));

    const TypeLayout& layout = layout_[expr.type];
    llvm::Function* loop = shared_.make(shared_.internalType(1 + layout.slots + captured.size(), layout.slots),
                                        function_->getName().str() + ".fold", false);
    Purpose purpose = purpose_;
    purpose.internal = true;
    FunctionEmitter(shared_, loop, purpose, expr.span).returnFold(expr, captured);

    locate(expr.span);
    std::vector<Value*> values;
    for (unsigned i = 0; i < kSharedArgs; ++i) values.push_back(function_->getArg(i));
    values.push_back(collection.value);
    for (Value* value : consumeAll(initial)) values.push_back(value);
    for (const Word& word : seen) values.push_back(word.value);
    Value* returned = b_.CreateCall(loop, values);
    failIfFault(b_.CreateExtractValue(returned, 0));
    Words result;
    for (uint32_t i = 0; i < layout.slots; ++i) {
        Value* value = b_.CreateExtractValue(returned, i + 1);
        result.push_back(layout.handles[i] ? fresh(value) : plain(value));
    }
    releaseAll(seen);
    release(collection);
    return result;
}

/// Binds the locals of a round: the element, or key and value. They are borrowed from the collection, which outlives
/// the loop.
void FunctionEmitter::bindElement(const Word& collection, TypeId type, Value* index, LocalId first) {
    const ir::Type& of = ir_.types[type];
    uint32_t slot = 0;
    for (size_t part = 0; part < (of.kind == TypeKind::Map ? 2u : 1u); ++part) {
        const TypeLayout& layout = layout_[of.args[part]];
        Words words;
        for (uint32_t i = 0; i < layout.slots; ++i) {
            Value* value = call(RtOp::evd_word_at, {collection.value, index, b_.getInt32(slot++)});
            words.push_back(layout.handles[i] ? borrowed(value) : plain(value));
        }
        bind(liveness_.local(first + static_cast<LocalId>(part)), std::move(words));
    }
}

void FunctionEmitter::unbindElement(TypeId type, LocalId first) {
    unbind(liveness_.local(first), nullptr);
    if (ir_.types[type].kind == TypeKind::Map) unbind(liveness_.local(first + 1), nullptr);
}

void FunctionEmitter::loopMetadata(llvm::BranchInst* back) {
    llvm::LLVMContext& context = shared_.context();
    auto* unroll = llvm::MDNode::get(context, {llvm::MDString::get(context, "llvm.loop.unroll.disable")});
    auto* vectorize = llvm::MDNode::get(context, {llvm::MDString::get(context, "llvm.loop.vectorize.enable"),
                                                  llvm::ConstantAsMetadata::get(b_.getFalse())});
    llvm::MDNode* loop = llvm::MDNode::getDistinct(context, {nullptr, unroll, vectorize});
    loop->replaceOperandWith(0, loop);
    back->setMetadata(llvm::LLVMContext::MD_loop, loop);
}

void FunctionEmitter::returnFold(const Expr& fold, const std::vector<Capture>& captured) {
    const TypeLayout& layout = layout_[fold.type];
    TypeId collectionType = at(fold.args[0]).type;
    unsigned arg = kSharedArgs;
    Word collection = borrowed(function_->getArg(arg++));
    std::vector<Value*> initial;
    for (uint32_t i = 0; i < layout.slots; ++i) initial.push_back(function_->getArg(arg++));
    for (const Capture& one : captured)
        flow_.storage[one.key] = {one.handle ? Storage::Mode::Borrowed : Storage::Mode::Scalar,
                                  function_->getArg(arg++), kNoToken, kNoKey};

    Value* size = call(RtOp::evd_size, {collection.value});
    BasicBlock *before = flow_.block, *header = newBlock("loop"), *round = newBlock("round"), *done = newBlock("done");
    b_.CreateBr(header);
    setBlock(header);
    llvm::PHINode* index = b_.CreatePHI(shared_.word(), 2);
    index->addIncoming(i64(0), before);
    std::vector<llvm::PHINode*> accumulator;
    for (Value* value : initial) {
        accumulator.push_back(b_.CreatePHI(shared_.word(), 2));
        accumulator.back()->addIncoming(value, before);
    }
    Value* more = b_.CreateICmpULT(index, size);
    // "for all" and "exists" are decided by the first element that says so.
    const Expr& body = at(fold.args[2]);
    LocalId accumulatorLocal = fold.index + (ir_.types[collectionType].kind == TypeKind::Map ? 2 : 1);
    if ((body.op == Op::And || body.op == Op::Or) && at(body.args[0]).op == Op::Local &&
        at(body.args[0]).index == accumulatorLocal) {
        Value* open =
            body.op == Op::And ? b_.CreateICmpNE(accumulator[0], i64(0)) : b_.CreateICmpEQ(accumulator[0], i64(0));
        more = b_.CreateAnd(more, open);
    }
    b_.CreateCondBr(more, round, done);

    setBlock(round);
    Words held;
    for (uint32_t i = 0; i < layout.slots; ++i)
        held.push_back(layout.handles[i] ? fresh(accumulator[i]) : plain(accumulator[i]));
    bind(liveness_.local(accumulatorLocal), std::move(held));
    bindElement(collection, collectionType, index, fold.index);
    Words next = emit(fold.args[2]);
    locate(fold.span);
    for (Word& word : next) own(word);
    unbindElement(collectionType, fold.index);
    unbind(liveness_.local(accumulatorLocal), nullptr);
    std::vector<Value*> values = consumeAll(next);
    EVD_CHECK(flow_.live.empty(), "nothing is owned between two rounds of a fold");
    for (uint32_t i = 0; i < layout.slots; ++i) accumulator[i]->addIncoming(values[i], flow_.block);
    index->addIncoming(b_.CreateAdd(index, i64(1)), flow_.block);
    loopMetadata(b_.CreateBr(header));

    setBlock(done);
    finish(std::vector<Value*>(accumulator.begin(), accumulator.end()));
}

}   // namespace evd::backend
