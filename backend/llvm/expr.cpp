// Expressions: constants, references, control (function_emitter.h).

#include "backend/llvm/function_emitter.h"

#include "base/check.h"

namespace evd::backend {

using namespace ir;
using llvm::Value;

std::vector<Words> FunctionEmitter::emitArgs(const std::vector<ExprId>& args) {
    for (ExprId arg : args) expect(arg, +1);
    std::vector<Words> all;
    for (ExprId arg : args) {
        expect(arg, -1);
        all.push_back(emit(arg));
    }
    return all;
}

/// The one word of a value of a scalar type.
Value* FunctionEmitter::scalar(ExprId id) {
    Words words = emit(id);
    EVD_CHECK(words.size() == 1 && !words[0].handle, "a scalar is one word without a handle");
    return words[0].value;
}

Value* FunctionEmitter::cond(ExprId id) {
    const Expr& expr = at(id);
    locate(expr.span);
    switch (expr.op) {
    case Op::Bool: return b_.getInt1(expr.value != 0);
    case Op::IsFirst: return b_.getInt1(purpose_.first);
    case Op::Not: return b_.CreateNot(cond(expr.args[0]));
    case Op::And:
    case Op::Or: return lazyBool(expr);
    case Op::Eq:
    case Op::Ne:
    case Op::Lt:
    case Op::Le:
    case Op::Gt:
    case Op::Ge: return comparison(expr);
    case Op::IsConstructor: return isConstructor(expr);
    case Op::TableEmpty: return b_.CreateICmpNE(call(RtOp::evd_table_empty, {rt(), b_.getInt32(expr.index)}), i64(0));
    case Op::Contains: {
        auto args = emitArgs(expr);
        Value* index = find(args[0][0], args[1]);
        releaseAll(args[1]);
        releaseAll(args[0]);
        return b_.CreateICmpSGE(index, i64(0));
    }
    case Op::Subset: {
        auto args = emitArgs(expr);
        Value* is = call(RtOp::evd_subset, {args[0][0].value, args[1][0].value});
        releaseAll(args[1]);
        releaseAll(args[0]);
        return b_.CreateICmpNE(is, i64(0));
    }
    case Op::RingBetween: return b_.CreateICmpNE(emitRing(expr)[0].value, i64(0));
    default: {   // a Bool is a word there
        auto path =
            liveness_.path(id);   // of a part only that part is looked at: a loop has no more of what is around it
        Words words = path ? readRange(*path, layoutOf(id)) : emitOther(expr);
        return words[0].value->getType()->isIntegerTy(1) ? words[0].value : b_.CreateICmpNE(words[0].value, i64(0));
    }
    }
}

Words FunctionEmitter::emit(ExprId id) {
    const Expr& expr = at(id);
    if (auto path = liveness_.path(id)) return readRange(*path, layoutOf(id));
    switch (expr.op) {
    case Op::Bool:
    case Op::IsFirst:
    case Op::Not:
    case Op::And:
    case Op::Or:
    case Op::Eq:
    case Op::Ne:
    case Op::Lt:
    case Op::Le:
    case Op::Gt:
    case Op::Ge:
    case Op::IsConstructor:
    case Op::TableEmpty:
    case Op::Contains:
    case Op::Subset: return {plain(b_.CreateZExt(cond(id), shared_.word()))};
    default: locate(expr.span); return emitOther(expr);   // all that is not made as a condition
    }
}

Words FunctionEmitter::systemParam(uint32_t param, TypeId type) {
    const TypeLayout& layout = layout_[type];
    Words words;
    for (uint32_t i = 0; i < layout.slots; ++i) {
        Value* value = load(kArgParams, shared_.paramSlot(param) + i);
        words.push_back(layout.handles[i] ? borrowed(value) : plain(value));
    }
    return words;
}

Words FunctionEmitter::emitOther(const Expr& expr) {
    const TypeLayout& layout = layout_[expr.type];
    auto loaded = [&](unsigned argument, uint32_t first) {
        Words words;
        for (uint32_t i = 0; i < layout.slots; ++i) {
            Value* value = load(argument, first + i);
            words.push_back(layout.handles[i] ? borrowed(value) : plain(value));
        }
        return words;
    };
    switch (expr.op) {
    case Op::Int: return {plain(i64(expr.value))};
    case Op::Unit: return {plain(i64(0))};
    case Op::Str:
        return {
            fresh(call(RtOp::evd_text_const,
                       {rt(), b_.getInt32(shared_.text(expr.index, ir_.types[expr.type].kind == TypeKind::Bytes))}))};
    case Op::Local: return readRange(liveness_.local(expr.index), layout);
    case Op::Var: return readRange(liveness_.variable(expr.index), layout);
    case Op::Param: return loaded(kArgState, shared_.automatonParamSlot(*purpose_.automaton, expr.index));
    case Op::SystemParam: return systemParam(expr.index, expr.type);
    case Op::ParamCall: return emitParamCall(expr);
    case Op::Self: return {plain(load(kArgEvent, EVD_EVENT_SELF))};
    case Op::Sender: return {plain(load(kArgEvent, EVD_EVENT_SENDER))};
    case Op::Field:
        EVD_CHECK(purpose_.message.has_value(), "a field is read where a message is received");
        return loaded(kArgEvent, EVD_EVENT_FIELDS + shared_.fieldSlot(*purpose_.message, expr.index));
    case Op::Yields: return {fresh(call(RtOp::evd_yields, {rt(), b_.getInt32(expr.index)}))};
    case Op::If: return emitIf(expr);
    case Op::Let: return emitLet(expr);
    case Op::Fold: return emitFold(expr);
    case Op::Call: return emitCall(expr);
    case Op::Add:
    case Op::Sub:
    case Op::Mul:
    case Op::Div:
    case Op::Mod:
    case Op::Neg:
    case Op::Min:
    case Op::Max:
    case Op::CheckNat: return {plain(arithmetic(expr))};
    case Op::Tuple: {
        Words all;
        for (Words& part : emitArgs(expr)) all.insert(all.end(), part.begin(), part.end());
        return all;
    }
    case Op::Get: {
        Words whole = emit(expr.args[0]);
        uint32_t from = layoutOf(expr.args[0]).parts[expr.index];
        Words part(whole.begin() + from, whole.begin() + from + layout.slots);
        for (uint32_t i = 0; i < whole.size(); ++i)
            if (i < from || i >= from + layout.slots) release(whole[i]);
        return part;
    }
    case Op::Construct: return emitConstruct(expr);
    case Op::Payload: return emitPayload(expr);
    default:   // the operations of collections
        EVD_CHECK(expr.op < Op::Instances, "statements are not compiled");
        return emitCollection(expr);
    }
}

Words FunctionEmitter::emitIf(const Expr& expr) {
    expect(expr.args[1], +1);
    expect(expr.args[2], +1);
    Value* condition = cond(expr.args[0]);
    expect(expr.args[1], -1);
    expect(expr.args[2], -1);
    bool isBool = ir_.types[expr.type].kind == TypeKind::Bool;
    auto one = [&](ExprId id) { return isBool ? Words{plain(cond(id))} : emit(id); };
    Words words = branch(condition, [&] { return one(expr.args[1]); }, [&] { return one(expr.args[2]); });
    if (isBool) words[0].value = b_.CreateZExt(words[0].value, shared_.word());
    return words;
}

/// And, Or: the second argument is evaluated only if the first does not decide.
/// All of them, each asked only if those before it hold.
Value* FunctionEmitter::condAll(std::span<const ExprId> exprs) {
    if (exprs.empty()) return b_.getTrue();
    if (exprs.size() == 1) return cond(exprs[0]);
    for (ExprId later : exprs.subspan(1)) expect(later, +1);
    Value* first = cond(exprs[0]);
    for (ExprId later : exprs.subspan(1)) expect(later, -1);
    auto others = [&] { return Words{plain(condAll(exprs.subspan(1)))}; };
    return branch(first, others, [&] { return Words{plain(b_.getFalse())}; })[0].value;
}

Value* FunctionEmitter::lazyBool(const Expr& expr) {
    if (expr.op == Op::And) return condAll(expr.args);
    expect(expr.args[1], +1);
    Value* first = cond(expr.args[0]);
    expect(expr.args[1], -1);
    auto second = [&] { return Words{plain(cond(expr.args[1]))}; };
    return branch(first, [&] { return Words{plain(b_.getTrue())}; }, second)[0].value;
}

Words FunctionEmitter::emitLet(const Expr& expr) {
    KeyRange range = liveness_.local(expr.index);
    expect(expr.args[1], +1);
    Words value = emit(expr.args[0]);
    expect(expr.args[1], -1);
    bind(range, std::move(value));
    Words result = emit(expr.args[1]);
    unbind(range, &result);
    return result;
}

}   // namespace evd::backend
