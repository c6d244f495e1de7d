#include "frontend/lower/lower_formula.h"

#include "frontend/lower/lower_class.h"
#include "frontend/syntax/walk.h"

#include "base/check.h"

#include <algorithm>

namespace evd::lower {

using ir::Op;
using ir::Reach;
using ir::TypeKind;
using namespace syntax;

namespace {

/// The parts of a formula that speak of other moments than the one at which it is looked at.
std::set<const Expr*> ofOtherMoments(const Expr* whole) {
    std::set<const Expr*> out;
    walk(whole, [&](const Expr* part) {
        const auto* binary = std::get_if<BinaryExpr>(&part->node);
        if (std::holds_alternative<AtEventExpr>(part->node) || std::holds_alternative<TemporalExpr>(part->node) ||
            (binary != nullptr && binary->op == BinaryOp::LeadsTo))
            walk(part, [&](const Expr* inside) { out.insert(inside); });
    });
    return out;
}

/// `env` where other moments are spoken of: the instances that are meant now say nothing of those.
Env elsewhere(Env env) {
    env.instances.clear();
    env.instanceOf.clear();
    return env;
}

}   // namespace

std::optional<ir::ExprId> FormulaLowering::part(const Expr* e, const Env& env) {
    const Span span = e->span;
    const ir::TypeId truth = l_.basic(TypeKind::Bool);
    if (const auto* node = std::get_if<QuantifierExpr>(&e->node)) return quantifier(*node, env, span);
    if (const auto* node = std::get_if<ValueOfExpr>(&e->node)) return valueOf(e, *node, env);
    if (const auto* node = std::get_if<PlacedExpr>(&e->node)) {
        const SymbolId id = l_.resolve(node->path.back(), env);
        if (!node->runs) return stateAt(id, node->args, l_.expr(node->at, env), env, span);
        ir::ExprId count = l_.make(Op::Size, l_.basic(TypeKind::Nat), span,
                                   {instances(l_.process(id), l_.expr(node->at, env), node->args, env, span)});
        return l_.make(Op::Gt, truth, span, {count, l_.integer(0, span)});
    }
    // `S before e`, `S(a) before e`; within its own clauses a state's name is its old value.
    const auto* call = std::get_if<CallExpr>(&e->node);
    const auto* name = std::get_if<NameExpr>(call == nullptr ? &e->node : &call->callee->node);
    const SymbolId named = name == nullptr ? sema::kNoSymbol : l_.resolve(name->path.back(), env);
    if (named != sema::kNoSymbol && l_.symbol(named).kind == sema::SymbolKind::State && env.names.count(named) == 0) {
        EVD_CHECK(env.here.has_value(), "a state stands where its location is known");
        return stateAt(named, call == nullptr ? std::vector<Expr*>() : call->args, *env.here, env, span);
    }
    if (const auto* node = std::get_if<OccurrenceExpr>(&e->node)) {
        const bool action = sema::actionOf(l_.program_, env.module, *node) != sema::kNoSymbol;
        if (node->kind == OccurrenceExpr::Kind::At && !action) {
            ir::ExprId event = l_.expr(node->object, env);
            ir::ExprId place = l_.make(Op::EventLoc, l_.basic(TypeKind::Loc), span, {event});
            return l_.make(Op::Eq, truth, span, {place, l_.expr(node->at, env)});
        }
        return occurrence(*node, nullptr, env, span, [&](const Env&) { return l_.boolean(true, span); });
    }
    if (const auto* node = std::get_if<AtEventExpr>(&e->node)) {
        ir::ExprId event = l_.expr(node->event, env);
        Env there = elsewhere(env);
        there.here = l_.make(Op::EventLoc, l_.basic(TypeKind::Loc), span, {event});
        ir::ExprId value = l_.expr(node->value, there);
        return l_.make(node->before ? Op::BeforeEvent : Op::AfterEvent, l_.typeOf(value), span, {event, value});
    }
    if (const auto* node = std::get_if<TemporalExpr>(&e->node))
        return l_.make(node->op == TemporalOp::Always ? Op::Always : Op::Eventually, truth, span,
                       {l_.expr(node->body, elsewhere(env))});
    const auto* node = std::get_if<BinaryExpr>(&e->node);
    if (node == nullptr) return std::nullopt;
    if (e == l_.topImplication_) {
        ir::ExprId left = l_.negate(l_.expr(node->left, env), span), right = l_.expr(node->right, env);
        ir::ExprId noted = l_.make(Op::And, truth, span, {l_.make(Op::Noted, truth, span), right});
        return l_.logic(Op::Or, left, noted, span);
    }
    if (node->op == BinaryOp::LeadsTo) {
        const Env later = elsewhere(env);
        ir::ExprId owed = l_.negate(l_.expr(node->left, later), span);
        ir::ExprId paid = l_.make(Op::Eventually, truth, span, {l_.expr(node->right, later)});
        ir::ExprId noted = l_.make(Op::And, truth, span, {l_.make(Op::Noted, truth, span), paid});
        return l_.make(Op::Always, truth, span, {l_.logic(Op::Or, owed, noted, span)});
    }
    const bool compares = node->op == BinaryOp::Before || (node->op >= BinaryOp::Lt && node->op <= BinaryOp::Ge);
    const sema::TypeRef type = l_.program_.modules[env.module].typeOf(node->left->id);
    if (!compares || type == nullptr || type->kind != sema::Kind::Event) return std::nullopt;
    return order(*node, env, span);
}

/// `e1 < e2`, `e1 <@ e2` and their likes.
ir::ExprId FormulaLowering::order(const BinaryExpr& node, const Env& env, Span span) {
    const ir::TypeId truth = l_.basic(TypeKind::Bool);
    ir::ExprId left = l_.expr(node.left, env), right = l_.expr(node.right, env);
    if (node.op == BinaryOp::Gt || node.op == BinaryOp::Ge) std::swap(left, right);
    ir::ExprId before =
        l_.make(node.op == BinaryOp::Before ? Op::LocallyBefore : Op::CausallyBefore, truth, span, {left, right});
    if (node.op != BinaryOp::Le && node.op != BinaryOp::Ge) return before;
    return l_.logic(Op::Or, l_.make(Op::Eq, truth, span, {left, right}), before, span);
}

// ---- quantifiers ----------------------------------------------------------------------------------------------

ir::ExprId FormulaLowering::quantifier(const QuantifierExpr& node, const Env& env, Span span) {
    const Plan plan = sema::planRanges(l_.program_, env.module, node, !node.forall);
    EVD_CHECK(plan.whyNot.empty(), "what cannot be evaluated is not lowered");
    ir::ExprId found = search(plan, 0, env, node, span);
    return node.forall ? l_.negate(found, span) : found;
}

/// Whether there are values for the variables that are not bound yet.
ir::ExprId FormulaLowering::search(const Plan& plan, size_t next, const Env& env, const QuantifierExpr& node,
                                   Span span) {
    const ir::TypeId truth = l_.basic(TypeKind::Bool);
    if (next == plan.steps.size()) return l_.boolean(true, span);
    const Step& step = plan.steps[next];
    auto rest = [&](const Env& inner) { return search(plan, next + 1, inner, node, span); };
    auto with = [&](ir::ExprId value) {
        return bound(
            step.variable, value, env,
            [&](const Env& inner) {
                ir::ExprId at = inner.names.at(step.variable).value;
                return overInstances(step.variable, at, node, inner, span, rest);
            },
            span);
    };
    auto known = [&] { return env.names.at(step.variable).value; };
    auto name = [&] { return l_.symbol(step.variable).name; };
    // With the premise true, the statement says something of this run.
    if (step.goal.conclusion && l_.topQuantifiers_.erase(&node) != 0 && step.kind == Step::Kind::Test) {
        ir::ExprId rest = search(plan, next, env, node, span);
        return l_.make(Op::And, truth, span, {l_.make(Op::Noted, truth, span), rest});
    }
    switch (step.kind) {
    case Step::Kind::Test: {
        ir::ExprId test = l_.expr(step.goal.formula, env);
        if (!step.goal.positive) test = l_.negate(test, step.goal.formula->span);
        return l_.logic(Op::And, test, rest(env), span);
    }
    case Step::Kind::Member: {
        ir::ExprId in = l_.make(Op::Contains, truth, step.value->span, {l_.expr(step.value, env), known()});
        return l_.logic(Op::And, in, rest(env), span);
    }
    case Step::Kind::Precedes:
    case Step::Kind::Follows: {
        std::vector<ir::ExprId> events{known(), l_.expr(step.value, env)};
        ir::ExprId same = l_.make(Op::Eq, truth, step.value->span, events);
        if (step.kind == Step::Kind::Follows) std::swap(events[0], events[1]);
        ir::ExprId before =
            l_.make(step.locally ? Op::LocallyBefore : Op::CausallyBefore, truth, step.value->span, std::move(events));
        if (step.orSame) before = l_.logic(Op::Or, same, before, step.value->span);
        return l_.logic(Op::And, before, rest(env), span);
    }
    case Step::Kind::Collection: {
        ir::ExprId source = l_.expr(step.value, env);
        if (step.goal.formula != nullptr && l_.kindOf(source) == TypeKind::Map)
            source = l_.make(Op::Keys, l_.m_.types.set(l_.m_.types[l_.typeOf(source)].args[0]), span, {source});
        return some(source, name(), span, with);
    }
    case Step::Kind::Everything:
        return some(everyValue(l_.type(l_.symbol(step.variable).type, env), span), name(), span, with);
    case Step::Kind::Events: {
        std::vector<ir::ExprId> before;
        if (step.value != nullptr) before = {l_.expr(step.value, env)};
        const Reach reach = step.value == nullptr ? Reach::Anywhere
                            : step.locally        ? Reach::LocallyBefore
                                                  : Reach::CausallyBefore;
        return some(list(Op::Events, {}, 0, span, before, reach), name(), span, with);
    }
    case Step::Kind::Equal:
    case Step::Kind::Location: {
        ir::ExprId value = l_.expr(step.value, env);
        if (step.kind == Step::Kind::Location) value = l_.make(Op::EventLoc, l_.basic(TypeKind::Loc), span, {value});
        return with(value);
    }
    case Step::Kind::Occurrence: {
        const auto& occurs = std::get<OccurrenceExpr>(step.goal.formula->node);
        // Which instances are meant at a location is said once the location is known.
        return occurrence(occurs, &step, env, step.goal.formula->span, [&](const Env& inner) {
            std::vector<SymbolId> fresh;
            for (const auto& [symbol, meaning] : inner.names)
                if (env.names.count(symbol) == 0) fresh.push_back(symbol);
            std::function<ir::ExprId(size_t, const Env&)> each = [&](size_t i, const Env& at) {
                if (i == fresh.size()) return rest(at);
                return overInstances(fresh[i], at.names.at(fresh[i]).value, node, at, span,
                                     [&](const Env& deeper) { return each(i + 1, deeper); });
            };
            return each(0, inner);
        });
    }
    case Step::Kind::Cases: {
        ir::ExprId any = l_.boolean(false, span);
        for (const Plan& one : step.cases) any = l_.logic(Op::Or, any, search(one, 0, env, node, span), span);
        return any;
    }
    }
    EVD_CHECK(false, "every step of a search is lowered");
}

/// Whether the body holds for some element.
ir::ExprId FormulaLowering::some(ir::ExprId source, const std::string& name, Span span,
                                 const std::function<ir::ExprId(ir::ExprId)>& body) {
    auto step = [&](ir::ExprId element, ir::ExprId accumulator) {
        return l_.make(Op::Or, l_.basic(TypeKind::Bool), span, {accumulator, body(element)});
    };
    return l_.foldOver(source, l_.boolean(false, span), span, step, name);
}

/// Gives a variable its value, under its own name: it is what a counterexample tells.
ir::ExprId FormulaLowering::bound(SymbolId variable, ir::ExprId value, const Env& env, const Rest& rest, Span span) {
    Env inner = env;
    const bool named =
        l_.m_[value].op == Op::Local && l_.m_.locals[l_.m_[value].index].name == l_.symbol(variable).name;
    if (named) {
        inner.names[variable] = {value};
        return rest(inner);
    }
    ir::LocalId made = l_.m_.addLocal(l_.symbol(variable).name, l_.typeOf(value));
    inner.names[variable] = {l_.local(made, span)};
    ir::ExprId body = rest(inner);
    return l_.make(Op::Let, l_.typeOf(body), span, {value, body}, made);
}

/// Of which processes a formula looks at instances that the location `place` tells.
void FormulaLowering::lookedAt(const Expr* whole, SymbolId place, const Env& env, std::set<ir::AutomatonId>& out) {
    const std::set<const Expr*> otherMoments = ofOtherMoments(whole);
    walk(whole, [&](const Expr* part) {
        if (otherMoments.count(part) != 0) return;
        const auto* value = std::get_if<ValueOfExpr>(&part->node);
        if (value != nullptr && !value->hasArgs && isProcess(*value, env) && placeOf(*value, env) == place)
            out.insert(l_.process(l_.resolve(value->process.back(), env)));
        // A predicate looks on behalf of the statement that uses it.
        const auto* call = std::get_if<CallExpr>(&part->node);
        const auto* callee = call == nullptr ? nullptr : std::get_if<NameExpr>(&call->callee->node);
        const SymbolId predicate = callee == nullptr ? sema::kNoSymbol : l_.resolve(callee->path.back(), env);
        if (predicate == sema::kNoSymbol || !l_.isPredicate(predicate) || !open_.insert(predicate).second) return;
        const std::vector<const Expr*> args = l_.argumentsOf(*call, env);
        const sema::Symbol& declared = l_.symbol(predicate);
        for (size_t i = 0; i < args.size() && i < declared.members.size(); ++i) {
            const auto* name = std::get_if<NameExpr>(&args[i]->node);
            if (name != nullptr && l_.resolve(name->path.back(), env) == place)
                lookedAt(std::get<FunctionDecl>(declared.decl->node).body, declared.members[i],
                         l_.moduleEnv(declared.module), out);
        }
        open_.erase(predicate);
    });
}

/// The rest of a quantified statement once a variable is bound: for some instance of each process that it looks at
/// where the variable says, or whose arguments are known now. Of a location without any nothing is said, of one with
/// several it is said of each.
ir::ExprId FormulaLowering::overInstances(SymbolId variable, ir::ExprId value, const QuantifierExpr& node,
                                          const Env& env, Span span, const Rest& rest) {
    std::vector<const Expr*> parts{node.body};
    for (const QuantifiedVar& var : node.vars)
        if (var.bound != nullptr) parts.push_back(var.bound);
    std::set<ir::AutomatonId> looked;
    const Expr* told = nullptr;   // `x of P(a) at i` with nothing open
    for (const Expr* whole : parts) {
        if (l_.kindOf(value) == TypeKind::Loc) lookedAt(whole, variable, env, looked);
        const std::set<const Expr*> otherMoments = ofOtherMoments(whole);
        walk(whole, [&](const Expr* part) {
            const auto* of = std::get_if<ValueOfExpr>(&part->node);
            if (of == nullptr || !of->hasArgs || otherMoments.count(part) != 0 || env.instanceOf.count(part) != 0)
                return;
            bool known = true, speaks = false;
            walk(part, [&](const Expr* inside) {
                const auto* name = std::get_if<NameExpr>(&inside->node);
                const SymbolId id = name == nullptr ? sema::kNoSymbol : l_.resolve(name->path.back(), env);
                if (id == sema::kNoSymbol || l_.symbol(id).kind != sema::SymbolKind::Local) return;
                known &= env.names.count(id) != 0;
                speaks |= id == variable;
            });
            if (known && speaks) told = part;
        });
    }
    std::erase_if(looked, [&](ir::AutomatonId one) { return env.instances.count({variable, one}) != 0; });
    if (looked.empty() && told == nullptr) return rest(env);
    if (!looked.empty()) {
        const ir::AutomatonId automaton = *looked.begin();
        ir::ExprId numbers = instances(automaton, value, {}, env, span);
        return some(numbers, l_.m_.automata[automaton].name, span, [&](ir::ExprId number) {
            Env inner = env;
            inner.instances[{variable, automaton}] = number;
            return overInstances(variable, value, node, inner, span, rest);
        });
    }
    const auto& of = std::get<ValueOfExpr>(told->node);
    const ir::AutomatonId automaton = l_.process(l_.resolve(of.process.back(), env));
    ir::ExprId numbers = instances(automaton, l_.expr(of.at, env), of.args, env, told->span);
    return some(numbers, kHidden, span, [&](ir::ExprId number) {
        Env inner = env;
        inner.instanceOf[told] = number;
        return overInstances(variable, value, node, inner, span, rest);
    });
}

/// The numbers of the instances of an automaton at a location, of those with the arguments if there are some.
ir::ExprId FormulaLowering::instances(ir::AutomatonId automaton, ir::ExprId place, const std::vector<Expr*>& given,
                                      const Env& env, Span span) {
    std::vector<ir::ExprId> args{place};
    if (!given.empty()) args = operands(place, automaton, given, env);
    return l_.make(Op::Instances, l_.m_.types.list(l_.basic(TypeKind::Nat)), span, std::move(args), automaton);
}

/// An operand, and behind it the arguments of an automaton.
std::vector<ir::ExprId> FormulaLowering::operands(ir::ExprId first, ir::AutomatonId automaton,
                                                  const std::vector<Expr*>& given, const Env& env) {
    std::vector<ir::TypeId> places;
    for (const ir::Parameter& param : l_.m_.automata[automaton].params) places.push_back(param.type);
    std::vector<ir::ExprId> out = l_.arguments(given, places, env);
    out.insert(out.begin(), first);
    return out;
}

/// The values of a finite type (see sema::isFinite), in their order.
ir::ExprId FormulaLowering::everyValue(ir::TypeId finite, Span span) {
    const ir::Type of = l_.m_.types[finite];
    if (of.kind == TypeKind::Loc) return l_.make(Op::Locations, l_.m_.types.set(finite), span);
    std::vector<ir::ExprId> values;
    if (of.kind == TypeKind::Bool) values = {l_.boolean(false, span), l_.boolean(true, span)};
    for (uint32_t i = 0; i < of.constructors.size(); ++i) values.push_back(l_.make(Op::Construct, finite, span, {}, i));
    return l_.make(Op::List, l_.m_.types.list(finite), span, values);
}

// ---- occurrences ----------------------------------------------------------------------------------------------

std::vector<ir::TypeId> FormulaLowering::fieldsOf(ir::MessageId message, std::vector<ir::TypeId> before) const {
    for (const ir::Parameter& field : l_.m_.messages[message].fields) before.push_back(inside(field.type));
    return before;
}

/// Within data a Nat is an Int.
ir::TypeId FormulaLowering::inside(ir::TypeId type) const {
    return l_.m_.types[type].kind == TypeKind::Nat ? l_.basic(TypeKind::Int) : type;
}

/// A list of what happened; without items one of events.
ir::ExprId FormulaLowering::list(Op op, std::vector<ir::TypeId> items, uint32_t index, Span span,
                                 std::vector<ir::ExprId> args, Reach reach) {
    ir::TypeId element = items.empty() ? l_.basic(TypeKind::Event) : l_.m_.types.tuple(std::move(items));
    return l_.make(op, l_.m_.types.list(element), span, std::move(args), index, static_cast<int64_t>(reach));
}

/// Whether something occurred for which the rest holds. `step`: what it binds beyond the names of `env`, if anything.
ir::ExprId FormulaLowering::occurrence(const OccurrenceExpr& node, const Step* step, const Env& env, Span span,
                                       const Rest& rest) {
    using Kind = OccurrenceExpr::Kind;
    const ir::TypeId event = l_.basic(TypeKind::Event), place = l_.basic(TypeKind::Loc);
    // The patterns of the arguments, one after the other.
    auto fields = [&](ir::ExprId tuple, uint32_t first, const Env& from, const Rest& then) {
        std::vector<Part> parts;
        for (uint32_t i = 0; i < node.args.size(); ++i)
            parts.emplace_back(node.args[i], l_.get(tuple, first + i, span));
        return matchingAll(std::move(parts), from, then);
    };
    auto optional = [&](const Expr* pattern, ir::ExprId value, const Env& from, const Rest& then) {
        return pattern == nullptr ? then(from) : matching(pattern, value, from, then);
    };

    if (node.kind == Kind::ClassValue) {
        const SymbolId id = l_.resolve(node.name.back(), env);
        const ir::AutomatonId automaton = ClassLowering::declared(l_, id, lower::Use::Value);
        const ir::TypeId value = inside(*l_.m_.automata[automaton].yields);
        ir::ExprId values = l_.make(Op::ClassValues, l_.m_.types.list(value), span,
                                    operands(l_.expr(node.at, env), automaton, node.params, env), automaton);
        return some(values, kHidden, span, [&](ir::ExprId one) { return matching(node.args.front(), one, env, rest); });
    }
    const SymbolId named = sema::actionOf(l_.program_, env.module, node);
    const bool isTimer = named != sema::kNoSymbol && l_.symbol(named).kind == sema::SymbolKind::Timer;
    const SymbolId action = isTimer ? sema::kNoSymbol : named;
    const ir::MessageId message = isTimer                     ? l_.messages_.at(named)
                                  : action == sema::kNoSymbol ? l_.message(node.name.back(), env)
                                                              : 0;
    if (node.kind == Kind::InFlight)
        return some(list(Op::InFlight, fieldsOf(message, {place, place}), message, span), kHidden, span,
                    [&](ir::ExprId copy) {
                        return optional(node.by, l_.get(copy, 0, span), env, [&](const Env& from) {
                            return optional(node.to, l_.get(copy, 1, span), from,
                                            [&](const Env& to) { return fields(copy, 2, to, rest); });
                        });
                    });

    // At which events: at a known one, before one, or anywhere.
    const auto* name = node.at == nullptr ? nullptr : std::get_if<NameExpr>(&node.at->node);
    const bool isOpen = node.at == nullptr || (name != nullptr && step != nullptr && name->path.size() == 1 &&
                                               env.names.count(l_.resolve(name->path.back(), env)) == 0);
    std::vector<ir::ExprId> at;
    Reach reach = Reach::Anywhere;
    if (!isOpen) {
        at = {l_.expr(node.at, env)};
        reach = Reach::At;
    } else if (step != nullptr && step->value != nullptr) {
        at = {l_.expr(step->value, env)};
        reach = step->locally ? Reach::LocallyBefore : Reach::CausallyBefore;
    }
    const bool received = isTimer || node.kind == Kind::Received || node.kind == Kind::Happened;
    ir::ExprId all;
    uint32_t first = 2;   // of the fields, within a tuple
    if (action != sema::kNoSymbol) {
        const uint32_t index = actionIndex(action);
        std::vector<ir::TypeId> items;
        if (!l_.symbol(action).members.empty()) items.push_back(event);
        for (SymbolId param : l_.symbol(action).members)
            items.push_back(l_.type(l_.symbol(param).type, l_.moduleEnv(l_.symbol(action).module), true));
        all = list(Op::Acted, std::move(items), index, span, at, reach);
        first = 1;
    } else {
        all = list(received ? Op::Received : Op::Sent,
                   fieldsOf(message, {event, received ? place : l_.m_.types.list(place)}), message, span, at, reach);
    }
    return some(all, kHidden, span, [&](ir::ExprId tuple) {
        const bool isTuple = l_.kindOf(tuple) == TypeKind::Tuple;
        ir::ExprId when = isTuple ? l_.get(tuple, 0, span) : tuple;
        auto rightThere = [&](const Env& known) {
            ir::ExprId where = l_.make(Op::EventLoc, place, span, {when});
            const Expr* here = node.kind == Kind::Happened ? node.to : node.by;
            return optional(here, where, known, [&](const Env& from) {
                return fields(tuple, first, from, [&](const Env& matched) {
                    if (node.to == nullptr || node.kind == Kind::Happened) return rest(matched);
                    ir::ExprId destinations = l_.get(tuple, 1, span);
                    return some(destinations, kHidden, span,
                                [&](ir::ExprId one) { return matching(node.to, one, matched, rest); });
                });
            });
        };
        if (!isOpen || node.at == nullptr) return rightThere(env);
        return bound(l_.resolve(name->path.back(), env), when, env, rightThere, span);
    });
}

uint32_t FormulaLowering::actionIndex(SymbolId action) {
    const ir::AutomatonId automaton = l_.process(l_.symbol(action).parent);
    const std::vector<ir::Clause>& clauses = l_.m_.automata[automaton].clauses;
    const auto clause = std::find_if(clauses.begin(), clauses.end(), [&](const ir::Clause& one) {
        return one.trigger == ir::Trigger::Action && one.name == l_.symbol(action).name;
    });
    const ir::ActionRef made{automaton, static_cast<uint32_t>(clause - clauses.begin())};
    auto known = std::find(l_.m_.actions.begin(), l_.m_.actions.end(), made);
    if (known == l_.m_.actions.end()) known = l_.m_.actions.insert(known, made);
    return static_cast<uint32_t>(known - l_.m_.actions.begin());
}

/// The rest, where a value is what an argument of an occurrence says; names that are open there are bound.
ir::ExprId FormulaLowering::matching(const Expr* pattern, ir::ExprId value, const Env& env, const Rest& rest) {
    const Span span = pattern->span;
    if (std::holds_alternative<HoleExpr>(pattern->node)) return rest(env);
    auto isOpen = [&](const Expr* part) {
        const auto* name = std::get_if<NameExpr>(&part->node);
        if (name == nullptr || name->path.size() != 1) return false;
        const SymbolId id = l_.resolve(name->path.back(), env);
        return id != sema::kNoSymbol && l_.symbol(id).kind == sema::SymbolKind::Local && env.names.count(id) == 0;
    };
    if (isOpen(pattern))
        return bound(l_.resolve(std::get<NameExpr>(pattern->node).path.back(), env), value, env, rest, span);
    bool open = false;
    walk(pattern, [&](const Expr* part) { open |= isOpen(part) || std::holds_alternative<HoleExpr>(part->node); });
    if (!open)
        return l_.logic(Op::And, l_.make(Op::Eq, l_.basic(TypeKind::Bool), span, {value, l_.expr(pattern, env)}),
                        rest(env), span);
    // Of a product or a constructor, part by part.
    std::vector<Part> parts;
    ir::ExprId shape = l_.boolean(true, span);
    if (const auto* node = std::get_if<TupleExpr>(&pattern->node)) {
        for (uint32_t i = 0; i < node->items.size(); ++i) parts.emplace_back(node->items[i], l_.get(value, i, span));
    } else if (const auto* node = std::get_if<RecordExpr>(&pattern->node)) {
        const std::vector<std::string> names = l_.m_.types[l_.typeOf(value)].fields;
        for (const FieldInit& field : node->fields) {
            const auto at = std::find(names.begin(), names.end(), field.name.text) - names.begin();
            parts.emplace_back(field.value, l_.get(value, static_cast<uint32_t>(at), span));
        }
    } else {
        const auto& call = std::get<CallExpr>(pattern->node);
        const sema::Symbol& made = l_.symbol(l_.resolve(std::get<NameExpr>(call.callee->node).path.back(), env));
        const std::vector<ir::TypeId> types = l_.m_.types[l_.typeOf(value)].constructors[made.position].types;
        shape = l_.make(Op::IsConstructor, l_.basic(TypeKind::Bool), span, {value}, made.position);
        for (uint32_t i = 0; i < call.args.size(); ++i)
            parts.emplace_back(call.args[i], l_.make(Op::Payload, types[i], span, {value}, made.position, i));
    }
    return l_.logic(Op::And, shape, matchingAll(std::move(parts), env, rest), span);
}

/// The same of several; what is computed of the variables of others comes after these.
ir::ExprId FormulaLowering::matchingAll(std::vector<Part> parts, const Env& env, const Rest& rest) {
    std::stable_partition(parts.begin(), parts.end(), [](const Part& part) {
        const Expr& e = *part.first;
        return std::holds_alternative<NameExpr>(e.node) || std::holds_alternative<HoleExpr>(e.node);
    });
    std::function<ir::ExprId(size_t, const Env&)> each = [&](size_t i, const Env& inner) {
        if (i == parts.size()) return rest(inner);
        return matching(parts[i].first, parts[i].second, inner, [&](const Env& deeper) { return each(i + 1, deeper); });
    };
    return each(0, env);
}

// ---- the present ----------------------------------------------------------------------------------------------

/// The name of the location in `x of P at i`; none if it is no name.
SymbolId FormulaLowering::placeOf(const ValueOfExpr& value, const Env& env) const {
    const auto* name = value.at == nullptr ? nullptr : std::get_if<NameExpr>(&value.at->node);
    return name == nullptr ? sema::kNoSymbol : l_.resolve(name->path.back(), env);
}

/// Whether `x of P at i` speaks of a process, and not of the state of a class or of an observer.
bool FormulaLowering::isProcess(const ValueOfExpr& value, const Env& env) const {
    return value.at != nullptr && l_.symbol(l_.resolve(value.process.back(), env)).kind == sema::SymbolKind::Process;
}

ir::ExprId FormulaLowering::valueOf(const Expr* e, const ValueOfExpr& node, const Env& env) {
    const Span span = e->span;
    const SymbolId variable = l_.resolve(node.variable, env);
    if (node.at == nullptr) {
        const ir::AutomatonId observer = l_.process(l_.resolve(node.process.back(), env));
        const uint32_t index = l_.symbol(variable).position;
        return l_.make(Op::ObserverVar, l_.m_.automata[observer].vars[index].type, span, {}, observer, index);
    }
    ir::ExprId at = l_.expr(node.at, env);
    if (!isProcess(node, env)) return stateAt(variable, {}, at, env, span);
    const ir::AutomatonId automaton = l_.process(l_.resolve(node.process.back(), env));
    std::vector<ir::ExprId> args = {at};
    if (auto told = env.instanceOf.find(e); told != env.instanceOf.end()) args.push_back(told->second);
    else if (node.hasArgs && !node.args.empty())   // the first of them, or a fault
        args.push_back(
            l_.make(Op::First, l_.basic(TypeKind::Nat), span, {instances(automaton, at, node.args, env, span)}));
    else if (SymbolId place = placeOf(node, env); place != sema::kNoSymbol)
        if (auto one = env.instances.find({place, automaton}); one != env.instances.end()) args.push_back(one->second);
    return variableOf(automaton, variable, std::move(args), span);
}

/// A variable or parameter of the instance that the arguments tell.
ir::ExprId FormulaLowering::variableOf(ir::AutomatonId automaton, SymbolId variable, std::vector<ir::ExprId> args,
                                       Span span) {
    const ir::Automaton& made = l_.m_.automata[automaton];
    uint32_t index = l_.symbol(variable).position;
    ir::TypeId type;
    if (l_.symbol(variable).kind == sema::SymbolKind::Parameter) {
        for (index = 0; made.params[index].name != l_.symbol(variable).name;) ++index;
        type = made.params[index].type;
        index += static_cast<uint32_t>(made.vars.size());
    } else type = made.vars[index].type;
    return l_.make(Op::VarOf, type, span, std::move(args), automaton, index);
}

/// The value of a state class at a location now.
ir::ExprId FormulaLowering::stateAt(SymbolId state, const std::vector<Expr*>& given, ir::ExprId place, const Env& env,
                                    Span span) {
    const ir::AutomatonId automaton = ClassLowering::declared(l_, state, lower::Use::Value);
    const uint32_t variable = l_.stateVariables_.at(automaton);
    return l_.make(Op::StateOf, l_.m_.automata[automaton].vars[variable].type, span,
                   operands(place, automaton, given, env), automaton, variable);
}

// ---- statements -----------------------------------------------------------------------------------------------

/// Notes the quantifiers that stand around all else.
void FormulaLowering::markTop(const Expr* formula) {
    const auto* binary = std::get_if<BinaryExpr>(&formula->node);
    if (const auto* node = std::get_if<QuantifierExpr>(&formula->node)) {
        if (node->forall) l_.topQuantifiers_.insert(node);
    } else if (binary != nullptr && binary->op == BinaryOp::And) {
        markTop(binary->left);
        markTop(binary->right);
    } else if (binary != nullptr && binary->op == BinaryOp::Implies) {
        l_.topImplication_ = formula;
    }
}

ir::Condition FormulaLowering::condition(SymbolId predicate) {
    const sema::Symbol& declared = l_.symbol(predicate);
    const SymbolId param = declared.members.front();
    const ir::LocalId place = l_.m_.addLocal(l_.symbol(param).name, l_.basic(TypeKind::Loc));
    Env env = l_.moduleEnv(declared.module);
    env.names[param] = {l_.local(place, declared.nameSpan)};
    return {declared.name, place, l_.expr(std::get<FunctionDecl>(declared.decl->node).body, env)};
}

ir::Statement FormulaLowering::statement(ir::StatementKind kind, SymbolId id, const Expr* formula) {
    const sema::Symbol& symbol = l_.symbol(id);
    ir::Statement made;
    made.kind = kind;
    made.name = l_.program_.qualifiedName(id);
    made.span = symbol.nameSpan;
    made.whyNot = sema::whyNotEvaluated(l_.program_, symbol.module, formula);
    if (!made.whyNot.empty()) return made;
    // A statement about the present speaks of each moment; `always` in front of it says nothing more.
    const auto* outer = std::get_if<TemporalExpr>(&formula->node);
    const bool always = outer != nullptr && outer->op == TemporalOp::Always;
    l_.topQuantifiers_.clear();
    l_.topImplication_ = nullptr;
    markTop(always ? outer->body : formula);
    made.formula = l_.expr(always ? outer->body : formula, l_.moduleEnv(symbol.module));
    bool present = false, moments = false, occurrences = false;
    std::function<void(ir::ExprId, bool)> look = [&](ir::ExprId at, bool now) {
        const ir::Expr& e = l_.m_[at];
        const bool temporal = e.op == Op::Always || e.op == Op::Eventually;
        moments |= temporal;
        occurrences |= e.op >= Op::Events && e.op <= Op::Acted;
        present |= now && (e.op == Op::Instances || e.op == Op::VarOf || e.op == Op::StateOf || e.op == Op::Up ||
                           e.op == Op::InFlight || e.op == Op::ObserverVar);
        const bool inside = now && !temporal && e.op != Op::BeforeEvent && e.op != Op::AfterEvent;
        for (ir::ExprId arg : l_.m_[at].args) look(arg, inside);
    };
    look(made.formula, true);
    if (moments && always) made.formula = l_.make(Op::Always, l_.basic(TypeKind::Bool), formula->span, {made.formula});
    made.judged = moments || (occurrences && !present) ? ir::Judged::WholeRun : ir::Judged::EachMoment;
    return made;
}

}   // namespace evd::lower
