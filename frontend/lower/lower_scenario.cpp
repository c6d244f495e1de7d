// Scenarios and checks: the instance, and the steps with what they speak of as conditions over fields.

#include "frontend/lower/lower_formula.h"
#include "frontend/syntax/walk.h"

#include "base/check.h"
#include "ir/core/walk.h"

#include <algorithm>

namespace evd::lower {

using ir::Op;
using ir::TypeKind;
using namespace syntax;

ir::Scenario FormulaLowering::scenario(SymbolId id) {
    ir::Scenario made;
    made.name = l_.program_.qualifiedName(id);
    made.span = l_.symbol(id).nameSpan;
    made.whyNot = whyNoInstance();
    if (!made.whyNot.empty()) return made;
    // The scenarios that this one goes on from come first.
    std::vector<SymbolId> chain{id};
    auto declOf = [&](SymbolId one) -> const ScenarioDecl& {
        return std::get<ScenarioDecl>(l_.symbol(one).decl->node);
    };
    while (!declOf(chain.back()).base.empty())
        chain.push_back(l_.resolve(declOf(chain.back()).base.back(), l_.moduleEnv(l_.symbol(chain.back()).module)));
    std::optional<SymbolId> system;
    for (auto one = chain.rbegin(); one != chain.rend(); ++one) {
        const ScenarioDecl& decl = declOf(*one);
        const Env env = l_.moduleEnv(l_.symbol(*one).module);
        if (!decl.system.empty()) system = l_.resolve(decl.system.back(), env);
        for (const CheckBinding& binding : decl.with) this->binding(binding, env, made);
        const size_t before = made.steps.size();
        for (const ScenarioStep& step : decl.steps) steps(step, env, made.steps);
        for (size_t i = before; i < made.steps.size(); ++i)
            made.steps[i].chapter = static_cast<uint32_t>(one - chain.rbegin());
    }
    made.system = systemOf(system);
    return made;
}

/// Of a type parameter only the names of its values are told: they are texts then.
std::string FormulaLowering::whyNoInstance() const {
    for (const sema::Module& module : l_.program_.modules)
        for (SymbolId param : module.symbols)
            if (l_.symbol(param).kind == sema::SymbolKind::TypeParam && l_.symbol(param).bound == nullptr &&
                l_.options_.typeArg(l_.program_.qualifiedName(param)) != "Str")
                return "the type parameter `" + l_.program_.qualifiedName(param) + "` is another type here";
    return "";
}

/// The system that is named, or the only one.
ir::SystemId FormulaLowering::systemOf(std::optional<SymbolId> named) const {
    ir::SystemId out = 0;
    for (ir::SystemId i = 0; i < l_.m_.systems.size(); ++i)
        if (!named || l_.m_.systems[i].name == l_.symbol(*named).name) out = i;
    return out;
}

ir::Check FormulaLowering::check(const Decl& decl, ir::SystemId system) {
    const auto& node = std::get<CheckDecl>(decl.node);
    const Env env = l_.moduleEnv(0);
    ir::Check made;
    made.span = decl.name.span.empty() ? decl.span : decl.name.span;
    for (const std::vector<Name>& path : node.properties) {
        const std::string name = l_.program_.qualifiedName(l_.resolve(path.back(), env));
        for (uint32_t i = 0; i < l_.m_.statements.size(); ++i)
            if (l_.m_.statements[i].name == name) made.statements.push_back(i);
    }
    made.whyNot = whyNoInstance();
    if (!made.whyNot.empty()) return made;
    if (!node.base.empty()) {
        const std::string name = l_.program_.qualifiedName(l_.resolve(node.base.back(), env));
        for (uint32_t i = 0; i < l_.m_.scenarios.size(); ++i)
            if (l_.m_.scenarios[i].name == name) made.start = i;
        EVD_CHECK(made.start.has_value(), "scenarios are lowered before checks");
        static_cast<ir::InstanceTerms&>(made) = l_.m_.scenarios[*made.start];
    } else if (!node.system.empty()) made.system = systemOf(l_.resolve(node.system.back(), env));
    else made.system = system;
    for (const CheckBinding& binding : node.with) this->binding(binding, env, made);
    for (const std::vector<ScenarioStep>& group : node.given) {
        made.given.emplace_back();
        for (const ScenarioStep& input : group) steps(input, env, made.given.back());
    }
    for (const Expr* bound : node.bounds) made.bounds.push_back(this->bound(bound, env));
    for (const CheckFault& fault : node.faults) {
        ir::FaultBudget budget{*ir::faultNamed(fault.name.text), {}, fault.name.span};
        if (fault.bound != nullptr) {
            budget.most = l_.expr(fault.bound, env);
            if (fault.op == BinaryOp::Lt)
                budget.most = l_.make(Op::Sub, l_.basic(TypeKind::Int), fault.bound->span,
                                      {budget.most, l_.integer(1, fault.bound->span)});
        }
        made.faults.push_back(budget);
    }
    return made;
}

/// A state constraint. The name of a variable alone is that of every instance of its process, wherever it runs.
ir::ExprId FormulaLowering::bound(const Expr* e, const Env& env) {
    const Span span = e->span;
    l_.topQuantifiers_.clear();
    l_.topImplication_ = nullptr;
    std::map<ir::AutomatonId, std::set<SymbolId>> alone;   // the variables that stand for all, by process
    walk(e, [&](const Expr* part) {
        const auto* name = std::get_if<NameExpr>(&part->node);
        const SymbolId id = name == nullptr ? sema::kNoSymbol : l_.resolve(name->path.back(), env);
        const SymbolId process = id == sema::kNoSymbol ? sema::kNoSymbol : l_.symbol(id).parent;
        if (process != sema::kNoSymbol && l_.symbol(process).kind == sema::SymbolKind::Process)
            alone[l_.process(process)].insert(id);
    });
    std::function<ir::ExprId(const Env&)> violated = [&](const Env& inner) {
        return l_.negate(l_.expr(e, inner), span);
    };
    for (const auto& [automaton, variables] : alone)
        violated = [this, span, automaton = automaton, variables = variables, rest = violated](const Env& around) {
            ir::ExprId everywhere = l_.make(Op::Locations, l_.m_.types.set(l_.basic(TypeKind::Loc)), span);
            return some(everywhere, kHidden, span, [&](ir::ExprId place) {
                return some(instances(automaton, place, {}, around, span), kHidden, span, [&](ir::ExprId instance) {
                    Env inner = around;
                    for (SymbolId variable : variables)
                        inner.names[variable] = {variableOf(automaton, variable, {place, instance}, span)};
                    return rest(inner);
                });
            });
        };
    return l_.negate(violated(env), span);
}

/// A value of the instance.
void FormulaLowering::binding(const CheckBinding& binding, const Env& env, ir::InstanceTerms& terms) {
    const SymbolId id = l_.resolve(binding.path.back(), env);
    if (l_.symbol(id).kind == sema::SymbolKind::TypeParam) return;
    auto known = l_.params_.find(id);
    if (known == l_.params_.end()) return;   // of a module that uses it for nothing
    const Span named = binding.path.back().span;
    if (binding.any) {
        const auto range =
            binding.constraint.missing() ? ir::ParamValue::Range::Every : ir::ParamValue::Range::Injective;
        terms.with.push_back({known->second, {}, range, named});
        return;
    }
    walk(binding.value, [&](const Expr* part) {
        const auto* name = std::get_if<NameExpr>(&part->node);
        const auto* quoted = std::get_if<TextLiteral>(&part->node);
        const SymbolId constant = name == nullptr ? sema::kNoSymbol : l_.resolve(name->path.back(), env);
        const bool made = constant != sema::kNoSymbol && l_.symbol(constant).kind == sema::SymbolKind::Constant;
        if ((!made && quoted == nullptr) || l_.kindOf(instanceValue(part, env)) != TypeKind::Loc) return;
        std::vector<std::string>& places = terms.locations;
        const std::string& text = made ? l_.symbol(constant).name : quoted->value;
        if (std::find(places.begin(), places.end(), text) == places.end()) places.push_back(text);
    });
    const ir::SystemParam& param = l_.m_.params[known->second];
    ir::ExprId value = instanceValue(binding.value, env);
    if (param.domain.empty()) value = l_.stored(value, param.type, binding.value->span);
    terms.with.push_back({known->second, value, ir::ParamValue::Range::One, named});
}

/// A value as a deployment writes it: any collection may be a list or a set.
ir::ExprId FormulaLowering::instanceValue(const Expr* e, const Env& env) {
    const Span span = e->span;
    const auto* list = std::get_if<ListExpr>(&e->node);
    const auto* set = std::get_if<SetExpr>(&e->node);
    const auto* map = std::get_if<MapExpr>(&e->node);
    const auto* tuple = std::get_if<TupleExpr>(&e->node);
    const ir::TypeId type = l_.typeOfNode(e->id, env);
    const TypeKind kind = l_.m_.types[type].kind;
    std::vector<ir::ExprId> parts;
    if (l_.m_.types.isCollection(type) && kind != TypeKind::Map && (list != nullptr || set != nullptr)) {
        for (const Expr* item : list != nullptr ? list->items : set->items) parts.push_back(instanceValue(item, env));
        if (kind == TypeKind::Ring) return l_.make(Op::List, l_.m_.types.list(l_.m_.types[type].args[0]), span, parts);
        const Op op = kind == TypeKind::List ? Op::List : kind == TypeKind::Set ? Op::Set : Op::Bag;
        return l_.make(op, type, span, parts);
    }
    if (set != nullptr && set->items.empty() && kind == TypeKind::Map) return l_.make(Op::Map, type, span);
    if (map != nullptr) {
        for (const MapEntry& entry : map->entries) {
            parts.push_back(instanceValue(entry.key, env));
            parts.push_back(instanceValue(entry.value, env));
        }
        return l_.make(Op::Map, type, span, parts);
    }
    if (tuple != nullptr && !tuple->items.empty()) {
        for (const Expr* item : tuple->items) parts.push_back(instanceValue(item, env));
        return l_.make(Op::Tuple, type, span, parts);
    }
    return l_.expr(e, env);
}

/// A step, for each place and each sender that it names one.
void FormulaLowering::steps(const ScenarioStep& step, const Env& env, std::vector<ir::ScenarioStep>& out) {
    const std::vector<Expr*> nobody{nullptr};
    for (const Expr* place : step.places.empty() ? nobody : step.places)
        for (const Expr* from : step.from.empty() ? nobody : step.from) {
            ir::ScenarioStep& made = out.emplace_back(this->step(step, env));
            if (place != nullptr) made.place = l_.expr(place, env);
            if (from != nullptr) made.from = l_.expr(from, env);
            knownBefore(made);
        }
}

/// What a step names does not depend on the run; only conditions do.
void FormulaLowering::knownBefore(const ir::ScenarioStep& step) {
    using Kind = ir::ScenarioStep::Kind;
    std::vector<ir::ExprId> parts = step.args;
    for (ir::ExprId part : {step.place, step.from}) parts.push_back(part);
    if (step.kind != Kind::Expect && step.kind != Kind::Fairly) parts.push_back(step.value);
    for (ir::ExprId part : parts)
        if (part.valid() && ir::speaksOfRuns(l_.m_, part)) {
            l_.diagnostics_
                .report(Code::UnevaluableStep, l_.m_[part].span.empty() ? step.span : l_.m_[part].span,
                        "what a step names does not depend on the run")
                .note("`expect` asks about the run");
            return;
        }
}

ir::ScenarioStep FormulaLowering::step(const ScenarioStep& step, const Env& env) {
    using From = ScenarioStep::Kind;
    using To = ir::ScenarioStep::Kind;
    ir::ScenarioStep made;
    made.span = step.span;
    made.text = std::string(l_.sources_.text(step.what != nullptr ? step.what->span : step.span));
    made.again = step.again;
    const auto* what = step.what == nullptr ? nullptr : std::get_if<OccurrenceExpr>(&step.what->node);
    switch (step.kind) {
    case From::Input: {
        made.kind = To::Input;
        made.message = l_.message(what->name.back(), env);
        const std::vector<ir::Parameter> fields = l_.m_.messages[made.message].fields;
        for (size_t i = 0; i < fields.size(); ++i)
            made.args.push_back(l_.stored(l_.expr(what->args[i], env), fields[i].type, what->args[i]->span));
        break;
    }
    case From::Receives:
    case From::Rejects:
    case From::Loses: {
        made.kind = step.kind == From::Loses ? To::Lose : step.kind == From::Rejects ? To::Reject : To::Receive;
        made.message = l_.message(what->name.back(), env);
        std::vector<ir::TypeId> types;
        for (const ir::Parameter& field : l_.m_.messages[made.message].fields) types.push_back(field.type);
        parts(types, *what, env, made);
        break;
    }
    case From::Does: {
        made.kind = To::Act;
        const SymbolId action = sema::actionOf(l_.program_, env.module, *what);
        if (l_.symbol(action).kind == sema::SymbolKind::Timer) {   // its location receives it
            made.kind = To::Receive;
            made.message = l_.messages_.at(action);
            std::vector<ir::TypeId> types;
            for (const ir::Parameter& field : l_.m_.messages[made.message].fields) types.push_back(field.type);
            parts(types, *what, env, made);
            break;
        }
        made.action = actionIndex(action);
        const ir::ActionRef ref = l_.m_.actions[made.action];
        std::vector<ir::TypeId> types;
        for (ir::LocalId chosen : l_.m_.automata[ref.automaton].clauses[ref.clause].chosen)
            types.push_back(l_.m_.locals[chosen].type);
        parts(types, *what, env, made);
        break;
    }
    case From::Starts: made.kind = To::Start; break;
    case From::Crashes: made.kind = To::Crash; break;
    case From::Restarts: made.kind = To::Restart; break;
    case From::Wait:
        made.kind = To::Wait;
        made.value = l_.expr(step.what, env);
        break;
    case From::Fairly:
    case From::Expect:
        made.kind = step.kind == From::Fairly ? To::Fairly : To::Expect;
        if (step.what == nullptr) break;
        l_.topQuantifiers_.clear();
        l_.topImplication_ = nullptr;
        made.value = l_.expr(step.what, env);
        if (step.kind == From::Fairly) break;
        walk(step.what, [&](const Expr* part) {
            const SymbolId named = sema::formulaNamed(l_.program_, env.module, part);
            if (named != sema::kNoSymbol && l_.symbol(named).kind == sema::SymbolKind::Property)
                made.statements.push_back(l_.program_.qualifiedName(named));
        });
        break;
    case From::None: EVD_CHECK(false, "what is no step has been reported");
    }
    return made;
}

/// What a step says of the fields of a message, or of what an action has chosen.
void FormulaLowering::parts(const std::vector<ir::TypeId>& types, const OccurrenceExpr& what, const Env& env,
                            ir::ScenarioStep& made) {
    const bool any = what.args.empty();
    std::vector<Part> all;
    for (size_t i = 0; i < types.size(); ++i) {
        made.parts.push_back(l_.m_.addLocal(kHidden, types[i]));
        if (!any) all.emplace_back(what.args[i], l_.local(made.parts[i], what.args[i]->span));
    }
    made.value = matchingAll(std::move(all), env, [&](const Env&) { return l_.boolean(true, made.span); });
}

}   // namespace evd::lower
