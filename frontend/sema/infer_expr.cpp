// Types of expressions.

#include "base/check.h"
#include "frontend/sema/checker.h"

namespace evd::sema {

using namespace syntax;

namespace {

std::string counted(size_t count) { return fmt::format("{} argument{}", count, count == 1 ? "" : "s"); }

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

bool isValue(const Symbol& s) {
    switch (s.kind) {
    case SymbolKind::Param:
    case SymbolKind::Constructor:
    case SymbolKind::Function:
    case SymbolKind::Variable:
    case SymbolKind::Local:
    case SymbolKind::Parameter:
    case SymbolKind::Builtin: return true;
    default: return false;   // types, declarations and their parts
    }
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

void Checker::expect(const Expr* expr, TypeRef expected, const Context& outer) {
    Context context = outer;
    context.wanted = expected;
    TypeRef found = infer(expr, context);
    if (!types_.accepts(found, expected)) blame(expr, found, expected);
    else if (expr != nullptr) negativeNat(expr, expected);
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
    if (std::holds_alternative<TextLiteral>(expr->node)) return basic(Kind::Str);
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
        if (!types_.accepts(other, type)) blame(node->elseValue, other, type);
        else if (node->elseValue != nullptr) negativeNat(node->elseValue, type);
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

/// The type of a symbol here, its generic parts replaced by fresh variables that are kept in the use.
TypeRef Checker::applyScheme(SymbolId id, const Name& name) {
    const Symbol& s = symbol(id);
    if (s.type == nullptr) return types_.error();
    if (s.generics == 0) return types_.resolved(s.type);
    std::vector<TypeRef> args;
    for (uint32_t i = 0; i < s.generics; ++i) args.push_back(types_.fresh());
    TypeRef type = types_.instantiate(s.type, args);
    module().uses[name.span.begin].typeArgs = args;
    return types_.resolved(type);
}

/// Reports a name that is no value here but a variable of a process.
bool Checker::isVariableElsewhere(const Name& name, const Context& context) {
    for (SymbolId id : module().symbols) {
        if (symbol(id).kind != SymbolKind::Process) continue;
        for (SymbolId member : symbol(id).members) {
            if (symbol(member).kind != SymbolKind::Variable || symbol(member).name != name.text) continue;
            auto& diagnostic = diagnostics_.report(Code::NotLocal, name.span, "`" + name.text + "`");
            diagnostic.label(symbol(member).nameSpan, "a variable of `" + symbol(id).name + "`");
            bool inside = currentOwner_ == id && context.process == kNoSymbol;
            diagnostic.note(inside ? "initial values see the parameters of the process, not its variables"
                                   : "let `" + symbol(id).name + "` send what others need to know");
            return true;
        }
    }
    return false;
}

TypeRef Checker::inferName(const Expr* expr, const NameExpr& node, const Context& context) {
    const Name& name = node.path.back();
    if (node.path.size() == 1) {
        SymbolId id = lookup(name);
        if (id != kNoSymbol && symbol(id).kind == SymbolKind::State) {
            use(name, id);
            inferSymbol(id);
            if (context.state == id || context.logic) return symbol(id).type->args[0];
            diagnostics_.report(Code::TypeMismatch, name.span, "the event class `" + name.text + "`", "a value")
                .note("the value of a state is observed through a class: `… & before " + name.text + " as x`");
            return types_.error();
        }
        if (id == kNoSymbol && context.symbolic) return types_.fresh();
        if (id != kNoSymbol && !isValue(symbol(id))) {
            use(name, id);
            if (context.logic && (symbol(id).kind == SymbolKind::Property || symbol(id).kind == SymbolKind::Assumption))
                return types_.basic(Kind::Bool);
            if (context.symbolic) return types_.fresh();
            diagnostics_.report(Code::TypeMismatch, name.span, fmt::format("`{}`", program_.signature(id)), "a value");
            return types_.error();
        }
    }
    if (node.path.size() == 1 && !context.logic && lookup(name) == kNoSymbol && isVariableElsewhere(name, context))
        return types_.error();
    // A function fits only if it is named itself: it cannot be meant where a value stands.
    auto fits = [&](const Symbol& s) {
        return isValue(s) && ((s.kind != SymbolKind::Builtin && s.kind != SymbolKind::Function) || s.name == name.text);
    };
    SymbolId id =
        lookupPath(node.path,
                   !name.text.empty() && name.text.front() >= 'A' && name.text.front() <= 'Z' ? Code::UnknownConstructor
                                                                                              : Code::UnknownName,
                   fits);
    if (id == kNoSymbol) return types_.error();
    if (symbol(id).kind == SymbolKind::Function) inferSymbol(id);
    if (symbol(id).kind == SymbolKind::Builtin || symbol(id).kind == SymbolKind::Function) {
        diagnostics_.report(Code::HigherOrderNotYet, expr->span, "`" + name.text + "` is not called")
            .note("pass it on as `x => " + name.text + "(x)`, or call it");
        return types_.error();
    }
    TypeRef type = applyScheme(id, name);
    if (symbol(id).kind == SymbolKind::Constructor && type->kind == Kind::Function) {
        diagnostics_.report(Code::WrongArgumentCount, expr->span, name.text, counted(type->args.size() - 1), 0);
        return type->args.back();
    }
    if (type->kind == Kind::Function && !context.symbolic && (symbol(id).kind == SymbolKind::Param)) {
        diagnostics_.report(Code::HigherOrderNotYet, expr->span, "`" + name.text + "` is not called");
        return types_.error();
    }
    return type;
}

void Checker::checkArgs(const std::string& what, const Name&, const std::vector<TypeRef>& expected,
                        const std::vector<const Expr*>& args, const Context& context, SymbolId declared, TypeRef result,
                        TypeRef wanted) {
    std::vector<TypeRef> found(args.size(), nullptr);
    std::vector<size_t> wrong;
    bool count = args.size() == expected.size();   // else reported by the caller
    bool function = declared != kNoSymbol && (symbol(declared).kind == SymbolKind::Function ||
                                              symbol(declared).kind == SymbolKind::Param);   // of a module in use
    auto takesFunction = [&](TypeRef type) {   // inside its own body a function may not know yet what it takes
        Kind kind = types_.resolved(type)->kind;
        return function && (kind == Kind::Function || (kind == Kind::Variable && active_.count(declared) != 0));
    };
    auto argument = [&](size_t i) {
        Context inner = context.part();
        inner.wanted = i < expected.size() ? expected[i] : nullptr;
        inner.functions = inner.wanted != nullptr && takesFunction(inner.wanted);
        found[i] = infer(args[i], inner);
        if (!count) return;
        if (!types_.accepts(found[i], expected[i])) wrong.push_back(i);
        else negativeNat(args[i], expected[i]);
    };
    // Functions come last: the other arguments, and what is wanted of the result, tell what they take.
    auto isLambda = [&](size_t i) { return std::holds_alternative<LambdaExpr>(args[i]->node); };
    bool lambdas = false;
    for (size_t i = 0; i < args.size(); ++i)
        if (isLambda(i)) lambdas = true;
        else argument(i);
    if (lambdas) {
        settle(false);
        if (result != nullptr) guess(result, wanted);
        for (size_t i = 0; i < args.size(); ++i)
            if (isLambda(i)) argument(i);
    }
    if (!count) return;
    std::sort(wrong.begin(), wrong.end());
    if (wrong.size() == 2) {
        // Would they fit the other way round?
        TypeRef a = types_.resolved(found[wrong[0]]), b = types_.resolved(found[wrong[1]]);
        if (types_.unify(a, expected[wrong[1]]) && types_.unify(b, expected[wrong[0]])) {
            std::string first(sources_.text(args[wrong[0]]->span)), second(sources_.text(args[wrong[1]]->span));
            auto& diagnostic =
                diagnostics_.report(Code::WrongArgumentOrder, cover(args[wrong[0]]->span, args[wrong[1]]->span), what);
            if (declared != kNoSymbol && !symbol(declared).nameSpan.empty())
                diagnostic.label(symbol(declared).nameSpan, "declared here: " + program_.signature(declared));
            diagnostic.fixes.push_back(
                {"exchange the arguments", {{args[wrong[0]]->span, second}, {args[wrong[1]]->span, first}}});
            return;
        }
    }
    for (size_t i : wrong) {
        Diagnostic* diagnostic = blame(args[i], found[i], expected[i]);
        if (diagnostic != nullptr && declared != kNoSymbol && !symbol(declared).nameSpan.empty())
            diagnostic->label(symbol(declared).nameSpan, "declared here: " + program_.signature(declared));
    }
}

/// `next(a)`, `prev(a)` and `between(a, b, c)` without a ring mean the spec's only one.
bool Checker::hasOneRing(const Name& name, size_t args) {
    bool bare = ((name.text == "next" || name.text == "prev") && args == 1) || (name.text == "between" && args == 3);
    if (!bare) return true;
    size_t rings = 0;
    for (SymbolId id : module().symbols)
        rings += symbol(id).kind == SymbolKind::Param && symbol(id).type != nullptr &&
                         types_.resolved(symbol(id).type)->kind == Kind::Ring
                     ? 1
                     : 0;
    if (rings == 1) return true;
    diagnostics_.report(Code::NoSingleRing, name.span, name.text,
                        rings == 0 ? std::string("none") : std::to_string(rings) + " rings");
    return false;
}

SymbolId Checker::qualified(const FieldExpr& field, bool& ofModule) {
    std::vector<Name> path = pathOf(field.object);
    if (path.empty() || lookup(path.front()) != kNoSymbol) return kNoSymbol;
    uint32_t at = current_;
    for (const Name& name : path) {   // `module.x.f` is the field or method `f` of `module.x`
        const ModuleLink* link = linkNamed(at, name.text);
        if (link == nullptr) return kNoSymbol;
        at = link->module;
    }
    path.push_back(field.field);
    auto in = moduleOf(path);
    ofModule = true;
    if (!in) return kNoSymbol;
    if (auto found = top_[*in].find(field.field.text); found != top_[*in].end()) return found->second;
    bool upper = !field.field.text.empty() && field.field.text.front() >= 'A' && field.field.text.front() <= 'Z';
    if (!field.field.missing())
        unknownIn(*in, upper ? Code::UnknownConstructor : Code::UnknownName, field.field, isValue);
    return kNoSymbol;
}

TypeRef Checker::inferCall(const Expr* expr, const CallExpr& call, const Context& context) {
    const auto* callee = std::get_if<NameExpr>(&call.callee->node);
    if (callee == nullptr) {
        Context inner = context.part();
        TypeRef type = infer(call.callee, inner);
        for (const Expr* arg : call.args) infer(arg, inner);
        if (types_.resolved(type)->kind != Kind::Error)
            diagnostics_.report(Code::NotAFunction, call.callee->span, text(type));
        return types_.error();
    }
    const Name& name = callee->path.back();
    std::vector<const Expr*> args(call.args.begin(), call.args.end());
    SymbolId id = kNoSymbol;
    if (call.method) {
        FieldExpr asField{call.args[0], name};
        bool ofModule = false;
        id = qualified(asField, ofModule);   // `module.f(x)`
        if (id == kNoSymbol && ofModule) {
            for (size_t i = 1; i < args.size(); ++i) infer(args[i], context);
            return types_.error();
        }
        if (id != kNoSymbol) {
            args.erase(args.begin());
            use(name, id);
        }
    }
    if (id == kNoSymbol) {
        if (callee->path.size() == 1) id = lookup(name);
        if (id == kNoSymbol && context.symbolic) {
            for (const Expr* arg : args) infer(arg, context);
            return types_.fresh();
        }
        bool fits = id != kNoSymbol && isValue(symbol(id));
        if (fits) use(name, id);
        else if (id != kNoSymbol && (symbol(id).kind == SymbolKind::Message || symbol(id).kind == SymbolKind::Class ||
                                     symbol(id).kind == SymbolKind::State || symbol(id).kind == SymbolKind::Process)) {
            use(name, id);
            for (const Expr* arg : args) infer(arg, context);
            if (context.symbolic && symbol(id).kind == SymbolKind::Message) return types_.fresh();
            auto& diagnostic =
                diagnostics_.report(Code::NotAFunction, name.span, fmt::format("`{}`", program_.signature(id)));
            if (symbol(id).kind == SymbolKind::Message)
                diagnostic.note("to send it, write `send " + name.text + "(…) to …`");
            return types_.error();
        } else
            id = lookupPath(callee->path,
                            !name.text.empty() && name.text.front() >= 'A' && name.text.front() <= 'Z'
                                ? Code::UnknownConstructor
                                : Code::UnknownName,
                            [](const Symbol& s) { return isValue(s); });
    }
    Context inner = context.part();
    if (id == kNoSymbol) {
        for (const Expr* arg : args) infer(arg, inner);
        return types_.error();
    }
    if (symbol(id).kind == SymbolKind::Builtin) {
        logicOnlyBuiltin(name, context);
        bool ring = hasOneRing(name, args.size());
        TypeRef type = builtinCall(expr, name.text, args, inner, context.wanted);
        return ring ? type : types_.error();
    }
    if (symbol(id).kind == SymbolKind::Function) {
        inferSymbol(id);
        if (active_.count(id) != 0 && currentOwner_ != kNoSymbol) recursiveCalls_.emplace_back(currentOwner_, id);
    }
    TypeRef type = applyScheme(id, name);
    setType(call.callee->id, type);
    if (type->kind == Kind::Error) {
        for (const Expr* arg : args) infer(arg, inner);
        return types_.error();
    }
    if (type->kind == Kind::Variable) {
        std::vector<TypeRef> parts;
        for (const Expr* arg : args) parts.push_back(infer(arg, inner));
        parts.push_back(types_.fresh());
        TypeRef result = parts.back();
        types_.unify(type, types_.make(Kind::Function, parts));
        return result;
    }
    if (type->kind != Kind::Function) {
        for (const Expr* arg : args) infer(arg, inner);
        diagnostics_.report(Code::NotAFunction, name.span, fmt::format("`{}` is {}; it", name.text, text(type)));
        return types_.error();
    }
    std::vector<TypeRef> expected(type->args.begin(), type->args.end() - 1);
    if (args.size() != expected.size()) {
        auto& diagnostic =
            diagnostics_.report(Code::WrongArgumentCount, expr->span, name.text, counted(expected.size()), args.size());
        if (!symbol(id).nameSpan.empty())
            diagnostic.label(symbol(id).nameSpan, "declared here: " + program_.signature(id));
    }
    checkArgs(name.text, name, expected, args, inner, id, type->args.back(), context.wanted);
    return type->args.back();
}

/// Who is alive is known to those who look at a whole run, not to a process within it.
void Checker::logicOnlyBuiltin(const Name& name, const Context& context) {
    if (name.text == "up" && !context.logic) diagnostics_.report(Code::LogicOnly, name.span, "`up`");
}

TypeRef Checker::inferField(const Expr* expr, const FieldExpr& field, const Context& context) {
    bool ofModule = false;
    SymbolId id = qualified(field, ofModule);
    if (id == kNoSymbol && ofModule) return types_.error();
    if (id != kNoSymbol) {
        use(field.field, id);
        if (symbol(id).kind == SymbolKind::Function) {
            diagnostics_.report(Code::HigherOrderNotYet, expr->span, "`" + field.field.text + "` is not called");
            return types_.error();
        }
        return applyScheme(id, field.field);
    }
    TypeRef object = infer(field.object, context);
    if (field.field.missing()) return types_.error();
    solvePending();
    TypeRef shape = types_.resolved(object);
    bool isField = shape->kind == Kind::Record &&
                   std::find(shape->fields.begin(), shape->fields.end(), field.field.text) != shape->fields.end();
    if (!isField && shape->kind != Kind::Variable) {
        SymbolId function = lookup(field.field);
        if (function != kNoSymbol && symbol(function).kind == SymbolKind::Builtin) {
            use(field.field, function);
            logicOnlyBuiltin(field.field, context);
            if (!hasOneRing(field.field, 1)) return types_.error();
            return operatorCall(field.field.text, {object}, {field.object->span}, expr->span, expr->id, context.logic);
        }
        if (function != kNoSymbol && symbol(function).kind == SymbolKind::Function) {
            use(field.field, function);
            inferSymbol(function);
            TypeRef type = applyScheme(function, field.field);
            if (type->kind != Kind::Function) return types_.error();
            if (type->args.size() != 2) {
                diagnostics_.report(Code::WrongArgumentCount, expr->span, field.field.text,
                                    counted(type->args.size() - 1), 1);
                return type->args.back();
            }
            if (!types_.unify(object, type->args[0])) mismatch(field.object->span, object, type->args[0]);
            return type->args.back();
        }
    }
    TypeRef result = types_.fresh();
    fieldWaits_.push_back({object, field.field.text, result, field.field.span});
    useField(field.field, object);
    return result;
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
        if (!types_.accepts(found, result)) blame(arm.value, found, result);
        else if (arm.value != nullptr) negativeNat(arm.value, result);
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

/// Where messages go or classes run: a location or a collection of them.
void Checker::destinations(const Expr* expr, const Context& context) {
    TypeRef where = infer(expr, context);
    solvePending();
    if (isEmptyBraces(where)) types_.unify(where, types_.make(Kind::Set, {types_.basic(Kind::Loc)}));
    TypeRef shape = types_.resolved(where);
    bool collection =
        shape->kind == Kind::List || shape->kind == Kind::Set || shape->kind == Kind::Bag || shape->kind == Kind::Ring;
    if (!types_.unify(collection ? shape->args[0] : where, types_.basic(Kind::Loc)))
        diagnostics_.report(Code::DestinationType, expr->span, text(where));
}

TypeRef Checker::inferSend(const SendExpr& send, const Context& context) {
    auto isMessage = [](const Symbol& s) { return s.kind == SymbolKind::Message; };
    SymbolId id = lookupPath(send.message, Code::UnknownMessage, isMessage);
    std::vector<const Expr*> args(send.args.begin(), send.args.end());
    if (id == kNoSymbol)
        for (const Expr* arg : args) infer(arg, context);
    else {
        sent_.insert(id);
        const auto& decl = std::get<MessageDecl>(symbol(id).decl->node);
        if (symbol(id).module != current_) mutableSymbol(id).wired |= decl.kind == syntax::MessageKind::Input;
        else if (decl.kind == syntax::MessageKind::Input)
            diagnostics_.report(Code::CannotSend, send.message.back().span)
                .label(symbol(id).nameSpan, "declared as an input");
        std::vector<TypeRef> expected;
        for (SymbolId field : symbol(id).members) expected.push_back(symbol(field).type);
        const Name& name = send.message.back();
        if (args.size() != expected.size())
            diagnostics_.report(Code::WrongArgumentCount, name.span, name.text, counted(expected.size()), args.size())
                .label(symbol(id).nameSpan, "declared here: " + program_.signature(id));
        checkArgs(name.text, name, expected, args, context, id);
    }
    if (send.after != nullptr) expect(send.after, types_.basic(Kind::Duration), context);
    if (send.to == nullptr) {
        if (!send.message.back().missing())
            diagnostics_.report(Code::SendNeedsDestination, send.message.back().span, send.message.back().text);
        return types_.basic(Kind::Send);
    }
    destinations(send.to, context);
    return types_.basic(Kind::Send);
}

TypeRef Checker::inferEmit(const EmitExpr& emit, const Context& context) {
    SymbolId id =
        lookupPath(emit.output, Code::UnknownMessage, [](const Symbol& s) { return s.kind == SymbolKind::Message; });
    std::vector<const Expr*> args(emit.args.begin(), emit.args.end());
    if (id == kNoSymbol) {
        for (const Expr* arg : args) infer(arg, context);
        return types_.basic(Kind::Send);
    }
    sent_.insert(id);
    const auto& decl = std::get<MessageDecl>(symbol(id).decl->node);
    const Name& name = emit.output.back();
    if (decl.kind != syntax::MessageKind::Output)
        diagnostics_
            .report(Code::EmitNeedsOutput, name.span, name.text,
                    decl.kind == syntax::MessageKind::Input ? "an input" : "a message between processes")
            .label(symbol(id).nameSpan, "declared here");
    std::vector<TypeRef> expected;
    for (SymbolId field : symbol(id).members) expected.push_back(symbol(field).type);
    if (args.size() != expected.size())
        diagnostics_.report(Code::WrongArgumentCount, name.span, name.text, counted(expected.size()), args.size())
            .label(symbol(id).nameSpan, "declared here: " + program_.signature(id));
    checkArgs(name.text, name, expected, args, context, id);
    return types_.basic(Kind::Send);
}

}   // namespace evd::sema
