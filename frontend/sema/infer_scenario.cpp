// Scenarios: the instance on which one plays, and its steps.

#include "frontend/sema/checker.h"
#include "frontend/sema/ranges.h"
#include "frontend/syntax/walk.h"

#include <utility>

namespace evd::sema {

using namespace syntax;

namespace {

bool takesItems(Kind kind) {
    return kind == Kind::List || kind == Kind::Set || kind == Kind::Bag || kind == Kind::Ring;
}

Span pathSpan(const std::vector<Name>& path) {
    return {path.front().span.file, path.front().span.begin, path.back().span.end};
}

/// The location or opaque value that a name alone may stand for.
const Name* constantName(const Expr* expr) {
    const auto* name = std::get_if<NameExpr>(&expr->node);
    return name != nullptr && name->path.size() == 1 && !name->path.front().missing() ? &name->path.front() : nullptr;
}

}   // namespace

void Checker::inferScenario(SymbolId id) {
    const auto& scenario = std::get<ScenarioDecl>(symbol(id).decl->node);
    InstanceScope& own = scenarios_[id];
    if (!scenario.base.empty()) {
        const SymbolId base = lookupPath(scenario.base, Code::UnknownName, [this](const Symbol& s) {
            return s.kind == SymbolKind::Scenario && s.module == current_;
        });
        own.hasSystem = true;   // said there, or reported there
        if (base != kNoSymbol && active_.count(base) != 0) {
            diagnostics_.report(Code::CircularStatement, symbol(id).nameSpan, symbol(id).name);
        } else if (base != kNoSymbol) {
            inferSymbol(base);
            own = scenarios_[base];
            own.hasSystem = true;
            scopes_.back() = own.names;
        }
    }
    own.title = "the scenario `" + symbol(id).name + "`";
    for (const CheckBinding& binding : scenario.with) bindInstance(binding, own);
    own.names = scopes_.back();
    whichSystem(scenario.system, scenario.base, own);
    if (!scenario.sign.empty())
        diagnostics_.report(Code::NotAStep, scenario.sign, "=")
            .note("the steps stand in braces: `scenario s with … { … }`");
    for (const ScenarioStep& step : scenario.steps) {
        Nested scope(*this);
        checkStep(step);
        solvePending();
    }
}

/// The system that a scenario or check names: one of the spec itself.
void Checker::whichSystem(const std::vector<Name>& system, const std::vector<Name>& base, InstanceScope& scope) {
    if (system.empty()) return;
    if (!base.empty())
        diagnostics_.report(Code::WhichSystem, system.back().span, scope.title,
                            "it goes on in that of `" + base.back().text + "`");
    scope.hasSystem = true;
    const SymbolId id =
        lookupPath(system, Code::UnknownName, [](const Symbol& s) { return s.kind == SymbolKind::System; });
    if (id != kNoSymbol && symbol(id).module != current_)
        diagnostics_
            .report(Code::WhichSystem, system.back().span, scope.title,
                    "`" + symbol(id).name + "` is one of another module")
            .note("declare one here: `system S = " + std::string(sources_.text(pathSpan(system))) + "`");
}

/// What a scenario gives to a parameter. Names of locations, and of values of a type parameter, are made up here.
void Checker::bindInstance(const CheckBinding& binding, InstanceScope& scope) {
    const Scope names = std::exchange(scopes_.back(), {});   // a parameter is meant, not what is made up here
    const SymbolId id = lookupPath(binding.path, Code::UnknownName, [](const Symbol& s) {
        return s.kind == SymbolKind::Param || s.kind == SymbolKind::TypeParam;
    });
    scopes_.back() = names;
    if (id == kNoSymbol) return;
    if (auto [first, isNew] = scope.bound.try_emplace(id, binding.path.back().span); !isNew)
        standsTwice(binding.path.back(), first->second);
    if (binding.any && scope.ranges) return bindRange(binding, id);
    if (binding.any) diagnostics_.report(Code::OneInstance, binding.path.back().span, binding.path.back().text);
    if (binding.any || binding.value == nullptr) return;
    if (symbol(id).kind == SymbolKind::Param) return bindValue(binding.value, symbol(id).type);
    const auto* set = std::get_if<SetExpr>(&binding.value->node);
    bool named = set != nullptr && !set->items.empty();
    for (const Expr* item : named ? set->items : std::vector<Expr*>()) named &= constantName(item) != nullptr;
    if (named && symbol(id).bound == nullptr)
        for (const Expr* item : set->items) bindValue(item, symbol(id).type);
    else
        diagnostics_.report(Code::TypeMismatch, binding.value->span, "another value",
                            "the names of its values: `" + binding.path.back().text + " = {A, B}`");
}

/// `uid = any injective`: one instance for each value of a parameter.
void Checker::bindRange(const CheckBinding& binding, SymbolId param) {
    const std::string& name = binding.path.back().text;
    const bool injective = !binding.constraint.missing();
    if (injective && binding.constraint.text != "injective") {
        diagnostics_.report(Code::UnknownName, binding.constraint.span, binding.constraint.text)
            .note("`" + name + " = any` is each value, `" + name + " = any injective` each injective function");
        return;
    }
    const auto report = [&](const std::string& why) {
        diagnostics_.report(Code::NoRange, binding.path.back().span, name, why);
    };
    if (symbol(param).kind == SymbolKind::TypeParam) return report("name its values: `" + name + " = {A, B}`");
    const TypeRef type = types_.resolved(symbol(param).type);
    const bool function = type->kind == Kind::Function;
    if (injective && !function) return report("only functions are injective");
    const std::vector<TypeRef> args(type->args.begin(), function ? type->args.end() - 1 : type->args.begin());
    for (TypeRef arg : args)
        if (!isFinite(program_, types_.resolved(arg)))
            return report("of the type `" + program_.text(arg) + "` there are too many arguments");
    const TypeRef result = function ? types_.resolved(type->args.back()) : type;
    const bool number = function && (result->kind == Kind::Int || result->kind == Kind::Nat);
    if (!number && !isFinite(program_, result))
        report("of the type `" + program_.text(result) + "` there are too many values");
}

/// A value in `with`: as a deployment writes it, so any collection may be a list or a set, and a function a map.
void Checker::bindValue(const Expr* value, TypeRef wanted) {
    const TypeRef type = types_.resolved(wanted);
    auto is = [&](TypeRef found) { setType(value->id, found); };
    const auto* list = std::get_if<ListExpr>(&value->node);
    const auto* set = std::get_if<SetExpr>(&value->node);
    const auto* map = std::get_if<MapExpr>(&value->node);
    const Name* name = constantName(value);
    if (takesItems(type->kind) && (list != nullptr || set != nullptr)) {
        for (const Expr* item : list != nullptr ? list->items : set->items) bindValue(item, type->args[0]);
        return is(type);
    }
    if (type->kind == Kind::Function) {
        const std::vector<TypeRef> args(type->args.begin(), type->args.end() - 1);
        const TypeRef key = args.size() == 1 ? args[0] : types_.tuple(args);
        const bool none = set != nullptr && set->items.empty();
        if (map == nullptr && !none) {
            infer(value, {});
            diagnostics_.report(Code::TypeMismatch, value->span, "another value",
                                "a map from arguments to results: `{n1: 5, n2: 9}`");
            return;
        }
        for (const MapEntry& entry : none ? std::vector<MapEntry>() : map->entries) {
            bindValue(entry.key, key);
            bindValue(entry.value, type->args.back());
        }
        return is(types_.make(Kind::Map, {key, type->args.back()}));
    }
    if (type->kind == Kind::Map && map != nullptr) {
        for (const MapEntry& entry : map->entries) {
            bindValue(entry.key, type->args[0]);
            bindValue(entry.value, type->args[1]);
        }
        return is(type);
    }
    if (const auto* tuple = std::get_if<TupleExpr>(&value->node);
        tuple != nullptr && type->kind == Kind::Tuple && tuple->items.size() == type->args.size()) {
        for (size_t i = 0; i < tuple->items.size(); ++i) bindValue(tuple->items[i], type->args[i]);
        return is(type);
    }
    if (name != nullptr && (type->kind == Kind::Loc || type->kind == Kind::Param)) {
        const auto known = scopes_.back().find(name->text);
        if (known == scopes_.back().end()) {
            const SymbolId made = declare(SymbolKind::Constant, *name, nullptr, currentOwner_);
            mutableSymbol(made).type = type;
            scopes_.back()[name->text] = made;
            return is(type);
        }
    }
    Context context;
    context.wanted = type;
    expect(value, type, context);
    if (TypeRef found = types_.resolved(type); found->kind == Kind::Nat) negativeNat(value, found);
}

void Checker::checkStep(const ScenarioStep& step) {
    using StepKind = ScenarioStep::Kind;
    Context logic;
    logic.logic = true;
    const TypeRef place = types_.basic(Kind::Loc);
    auto* what = step.what == nullptr ? nullptr : std::get_if<OccurrenceExpr>(&step.what->node);
    for (const Expr* one : step.places) expect(one, place, {});
    for (const Expr* one : step.from) expect(one, place, {});
    switch (step.kind) {
    case StepKind::Input:
    case StepKind::Receives:
    case StepKind::Rejects:
    case StepKind::Loses: checkMessageStep(step, *what); break;
    case StepKind::Does:
        if (actionOf(*what) == kNoSymbol) {
            if (!what->name.empty()) diagnostics_.report(Code::UnknownAction, step.what->span, what->name.back().text);
            for (const Expr* arg : what->args) infer(arg, logic);
            break;
        }
        infer(step.what, logic);
        break;
    case StepKind::Starts:
    case StepKind::Crashes:
    case StepKind::Restarts: break;
    case StepKind::Wait: expect(step.what, types_.basic(Kind::Duration), {}); break;
    case StepKind::Fairly:
    case StepKind::Expect:
        if (step.what != nullptr) expect(step.what, types_.basic(Kind::Bool), logic);
        break;
    case StepKind::None:
        if (std::holds_alternative<ErrorExpr>(step.what->node)) break;
        diagnostics_.report(Code::NotAStep, step.what->span, std::string(sources_.text(step.what->span)));
        break;
    }
}

void Checker::checkMessageStep(const ScenarioStep& step, const OccurrenceExpr& what) {
    using StepKind = ScenarioStep::Kind;
    Context logic;
    logic.logic = true;
    if (what.name.empty()) return;
    if (const SymbolId action = actionOf(what); action != kNoSymbol) {
        const bool timer = symbol(action).kind == SymbolKind::Timer;
        diagnostics_.report(Code::UnknownMessage, step.what->span, what.name.back().text)
            .note(std::string(timer ? "it is a timer" : "it is an action") + ": `… does " + what.name.back().text +
                  "`");
        for (const Expr* arg : what.args) infer(arg, logic);
        return;
    }
    if (step.kind != StepKind::Input && what.args.empty() && sources_.text(step.what->span).back() != ')') {
        // `n1 receives vote`: any of them
        lookupPath(what.name, Code::UnknownMessage, [](const Symbol& s) { return s.kind == SymbolKind::Message; });
        setType(step.what->id, types_.basic(Kind::Bool));
    } else infer(step.what, logic);
    if (step.kind == StepKind::Loses && step.again)
        diagnostics_.report(Code::NotAStep, step.span, std::string(sources_.text(step.span)))
            .note("a copy is lost once; `again` stands behind what is received");
    const SymbolId message = module().resolve(what.name.back());
    if (message == kNoSymbol || symbol(message).kind != SymbolKind::Message) return;
    const auto kind = std::get<MessageDecl>(symbol(message).decl->node).kind;
    const bool isInput = kind == syntax::MessageKind::Input && !symbol(message).wired;
    if (step.kind != StepKind::Input) {
        if (isInput && !isSentByEnvironment(message))
            diagnostics_.report(Code::NotAStep, step.span, std::string(sources_.text(step.span)))
                .note("an input arrives at once where the environment sends it: `" + symbol(message).name +
                      "(…) to …`");
        return;
    }
    if (!isInput)
        diagnostics_.report(Code::NotAnInput, what.name.back().span, symbol(message).name)
            .note(kind == syntax::MessageKind::Output
                      ? "it is an output: `expect was_sent " + symbol(message).name + "(…)` asks for it"
                      : "what locations send each other arrives by `… receives " + symbol(message).name + "(…)`");
    walk(step.what, [&](const Expr* part) {
        if (std::holds_alternative<HoleExpr>(part->node))
            diagnostics_.report(Code::NotAStep, step.span, std::string(sources_.text(step.span)))
                .note("the environment sends values; `_` stands for any value of what is received");
    });
}

/// Scenarios and checks run on whole instances of one system.
void Checker::checkScenarios() {
    for (SymbolId id : program_.modules[0].symbols) {
        if (symbol(id).kind != SymbolKind::Scenario) continue;
        const auto& scenario = std::get<ScenarioDecl>(symbol(id).decl->node);
        const InstanceScope& scope = scenarios_[id];
        if (!diagnostics_.hasErrors())   // else types may not be known
            for (const ScenarioStep& step : scenario.steps) {
                const bool asks = step.kind == ScenarioStep::Kind::Expect || step.kind == ScenarioStep::Kind::Fairly;
                if (!asks || step.what == nullptr) continue;
                if (std::string why = whyNotEvaluated(program_, 0, step.what); !why.empty())
                    diagnostics_.report(Code::UnevaluableStep, step.what->span, why);
            }
        checkInstance(scope, symbol(id).nameSpan, !scenario.base.empty());
    }
    for (const Decl* decl : program_.root().tree->decls)
        if (const auto* check = std::get_if<CheckDecl>(&decl->node)) {
            if (!diagnostics_.hasErrors())
                for (const Expr* bound : check->bounds)
                    if (std::string why = whyNotEvaluated(program_, 0, bound); !why.empty())
                        diagnostics_.report(Code::UnevaluableStep, bound->span, why);
            const Span at = decl->name.span.empty() ? decl->span : decl->name.span;
            checkInstance(checks_[decl], at, !check->base.empty());
        }
}

/// Whether it is said which system runs, and what all parameters are.
void Checker::checkInstance(const InstanceScope& scope, Span at, bool goesOn) {
    const auto isSystem = [&](SymbolId id) { return symbol(id).kind == SymbolKind::System; };
    const auto& own = program_.modules[0].symbols;
    const auto systems = std::count_if(own.begin(), own.end(), isSystem);
    // A check that names none is about each system (docs/language.md, Checks).
    if (!scope.hasSystem && !scope.ranges && systems != 1)
        diagnostics_.report(Code::WhichSystem, at, scope.title, systems == 0 ? "the spec has none" : "write `in …`");
    if (goesOn) return;   // said there
    std::vector<std::string> missing;
    for (const Module& module : program_.modules)
        for (SymbolId param : module.symbols) {
            const Symbol& s = symbol(param);
            if (s.kind != SymbolKind::Param || s.bound != nullptr || scope.bound.count(param) != 0) continue;
            if (s.module != 0 && used_.count(param) == 0) continue;
            // What is given to a parameter of this name counts for all modules (docs/language.md, Deployment).
            const bool byName = std::any_of(scope.bound.begin(), scope.bound.end(), [&](const auto& one) {
                return symbol(one.first).module == 0 && symbol(one.first).name == s.name;
            });
            if (!byName) missing.push_back("`" + program_.qualifiedName(param) + "`");
        }
    if (!missing.empty())
        diagnostics_.report(Code::NoValueGiven, at, scope.title, fmt::format("{}", fmt::join(missing, ", ")))
            .note("an instance has a value for each: `with nodes = {n1, n2}, …`");
}

}   // namespace evd::sema
