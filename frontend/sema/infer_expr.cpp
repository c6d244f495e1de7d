// Types of expressions.

#include "base/check.h"
#include "frontend/sema/checker.h"

namespace evd::sema {

using namespace syntax;

namespace {

const char* operatorName(BinaryOp op) {
    switch (op) {
    case BinaryOp::Add: return "+";
    case BinaryOp::Sub: return "-";
    case BinaryOp::Mul: return "*";
    case BinaryOp::Div: return "/";
    case BinaryOp::Mod: return "mod";
    case BinaryOp::Eq: return "==";
    case BinaryOp::Ne: return "!=";
    case BinaryOp::Lt: return "<";
    case BinaryOp::Le: return "<=";
    case BinaryOp::Gt: return ">";
    case BinaryOp::Ge: return ">=";
    case BinaryOp::And: return "and";
    case BinaryOp::Or: return "or";
    case BinaryOp::Implies: return "implies";
    case BinaryOp::Iff: return "iff";
    case BinaryOp::In:
    case BinaryOp::NotIn: return "in";
    case BinaryOp::Before: return "<@";
    case BinaryOp::LeadsTo: return "leads_to";
    }
    EVD_CHECK(false, "every operator has a name");
}

}   // namespace

Diagnostic& Checker::mismatch(Span span, TypeRef found, TypeRef expected) {
    if (types_.failedOccurs())
        return diagnostics_.report(Code::InfiniteType, span)
            .note(fmt::format("found {}, expected {}", text(found), text(expected)));
    TypeRef f = types_.resolved(found), e = types_.resolved(expected);
    if (f->kind == Kind::Send && e->kind != Kind::Send) return diagnostics_.report(Code::SendNotStored, span);
    auto& diagnostic = diagnostics_.report(Code::TypeMismatch, span, text(found), text(expected));
    if (f->symbol != e->symbol && f->symbol != kNoSymbol && e->symbol != kNoSymbol && text(found) == text(expected))
        diagnostic.note(fmt::format("these are two types: `{}` and `{}`", program_.qualifiedName(f->symbol),
                                    program_.qualifiedName(e->symbol)));
    if (e->kind == Kind::Bool && (f->kind == Kind::Int || f->kind == Kind::Nat))
        diagnostic.note("a number is not a truth value; compare it");
    if (e->kind == Kind::Set && f->kind == Kind::List) diagnostic.note("`set(…)` makes a set of a list");
    if (e->kind == Kind::Bag && (f->kind == Kind::List || f->kind == Kind::Set))
        diagnostic.note("`bag(…)` makes a bag of it");
    if (e->kind == Kind::List && (f->kind == Kind::Set || f->kind == Kind::Bag))
        diagnostic.note("`list(…)` makes a list of it, in order");
    if (f->kind == Kind::Enum && f->symbol == optionSymbol_ && e->kind != Kind::Enum)
        diagnostic.note("the value may be absent: `match` on `None` and `Some(x)`");
    return diagnostic;
}

/// Reports a mismatch at the smallest part of the expression that is wrong: the item, field or branch, not the whole.
/// Null if nothing was left to report.
Diagnostic* Checker::blame(const Expr* expr, TypeRef found, TypeRef expected) {
    TypeRef wanted = types_.resolved(expected);
    Diagnostic* last = nullptr;
    auto part = [&](const Expr* item, TypeRef type) {
        TypeRef known = module().types[item->id];
        if (known != nullptr && !types_.accepts(known, type)) last = blame(item, known, type);
    };
    if (types_.failedOccurs()) return &mismatch(expr->span, found, expected);
    if (const auto* node = std::get_if<IfExpr>(&expr->node)) {
        part(node->thenValue, expected);
        if (last == nullptr) part(node->elseValue, expected);
    } else if (const auto* node = std::get_if<LetExpr>(&expr->node)) part(node->body, expected);
    else if (const auto* node = std::get_if<MatchExpr>(&expr->node)) {
        for (size_t i = 0; i < node->arms.size() && last == nullptr; ++i) part(node->arms[i].value, expected);
    } else if (const auto* node = std::get_if<LambdaExpr>(&expr->node);
               node != nullptr && wanted->kind == Kind::Function && wanted->args.size() == node->params.size() + 1)
        part(node->body, wanted->args.back());
    else if (const auto* node = std::get_if<TupleExpr>(&expr->node);
             node != nullptr && wanted->kind == Kind::Tuple && wanted->args.size() == node->items.size()) {
        for (size_t i = 0; i < node->items.size(); ++i) part(node->items[i], wanted->args[i]);
    } else if (const auto* node = std::get_if<ListExpr>(&expr->node);
               node != nullptr && wanted->kind == Kind::List && !node->items.empty()) {
        part(node->items.front(), wanted->args[0]);
    } else if (const auto* node = std::get_if<RecordExpr>(&expr->node);
               node != nullptr && wanted->kind == Kind::Record) {
        std::set<std::string> given;
        for (const FieldInit& field : node->fields) {
            given.insert(field.name.text);
            auto at = std::find(wanted->fields.begin(), wanted->fields.end(), field.name.text);
            if (at != wanted->fields.end()) {
                part(field.value, wanted->args[static_cast<size_t>(at - wanted->fields.begin())]);
                continue;
            }
            auto& diagnostic = diagnostics_.report(Code::UnknownField, field.name.span, text(wanted), field.name.text);
            std::string near = nearest(field.name.text, wanted->fields);
            if (!near.empty())
                diagnostic.note("did you mean `" + near + "`?")
                    .replace("replace by `" + near + "`", field.name.span, near);
            last = &diagnostic;
        }
        if (last == nullptr)
            for (const std::string& field : wanted->fields)
                if (given.count(field) == 0) last = &diagnostics_.report(Code::MissingField, expr->span, field);
    }
    return last != nullptr ? last : &mismatch(expr->span, found, expected);
}

/// A number below 0 written where a Nat is needed is reported here and now; other values are checked when they are
/// stored.
bool Checker::negativeNat(const Expr* expr, TypeRef expected) {
    const auto* unary = std::get_if<UnaryExpr>(&expr->node);
    const auto* number =
        unary != nullptr && unary->op == UnaryOp::Negate ? std::get_if<IntLiteral>(&unary->operand->node) : nullptr;
    const auto* direct = std::get_if<IntLiteral>(&expr->node);
    bool negative = (number != nullptr && number->value > 0) || (direct != nullptr && direct->value < 0);
    if (!negative || types_.resolved(expected)->kind != Kind::Nat) return false;
    diagnostics_.report(Code::NegativeNat, expr->span, std::string(sources_.text(expr->span)));
    return true;
}

void Checker::fit(const Expr* expr, TypeRef found, TypeRef expected) {
    if (!types_.accepts(found, expected)) blame(expr, found, expected);
    else if (expr != nullptr) negativeNat(expr, expected);
}

void Checker::expect(const Expr* expr, TypeRef expected, const Context& outer) {
    Context context = outer;
    context.wanted = expected;
    fit(expr, infer(expr, context), expected);
}

TypeRef Checker::infer(const Expr* expr, const Context& context) {
    if (expr == nullptr) return types_.error();
    TypeRef type = inferNode(expr, context);
    TypeRef shape = types_.resolved(type);
    if (!context.sends && shape->kind == Kind::Send && !std::holds_alternative<ErrorExpr>(expr->node)) {
        diagnostics_.report(Code::SendNotStored, expr->span);
        type = types_.error();
    } else if (shape->open || !shape->data) unusual_.push_back({current_, expr, context});
    return setType(expr->id, bounded(type, expr->span));
}

TypeRef Checker::inferNode(const Expr* expr, const Context& outer) {
    Context context = outer.part();
    auto basic = [&](Kind kind) { return types_.basic(kind); };
    auto logicOnly = [&](const char* what) {
        if (!context.logic) diagnostics_.report(Code::LogicOnly, expr->span, what);
        return context.logic;
    };
    if (std::holds_alternative<IntLiteral>(expr->node)) return basic(Kind::Int);
    if (std::holds_alternative<BoolLiteral>(expr->node)) return basic(Kind::Bool);
    if (std::holds_alternative<TextLiteral>(expr->node)) {
        // In a scenario a text names a location whose name is none here, and a value of a type parameter.
        const TypeRef wanted = outer.wanted == nullptr ? nullptr : types_.resolved(outer.wanted);
        const bool scenario = currentOwner_ != kNoSymbol && symbol(currentOwner_).kind == SymbolKind::Scenario;
        if (scenario && wanted != nullptr && (wanted->kind == Kind::Loc || wanted->kind == Kind::Param)) return wanted;
        return basic(Kind::Str);
    }
    if (std::holds_alternative<BytesLiteral>(expr->node)) return basic(Kind::Bytes);
    if (std::holds_alternative<DurationLiteral>(expr->node)) return basic(Kind::Duration);
    if (std::holds_alternative<SelfExpr>(expr->node)) {
        if (currentOwner_ != kNoSymbol) selfUses_.push_back({currentOwner_, expr->span, inPlaces_});
        return basic(Kind::Loc);
    }
    if (const auto* node = std::get_if<NameExpr>(&expr->node)) return inferName(expr, *node, outer);
    if (const auto* node = std::get_if<CallExpr>(&expr->node)) return inferCall(expr, *node, outer);
    if (const auto* node = std::get_if<FieldExpr>(&expr->node)) return inferField(expr, *node, context);
    if (const auto* node = std::get_if<IndexExpr>(&expr->node)) {
        TypeRef object = infer(node->object, context);
        TypeRef index = infer(node->index, context);
        return operatorCall("[]", {object, index}, {node->object->span, node->index->span}, expr->span, expr->id);
    }
    if (const auto* node = std::get_if<UnaryExpr>(&expr->node)) {
        if (node->op == UnaryOp::Not) {
            expect(node->operand, basic(Kind::Bool), context);
            module().operators[expr->id] = BuiltinId::Not;
            return basic(Kind::Bool);
        }
        TypeRef operand = infer(node->operand, context);
        return operatorCall("-", {operand}, {node->operand->span}, expr->span, expr->id);
    }
    if (const auto* node = std::get_if<BinaryExpr>(&expr->node)) {
        Context sides = context;
        sides.sendLists = outer.sendLists && node->op == BinaryOp::Add;
        return inferBinary(expr, *node, sides);
    }
    if (const auto* node = std::get_if<IfExpr>(&expr->node)) {
        expect(node->condition, basic(Kind::Bool), context);
        TypeRef type = infer(node->thenValue, outer);
        guess(type, outer.wanted);
        TypeRef other = infer(node->elseValue, outer);
        fit(node->elseValue, other, type);
        // two naturals join to a natural, any other numbers to an Int
        bool number = types_.resolved(type)->kind == Kind::Nat;
        return number && node->elseValue != nullptr &&
                       types_.resolved(module().types[node->elseValue->id])->kind != Kind::Nat
                   ? basic(Kind::Int)
                   : type;
    }
    if (const auto* node = std::get_if<MatchExpr>(&expr->node)) return inferMatch(*node, outer);
    if (const auto* node = std::get_if<LetExpr>(&expr->node)) {
        TypeRef value = letValue(node->value, node->type, context);
        solvePending();
        Nested scope(*this);
        bindPattern(node->pattern, value, context);
        checkIrrefutable(node->pattern);
        return infer(node->body, outer);
    }
    if (const auto* node = std::get_if<LambdaExpr>(&expr->node)) return inferLambda(*node, context, outer.wanted);
    if (const auto* node = std::get_if<TupleExpr>(&expr->node)) {
        std::vector<TypeRef> items;
        for (const Expr* item : node->items) items.push_back(infer(item, context));
        return types_.tuple(items);
    }
    if (const auto* node = std::get_if<ListExpr>(&expr->node)) {
        TypeRef element = types_.fresh();
        Context items = context;
        items.sends = outer.sendLists;
        for (const Expr* item : node->items) expect(item, element, items);
        return types_.make(Kind::List, {element});
    }
    if (const auto* node = std::get_if<SetExpr>(&expr->node)) {
        if (node->items.empty()) {
            TypeRef type = types_.fresh();
            emptyBraces_.push_back({type, expr->span});
            return type;
        }
        TypeRef element = types_.fresh();
        for (const Expr* item : node->items) expect(item, element, context);
        dataUses_.push_back({current_, element, expr->span});
        return types_.make(Kind::Set, {element});
    }
    if (const auto* node = std::get_if<MapExpr>(&expr->node)) {
        TypeRef key = types_.fresh(), value = types_.fresh();
        for (const MapEntry& entry : node->entries) {
            expect(entry.key, key, context);
            expect(entry.value, value, context);
        }
        dataUses_.push_back({current_, key, expr->span});
        return types_.make(Kind::Map, {key, value});
    }
    if (const auto* node = std::get_if<RecordExpr>(&expr->node)) {
        std::vector<std::pair<std::string, TypeRef>> fields;
        NameList seen;
        for (const FieldInit& field : node->fields) {
            TypeRef type = infer(field.value, context);
            if (seen.count(field.name.text) == 0) fields.emplace_back(field.name.text, type);
            once(field.name, seen);
        }
        TypeRef record = types_.record(fields);
        for (const FieldInit& field : node->fields) useField(field.name, record);
        return record;
    }
    if (const auto* node = std::get_if<RecordUpdateExpr>(&expr->node)) {
        TypeRef type = infer(node->record, context);
        solvePending();
        NameList seen;
        for (const FieldInit& field : node->fields) {
            once(field.name, seen);
            TypeRef fieldType = types_.fresh();
            fieldWaits_.push_back({type, field.name.text, fieldType, field.name.span});
            useField(field.name, type).isWrite = true;
            expect(field.value, fieldType, context);
        }
        return type;
    }
    if (const auto* node = std::get_if<ComprehensionExpr>(&expr->node)) return inferComprehension(*node, outer);
    if (const auto* node = std::get_if<BoundedExpr>(&expr->node)) {
        TypeRef element = elementOf(node->source, context);
        Nested scope(*this);
        bindPattern(node->pattern, element, context);
        checkIrrefutable(node->pattern);
        expect(node->body, basic(Kind::Bool), context);
        return basic(Kind::Bool);
    }
    if (const auto* node = std::get_if<SendExpr>(&expr->node)) return inferSend(*node, context);
    if (const auto* node = std::get_if<EmitExpr>(&expr->node)) return inferEmit(*node, context);
    if (const auto* node = std::get_if<QuantifierExpr>(&expr->node))
        return logicOnly(node->forall ? "`forall`" : "`exists`") ? inferQuantifier(*node, context) : types_.error();
    if (const auto* node = std::get_if<OccurrenceExpr>(&expr->node))
        return logicOnly("a statement about events") ? inferOccurrence(expr, *node, context) : types_.error();
    if (const auto* node = std::get_if<ValueOfExpr>(&expr->node))
        return logicOnly("the variable of another process") ? inferValueOf(*node, context) : types_.error();
    if (const auto* node = std::get_if<PlacedExpr>(&expr->node))
        return logicOnly(node->runs ? "whether a process runs" : "the state of a class") ? inferPlaced(*node, context)
                                                                                         : types_.error();
    if (const auto* node = std::get_if<AtEventExpr>(&expr->node)) {
        if (!logicOnly(node->before ? "`before` an event" : "`after` an event")) return types_.error();
        expect(node->event, basic(Kind::Event), context);
        return infer(node->value, context);
    }
    if (const auto* node = std::get_if<TemporalExpr>(&expr->node)) {
        if (!logicOnly(node->op == TemporalOp::Always ? "`always`" : "`eventually`")) return types_.error();
        expect(node->body, basic(Kind::Bool), context);
        return basic(Kind::Bool);
    }
    if (std::holds_alternative<HoleExpr>(expr->node)) {
        if (!context.logic) diagnostics_.report(Code::UnexpectedToken, expr->span, "`_`", "an expression");
        return context.logic ? types_.fresh() : types_.error();
    }
    if (const auto* node = std::get_if<ErrorExpr>(&expr->node))
        for (const Expr* part : node->parts) infer(part, context);
    return types_.error();
}

/// What a function written as an argument takes is known from what is wanted there, before its body is looked at.
TypeRef Checker::inferLambda(const LambdaExpr& lambda, const Context& outer, TypeRef wanted) {
    Nested scope(*this);
    Context context = outer;
    TypeRef shape = wanted == nullptr ? types_.error() : types_.resolved(wanted);
    bool known = shape->kind == Kind::Function && shape->args.size() == lambda.params.size() + 1;
    std::vector<TypeRef> parts;
    for (size_t i = 0; i < lambda.params.size(); ++i) {
        const LambdaParam& param = lambda.params[i];
        TypeRef type = known ? shape->args[i] : types_.fresh();
        if (param.type != nullptr) {
            TypeRef written = dataTypeOf(param.type);
            if (!types_.accepts(type, written)) mismatch(param.type->span, written, type);
            else type = written;
            bindPattern(param.pattern, written, context);
        } else bindPattern(param.pattern, type, context);
        parts.push_back(type);
        checkIrrefutable(param.pattern);
    }
    if (known) context.wanted = shape->args.back();
    parts.push_back(infer(lambda.body, context));
    return types_.make(Kind::Function, parts);
}

/// Lets what is wanted tell what is unknown in a type. If they do not fit, whoever wants it says so.
void Checker::guess(TypeRef type, TypeRef wanted) {
    if (wanted != nullptr && types_.resolved(type)->open) types_.accepts(type, wanted);
}

/// The type of `let p : T = e` for its pattern.
TypeRef Checker::letValue(const Expr* value, const TypeExpr* type, const Context& context) {
    if (type == nullptr) return infer(value, context);
    TypeRef written = dataTypeOf(type);
    expect(value, written, context);
    return written;
}

TypeRef Checker::inferMatch(const MatchExpr& match, const Context& context) {
    Context inner = context.part();
    TypeRef value = infer(match.value, inner);
    solvePending();
    TypeRef result = types_.fresh();
    std::vector<std::pair<const Pattern*, bool>> arms;
    for (const MatchArm& arm : match.arms) {
        Nested scope(*this);
        bindPattern(arm.pattern, value, inner);
        if (arm.guard != nullptr) expect(arm.guard, types_.basic(Kind::Bool), inner);
        TypeRef found = infer(arm.value, context);
        fit(arm.value, found, result);
        guess(found, context.wanted);
        arms.emplace_back(arm.pattern, arm.guard != nullptr);
    }
    if (!arms.empty() || types_.resolved(value)->kind != Kind::Error)
        checkArms(arms, value, match.value->span, match.value->span);
    return result;
}

/// The element type of what is iterated over: any collection; entries (K, V) of a map.
TypeRef Checker::elementOf(const Expr* source, const Context& context) {
    TypeRef type = infer(source, context);
    solvePending();
    TypeRef shape = types_.resolved(type);
    switch (shape->kind) {
    case Kind::List:
    case Kind::Set:
    case Kind::Bag:
    case Kind::Ring: return shape->args[0];
    case Kind::Map: return types_.tuple({shape->args[0], shape->args[1]});
    case Kind::Error: return shape;
    case Kind::Variable: {
        TypeRef element = types_.fresh();
        types_.unify(type, types_.make(isEmptyBraces(type) ? Kind::Set : Kind::List, {element}));
        return element;
    }
    default:   // has no elements
        diagnostics_.report(Code::TypeMismatch, source->span, text(type), "a collection");
        return types_.error();
    }
}

TypeRef Checker::inferComprehension(const ComprehensionExpr& node, const Context& context) {
    Context inner = context.part();
    Nested scope(*this);
    for (const Generator& generator : node.generators) {
        TypeRef element = elementOf(generator.source, inner);
        bindPattern(generator.pattern, element, inner);
        checkIrrefutable(generator.pattern);
    }
    if (node.condition != nullptr) expect(node.condition, types_.basic(Kind::Bool), inner);
    Context item = inner;
    item.sends = context.sendLists && node.kind == ComprehensionKind::List;
    TypeRef element = infer(node.element, item);
    TypeRef value = node.value == nullptr ? nullptr : infer(node.value, inner);
    if (node.kind != ComprehensionKind::List) dataUses_.push_back({current_, element, node.element->span});
    if (node.kind == ComprehensionKind::Map)
        return types_.make(Kind::Map, {element, value == nullptr ? types_.error() : value});
    return types_.make(node.kind == ComprehensionKind::Set ? Kind::Set : Kind::List, {element});
}

TypeRef Checker::inferBinary(const Expr* expr, const BinaryExpr& node, const Context& context) {
    TypeRef truth = types_.basic(Kind::Bool);
    switch (node.op) {
    case BinaryOp::And:
    case BinaryOp::Or:
    case BinaryOp::Implies:
    case BinaryOp::Iff:
    case BinaryOp::LeadsTo:
        if (node.op == BinaryOp::LeadsTo && !context.logic)
            diagnostics_.report(Code::LogicOnly, node.opSpan, "`leads_to`");
        expect(node.left, truth, context);
        expect(node.right, truth, context);
        module().operators[expr->id] = node.op == BinaryOp::And       ? BuiltinId::And
                                       : node.op == BinaryOp::Or      ? BuiltinId::Or
                                       : node.op == BinaryOp::Implies ? BuiltinId::Implies
                                       : node.op == BinaryOp::Iff     ? BuiltinId::Iff
                                                                      : BuiltinId::None;
        return truth;
    case BinaryOp::Before: {
        if (!context.logic) diagnostics_.report(Code::LogicOnly, node.opSpan, "`<@`");
        expect(node.left, types_.basic(Kind::Event), context);
        expect(node.right, types_.basic(Kind::Event), context);
        return truth;
    }
    case BinaryOp::Eq:
    case BinaryOp::Ne:
    case BinaryOp::Lt:
    case BinaryOp::Le:
    case BinaryOp::Gt:
    case BinaryOp::Ge: {
        TypeRef left = infer(node.left, context);
        TypeRef right = infer(node.right, context);
        if (!types_.accepts(left, right)) {
            solvePending();
            auto& diagnostic = diagnostics_.report(Code::TypeMismatch, node.right->span, text(right), text(left));
            diagnostic.label(node.left->span, "compared with this " + text(left));
        } else if (!context.logic) dataUses_.push_back({current_, left, expr->span});
        if (node.op != BinaryOp::Eq && node.op != BinaryOp::Ne)
            orderUses_.push_back({current_, left, expr->span, &node});
        static const std::map<BinaryOp, BuiltinId> kIds = {
            {BinaryOp::Eq, BuiltinId::Eq}, {BinaryOp::Ne, BuiltinId::Ne}, {BinaryOp::Lt, BuiltinId::Lt},
            {BinaryOp::Le, BuiltinId::Le}, {BinaryOp::Gt, BuiltinId::Gt}, {BinaryOp::Ge, BuiltinId::Ge}};
        module().operators[expr->id] = kIds.at(node.op);
        return truth;
    }
    case BinaryOp::Div:
    case BinaryOp::Mod:
        if (const auto* zero = std::get_if<IntLiteral>(&node.right->node); zero != nullptr && zero->value == 0)
            diagnostics_.report(Code::ConstantFault, expr->span, "division by zero");
        break;
    case BinaryOp::Add:
    case BinaryOp::Sub:
    case BinaryOp::Mul:
    case BinaryOp::In:
    case BinaryOp::NotIn: break;
    }
    TypeRef left = infer(node.left, context);
    TypeRef right = infer(node.right, context);
    return operatorCall(operatorName(node.op), {left, right}, {node.left->span, node.right->span}, expr->span,
                        expr->id);
}

}   // namespace evd::sema
