// Blocks, faults and ownership of words (function_emitter.h).

#include "backend/llvm/function_emitter.h"

#include "base/check.h"

#include <llvm/IR/MDBuilder.h>

namespace evd::backend {

using llvm::BasicBlock;
using llvm::Value;

namespace {

/// Whether a word is known to be zero, as the unused words of small enums are; nobody owns those.
bool isZero(const Value* value) {
    auto* constant = llvm::dyn_cast<llvm::ConstantInt>(value);
    return constant != nullptr && constant->isZero();
}

}   // namespace

FunctionEmitter::FunctionEmitter(ModuleEmitter& shared, llvm::Function* function, Purpose purpose, Span span)
    : shared_(shared), ir_(shared.ir()), layout_(shared.layout()), liveness_(shared.liveness()), function_(function),
      purpose_(purpose), b_(shared.context()) {
    entry_ = newBlock("entry");
    body_ = newBlock("body");
    setBlock(body_);
    shared_.debug().begin(function, span);
    locate(span);
}

BasicBlock* FunctionEmitter::newBlock(const char* name) {
    return BasicBlock::Create(shared_.context(), name, function_);
}

void FunctionEmitter::setBlock(BasicBlock* block) {
    flow_.block = block;
    b_.SetInsertPoint(block);
}

void FunctionEmitter::locate(Span span) { b_.SetCurrentDebugLocation(shared_.debug().place(function_, span)); }

Value* FunctionEmitter::call(RtOp op, llvm::ArrayRef<Value*> args) { return b_.CreateCall(shared_.op(op), args); }

/// Words are read once, at entry, so that nothing in between could change what they are.
Value* FunctionEmitter::load(unsigned argument, uint32_t slot) {
    auto [place, isNew] = loads_.try_emplace({argument, slot}, nullptr);
    if (isNew) {
        llvm::IRBuilder<> entry(entry_);
        entry.SetCurrentDebugLocation(b_.getCurrentDebugLocation());
        Value* from = slot == 0 ? function_->getArg(argument)
                                : entry.CreateConstGEP1_64(shared_.word(), function_->getArg(argument), slot);
        place->second = entry.CreateLoad(shared_.word(), from);
    }
    return place->second;
}

// ---- faults

void FunctionEmitter::failIf(Value* condition, int kind, Span span, const std::function<void()>& note) {
    if (auto* constant = llvm::dyn_cast<llvm::ConstantInt>(condition); constant != nullptr && constant->isZero())
        return;
    BasicBlock* from = flow_.block;
    BasicBlock* says = note ? newBlock("says") : nullptr;
    BasicBlock* next = newBlock("ok");
    BasicBlock* fault =
        landing(i64(kind | static_cast<int64_t>(shared_.site(span)) << 8), says == nullptr ? from : says);
    b_.CreateCondBr(condition, says == nullptr ? fault : says, next,
                    llvm::MDBuilder(shared_.context()).createUnlikelyBranchWeights());
    if (says != nullptr) {
        b_.SetInsertPoint(says);
        note();
        b_.CreateBr(fault);
    }
    setBlock(next);
}

void FunctionEmitter::failIfMissing(Value* index, RtOp op, ir::TypeId type, const Words& key, Span span) {
    failIf(b_.CreateICmpSLT(index, i64(0)), EVD_FAULT_MISSING_KEY, span, [&] {
        stage(key);
        call(op, {rt(), shared_.type(type)});
    });
}

void FunctionEmitter::failIfOutside(Value* index, const Word& list, Span span) {
    Value* size = call(RtOp::evd_size, {list.value});
    failIf(b_.CreateICmpUGE(index, size), EVD_FAULT_INDEX, span,
           [&] { call(RtOp::evd_note_index, {rt(), index, size}); });
}

void FunctionEmitter::failIfStatus(Value* kind, Span span) {
    BasicBlock* from = flow_.block;
    BasicBlock* next = newBlock("ok");
    Value* failed = b_.CreateICmpNE(kind, i64(0));
    Value* status = b_.CreateOr(kind, i64(static_cast<int64_t>(shared_.site(span)) << 8));
    b_.CreateCondBr(failed, landing(status, from), next,
                    llvm::MDBuilder(shared_.context()).createUnlikelyBranchWeights());
    setBlock(next);
}

void FunctionEmitter::failIfFault(Value* status) {
    BasicBlock* from = flow_.block;
    BasicBlock* next = newBlock("ok");
    Value* failed = b_.CreateICmpNE(status, i64(0));
    b_.CreateCondBr(failed, landing(status, from), next,
                    llvm::MDBuilder(shared_.context()).createUnlikelyBranchWeights());
    setBlock(next);
}

/// The block that drops what is owned here and returns `status`; shared by all places that own the same.
BasicBlock* FunctionEmitter::landing(Value* status, BasicBlock* from) {
    std::vector<int> tokens;
    for (const auto& [token, value] : flow_.live) tokens.push_back(token);
    auto [place, isNew] = landings_.try_emplace(std::move(tokens), nullptr);
    if (isNew) {
        BasicBlock* block = newBlock("fault");
        llvm::IRBuilder<> b(block);
        b.SetCurrentDebugLocation(b_.getCurrentDebugLocation());
        place->second = b.CreatePHI(shared_.word(), 1);
        for (const auto& [token, value] : flow_.live) b.CreateCall(shared_.op(RtOp::evd_drop), {rt(), value});
        if (purpose_.internal)
            b.CreateRet(
                b.CreateInsertValue(llvm::Constant::getNullValue(function_->getReturnType()), place->second, 0));
        else b.CreateRet(place->second);
    }
    place->second->addIncoming(status, from);
    return place->second->getParent();
}

/// Returns the words, which the caller owns from now on.
void FunctionEmitter::finish(llvm::ArrayRef<Value*> words) {
    EVD_CHECK(flow_.live.empty(), "nothing is owned at the end of a function");
    if (purpose_.internal) {
        Value* all = llvm::Constant::getNullValue(function_->getReturnType());
        for (unsigned i = 0; i < words.size(); ++i) all = b_.CreateInsertValue(all, words[i], i + 1);
        b_.CreateRet(all);
    } else {
        for (unsigned i = 0; i < words.size(); ++i) {
            Value* to = i == 0 ? function_->getArg(kArgResult)
                               : b_.CreateConstGEP1_64(shared_.word(), function_->getArg(kArgResult), i);
            b_.CreateStore(words[i], to);
        }
        b_.CreateRet(i64(0));
        shared_.needResult(static_cast<uint32_t>(words.size()));
    }
    llvm::IRBuilder<> entry(entry_);
    entry.SetCurrentDebugLocation(shared_.debug().functionPlace(function_));
    entry.CreateBr(body_);
}

// ---- words

Word FunctionEmitter::fresh(Value* handle) {
    Word word{handle, true, nextToken_++, kNoKey, false};
    flow_.live.emplace(word.token, handle);
    return word;
}

bool FunctionEmitter::neededLater(Key key) const {
    if (liveOut_.count(key) != 0) return true;
    auto uses = later_.find(key);
    return uses != later_.end() && uses->second > 0;
}

bool FunctionEmitter::movable(Key key, const Storage& storage) const {
    if (neededLater(key)) return false;
    return storage.mode == Storage::Mode::Owned ||
           (storage.mode == Storage::Mode::Pre && mayTake_ && keep_.count(key) == 0);
}

Word FunctionEmitter::readKey(Key key, bool handle) {
    auto place = flow_.storage.find(key);
    if (place == flow_.storage.end()) {   // a variable, not yet assigned here
        EVD_CHECK(purpose_.automaton != nullptr, "a local is read where it is bound");
        uint32_t slot = 0;
        bool found = false;
        for (uint32_t v = 0; v < liveness_.variableCount() && !found; ++v) {
            KeyRange range = liveness_.variable(v);
            if (key < range.first || key >= range.first + range.count) continue;
            slot = firstStateSlot(v) + (key - range.first);
            found = true;
        }
        EVD_CHECK(found, "a local is read where it is bound");
        Storage storage{handle ? Storage::Mode::Pre : Storage::Mode::Scalar, load(kArgState, slot), kNoToken, kNoKey};
        place = flow_.storage.emplace(key, storage).first;
    }
    const Storage& storage = place->second;
    if (!handle) return plain(storage.value);
    switch (storage.mode) {
    case Storage::Mode::Borrowed:
        if (storage.root == kNoKey) return borrowed(storage.value);
        ++flow_.pins[storage.root];
        return {storage.value, true, kNoToken, storage.root, false};
    case Storage::Mode::Pre:
    case Storage::Mode::Owned: ++flow_.pins[key]; return {storage.value, true, kNoToken, key, movable(key, storage)};
    case Storage::Mode::Scalar:
    case Storage::Mode::Moved: EVD_CHECK(false, "a word is not read after it was moved");
    }
    EVD_CHECK(false, "every kind is listed");
}

Words FunctionEmitter::readRange(KeyRange range, const TypeLayout& layout) {
    EVD_CHECK(range.count == layout.slots, "a path has the words of its type");
    Words words;
    for (uint32_t i = 0; i < range.count; ++i) words.push_back(readKey(range.first + i, layout.handles[i].has_value()));
    return words;
}

/// One reference to the word, to be taken over by the operation that follows. No fault may come in between.
Value* FunctionEmitter::consume(Word& word) {
    if (!word.handle) return word.value;
    if (isZero(word.value) && !word.owned() && word.key == kNoKey) return word.value;
    if (word.owned()) {
        EVD_CHECK(flow_.live.erase(word.token) == 1, "an owned word is consumed once");
        word.token = kNoToken;
        return word.value;
    }
    if (word.key != kNoKey) {
        bool alone = --flow_.pins[word.key] == 0;
        Storage& storage = flow_.storage.at(word.key);
        if (word.last && alone && storage.mode == Storage::Mode::Owned) {
            flow_.live.erase(storage.token);
            storage.mode = Storage::Mode::Moved;
            return word.value;
        }
        if (word.last && alone && storage.mode == Storage::Mode::Pre) {
            storage.mode = Storage::Mode::Moved;
            call(RtOp::evd_take, {rt(), word.value});
            return word.value;
        }
    }
    if (!isZero(word.value)) call(RtOp::evd_dup, {word.value});
    return word.value;
}

std::vector<Value*> FunctionEmitter::consumeAll(Words& words) {
    std::vector<Value*> values;
    for (Word& word : words) values.push_back(consume(word));
    return values;
}

void FunctionEmitter::own(Word& word) {
    if (word.handle && !word.owned()) word = fresh(consume(word));
}

void FunctionEmitter::release(Word& word) {
    if (!word.handle) return;
    if (word.owned()) {
        if (!isZero(word.value)) call(RtOp::evd_drop, {rt(), word.value});
        EVD_CHECK(flow_.live.erase(word.token) == 1, "an owned word is dropped once");
        word.token = kNoToken;
    } else if (word.key != kNoKey) {
        --flow_.pins[word.key];
        word.key = kNoKey;
    }
}

void FunctionEmitter::releaseAll(Words& words) {
    for (Word& word : words) release(word);
}

/// Words read out of a container: they live as long as it does, so an owned container is given up only after they are
/// owned.
Words FunctionEmitter::project(Word container, const std::vector<Value*>& values, const TypeLayout& layout) {
    Words words;
    for (size_t i = 0; i < values.size(); ++i) {
        if (!layout.handles[i]) {
            words.push_back(plain(values[i]));
            continue;
        }
        Word word{values[i], true, kNoToken, container.key, false};
        if (container.owned()) own(word);
        else if (word.key != kNoKey) ++flow_.pins[word.key];
        words.push_back(word);
    }
    release(container);
    return words;
}

void FunctionEmitter::expect(ir::ExprId expr, int delta) {
    for (Key key : liveness_.uses(expr)) later_[key] += delta;
}

/// Puts words into the storage of a local. References owned by a temporary or used for the last time move in.
void FunctionEmitter::bind(KeyRange range, Words words) {
    EVD_CHECK(range.count == words.size(), "a local has the words of its type");
    for (uint32_t i = 0; i < range.count; ++i) {
        Word& word = words[i];
        Storage storage;
        storage.value = word.value;
        if (!word.handle) {
            storage.mode = Storage::Mode::Scalar;
        } else {
            bool ofVariable =
                word.key != kNoKey && flow_.storage.at(word.key).mode == Storage::Mode::Owned &&
                liveness_.isVariable(word.key);   // it may be assigned, and dropped, while the local lives
            if (!word.owned() && (word.last || ofVariable)) own(word);
            storage.mode = word.owned() ? Storage::Mode::Owned : Storage::Mode::Borrowed;
            storage.token = word.token;
            storage.root = word.owned() ? kNoKey : word.key;   // the pin stays until unbind
        }
        flow_.storage[range.first + i] = storage;
    }
}

/// The local's scope ends; words of `result` that borrow from it become owned.
void FunctionEmitter::unbind(KeyRange range, Words* result) {
    if (result != nullptr)
        for (Word& word : *result) {
            bool inside = word.key != kNoKey && word.key >= range.first && word.key < range.first + range.count;
            if (inside && word.handle && !word.owned()) own(word);
        }
    for (uint32_t i = 0; i < range.count; ++i) {
        Key key = range.first + i;
        auto place = flow_.storage.find(key);
        if (place->second.mode == Storage::Mode::Owned) dropStorage(key);
        else if (place->second.mode == Storage::Mode::Borrowed && place->second.root != kNoKey)
            --flow_.pins[place->second.root];
        flow_.storage.erase(place);
    }
}

void FunctionEmitter::stage(const std::vector<Value*>& words) {
    for (Value* word : words) call(RtOp::evd_arg, {rt(), word});
}

void FunctionEmitter::stage(const Words& borrowed) {
    for (const Word& word : borrowed) call(RtOp::evd_arg, {rt(), word.value});
}

}   // namespace evd::backend
