// What a class remembers from event to event, and when it has nothing left to say.

#include "frontend/lower/lower_class.h"

namespace evd::lower {

using ir::Op;
using ir::StmtKind;
using ir::TypeKind;
using sema::SymbolKind;
using namespace syntax;

/// What sees every event: states, latest values, and the memories of operators that are not reached at every event.
void ClassLowering::prepare(const ClassExpr* c, const Env& env, bool always, Statements& out) {
    Span span = c->span;
    if (isApart(c, env)) {
        if (always) return;
        generateApart(c, env, false, true, [](const Env&, ir::ExprId, Statements&) {}, out);
        old_[placeOf(c, env, Memory::Apart)] = yields(tables_.at(placeOf(c, env, Memory::Apart)), span);
    } else if (const auto* node = std::get_if<ClassRef>(&c->node)) {
        Reference target = reference(c, *node, env);
        const sema::Symbol& s = l_.symbol(target.symbol);
        if (s.kind == SymbolKind::State) {
            if (target.env.dynamic) {
                if (l_.unknownAt_.emplace(span.file, span.begin).second)
                    l_.diagnostics_.report(Code::PatternNotConstant, span)
                        .note("the arguments of a state must be known before the event; spawn a class that has them as "
                              "parameters");
                return;
            }
            prepareState(target.symbol, target.env, out);
        } else prepare(std::get<ClassDecl>(s.decl->node).body, target.env, always, out);
    } else if (const auto* node = std::get_if<AsClass>(&c->node)) prepare(node->source, env, always, out);
    else if (const auto* node = std::get_if<RuleClass>(&c->node)) prepare(node->source, env, always, out);
    else if (const auto* node = std::get_if<AtClass>(&c->node)) prepare(node->source, env, always, out);
    else if (const auto* node = std::get_if<PairClass>(&c->node)) {
        prepare(node->left, env, always, out);
        prepare(node->right, env, false, out);
    } else if (const auto* node = std::get_if<UnionClass>(&c->node)) {
        prepare(node->left, env, always, out);
        prepare(node->right, env, always, out);
    } else if (const auto* node = std::get_if<BeforeClass>(&c->node)) prepare(node->state, env, always, out);
    else if (const auto* node = std::get_if<LatestClass>(&c->node)) {
        prepare(node->source, env, false, out);
        Place key = placeOf(c, env, Memory::Latest);
        ir::TypeId list = l_.m_.types.list(l_.typeOfNode(c->id, env));
        auto empty = [&] { return l_.make(Op::List, list, span); };
        uint32_t latest = variable(key, "latest", list, empty, span),
                 fresh = variable(placeOf(c, env, Memory::Fresh), "fresh", list, empty, span);
        ir::LocalId held = l_.m_.addLocal("earlier", list);
        ir::ExprId value = var(latest, span);
        out.push_back(l_.statement(StmtKind::Let, span, [&](ir::Stmt& s) {
            s.local = held;
            s.expr = value;
        }));
        old_[key] = l_.local(held, span);
        set(fresh, empty(), span, out);
        generate(
            node->source, env, false, false,
            [&](const Env&, ir::ExprId one, Statements& in) {
                set(fresh, l_.make(Op::Append, list, span, {var(fresh, span), one}), span, in);
            },
            out);
        ir::ExprId some =
            l_.make(Op::Gt, l_.basic(TypeKind::Bool), span,
                    {l_.make(Op::Size, l_.basic(TypeKind::Nat), span, {var(fresh, span)}), l_.integer(0, span)});
        when(some, span, out, [&](Statements& in) { set(latest, var(fresh, span), span, in); });
    } else if (const auto* node = std::get_if<OnceClass>(&c->node)) {
        prepare(node->source, env, always, out);
        if (always) return;
        Place key = placeOf(c, env, Memory::Once);
        uint32_t fired = flag(key, "once", span);
        ir::ExprId was = l_.bindRepeatable(var(fired, span), "was", span, out);
        when(l_.negate(was, span), span, out, [&](Statements& in) {
            generate(
                node->source, env, false, false,
                [&](const Env&, ir::ExprId, Statements& deeper) { set(fired, l_.boolean(true, span), span, deeper); },
                in);
        });
        old_[key] = was;
    } else if (const auto* node = std::get_if<UntilClass>(&c->node)) {
        prepare(node->source, env, always, out);
        prepare(node->end, env, always, out);
        if (always) return;
        Place key = placeOf(c, env, Memory::Until);
        uint32_t ended = flag(key, "ended", span);
        ir::ExprId was = l_.bindRepeatable(var(ended, span), "was", span, out);
        when(l_.negate(was, span), span, out, [&](Statements& in) {
            generate(
                node->end, env, false, false,
                [&](const Env&, ir::ExprId, Statements& deeper) { set(ended, l_.boolean(true, span), span, deeper); },
                in);
        });
        old_[key] = was;
    } else if (const auto* node = std::get_if<SpawnClass>(&c->node)) {
        prepare(node->source, env, always, out);
        if (always) return;
        Place key = placeOf(c, env, Memory::Spawned);
        generateSpawn(c, *node, env, false, false, [&](const Env&, ir::ExprId, Statements&) {}, out);
        old_[key] = yields(tables_.at(key), span);
    }
}

/// Brings one state up to date, once per event, before anything reads it. Clauses apply in order, each to the value so
/// far.
void ClassLowering::prepareState(SymbolId id, const Env& inner, Statements& out) {
    const Place key = placeOf(inner);
    if (!prepared_.insert(key).second) return;
    const sema::Symbol& s = l_.symbol(id);
    const auto& decl = std::get<StateDecl>(s.decl->node);
    Span span = s.nameSpan;
    ir::TypeId type = l_.type(s.type->args[0], inner);
    uint32_t state = variable(
        key, s.name, type, [&] { return l_.stored(l_.expr(decl.initial, inner), type, decl.initial->span); }, span);
    automaton().vars[state].durable = decl.durable;
    for (const StateClause& clause : decl.clauses) prepare(clause.on, inner, false, out);
    ir::LocalId held = l_.m_.addLocal(s.name + "_before", type);
    ir::ExprId value = var(state, span);
    out.push_back(l_.statement(StmtKind::Let, span, [&](ir::Stmt& made) {
        made.local = held;
        made.expr = value;
    }));
    old_[key] = l_.local(held, span);
    for (const StateClause& clause : decl.clauses) {
        Env scope = inner;
        scope.names[id] = {var(state, span)};
        const auto* rule = std::get_if<RuleClass>(&clause.on->node);
        bool guarded = rule != nullptr && rule->value == nullptr;
        const ClassExpr* source = guarded ? rule->source : clause.on;
        generate(
            source, scope, false, false,
            [&](const Env& bound, ir::ExprId, Statements& in) {
                ir::ExprId condition =
                    guarded && rule->condition != nullptr ? l_.expr(rule->condition, bound) : l_.boolean(true, span);
                when(condition, clause.span, in, [&](Statements& deeper) {
                    set(state, l_.stored(l_.expr(clause.value, bound), type, clause.value->span), clause.span, deeper);
                });
            },
            out);
    }
}

/// After the event: whether the class can have no value at any later event. Nothing if it always might.
std::optional<ir::ExprId> ClassLowering::dead(const ClassExpr* c, const Env& env) {
    Span span = c->span;
    auto either = [&](std::optional<ir::ExprId> a, std::optional<ir::ExprId> b) -> std::optional<ir::ExprId> {
        if (!a) return b;
        if (!b) return a;
        return l_.logic(Op::Or, *a, *b, span);
    };
    if (isApart(c, env))
        return l_.make(Op::TableEmpty, l_.basic(TypeKind::Bool), span, {}, tables_.at(placeOf(c, env, Memory::Apart)));
    if (std::holds_alternative<StartClass>(c->node)) return l_.boolean(true, span);
    if (const auto* node = std::get_if<ClassRef>(&c->node)) {
        Reference target = reference(c, *node, env);
        const sema::Symbol& s = l_.symbol(target.symbol);
        if (s.kind == SymbolKind::State) return std::nullopt;
        return dead(std::get<ClassDecl>(s.decl->node).body, target.env);
    }
    if (const auto* node = std::get_if<AsClass>(&c->node)) return dead(node->source, env);
    if (const auto* node = std::get_if<RuleClass>(&c->node)) return dead(node->source, env);
    if (const auto* node = std::get_if<PairClass>(&c->node))
        return either(dead(node->left, env), dead(node->right, env));
    if (const auto* node = std::get_if<UnionClass>(&c->node)) {
        auto left = dead(node->left, env), right = dead(node->right, env);
        if (!left || !right) return std::nullopt;
        return l_.logic(Op::And, *left, *right, span);
    }
    if (const auto* node = std::get_if<OnceClass>(&c->node))
        return either(var(flag(placeOf(c, env, Memory::Once), "once", span), span), dead(node->source, env));
    if (const auto* node = std::get_if<UntilClass>(&c->node))
        return either(var(flag(placeOf(c, env, Memory::Until), "ended", span), span), dead(node->source, env));
    if (const auto* node = std::get_if<SpawnClass>(&c->node)) {
        auto source = dead(node->source, env);
        if (!source) return std::nullopt;
        return l_.logic(
            Op::And, *source,
            l_.make(Op::TableEmpty, l_.basic(TypeKind::Bool), span, {}, tables_.at(placeOf(c, env, Memory::Spawned))),
            span);
    }
    if (const auto* node = std::get_if<AtClass>(&c->node)) {
        auto locations = l_.known(node->locations, env);
        if (!locations) return dead(node->source, env);
        ir::ExprId here = l_.contains(*locations, l_.make(Op::Self, l_.basic(TypeKind::Loc), span), span);
        return either(l_.negate(here, span), dead(node->source, env));
    }
    return std::nullopt;
}

}   // namespace evd::lower
