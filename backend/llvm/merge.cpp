// Where branches meet: both must own the same, and what differs becomes a phi (function_emitter.h).

#include "backend/llvm/function_emitter.h"

#include "base/check.h"

namespace evd::backend {

using llvm::BasicBlock;
using llvm::Value;

void FunctionEmitter::within(Flow& flow, const std::function<void()>& work) {
    std::swap(flow_, flow);
    setBlock(flow_.block);
    work();
    std::swap(flow_, flow);
    if (flow_.block != nullptr) setBlock(flow_.block);
}

void FunctionEmitter::dropStorage(Key key) {
    Storage& storage = flow_.storage.at(key);
    call(RtOp::evd_drop, {rt(), storage.value});
    EVD_CHECK(flow_.live.erase(storage.token) == 1, "an owned storage is dropped once");
    storage.mode = Storage::Mode::Moved;
}

/// Makes the variable's current value owned although this path did not assign it, so that it can meet one that did.
void FunctionEmitter::ensureAssigned(uint32_t variable) {
    if (flow_.written.count(variable) != 0) return;
    KeyRange range = liveness_.variable(variable);
    const TypeLayout& layout = layout_[purpose_.automaton->vars[variable].type];
    for (uint32_t i = 0; i < range.count; ++i) {
        Key key = range.first + i;
        bool handle = layout.handles[i].has_value();
        if (flow_.storage.count(key) == 0 && handle)
            flow_.storage[key] = {Storage::Mode::Pre, load(kArgState, firstStateSlot(variable) + i), kNoToken, kNoKey};
        if (flow_.storage.count(key) == 0)
            flow_.storage[key] = {Storage::Mode::Scalar, load(kArgState, firstStateSlot(variable) + i), kNoToken,
                                  kNoKey};
        Storage& storage = flow_.storage[key];
        if (storage.mode != Storage::Mode::Pre) continue;
        bool take = mayTake_ && keep_.count(key) == 0 && flow_.pins[key] == 0;
        if (take) call(RtOp::evd_take, {rt(), storage.value});
        else call(RtOp::evd_dup, {storage.value});
        storage.mode = Storage::Mode::Owned;
        storage.token = fresh(storage.value).token;
    }
    flow_.written[variable] = b_.getFalse();
}

/// Words that were moved out and are not needed any more stand as zero, which is ignored when dropped.
void FunctionEmitter::zeroMoved(KeyRange range) {
    for (uint32_t i = 0; i < range.count; ++i) {
        Storage& storage = flow_.storage.at(range.first + i);
        if (storage.mode != Storage::Mode::Moved) continue;
        storage = {Storage::Mode::Owned, i64(0), fresh(i64(0)).token, kNoKey};
    }
}

/// Brings the storage of both flows to the same modes.
void FunctionEmitter::agree(Flow& a, Flow& b) {
    std::set<uint32_t> written;
    for (Flow* flow : {&a, &b})
        for (const auto& [variable, flag] : flow->written) written.insert(variable);
    for (uint32_t variable : written)
        for (Flow* flow : {&a, &b}) within(*flow, [&] { ensureAssigned(variable); });
    std::set<Key> keys;
    for (Flow* flow : {&a, &b})
        for (const auto& [key, storage] : flow->storage) keys.insert(key);
    for (Key key : keys) {
        auto inA = a.storage.find(key), inB = b.storage.find(key);
        if (inA == a.storage.end() || inB == b.storage.end()) {   // a variable that one side has not looked at
            EVD_CHECK(liveness_.isVariable(key), "both branches have the same locals");
            Flow& has = inA != a.storage.end() ? a : b;
            Flow& lacks = inA != a.storage.end() ? b : a;
            lacks.storage[key] = has.storage[key];
            continue;
        }
        using Mode = Storage::Mode;
        Mode modeA = inA->second.mode, modeB = inB->second.mode;
        if (modeA == modeB) continue;
        EVD_CHECK(modeA == Mode::Moved || modeB == Mode::Moved, "branches differ only in what they moved");
        Flow& other = modeA == Mode::Moved ? b : a;
        Storage& storage = other.storage.at(key);
        if (storage.mode == Mode::Owned) within(other, [&] { dropStorage(key); });
        storage.mode = Mode::Moved;
    }
}

Words FunctionEmitter::merge(Flow& a, Words& wordsA, Flow& b, Words& wordsB) {
    EVD_CHECK(wordsA.size() == wordsB.size(), "both branches give a value of one type");
    for (size_t i = 0; i < wordsA.size(); ++i) {
        if (!wordsA[i].handle) continue;
        if (!wordsA[i].owned() && !wordsB[i].owned() && wordsA[i].key == wordsB[i].key) continue;
        within(a, [&] { own(wordsA[i]); });
        within(b, [&] { own(wordsB[i]); });
    }
    agree(a, b);
    for (size_t i = 0; i < wordsA.size(); ++i) {
        a.live.erase(wordsA[i].token);
        b.live.erase(wordsB[i].token);
    }
    // Variables that were assigned: one storage from two.
    std::vector<Key> joined;
    for (auto& [key, storage] : a.storage) {
        Storage& other = b.storage.at(key);
        bool same = storage.mode == other.mode && storage.value == other.value && storage.token == other.token;
        if (same || storage.mode == Storage::Mode::Moved) continue;
        EVD_CHECK(liveness_.isVariable(key), "locals are not assigned");
        a.live.erase(storage.token);
        b.live.erase(other.token);
        joined.push_back(key);
    }
    std::vector<int> liveA, liveB;
    for (const auto& [token, value] : a.live) liveA.push_back(token);
    for (const auto& [token, value] : b.live) liveB.push_back(token);
    EVD_CHECK(liveA == liveB, "branches that meet own the same");

    BasicBlock* join = newBlock("join");
    for (Flow* flow : {&a, &b}) within(*flow, [&] { b_.CreateBr(join); });
    BasicBlock *fromA = a.block, *fromB = b.block;
    flow_ = a;
    setBlock(join);
    auto phi = [&](Value* x, Value* y) -> Value* {
        if (x == y) return x;
        llvm::PHINode* node = b_.CreatePHI(x->getType(), 2);
        node->addIncoming(x, fromA);
        node->addIncoming(y, fromB);
        return node;
    };
    for (Key key : joined) {
        Storage& storage = flow_.storage[key];
        storage.value = phi(storage.value, b.storage[key].value);
        if (storage.mode == Storage::Mode::Owned) storage.token = fresh(storage.value).token;
    }
    for (auto& [variable, flag] : flow_.written) flag = phi(flag, b.written.at(variable));
    Words result;
    for (size_t i = 0; i < wordsA.size(); ++i) {
        Value* value = phi(wordsA[i].value, wordsB[i].value);
        if (wordsA[i].owned()) result.push_back(fresh(value));
        else result.push_back({value, wordsA[i].handle, kNoToken, wordsA[i].key, wordsA[i].last && wordsB[i].last});
    }
    return result;
}

Words FunctionEmitter::branch(Value* condition, const std::function<Words()>& then,
                              const std::function<Words()>& otherwise) {
    if (auto* constant = llvm::dyn_cast<llvm::ConstantInt>(condition)) return constant->isZero() ? otherwise() : then();
    BasicBlock *thenBlock = newBlock("then"), *elseBlock = newBlock("else");
    b_.CreateCondBr(condition, thenBlock, elseBlock);
    Flow before = flow_;
    setBlock(thenBlock);
    Words wordsA = then();
    Flow a = std::move(flow_);
    flow_ = std::move(before);
    setBlock(elseBlock);
    Words wordsB = otherwise();
    Flow b = std::move(flow_);
    flow_ = {};
    return merge(a, wordsA, b, wordsB);
}

}   // namespace evd::backend
