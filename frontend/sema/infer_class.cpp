// Value types of event classes.

#include "frontend/sema/checker.h"
#include "frontend/syntax/walk.h"

namespace evd::sema {

using namespace syntax;

/// The value type of a class expression. What `as` and message patterns bind is in scope for what follows to the right
/// (`&`, `when`, `=>`); the caller opens the scope.
TypeRef Checker::inferClassExpr(const ClassExpr* expr, const Context& context) {
    auto set = [&](TypeRef type) { return setType(expr->id, bounded(type, expr->span)); };
    if (std::holds_alternative<StartClass>(expr->node)) return set(types_.basic(Kind::Unit));
    if (const auto* node = std::get_if<MessageClass>(&expr->node)) return set(inferMessageClass(*node, context));
    if (const auto* node = std::get_if<ClassRef>(&expr->node)) return set(inferClassRef(*node, context));
    if (const auto* node = std::get_if<AsClass>(&expr->node)) {
        TypeRef value = inferClassExpr(node->source, context);
        solvePending();
        bindPattern(node->pattern, value, context);
        return set(value);
    }
    if (const auto* node = std::get_if<PairClass>(&expr->node)) {
        TypeRef left = inferClassExpr(node->left, context);
        TypeRef right = inferClassExpr(node->right, context);
        return set(types_.tuple({left, right}));
    }
    if (const auto* node = std::get_if<RuleClass>(&expr->node)) {
        Nested scope(*this);
        TypeRef source = inferClassExpr(node->source, context);
        solvePending();
        if (node->condition != nullptr) expect(node->condition, types_.basic(Kind::Bool), context);
        if (node->value == nullptr) return set(source);
        Context value = context;
        value.sends = !node->each;
        value.sendLists = node->each;
        TypeRef made = infer(node->value, value);
        if (!node->each) return set(made);
        solvePending();
        TypeRef shape = types_.resolved(made);
        if (shape->kind == Kind::List || shape->kind == Kind::Set || shape->kind == Kind::Bag ||
            shape->kind == Kind::Ring)
            return set(shape->args[0]);
        if (shape->kind == Kind::Variable) {
            TypeRef element = types_.fresh();
            types_.unify(made, types_.make(Kind::List, {element}));
            return set(element);
        }
        if (shape->kind != Kind::Error)
            diagnostics_.report(Code::TypeMismatch, node->value->span, text(made), "a collection, for `each`");
        return set(types_.error());
    }
    if (const auto* node = std::get_if<UnionClass>(&expr->node)) {
        TypeRef left, right;
        {
            Nested scope(*this);
            left = inferClassExpr(node->left, context);
        }
        {
            Nested scope(*this);
            right = inferClassExpr(node->right, context);
        }
        if (!types_.unify(left, right)) {
            solvePending();
            mismatch(node->right->span, right, left);
        }
        return set(left);
    }
    if (const auto* node = std::get_if<OnceClass>(&expr->node)) {
        Nested scope(*this);
        return set(inferClassExpr(node->source, context));
    }
    if (const auto* node = std::get_if<UntilClass>(&expr->node)) {
        TypeRef value;
        {
            Nested scope(*this);
            value = inferClassExpr(node->source, context);
        }
        {
            Nested scope(*this);
            inferClassExpr(node->end, context);
        }
        return set(value);
    }
    if (const auto* node = std::get_if<BeforeClass>(&expr->node)) {
        const auto* ref = std::get_if<ClassRef>(&node->state->node);
        SymbolId id = ref == nullptr ? kNoSymbol : lookup(ref->path);
        TypeRef value = inferClassExpr(node->state, context);
        if ((ref == nullptr || (id != kNoSymbol && symbol(id).kind != SymbolKind::State)) &&
            types_.resolved(value)->kind != Kind::Error)
            diagnostics_.report(Code::NotAClass, node->state->span, "what stands after `before` is not a state; it")
                .note("only a `state` has a value before an event; for other classes use `latest C else v`");
        return set(value);
    }
    if (const auto* node = std::get_if<LatestClass>(&expr->node)) {
        TypeRef value;
        {
            Nested scope(*this);
            value = inferClassExpr(node->source, context);
        }
        if (types_.resolved(value)->kind == Kind::Send) {
            diagnostics_.report(Code::SendNotStored, node->source->span);
            value = types_.error();
        }
        expect(node->otherwise, value, context);
        dataUses_.push_back({current_, value, node->source->span});
        return set(value);
    }
    if (const auto* node = std::get_if<SpawnClass>(&expr->node)) {
        Nested scope(*this);
        TypeRef value = inferClassExpr(node->source, context);
        solvePending();
        bindPattern(node->pattern, value, context);
        checkIrrefutable(node->pattern);
        if (const auto* child = std::get_if<ClassRef>(&node->child->node))
            if (SymbolId id = lookup(child->path); id != kNoSymbol) spawned_.insert(id);
        Nested inside(*this);   // for the child the names bound so far are values known before its events
        return set(inferClassExpr(node->child, context));
    }
    if (const auto* node = std::get_if<AtClass>(&expr->node)) {
        TypeRef value = inferClassExpr(node->source, context);
        places(node->locations, context);
        return set(value);
    }
    return set(types_.error());
}

TypeRef Checker::inferMessageClass(const MessageClass& node, const Context& context) {
    SymbolId id =
        lookupPath(node.message, Code::UnknownMessage, [](const Symbol& s) { return s.kind == SymbolKind::Message; });
    PatternGroup group(*this);
    if (id == kNoSymbol) {
        for (const Pattern* arg : node.args) bindPart(arg, types_.error(), context);
        if (node.from != nullptr) bindPart(node.from, types_.basic(Kind::Loc), context);
        return types_.error();
    }
    received_.insert(id);
    const Name& name = node.message.back();
    bool isOutput = std::get<MessageDecl>(symbol(id).decl->node).kind == syntax::MessageKind::Output;
    if (roleOf(context.process) == ProcessRole::Environment) {   // which is who receives outputs
    } else if (symbol(id).module != current_) mutableSymbol(id).wired |= isOutput;
    else if (isOutput)
        diagnostics_.report(Code::CannotReceive, name.span).label(symbol(id).nameSpan, "declared as an output");
    std::vector<TypeRef> fields;
    for (SymbolId field : symbol(id).members) fields.push_back(symbol(field).type);
    if (node.hasArgs && node.args.size() != fields.size()) {
        diagnostics_
            .report(Code::WrongArgumentCount, name.span, name.text,
                    fmt::format("{} field{}", fields.size(), fields.size() == 1 ? "" : "s"), node.args.size())
            .label(symbol(id).nameSpan, "declared here: " + program_.signature(id));
    }
    for (size_t i = 0; i < node.args.size(); ++i)
        bindPart(node.args[i], i < fields.size() ? fields[i] : types_.error(), context);
    if (node.from != nullptr) bindPart(node.from, types_.basic(Kind::Loc), context);
    return types_.tuple(fields);
}

TypeRef Checker::inferClassRef(const ClassRef& node, const Context& context) {
    std::vector<const Expr*> args(node.args.begin(), node.args.end());
    auto isClass = [](const Symbol& s) { return s.kind == SymbolKind::Class || s.kind == SymbolKind::State; };
    SymbolId id = lookup(node.path);
    if (id != kNoSymbol && !isClass(symbol(id))) {
        moduleOf(node.path);
        use(node.path.back(), id);
        for (const Expr* arg : args) infer(arg, context);
        diagnostics_.report(Code::NotAClass, node.path.back().span, fmt::format("`{}`", program_.signature(id)));
        return types_.error();
    }
    id = lookupPath(node.path, Code::UnknownClass, isClass);
    if (id == kNoSymbol) {
        for (const Expr* arg : args) infer(arg, context);
        return types_.error();
    }
    inferSymbol(id);
    if (symbol(id).composite) {
        diagnostics_.report(Code::NotAClass, node.path.back().span, fmt::format("`{}`", program_.signature(id)))
            .note("it is composed of processes: only a system, or another such class, can place it");
        return types_.error();
    }
    std::vector<TypeRef> expected;
    for (SymbolId param : symbol(id).members) expected.push_back(symbol(param).type);
    const Name& name = node.path.back();
    if (args.size() != expected.size())
        diagnostics_
            .report(Code::WrongArgumentCount, name.span, name.text,
                    fmt::format("{} argument{}", expected.size(), expected.size() == 1 ? "" : "s"), args.size())
            .label(symbol(id).nameSpan, "declared here: " + program_.signature(id));
    checkArgs(name.text, name, expected, args, context, id);
    return symbol(id).type == nullptr ? types_.error() : symbol(id).type->args[0];
}

/// Where a part of a system runs: no event is there yet.
void Checker::places(const Expr* locations, const Context& context) {
    inPlaces_ = true;
    destinations(locations, context);
    inPlaces_ = false;
}

}   // namespace evd::sema
