// Collections: every operation is a call of the runtime on handles (function_emitter.h).

#include "backend/llvm/function_emitter.h"

#include "base/check.h"

namespace evd::backend {

using namespace ir;
using llvm::Value;

/// Index of a borrowed element or key, -1 if absent.
Value* FunctionEmitter::find(const Word& collection, const Words& element) {
    if (element.size() == 1) return call(RtOp::evd_find1, {rt(), collection.value, element[0].value});
    stage(element);
    return call(RtOp::evd_find, {rt(), collection.value});
}

Words FunctionEmitter::elementAt(Word collection, Value* index, uint32_t fromSlot, TypeId type) {
    const TypeLayout& layout = layout_[type];
    std::vector<Value*> values;
    for (uint32_t i = 0; i < layout.slots; ++i)
        values.push_back(call(RtOp::evd_word_at, {collection.value, index, b_.getInt32(fromSlot + i)}));
    return project(collection, values, layout);
}

Word FunctionEmitter::add(Word collection, TypeKind kind, Words element) {
    std::vector<Value*> values = consumeAll(element);   // before the collection, which they may be borrowed from
    Value* whole = consume(collection);
    bool list = kind == TypeKind::List;
    if (values.size() == 1) return fresh(call(list ? RtOp::evd_append1 : RtOp::evd_insert1, {rt(), whole, values[0]}));
    stage(values);
    return fresh(call(list ? RtOp::evd_append : RtOp::evd_insert, {rt(), whole}));
}

Word FunctionEmitter::put(Word map, Words key, Words value) {
    std::vector<Value*> keys = consumeAll(key), values = consumeAll(value);
    Value* whole = consume(map);
    if (keys.size() == 1 && values.size() == 1) return fresh(call(RtOp::evd_put11, {rt(), whole, keys[0], values[0]}));
    stage(keys);
    stage(values);
    return fresh(call(RtOp::evd_insert, {rt(), whole}));
}

Word FunctionEmitter::remove(Word collection, Words& element) {
    Value* whole = consume(collection);
    Value* result;
    if (element.size() == 1) {
        result = call(RtOp::evd_remove1, {rt(), whole, element[0].value});
    } else {
        for (const Word& word : element) call(RtOp::evd_arg, {rt(), word.value});
        result = call(RtOp::evd_remove, {rt(), whole});
    }
    Word word = fresh(result);
    releaseAll(element);
    return word;
}

Words FunctionEmitter::literal(const Expr& expr) {
    bool isMap = expr.op == Op::Map;
    auto capacity = static_cast<uint32_t>(isMap ? expr.args.size() / 2 : expr.args.size());
    Word whole = fresh(call(RtOp::evd_empty, {rt(), shared_.type(expr.type), b_.getInt32(capacity)}));
    for (ExprId arg : expr.args) expect(arg, +1);
    for (size_t i = 0; i < expr.args.size();) {
        auto next = [&] {
            ExprId arg = expr.args[i++];
            expect(arg, -1);
            return emit(arg);
        };
        Words first = next();
        whole = isMap ? put(whole, std::move(first), next()) : add(whole, ir_.types[expr.type].kind, std::move(first));
    }
    return {whole};
}

/// Union with, or difference from, a collection that is written out: element by element, in place where possible.
Words FunctionEmitter::combined(const Expr& expr) {
    const Expr& right = at(expr.args[1]);
    TypeKind kind = ir_.types[expr.type].kind;
    bool written = right.op == Op::List || right.op == Op::Set || right.op == Op::Bag || right.op == Op::Map;
    if (!written || (expr.op == Op::Difference && right.op == Op::Map)) {
        auto args = emitArgs(expr);
        locate(expr.span);
        Value* first = consume(args[0][0]);
        Word result =
            fresh(call(expr.op == Op::Union ? RtOp::evd_union : RtOp::evd_difference, {rt(), first, args[1][0].value}));
        release(args[1][0]);
        return {result};
    }
    for (ExprId arg : right.args) expect(arg, +1);
    Word whole = emit(expr.args[0])[0];
    for (size_t i = 0; i < right.args.size();) {
        auto next = [&] {
            ExprId arg = right.args[i++];
            expect(arg, -1);
            return emit(arg);
        };
        Words element = next();
        if (kind == TypeKind::Map) whole = put(whole, std::move(element), next());
        else if (expr.op == Op::Union) whole = add(whole, kind, std::move(element));
        else whole = remove(whole, element);
    }
    return {whole};
}

Words FunctionEmitter::changed(const Expr& expr) {
    auto args = emitArgs(expr);
    locate(expr.span);
    Word whole = args[0][0];
    switch (expr.op) {
    case Op::Append:
    case Op::Insert: return {add(whole, ir_.types[expr.type].kind, std::move(args[1]))};
    case Op::Put: return {put(whole, std::move(args[1]), std::move(args[2]))};
    case Op::Remove: return {remove(whole, args[1])};
    case Op::SetAt: {
        Value* index = args[1][0].value;
        failIfOutside(index, whole, expr.span);
        std::vector<Value*> values = consumeAll(args[2]);
        Value* list = consume(whole);
        stage(values);
        return {fresh(call(RtOp::evd_set_at, {rt(), list, index}))};
    }
    default: EVD_CHECK(false, "an operation that changes a collection");
    }
}

Words FunctionEmitter::emitAt(const Expr& expr) {
    auto args = emitArgs(expr);
    locate(expr.span);
    Word whole = args[0][0];
    if (kindOf(expr.args[0]) == TypeKind::List) {
        Value* index = args[1][0].value;
        failIfOutside(index, whole, expr.span);
        return elementAt(whole, index, 0, expr.type);
    }
    Value* index = find(whole, args[1]);
    failIfMissing(index, RtOp::evd_note_key, ir_.types[at(expr.args[0]).type].args[0], args[1], expr.span);
    auto keySlots = static_cast<uint32_t>(args[1].size());
    releaseAll(args[1]);
    return elementAt(whole, index, keySlots, expr.type);
}

Words FunctionEmitter::emitFind(const Expr& expr) {
    enum : uint32_t { kNone = 0, kSome = 1 };
    auto args = emitArgs(expr);
    locate(expr.span);
    Word whole = args[0][0];
    Value* index = find(whole, args[1]);
    auto keySlots = static_cast<uint32_t>(args[1].size());
    releaseAll(args[1]);
    TypeId valueType = ir_.types[at(expr.args[0]).type].args[1];
    auto borrow =
        [&](Words words) {   // from the map, as long as it lives; absent ones as well, so that both branches agree
            for (Word& word : words) {
                if (!word.handle || word.owned() || word.key != kNoKey || whole.key == kNoKey) continue;
                word.key = whole.key;
                ++flow_.pins[whole.key];
            }
            return words;
        };
    bool boxed = layout_[expr.type].boxed != EVD_FLAT;
    Words result = branch(
        b_.CreateICmpSGE(index, i64(0)),
        [&] {
            const TypeLayout& layout = layout_[valueType];
            Words words;
            for (uint32_t i = 0; i < layout.slots; ++i) {
                Value* value = call(RtOp::evd_word_at, {whole.value, index, b_.getInt32(keySlots + i)});
                words.push_back(layout.handles[i] ? borrowed(value) : plain(value));
                if (whole.owned()) own(words.back());
            }
            Words some = construct(expr.type, kSome, {words}, expr.span);
            return boxed ? some : borrow(some);
        },
        [&] {
            Words none = construct(expr.type, kNone, {}, expr.span);
            return boxed ? none : borrow(none);
        });
    release(whole);
    return result;
}

Words FunctionEmitter::emitRing(const Expr& expr) {
    auto args = emitArgs(expr);
    locate(expr.span);
    Word ring = args[0][0];
    if (expr.op != Op::RingBetween) {
        stage(args[1]);
        Value* index = call(RtOp::evd_ring_step, {rt(), ring.value, i64(expr.op == Op::RingNext ? 1 : -1)});
        failIfMissing(index, RtOp::evd_note_element, ir_.types[at(expr.args[0]).type].args[0], args[1], expr.span);
        releaseAll(args[1]);
        return elementAt(ring, index, 0, expr.type);
    }
    Value* places[3];
    for (int i = 0; i < 3; ++i) {
        places[i] = find(ring, args[static_cast<size_t>(i) + 1]);
        failIfMissing(places[i], RtOp::evd_note_element, ir_.types[at(expr.args[0]).type].args[0],
                      args[static_cast<size_t>(i) + 1], expr.span);
    }
    Value* size = call(RtOp::evd_size, {ring.value});
    auto forward = [&](Value* to) {
        Value* distance = b_.CreateSub(to, places[0]);
        return b_.CreateSelect(b_.CreateICmpSLT(distance, i64(0)), b_.CreateAdd(distance, size), distance);
    };
    Value *middle = forward(places[1]), *end = forward(places[2]);
    Value* between = b_.CreateAnd(b_.CreateICmpSGT(middle, i64(0)), b_.CreateICmpSLT(middle, end));
    for (size_t i = 4; i-- > 0;) releaseAll(args[i]);
    return {plain(b_.CreateZExt(between, shared_.word()))};
}

Words FunctionEmitter::emitCollection(const Expr& expr) {
    switch (expr.op) {
    case Op::List:
    case Op::Set:
    case Op::Bag:
    case Op::Map: return literal(expr);
    case Op::Append:
    case Op::SetAt:
    case Op::Put:
    case Op::Insert:
    case Op::Remove: return changed(expr);
    case Op::Union:
    case Op::Difference: return combined(expr);
    case Op::At: return emitAt(expr);
    case Op::Find: return emitFind(expr);
    case Op::RingNext:
    case Op::RingPrev:
    case Op::RingBetween: return emitRing(expr);
    case Op::Locations: return {fresh(call(RtOp::evd_locations, {rt(), shared_.type(expr.type)}))};
    default: break;   // asked below, with all arguments at hand
    }
    auto args = emitArgs(expr);
    locate(expr.span);
    Word whole = args[0][0];
    auto asked = [&](Value* value) {
        for (size_t i = args.size(); i-- > 0;) releaseAll(args[i]);
        return Words{plain(value)};
    };
    auto made = [&](Value* handle) {
        Word result = fresh(handle);
        release(whole);
        return Words{result};
    };
    switch (expr.op) {
    case Op::ToList:
    case Op::ToSet:
    case Op::ToBag: return made(call(RtOp::evd_convert, {rt(), shared_.type(expr.type), whole.value}));
    case Op::Keys: return made(call(RtOp::evd_keys, {rt(), shared_.type(expr.type), whole.value}));
    case Op::Values: return made(call(RtOp::evd_values, {rt(), shared_.type(expr.type), whole.value}));
    case Op::Size: return asked(call(RtOp::evd_size, {whole.value}));
    case Op::Count: {
        if (args[1].size() == 1) return asked(call(RtOp::evd_count1, {rt(), whole.value, args[1][0].value}));
        for (const Word& word : args[1]) call(RtOp::evd_arg, {rt(), word.value});
        return asked(call(RtOp::evd_count, {rt(), whole.value}));
    }
    case Op::First:
    case Op::Last: {
        Value* size = call(RtOp::evd_size, {whole.value});
        failIf(b_.CreateICmpEQ(size, i64(0)), EVD_FAULT_EMPTY, expr.span);
        return elementAt(whole, expr.op == Op::First ? i64(0) : b_.CreateSub(size, i64(1)), 0, expr.type);
    }
    case Op::Intersect: {
        Value* first = consume(args[0][0]);
        Word result = fresh(call(RtOp::evd_intersect, {rt(), first, args[1][0].value}));
        release(args[1][0]);
        return {result};
    }
    case Op::Slice: {
        Value* list = consume(args[0][0]);
        return {fresh(call(RtOp::evd_slice, {rt(), list, args[1][0].value, args[2][0].value}))};
    }
    default: EVD_CHECK(false, "every operation has code");
    }
}

}   // namespace evd::backend
