// Enums, small ones as flat words, others in boxes (function_emitter.h).

#include "backend/llvm/function_emitter.h"

namespace evd::backend {

using namespace ir;
using llvm::Value;

Words FunctionEmitter::zeroWords(const TypeLayout& layout) {
    Words words;
    for (const auto& handle : layout.handles) words.push_back(handle ? borrowed(i64(0)) : plain(i64(0)));
    return words;
}

Words FunctionEmitter::construct(TypeId type, uint32_t ctor, std::vector<Words> fields, Span span) {
    const TypeLayout& layout = layout_[type];
    if (layout.boxed != EVD_FLAT) {
        std::vector<Value*> values;
        for (Words& field : fields)
            for (Word& word : field) values.push_back(consume(word));
        stage(values);
        Value* box = call(RtOp::evd_box, {rt(), shared_.type(type), b_.getInt32(ctor)});
        if (layout.boxed == EVD_RECURSIVE) failIf(b_.CreateICmpEQ(box, i64(0)), EVD_FAULT_DEPTH, span);
        return {fresh(box)};
    }
    Words words = zeroWords(layout);
    words[0] = plain(i64(ctor));
    for (size_t i = 0; i < fields.size(); ++i)
        for (size_t k = 0; k < fields[i].size(); ++k) words[layout.ctorParts[ctor][i] + k] = fields[i][k];
    return words;
}

Words FunctionEmitter::emitConstruct(const Expr& expr) {
    auto fields = emitArgs(expr);
    locate(expr.span);
    return construct(expr.type, expr.index, std::move(fields), expr.span);
}

Words FunctionEmitter::emitPayload(const Expr& expr) {
    Words whole = emit(expr.args[0]);
    const TypeLayout& of = layoutOf(expr.args[0]);
    const TypeLayout& layout = layout_[expr.type];
    uint32_t from = of.ctorParts[expr.index][static_cast<size_t>(expr.value)];
    if (of.boxed != EVD_FLAT) {
        std::vector<Value*> values;
        for (uint32_t i = 0; i < layout.slots; ++i)
            values.push_back(call(RtOp::evd_box_word, {whole[0].value, b_.getInt32(from + i)}));
        return project(whole[0], values, layout);
    }
    Words part(whole.begin() + from, whole.begin() + from + layout.slots);
    for (uint32_t i = 0; i < whole.size(); ++i)
        if (i < from || i >= from + layout.slots) release(whole[i]);
    return part;
}

Value* FunctionEmitter::isConstructor(const Expr& expr) {
    const TypeLayout& of = layoutOf(expr.args[0]);
    Value* ctor = nullptr;
    if (auto path = liveness_.path(expr.args[0]); path && of.boxed == EVD_FLAT) {
        ctor = readKey(path->first, false).value;
    } else {
        Words whole = emit(expr.args[0]);
        ctor = of.boxed != EVD_FLAT ? call(RtOp::evd_box_ctor, {whole[0].value}) : whole[0].value;
        releaseAll(whole);
    }
    return b_.CreateICmpEQ(ctor, i64(expr.index));
}

}   // namespace evd::backend
