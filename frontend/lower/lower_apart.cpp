// Parts of a class that end before the whole does, with children that must end with them (R6).
//
// `once C` and `C until D` produce nothing after their end. Where C spawns children and the automaton goes on, the part
// becomes a child automaton of its own, started at the first event: when it stops, all it spawned goes with it.
//
// And what `each … spawn` starts, which is a declared class or any other class expression.

#include "frontend/lower/lower_class.h"
#include "frontend/syntax/walk.h"

#include "base/check.h"

namespace evd::lower {

using ir::Op;
using ir::StmtKind;
using ir::TypeKind;
using sema::SymbolKind;
using namespace syntax;

/// Notes the parts whose end is the end of the automaton (compare `dead`): these need no automaton of their own.
void ClassLowering::markEnds(const ClassExpr* c, const Env& env) {
    ends_.insert(placeOf(c, env));
    if (const auto* node = std::get_if<AsClass>(&c->node)) markEnds(node->source, env);
    else if (const auto* node = std::get_if<RuleClass>(&c->node)) markEnds(node->source, env);
    else if (const auto* node = std::get_if<AtClass>(&c->node)) markEnds(node->source, env);
    else if (const auto* node = std::get_if<OnceClass>(&c->node)) markEnds(node->source, env);
    else if (const auto* node = std::get_if<UntilClass>(&c->node)) markEnds(node->source, env);
    else if (const auto* node = std::get_if<ClassRef>(&c->node)) {
        if (isWholeState(c)) return;
        const sema::Symbol& s = l_.symbol(l_.resolve(node->path.back(), env));
        if (s.kind != SymbolKind::Class) return;
        Env inner = l_.moduleEnv(s.module);
        inner.instance = referred(c, env);
        markEnds(std::get<ClassDecl>(s.decl->node).body, inner);
    } else if (const auto* node = std::get_if<UnionClass>(&c->node)) {
        // `C until D || D` ends as a whole if D is some `once`: the two have one text and one surrounding, so they fire
        // together.
        auto lastsOnce = [&](const ClassExpr* part) {
            Env here = env;
            while (const auto* ref = std::get_if<ClassRef>(&part->node)) {
                const sema::Symbol& s = l_.symbol(l_.resolve(ref->path.back(), here));
                if (s.kind != SymbolKind::Class) return false;
                part = std::get<ClassDecl>(s.decl->node).body;
                here = l_.moduleEnv(s.module);
            }
            return std::holds_alternative<OnceClass>(part->node);
        };
        auto ended = [&](const ClassExpr* one, const ClassExpr* other) {
            const auto* until = std::get_if<UntilClass>(&one->node);
            if (until != nullptr && lastsOnce(other) &&
                l_.sources_.text(until->end->span) == l_.sources_.text(other->span))
                markEnds(one, env);
        };
        ended(node->left, node->right);
        ended(node->right, node->left);
    }
}

/// Whether the class, or a class it refers to, has `each … spawn`.
bool ClassLowering::spawns(const ClassExpr* c, const Env& env) const {
    return std::visit(
        [&](const auto& node) -> bool {
            using N = std::decay_t<decltype(node)>;
            if constexpr (std::is_same_v<N, SpawnClass>) return true;
            else if constexpr (std::is_same_v<N, AsClass> || std::is_same_v<N, RuleClass> ||
                               std::is_same_v<N, OnceClass> || std::is_same_v<N, LatestClass> ||
                               std::is_same_v<N, AtClass>)
                return spawns(node.source, env);
            else if constexpr (std::is_same_v<N, PairClass> || std::is_same_v<N, UnionClass>)
                return spawns(node.left, env) || spawns(node.right, env);
            else if constexpr (std::is_same_v<N, UntilClass>) return spawns(node.source, env) || spawns(node.end, env);
            else if constexpr (std::is_same_v<N, ClassRef>) {
                if (isWholeState(c)) return false;
                const sema::Symbol& s = l_.symbol(l_.resolve(node.path.back(), env));
                return s.kind == SymbolKind::Class &&
                       spawns(std::get<ClassDecl>(s.decl->node).body, l_.moduleEnv(s.module));
            } else return false;
        },
        c->node);
}

bool ClassLowering::isApart(const ClassExpr* c, const Env& env) const {
    const auto* once = std::get_if<OnceClass>(&c->node);
    const auto* until = std::get_if<UntilClass>(&c->node);
    if ((once == nullptr && until == nullptr) || ends_.count(placeOf(c, env)) != 0) return false;
    return spawns(once != nullptr ? once->source : until->source, env);
}

/// The part as a child: made at the first event with the names around it as parameters, shown every event.
void ClassLowering::generateApart(const ClassExpr* c, const Env& env, bool sends, bool always, const Continue& next,
                                  Statements& out) {
    Span span = c->span;
    Place key = placeOf(c, env, Memory::Apart);
    if (!always && old_.count(key) != 0) {
        ir::LocalId x = l_.m_.addLocal("yielded", l_.m_.types[l_.typeOf(old_.at(key))].args[0]);
        Statements body;
        next(env, l_.local(x, span), body);
        out.push_back(l_.statement(StmtKind::ForEach, span, [&](ir::Stmt& s) {
            s.expr = old_.at(key);
            s.local = x;
            s.body = body;
        }));
        return;
    }
    Use use = useOf(c, env, sends, next);
    spawnsAtFirst_ = true;
    std::vector<ir::ExprId> args;
    for (const auto& [symbol, meaning] : env.names)
        if (meaning.value.valid()) args.push_back(meaning.value);
    if (tables_.count(key) == 0) {
        auto made = static_cast<ir::AutomatonId>(l_.m_.automata.size());
        l_.m_.automata.emplace_back();
        ir::Automaton child;
        child.name = automaton().name + "/" + (std::holds_alternative<OnceClass>(c->node) ? "once" : "until") +
                     std::to_string(automaton().tables.size() + 1);
        child.span = span;
        child.fromClass = true;
        if (use == Use::Value) child.yields = l_.typeOfNode(c->id, env);
        else if (use != Use::Output) child.yields = l_.basic(TypeKind::Unit);
        Env inner = env;
        inner.instance = {};
        for (auto& [symbol, meaning] : inner.names) {
            if (!meaning.value.valid()) continue;
            auto position = static_cast<uint32_t>(child.params.size());
            child.params.push_back({l_.symbol(symbol).name, l_.typeOf(meaning.value), l_.symbol(symbol).nameSpan});
            meaning.value = l_.make(Op::Param, l_.typeOf(meaning.value), span, {}, position);
        }
        l_.m_.automata[made] = std::move(child);
        ClassLowering(l_, made, use).build(c, inner);
        tables_[key] = static_cast<uint32_t>(automaton().tables.size());
        automaton().tables.push_back({made, true, {}});
    }
    uint32_t table = tables_.at(key);
    ir::ExprId first = message_ ? l_.make(Op::IsFirst, l_.basic(TypeKind::Bool), span) : l_.boolean(true, span);
    when(first, span, out, [&](Statements& in) {
        in.push_back(l_.statement(StmtKind::Spawn, span, [&](ir::Stmt& s) {
            s.index = table;
            s.args = args;
        }));
    });
    deliver(table, env, use, span, next, out);
}

ClassLowering::Child ClassLowering::spawned(const ClassExpr* child, const Env& env, Use use) {
    const auto* ref = std::get_if<ClassRef>(&child->node);
    if (ref == nullptr) return lifted(child, env, use);
    const sema::Symbol& s = l_.symbol(l_.resolve(ref->path.back(), env));
    Child made{declared(l_, l_.resolve(ref->path.back(), env), use), ref->args, {}};
    for (SymbolId member : s.members) made.places.push_back(l_.type(l_.symbol(member).type, l_.moduleEnv(s.module)));
    return made;
}

/// A class expression as an automaton of its own, made once per use: the names it takes from around it are its
/// parameters.
ClassLowering::Child ClassLowering::lifted(const ClassExpr* body, const Env& env, Use use) {
    Child child{0, freeNames(body, env), {}};
    for (const Expr* name : child.args) child.places.push_back(l_.typeOfNode(name->id, env));
    auto [known, isNew] = l_.lifted_.emplace(std::pair(NodeRef{env.module, body->id}, use),
                                             static_cast<ir::AutomatonId>(l_.m_.automata.size()));
    child.automaton = known->second;
    if (!isNew) return child;
    ir::Automaton made;
    made.name = automaton().name + "/spawn" + std::to_string(automaton().tables.size() + 1);
    made.span = body->span;
    made.fromClass = true;
    if (use == Use::Value) made.yields = l_.typeOfNode(body->id, env);
    else if (use != Use::Output) made.yields = l_.basic(TypeKind::Unit);
    Env inner = l_.moduleEnv(env.module);
    for (uint32_t i = 0; i < child.args.size(); ++i) {
        const Name& name = std::get<NameExpr>(child.args[i]->node).path.back();
        SymbolId id = l_.resolve(name, env);
        made.params.push_back({name.text, child.places[i], l_.symbol(id).nameSpan});
        inner.names[id] = {l_.make(Op::Param, child.places[i], name.span, {}, i)};
    }
    l_.m_.automata.push_back(std::move(made));
    ClassLowering(l_, child.automaton, use).build(body, inner);
    return child;
}

/// The first mention of each value that a class expression takes from around it.
std::vector<Expr*> ClassLowering::freeNames(const ClassExpr* body, const Env& env) const {
    std::vector<Expr*> found;
    std::set<SymbolId> seen;
    walk(body, [&](const Expr* e) {
        const auto* name = std::get_if<NameExpr>(&e->node);
        SymbolId id = name == nullptr ? sema::kNoSymbol : l_.resolve(name->path.back(), env);
        if (id == sema::kNoSymbol) return;
        const sema::Symbol& s = l_.symbol(id);
        bool value = s.kind == SymbolKind::Local || s.kind == SymbolKind::Parameter || s.kind == SymbolKind::State;
        bool inside =
            s.module == env.module && s.nameSpan.begin >= body->span.begin && s.nameSpan.end <= body->span.end;
        if (value && !inside && seen.insert(id).second) found.push_back(const_cast<Expr*>(e));
    });
    return found;
}

ir::ExprId ClassLowering::yields(uint32_t table, Span span) {
    ir::TypeId element = l_.m_.automata[automaton().tables[table].child].yields.value_or(l_.basic(TypeKind::Unit));
    return l_.make(Op::Yields, l_.m_.types.list(element), span, {}, table);
}

}   // namespace evd::lower
