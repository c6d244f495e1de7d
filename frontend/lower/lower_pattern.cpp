// Patterns to tests and projections.

#include "frontend/lower/lowering.h"

namespace evd::lower {

using ir::Op;
using ir::TypeKind;
using namespace syntax;

void Lowering::pattern(const Pattern* pattern, ir::ExprId value, Env& env, std::vector<ir::ExprId>& conditions) {
    Span span = pattern->span;
    auto equals = [&](ir::ExprId other) {
        conditions.push_back(make(Op::Eq, basic(TypeKind::Bool), span, {value, other}));
    };
    if (const auto* node = std::get_if<BindPattern>(&pattern->node)) {
        SymbolId bound = resolve(node->name, env);
        if (bound != sema::kNoSymbol) env.names[bound] = {value};
    } else if (const auto* node = std::get_if<PinPattern>(&pattern->node)) {
        equals(expr(node->value, env));
    } else if (const auto* node = std::get_if<LiteralPattern>(&pattern->node)) {
        if (const auto* truth = std::get_if<BoolLiteral>(&node->literal->node))
            conditions.push_back(truth->value ? value : negate(value, span));
        else equals(expr(node->literal, env));
    } else if (const auto* node = std::get_if<TuplePattern>(&pattern->node)) {
        for (size_t i = 0; i < node->items.size(); ++i)
            this->pattern(node->items[i], get(value, static_cast<uint32_t>(i), span), env, conditions);
    } else if (const auto* node = std::get_if<ConstructorPattern>(&pattern->node)) {
        SymbolId constructor = resolve(node->path.back(), env);
        uint32_t index = symbol(constructor).position;
        const ir::Type& type = m_.types[typeOf(value)];
        if (type.constructors.size() > 1)
            conditions.push_back(make(Op::IsConstructor, basic(TypeKind::Bool), span, {value}, index));
        for (size_t i = 0; i < node->args.size(); ++i) {
            ir::TypeId field = m_.types[typeOf(value)].constructors[index].types[i];
            this->pattern(node->args[i], make(Op::Payload, field, span, {value}, index, static_cast<int64_t>(i)), env,
                          conditions);
        }
    } else if (const auto* node = std::get_if<RecordPattern>(&pattern->node)) {
        for (const FieldPattern& field : node->fields) {
            const auto& names = m_.types[typeOf(value)].fields;
            auto at = static_cast<uint32_t>(std::find(names.begin(), names.end(), field.name.text) - names.begin());
            ir::ExprId part = get(value, at, span);
            if (field.pattern != nullptr) this->pattern(field.pattern, part, env, conditions);
            else if (SymbolId bound = resolve(field.name, env); bound != sema::kNoSymbol) env.names[bound] = {part};
        }
    }
}

void Lowering::messagePattern(const MessageClass& node, Env& env, std::vector<ir::ExprId>& conditions) {
    ir::MessageId message = this->message(node.message.back(), env);
    // Values that are compared with parameters come first: routing reads them off the guard (R6).
    auto field = [&](size_t i) {
        return make(Op::Field, m_.messages[message].fields[i].type, node.args[i]->span, {}, static_cast<uint32_t>(i));
    };
    for (bool pins : {true, false})
        for (size_t i = 0; i < node.args.size(); ++i)
            if (std::holds_alternative<PinPattern>(node.args[i]->node) == pins)
                pattern(node.args[i], field(i), env, conditions);
    if (node.from != nullptr)
        pattern(node.from, make(Op::Sender, basic(TypeKind::Loc), node.from->span), env, conditions);
}

}   // namespace evd::lower
