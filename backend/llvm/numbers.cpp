// Arithmetic with checks, comparisons of values of any type (function_emitter.h).

#include "backend/llvm/function_emitter.h"

#include "base/check.h"

#include <llvm/IR/Intrinsics.h>

#include <limits>

namespace evd::backend {

using namespace ir;
using llvm::Value;

Value* FunctionEmitter::overflowing(unsigned intrinsic, Value* a, Value* b, Span span) {
    Value* both = b_.CreateBinaryIntrinsic(static_cast<llvm::Intrinsic::ID>(intrinsic), a, b);
    failIf(b_.CreateExtractValue(both, 1), EVD_FAULT_OVERFLOW, span);
    return b_.CreateExtractValue(both, 0);
}

/// Euclidean: 0 <= a mod b < |b|.
Value* FunctionEmitter::division(const Expr& expr, Value* a, Value* b) {
    failIf(b_.CreateICmpEQ(b, i64(0)), EVD_FAULT_DIVISION, expr.span);
    Value* minusOne = b_.CreateICmpEQ(b, i64(-1));
    if (expr.op == Op::Mod) {
        Value* safe = b_.CreateSelect(minusOne, i64(1), b);   // the same remainder, and no machine fault
        Value* rest = b_.CreateSRem(a, safe);
        Value* magnitude =
            b_.CreateSelect(b_.CreateICmpSLT(b, i64(0)), b_.CreateSub(rest, safe), b_.CreateAdd(rest, safe));
        return b_.CreateSelect(b_.CreateICmpSLT(rest, i64(0)), magnitude, rest);
    }
    Value* least = b_.CreateICmpEQ(a, i64(std::numeric_limits<int64_t>::min()));
    failIf(b_.CreateAnd(minusOne, least), EVD_FAULT_OVERFLOW, expr.span);
    Value* quotient = b_.CreateSDiv(a, b);
    Value* rest = b_.CreateSub(a, b_.CreateMul(quotient, b));
    Value* towards = b_.CreateSelect(b_.CreateICmpSGT(b, i64(0)), i64(-1), i64(1));
    return b_.CreateSelect(b_.CreateICmpSLT(rest, i64(0)), b_.CreateAdd(quotient, towards), quotient);
}

Value* FunctionEmitter::arithmetic(const Expr& expr) {
    auto args = emitArgs(expr);
    Value* a = args[0][0].value;
    locate(expr.span);
    switch (expr.op) {
    case Op::CheckNat:
        failIf(b_.CreateICmpSLT(a, i64(0)), EVD_FAULT_NEGATIVE_NAT, expr.span,
               [&] { call(RtOp::evd_note_number, {rt(), a}); });
        return a;
    case Op::Neg: return overflowing(llvm::Intrinsic::ssub_with_overflow, i64(0), a, expr.span);
    default: break;   // of two numbers: below
    }
    Value* b = args[1][0].value;
    switch (expr.op) {
    case Op::Add: return overflowing(llvm::Intrinsic::sadd_with_overflow, a, b, expr.span);
    case Op::Sub: return overflowing(llvm::Intrinsic::ssub_with_overflow, a, b, expr.span);
    case Op::Mul: return overflowing(llvm::Intrinsic::smul_with_overflow, a, b, expr.span);
    case Op::Div:
    case Op::Mod: return division(expr, a, b);
    case Op::Min: return b_.CreateSelect(b_.CreateICmpSLT(a, b), a, b);
    case Op::Max: return b_.CreateSelect(b_.CreateICmpSGT(a, b), a, b);
    default: EVD_CHECK(false, "an arithmetic operation");
    }
}

/// Word by word; handles only where everything before is equal, so that unused words of small enums are never looked
/// into.
Value* FunctionEmitter::equalWords(const TypeLayout& layout, const Words& a, const Words& b) {
    Value* scalars = b_.getTrue();
    for (uint32_t i = 0; i < layout.slots; ++i)
        if (!layout.handles[i]) scalars = b_.CreateAnd(scalars, b_.CreateICmpEQ(a[i].value, b[i].value));
    std::function<Value*(uint32_t)> handlesFrom = [&](uint32_t i) -> Value* {
        while (i < layout.slots && !layout.handles[i]) ++i;
        if (i == layout.slots) return b_.getTrue();
        Value* order = call(RtOp::evd_compare, {shared_.type(*layout.handles[i]), a[i].value, b[i].value});
        Value* equal = b_.CreateICmpEQ(order, i64(0));
        bool more = false;
        for (uint32_t k = i + 1; k < layout.slots; ++k) more |= layout.handles[k].has_value();
        if (!more) return equal;
        return branch(
                   equal, [&] { return Words{plain(handlesFrom(i + 1))}; },
                   [&] { return Words{plain(b_.getFalse())}; })[0]
            .value;
    };
    bool any = false;
    for (const auto& handle : layout.handles) any |= handle.has_value();
    if (!any) return scalars;
    return branch(
               scalars, [&] { return Words{plain(handlesFrom(0))}; }, [&] { return Words{plain(b_.getFalse())}; })[0]
        .value;
}

/// Lexicographic over the words.
Value* FunctionEmitter::lessWords(const TypeLayout& layout, const Words& a, const Words& b, bool orEqual) {
    std::function<Value*(uint32_t)> from = [&](uint32_t i) -> Value* {
        Value *x = a[i].value, *y = b[i].value;
        if (layout.handles[i]) {
            x = call(RtOp::evd_compare, {shared_.type(*layout.handles[i]), x, y});
            y = i64(0);
        }
        if (i + 1 == layout.slots) return orEqual ? b_.CreateICmpSLE(x, y) : b_.CreateICmpSLT(x, y);
        Value* less = b_.CreateICmpSLT(x, y);
        return branch(
                   b_.CreateICmpEQ(x, y), [&] { return Words{plain(from(i + 1))}; },
                   [&] { return Words{plain(less)}; })[0]
            .value;
    };
    return from(0);
}

Value* FunctionEmitter::comparison(const Expr& expr) {
    auto args = emitArgs(expr);
    locate(expr.span);
    const TypeLayout& layout = layoutOf(expr.args[0]);
    Words &a = args[0], &b = args[1];
    Value* result = nullptr;
    switch (expr.op) {
    case Op::Eq: result = equalWords(layout, a, b); break;
    case Op::Ne: result = b_.CreateNot(equalWords(layout, a, b)); break;
    case Op::Lt: result = lessWords(layout, a, b, false); break;
    case Op::Le: result = lessWords(layout, a, b, true); break;
    case Op::Gt: result = lessWords(layout, b, a, false); break;
    default: result = lessWords(layout, b, a, true); break;   // Ge
    }
    releaseAll(b);
    releaseAll(a);
    return result;
}

}   // namespace evd::backend
