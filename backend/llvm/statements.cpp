// Statements of clause bodies (function_emitter.h).

#include "backend/llvm/function_emitter.h"

#include "base/check.h"

namespace evd::backend {

using namespace ir;
using llvm::BasicBlock;
using llvm::Value;

void FunctionEmitter::block(const std::vector<StmtId>& body, const Keys& after) {
    std::vector<Keys> needed = liveness_.along(body, after);
    std::vector<KeyRange> scope;
    for (size_t i = 0; i < body.size(); ++i) statement(ir_[body[i]], needed[i + 1], scope);
    for (size_t i = scope.size(); i-- > 0;) unbind(scope[i], nullptr);
}

void FunctionEmitter::statement(const Stmt& stmt, const Keys& after, std::vector<KeyRange>& scope) {
    liveOut_ = after;
    locate(stmt.span);
    switch (stmt.kind) {
    case StmtKind::Let: {
        Words words = emit(stmt.expr);
        scope.push_back(liveness_.local(stmt.local));
        bind(scope.back(), std::move(words));
        return;
    }
    case StmtKind::Assign: {
        KeyRange range = liveness_.variable(stmt.index);
        for (uint32_t i = 0; i < range.count; ++i) liveOut_.erase(range.first + i);
        assign(stmt.index, emit(stmt.expr));
        return;
    }
    case StmtKind::If: emitIf(stmt, after); return;
    case StmtKind::ForEach: emitForEach(stmt, after); return;
    case StmtKind::Send:
    case StmtKind::Emit: emitSend(stmt); return;
    case StmtKind::Spawn:
    case StmtKind::Become: {
        std::vector<Value*> values;
        for (Words& arg : emitArgs(stmt.args))
            for (Value* value : consumeAll(arg)) values.push_back(value);
        locate(stmt.span);
        stage(values);
        failIfStatus(
            call(stmt.kind == StmtKind::Spawn ? RtOp::evd_spawn : RtOp::evd_become, {rt(), b_.getInt32(stmt.index)}),
            stmt.span);
        return;
    }
    case StmtKind::Deliver: failIfStatus(call(RtOp::evd_deliver, {rt(), b_.getInt32(stmt.index)}), stmt.span); return;
    case StmtKind::Yield: {
        Words words = emit(stmt.expr);
        stage(consumeAll(words));
        call(RtOp::evd_yield, {rt()});
        return;
    }
    case StmtKind::Stop: call(RtOp::evd_stop, {rt()}); return;
    case StmtKind::Assert: failIf(b_.CreateNot(cond(stmt.expr)), EVD_FAULT_ASSERTION, stmt.span); return;
    }
}

void FunctionEmitter::assign(uint32_t variable, Words words) {
    KeyRange range = liveness_.variable(variable);
    for (Word& word : words) own(word);
    for (uint32_t i = 0; i < range.count; ++i) {
        Key key = range.first + i;
        auto old = flow_.storage.find(key);
        if (old != flow_.storage.end() && old->second.mode == Storage::Mode::Owned) dropStorage(key);
        Storage storage{words[i].handle ? Storage::Mode::Owned : Storage::Mode::Scalar, words[i].value, words[i].token,
                        kNoKey};
        flow_.storage[key] = storage;
    }
    flow_.written[variable] = b_.getTrue();
}

void FunctionEmitter::emitIf(const Stmt& stmt, const Keys& after) {
    liveOut_ = liveness_.before(stmt.body, after);
    Keys other = liveness_.before(stmt.orElse, after);
    liveOut_.insert(other.begin(), other.end());
    Value* condition = cond(stmt.expr);
    branch(
        condition,
        [&] {
            block(stmt.body, after);
            return Words{};
        },
        [&] {
            block(stmt.orElse, after);
            return Words{};
        });
}

/// A loop in the step itself, since its body may send, spawn and assign.
void FunctionEmitter::emitForEach(const Stmt& stmt, const Keys& after) {
    Keys needed = liveness_.before(stmt.body, after);
    needed.insert(after.begin(), after.end());   // after a round, another or none may follow
    liveOut_ = needed;
    Word collection = emit(stmt.expr)[0];
    liveOut_ = needed;
    // An assigned variable's old value is dropped; the loop must hold its own reference then.
    if (collection.key != kNoKey && liveness_.isVariable(collection.key) &&
        flow_.storage.at(collection.key).mode == Storage::Mode::Owned)
        own(collection);
    std::set<uint32_t> assigned = liveness_.assigned(stmt.body);
    for (uint32_t variable : assigned) {
        ensureAssigned(variable);
        zeroMoved(liveness_.variable(variable));
    }
    Value* size = call(RtOp::evd_size, {collection.value});
    BasicBlock *before = flow_.block, *header = newBlock("loop"), *round = newBlock("round"), *done = newBlock("done");
    b_.CreateBr(header);
    setBlock(header);
    llvm::PHINode* index = b_.CreatePHI(shared_.word(), 2);
    index->addIncoming(i64(0), before);
    std::map<Key, llvm::PHINode*> words;
    std::map<uint32_t, llvm::PHINode*> flags;
    for (uint32_t variable : assigned) {
        llvm::PHINode* flag = b_.CreatePHI(b_.getInt1Ty(), 2);
        flag->addIncoming(flow_.written.at(variable), before);
        flow_.written[variable] = flags[variable] = flag;
        KeyRange range = liveness_.variable(variable);
        for (uint32_t i = 0; i < range.count; ++i) {
            Storage& storage = flow_.storage.at(range.first + i);
            llvm::PHINode* phi = b_.CreatePHI(shared_.word(), 2);
            phi->addIncoming(storage.value, before);
            words[range.first + i] = phi;
            storage.value = phi;
            if (storage.mode != Storage::Mode::Owned) continue;
            flow_.live.erase(storage.token);
            storage.token = fresh(phi).token;
        }
    }
    b_.CreateCondBr(b_.CreateICmpULT(index, size), round, done);
    Flow atHeader = flow_;

    setBlock(round);
    TypeId type = at(stmt.expr).type;
    bindElement(collection, type, index, stmt.local);
    block(stmt.body, needed);
    unbindElement(type, stmt.local);
    locate(stmt.span);
    for (uint32_t variable : assigned) {
        KeyRange range = liveness_.variable(variable);
        zeroMoved(range);
        for (uint32_t i = 0; i < range.count; ++i) {
            Storage& storage = flow_.storage.at(range.first + i);
            words.at(range.first + i)->addIncoming(storage.value, flow_.block);
            if (storage.mode != Storage::Mode::Owned) continue;
            flow_.live.erase(storage.token);
            atHeader.live.erase(atHeader.storage.at(range.first + i).token);
        }
        flags.at(variable)->addIncoming(flow_.written.at(variable), flow_.block);
    }
    std::vector<int> liveNow, liveThen;
    for (const auto& [token, value] : flow_.live) liveNow.push_back(token);
    for (const auto& [token, value] : atHeader.live) liveThen.push_back(token);
    EVD_CHECK(liveNow == liveThen, "a round of a loop leaves owned what it found");
    index->addIncoming(b_.CreateAdd(index, i64(1)), flow_.block);
    loopMetadata(b_.CreateBr(header));

    flow_ = std::move(atHeader);
    for (uint32_t variable : assigned) {
        KeyRange range = liveness_.variable(variable);
        for (uint32_t i = 0; i < range.count; ++i) {
            Storage& storage = flow_.storage.at(range.first + i);
            if (storage.mode == Storage::Mode::Owned) flow_.live.emplace(storage.token, storage.value);
        }
    }
    setBlock(done);
    release(collection);
}

void FunctionEmitter::emitSend(const Stmt& stmt) {
    std::vector<ExprId> all = stmt.args;
    if (stmt.to.valid()) all.push_back(stmt.to);
    if (stmt.after.valid()) all.push_back(stmt.after);
    if (stmt.afterMax.valid()) all.push_back(stmt.afterMax);
    auto args = emitArgs(all);
    locate(stmt.span);
    const size_t after = stmt.args.size() + 1;   // behind the destination
    if (stmt.after.valid()) call(RtOp::evd_after, {rt(), args[after][0].value});
    if (stmt.afterMax.valid()) call(RtOp::evd_after_most, {rt(), args[after + 1][0].value});
    std::vector<Value*> payload;
    for (size_t i = 0; i < stmt.args.size(); ++i)
        for (Value* value : consumeAll(args[i])) payload.push_back(value);
    stage(payload);
    Value* message = b_.getInt32(stmt.index);
    if (stmt.kind == StmtKind::Emit) {
        call(RtOp::evd_emit, {rt(), message});
        return;
    }
    Words& to = args[stmt.args.size()];
    call(kindOf(stmt.to) == TypeKind::Loc ? RtOp::evd_send : RtOp::evd_send_all, {rt(), message, to[0].value});
    releaseAll(to);
}

}   // namespace evd::backend
