#include "ir/core/verify.h"

#include "ir/core/ops.h"
#include "ir/core/typing.h"
#include "ir/core/walk.h"

#include <algorithm>
#include <fmt/format.h>
#include <set>

namespace evd::ir {

namespace {

/// Which references an expression may contain besides what its place offers.
enum class Logic { Code, Statement };

/// Checks one module and collects sentences.
class Verifier {
public:
    explicit Verifier(const Module& module) : m_(module), types_(module.types), bound_(module.locals.size(), false) {}

    std::vector<std::string> run() {
        if (!shape()) return std::move(out_);   // what follows relies on ids in range
        for (const Function& function : m_.functions) functionBody(function);
        for (const Automaton& automaton : m_.automata) automatonBody(automaton);
        for (const System& system : m_.systems) {
            in_ = "system " + system.name;
            for (const Placement& placement : system.placements) {
                if (placement.automaton < m_.automata.size() && m_.automata[placement.automaton].role == Role::Observer)
                    say("places an observer");
                place(placement);
            }
        }
        for (const NamedFormula& one : m_.assumptions) formula("assumption " + one.name, one.formula, Logic::Code);
        if (m_.drift.valid()) {
            enter("drift", {}, false);
            wants(m_.drift, TypeKind::Int, "the drift");
        }
        for (const Statement& one : m_.statements) {
            if (one.whyNot.empty()) formula("statement " + one.name, one.formula, Logic::Statement);
            else if (one.formula.valid())
                out_.push_back("statement " + one.name + ": has a formula and a reason for none");
        }
        for (const Scenario& one : m_.scenarios) scenario(one);
        for (const QuorumDomain& one : m_.quorums) quorum(one);
        for (const LinkPromise& one : m_.links) links(one);
        for (size_t i = 0; i < m_.checks.size(); ++i) check(m_.checks[i], i);
        for (const Condition& one : m_.conditions) {
            enter("condition " + one.name, {}, false, Logic::Statement);
            const size_t mark = scope_.size();
            bind(one.place);
            wants(one.formula, TypeKind::Bool, "a condition");
            scope_.resize(mark);
        }
        return std::move(out_);
    }

private:
    void say(const std::string& what) { out_.push_back(in_ + ": " + what); }

    template <class List> void distinct(const char* kind, const List& list) {
        std::set<std::string> names;
        for (const auto& one : list)
            if (!names.insert(one.name).second) say(fmt::format("two {} are called `{}`", kind, one.name));
    }

    // ---- ids ------------------------------------------------------------------------------------------

    bool isExpr(ExprId id) const { return id.index < m_.exprs.size(); }
    bool isType(TypeId id) const { return id.index < m_.types.size(); }

    /// Ids in range, and no expression inside itself.
    bool shape() {
        in_ = "module " + m_.name;
        for (size_t i = 0; i < m_.types.size(); ++i) {
            const Type& type = m_.types[TypeId{static_cast<uint32_t>(i)}];
            bool fits = std::all_of(type.args.begin(), type.args.end(), [&](TypeId arg) { return isType(arg); });
            for (const Constructor& constructor : type.constructors)
                fits = fits && std::all_of(constructor.types.begin(), constructor.types.end(),
                                           [&](TypeId arg) { return isType(arg); });
            if (!fits) say(fmt::format("type {} refers to no type", i));
            if (type.kind == TypeKind::Enum && type.constructors.empty())
                say(fmt::format("the enum `{}` has no constructor", type.name));
        }
        for (size_t i = 0; i < m_.exprs.size(); ++i) {
            const Expr& expr = m_.exprs[i];
            if (!isType(expr.type)) say(fmt::format("expression {} has no type", i));
            for (ExprId arg : expr.args)
                if (!isExpr(arg)) say(fmt::format("expression {} has an argument that does not exist", i));
        }
        for (const Local& local : m_.locals)
            if (!isType(local.type)) say("the local `" + local.name + "` has no type");
        auto declared = [&](const auto& list) {
            for (const auto& one : list)
                if (!isType(one.type)) say("`" + one.name + "` has no type");
        };
        declared(m_.params);
        for (const SystemParam& param : m_.params)
            for (TypeId type : param.domain)
                if (!isType(type)) say("`" + param.name + "` has no type");
        for (const Message& message : m_.messages) declared(message.fields);
        for (const Sighting& sighting : m_.sightings) {
            declared(sighting.seen.fields);
            using Kind = Sighting::Kind;
            if ((sighting.kind == Kind::Received || sighting.kind == Kind::Sent) &&
                sighting.message >= m_.messages.size())
                say("observers see a message that does not exist");
            if (sighting.kind == Kind::Acted && sighting.action >= m_.actions.size())
                say("observers see an action that does not exist");
        }
        for (const Function& function : m_.functions) {
            if (!isType(function.result)) say("the function `" + function.name + "` has no type");
            for (LocalId param : function.params)
                if (param >= m_.locals.size())
                    say("the function `" + function.name + "` has a parameter that does not exist");
        }
        for (size_t i = 0; i < m_.stmts.size(); ++i)
            for (const auto* list : {&m_.stmts[i].body, &m_.stmts[i].orElse})
                for (StmtId id : *list)
                    if (id.index >= m_.stmts.size())
                        say(fmt::format("statement {} contains one that does not exist", i));
        for (const Automaton& automaton : m_.automata) {
            in_ = "automaton " + automaton.name;
            declared(automaton.params);
            declared(automaton.vars);
            if (automaton.yields && !isType(*automaton.yields)) say("its yields have no type");
            for (const ChildTable& table : automaton.tables)
                if (table.child >= m_.automata.size()) say("a table has no automaton");
            for (const Clause& clause : automaton.clauses)
                for (StmtId id : clause.body)
                    if (id.index >= m_.stmts.size()) say("a clause contains a statement that does not exist");
        }
        in_ = "module " + m_.name;
        distinct("messages", m_.messages);
        distinct("automata", m_.automata);
        distinct("parameters", m_.params);
        distinct("functions", m_.functions);
        distinct("systems", m_.systems);
        if (out_.empty() && !acyclic()) say("an expression or statement contains itself");
        return out_.empty();
    }

    bool acyclic() const {
        std::vector<uint8_t> exprs(m_.exprs.size(), 0), stmts(m_.stmts.size(), 0);   // 1: open, 2: done
        for (uint32_t i = 0; i < m_.exprs.size(); ++i)
            if (!descend(ExprId{i}, exprs)) return false;
        for (uint32_t i = 0; i < m_.stmts.size(); ++i)
            if (!descend(StmtId{i}, stmts)) return false;
        return true;
    }

    bool descend(ExprId id, std::vector<uint8_t>& state) const {
        if (state[id.index] != 0) return state[id.index] == 2;
        state[id.index] = 1;
        for (ExprId arg : m_[id].args)
            if (!descend(arg, state)) return false;
        state[id.index] = 2;
        return true;
    }

    bool descend(StmtId id, std::vector<uint8_t>& state) const {
        if (state[id.index] != 0) return state[id.index] == 2;
        state[id.index] = 1;
        for (StmtId inner : m_[id].body)
            if (!descend(inner, state)) return false;
        for (StmtId inner : m_[id].orElse)
            if (!descend(inner, state)) return false;
        state[id.index] = 2;
        return true;
    }

    // ---- expressions ------------------------------------------------------------------------------------

    /// Makes a local visible in what follows, until the scope ends; each has one place that does so.
    void bind(LocalId local) {
        if (local >= m_.locals.size()) {
            say("binds a local that does not exist");
            return;
        }
        if (bound_[local] && !seenAgain_)
            say(fmt::format("the local `{}` is bound at two places", m_.locals[local].name));
        bound_[local] = true;
        scope_.push_back(local);
    }

    void expr(ExprId id) {
        if (!isExpr(id)) {
            say("an expression is missing");
            return;
        }
        const Expr& e = m_[id];
        // A shared node is one place, however often it is reached.
        bool before = seenAgain_;
        seenAgain_ = !visited_.insert(id.index).second || before;
        size_t mark = scope_.size();
        for (size_t i = 0; i < e.args.size(); ++i) {
            if (e.op == Op::Let && i == 1) bind(e.index);
            if (e.op == Op::Fold && i == 2) {
                LocalId parts = m_.types[m_[e.args[0]].type].kind == TypeKind::Map ? 3 : 2;
                for (LocalId part = 0; part < parts; ++part) bind(e.index + part);
            }
            expr(e.args[i]);
        }
        scope_.resize(mark);
        reference(e);
        typeOf(e);
        seenAgain_ = before;
    }

    void reference(const Expr& e) {
        if (e.op == Op::Local && std::find(scope_.begin(), scope_.end(), e.index) == scope_.end())
            say(e.index < m_.locals.size() ? fmt::format("`{}` is read where it is not bound", m_.locals[e.index].name)
                                           : "reads a local that does not exist");
        if ((e.op == Op::Field || e.op == Op::Sender) && !place_.received)
            say(fmt::format("`{}` stands outside of a clause for a message", name(e.op)));
        if ((e.op == Op::Self || e.op == Op::IsFirst) && !hasSelf_)
            say(fmt::format("`{}` stands where there is no location", name(e.op)));
        if (e.op == Op::IsFirst && !place_.automaton) say("`is_first` stands where there is no event");
        if ((e.op >= Op::Instances && (place_.automaton || logic_ == Logic::Code)) ||
            (e.op == Op::Locations && place_.automaton))
            say(fmt::format("`{}` belongs to statements", name(e.op)));
        if (inInitial_ && (e.op == Op::Var || e.op == Op::TableEmpty || e.op == Op::Yields))
            say(fmt::format("`{}` stands in an initial value", name(e.op)));
    }

    void typeOf(const Expr& e) {
        std::vector<TypeId> args;
        for (ExprId arg : e.args) args.push_back(m_[arg].type);
        TypeKind kind = m_.types[e.type].kind;
        if (e.args.empty() &&
            ((e.op == Op::List && kind == TypeKind::List) || (e.op == Op::Set && kind == TypeKind::Set) ||
             (e.op == Op::Bag && kind == TypeKind::Bag) || (e.op == Op::Map && kind == TypeKind::Map)))
            return;
        std::optional<TypeId> found = naturalType(types_, m_, place_, e, args);
        if (!found) {
            std::string operands;
            for (TypeId arg : args) operands += (operands.empty() ? "" : ", ") + types_.text(arg);
            say(fmt::format("`{}` does not take ({}) here", name(e.op), operands));
        } else if (!sameData(types_, *found, e.type)) {
            say(fmt::format("`{}` gives {}, not {}", name(e.op), types_.text(*found), types_.text(e.type)));
        }
    }

    /// Whether the value cannot be negative, by what is written: a Nat that was stored, or a sum, product, … of such.
    bool isNatural(ExprId id) const {
        const Expr& e = m_[id];
        auto natural = [&](size_t i) { return isNatural(e.args[i]); };
        switch (e.op) {
        case Op::Int: return e.value >= 0;
        case Op::Size:
        case Op::Count:
        case Op::CheckNat:
        case Op::Mod: return true;
        case Op::Add:
        case Op::Mul:
        case Op::Div:
        case Op::Min: return natural(0) && natural(1);
        case Op::Max: return natural(0) || natural(1);
        case Op::If: return natural(1) && natural(2);
        case Op::Let: return natural(1);
        case Op::Sub:
        case Op::Neg: return false;
        default: return m_.types[e.type].kind == TypeKind::Nat;   // what its type says
        }
    }

    /// An expression whose value is stored in a place of the type.
    void stored(ExprId id, TypeId type, const std::string& where) {
        expr(id);
        if (!isExpr(id)) return;
        if (!sameData(types_, m_[id].type, type))
            say(fmt::format("{} wants {}, not {}", where, types_.text(type), types_.text(m_[id].type)));
        else if (m_.types[type].kind == TypeKind::Nat && !isNatural(id))
            say(where + " is a Nat; the value is not checked");
    }

    void wants(ExprId id, TypeKind kind, const std::string& where) { stored(id, m_.types.basic(kind), where); }

    template <class List>
    void storedAll(const std::vector<ExprId>& args, const List& places, const std::string& where) {
        if (args.size() != places.size()) say(fmt::format("{} takes {}, {} given", where, places.size(), args.size()));
        for (size_t i = 0; i < args.size(); ++i) {
            if (i < places.size()) stored(args[i], places[i].type, where + " `" + places[i].name + "`");
            else expr(args[i]);
        }
    }

    bool isLocOrLocs(ExprId id) const {
        if (!isExpr(id)) return false;
        TypeId type = m_[id].type, loc = m_.types.basic(TypeKind::Loc);
        return type == loc || (m_.types.isCollection(type) && m_.types[type].kind != TypeKind::Map &&
                               m_.types.elementType(type) == loc);
    }

    // ---- declarations -------------------------------------------------------------------------------------

    void enter(std::string where, Place place, bool hasSelf, Logic logic = Logic::Code) {
        in_ = std::move(where);
        place_ = place;
        hasSelf_ = hasSelf;
        logic_ = logic;
        scope_.clear();
    }

    void functionBody(const Function& function) {
        enter("function " + function.name, {}, false);
        for (LocalId param : function.params) bind(param);
        if (!function.body.valid()) {
            if (!function.isExtern) say("it has no body");
            return;
        }
        expr(function.body);
        if (isExpr(function.body) && !sameData(types_, m_[function.body].type, function.result))
            say(fmt::format("its result is {}, its body {}", types_.text(function.result),
                            types_.text(m_[function.body].type)));
    }

    void formula(const std::string& where, ExprId id, Logic logic) {
        enter(where, {}, false, logic);
        wants(id, TypeKind::Bool, "the formula");
    }

    void terms(const std::string& where, const InstanceTerms& one, bool ranges) {
        enter(where, {}, false, Logic::Statement);
        if (one.whyNot.empty() && one.system >= m_.systems.size()) say("plays in a system that does not exist");
        for (const ParamValue& binding : one.with) {
            enter(where, {}, false, Logic::Statement);
            const bool single = binding.range == ParamValue::Range::One;
            if (single) expr(binding.value);
            if (binding.param >= m_.params.size()) say("gives a value to a parameter that does not exist");
            else if (single && isExpr(binding.value)) given(m_.params[binding.param], binding.value);
            else if (!single && !ranges) say("does not play on one instance");
            else if (binding.range == ParamValue::Range::Injective && m_.params[binding.param].domain.empty())
                say("asks for injective values of what is no function");
        }
    }

    void scenario(const Scenario& one) {
        const std::string where = "scenario " + one.name;
        terms(where, one, false);
        for (const ScenarioStep& each : one.steps) step(where, each);
        if (!out_.empty()) return;   // what follows walks through expressions
        for (const ParamValue& binding : one.with) known(binding.value);
        for (const ScenarioStep& step : one.steps) known(step);
    }

    void check(const Check& one, size_t number) {
        const std::string where = fmt::format("check {}", number);
        terms(where, one, true);
        for (uint32_t statement : one.statements)
            if (statement >= m_.statements.size()) say("is of a statement that does not exist");
        if (one.start && *one.start >= m_.scenarios.size()) say("starts from a scenario that does not exist");
        for (const std::vector<ScenarioStep>& group : one.given)
            for (const ScenarioStep& input : group) {
                step(where, input);
                if (input.kind != ScenarioStep::Kind::Input) say("is given what is no input");
            }
        for (ExprId bound : one.bounds) formula(where, bound, Logic::Statement);
        for (const FaultBudget& fault : one.faults) {
            enter(where, {}, false, Logic::Statement);
            if (fault.most.valid()) wants(fault.most, TypeKind::Int, "a budget");
        }
        if (!out_.empty()) return;
        for (const ParamValue& binding : one.with) known(binding.value);
        for (const std::vector<ScenarioStep>& group : one.given)
            for (const ScenarioStep& input : group) known(input);
        for (const FaultBudget& fault : one.faults) known(fault.most);
    }

    void step(const std::string& where, const ScenarioStep& step) {
        enter(where, {}, false, Logic::Statement);
        const bool about = step.kind != ScenarioStep::Kind::Wait && step.kind != ScenarioStep::Kind::Fairly &&
                           step.kind != ScenarioStep::Kind::Expect;
        if (about && !step.place.valid()) say("a step does not say where");
        if (step.place.valid()) wants(step.place, TypeKind::Loc, "the place of a step");
        if (step.from.valid()) wants(step.from, TypeKind::Loc, "the sender of a step");
        using Kind = ScenarioStep::Kind;
        if (step.message >= m_.messages.size() && (step.kind == Kind::Input || step.kind == Kind::Receive ||
                                                   step.kind == Kind::Reject || step.kind == Kind::Lose))
            say("a step speaks of a message that does not exist");
        else if (step.kind == Kind::Input) storedAll(step.args, m_.messages[step.message].fields, "an input");
        if (step.kind == Kind::Act && step.action >= m_.actions.size())
            say("a step speaks of an action that does not exist");
        if (!step.value.valid()) {
            const bool may = step.kind == Kind::Fairly || step.kind == Kind::Input || step.kind == Kind::Start ||
                             step.kind == Kind::Crash || step.kind == Kind::Restart;
            if (!may) say("a step has no condition");
            return;
        }
        partsOf(step);
        const size_t mark = scope_.size();
        for (LocalId part : step.parts) bind(part);
        wants(step.value, step.kind == Kind::Wait ? TypeKind::Duration : TypeKind::Bool, "what a step says");
        scope_.resize(mark);
    }

    void known(const ScenarioStep& step) {
        known(step.place);
        known(step.from);
        for (ExprId arg : step.args) known(arg);
        if (step.kind != ScenarioStep::Kind::Expect && step.kind != ScenarioStep::Kind::Fairly) known(step.value);
    }

    /// What a scenario names does not depend on the run.
    void known(ExprId id) {
        if (id.valid() && speaksOfRuns(m_, id)) say("what a step names depends on the run");
    }

    /// What a scenario gives to a parameter: of a ring a list, of a function a map.
    void given(const SystemParam& param, ExprId value) {
        const Type& found = types_[m_[value].type];
        const Type& wanted = types_[param.type];
        bool fits = sameData(types_, m_[value].type, param.type);
        if (param.domain.empty() && wanted.kind == TypeKind::Ring && found.kind == TypeKind::List)
            fits = sameData(types_, found.args[0], wanted.args[0]);
        if (!param.domain.empty()) {
            const TypeId key = param.domain.size() == 1 ? param.domain[0] : types_.tuple(param.domain);
            const Type& map = types_[m_[value].type];
            fits = map.kind == TypeKind::Map && sameData(types_, map.args[0], key) &&
                   sameData(types_, map.args[1], param.type);
        }
        if (!fits) say("gives `" + param.name + "` a value of another type");
    }

    /// What stands for the fields of a message, or for what an action chooses.
    void partsOf(const ScenarioStep& step) {
        using Kind = ScenarioStep::Kind;
        std::vector<TypeId> wanted;
        if (step.kind == Kind::Receive || step.kind == Kind::Reject || step.kind == Kind::Lose) {
            if (step.message >= m_.messages.size()) return;
            for (const Parameter& field : m_.messages[step.message].fields) wanted.push_back(field.type);
        } else if (step.kind == Kind::Act) {
            if (step.action >= m_.actions.size()) return;
            const ActionRef& action = m_.actions[step.action];
            if (action.automaton >= m_.automata.size() || action.clause >= m_.automata[action.automaton].clauses.size())
                return say("a step speaks of an action that does not exist");
            for (LocalId chosen : m_.automata[action.automaton].clauses[action.clause].chosen)
                wanted.push_back(m_.locals[chosen].type);
        }
        bool fits = step.parts.size() == wanted.size();
        for (size_t i = 0; fits && i < wanted.size(); ++i)
            fits = step.parts[i] < m_.locals.size() && sameData(types_, m_.locals[step.parts[i]].type, wanted[i]);
        if (!fits) say("the parts of a step are not those of its message or action");
    }

    void place(const Placement& placement) {
        enter(in_, {}, false);
        if (placement.automaton >= m_.automata.size()) {
            say("places an automaton that does not exist");
            return;
        }
        expr(placement.where);
        if (!isLocOrLocs(placement.where)) say("the place is not a location or a collection of them");
        hasSelf_ = true;   // arguments are evaluated at each location
        storedAll(placement.args, m_.automata[placement.automaton].params, m_.automata[placement.automaton].name);
    }

    void automatonBody(const Automaton& automaton) {
        enter("automaton " + automaton.name, {&automaton, nullptr}, true);
        distinct("parameters", automaton.params);
        distinct("variables", automaton.vars);
        inInitial_ = true;
        for (const Variable& var : automaton.vars) {
            stored(var.initial, var.type, "the variable `" + var.name + "`");
            if (var.timer) timer(automaton, var);
        }
        inInitial_ = false;
        for (const ChildTable& table : automaton.tables) routes(table);
        for (size_t i = 0; i < automaton.clauses.size(); ++i) {
            const Clause& one = automaton.clauses[i];
            enter(fmt::format("automaton {}, clause {}{}", automaton.name, i,
                              one.name.empty() ? "" : " (" + one.name + ")"),
                  {&automaton, nullptr}, true);
            clause(one);
        }
        for (const Frame& frame : automaton.frames) {
            enter("automaton " + automaton.name, {&automaton, nullptr}, true);
            if (frame.subject >= (frame.sends ? m_.messages.size() : automaton.vars.size()))
                say("a frame is about nothing");
            for (uint32_t index : frame.clauses)
                if (index >= automaton.clauses.size()) say("a frame names a clause that does not exist");
        }
    }

    Role role() const { return place_.automaton->role; }

    void quorum(const QuorumDomain& one) {
        enter("quorum " + one.name, {}, false);
        expr(one.members);
        if (isExpr(one.members) && m_.types[m_[one.members].type].kind != TypeKind::Set) say("its members are no set");
        wantsNumber(one.least);
        wantsNumber(one.most);
    }
    void wantsNumber(ExprId id) {
        expr(id);
        if (!isExpr(id)) return;
        const TypeKind kind = m_.types[m_[id].type].kind;
        if (kind != TypeKind::Int && kind != TypeKind::Nat) say("a size is no number");
    }

    void links(const LinkPromise& one) {
        enter("links", {}, false);
        for (MessageId message : one.messages)
            if (message >= m_.messages.size()) say("promise something of a message that does not exist");
        for (ExprId end : {one.from, one.to}) {
            if (!end.valid()) continue;
            expr(end);
            if (!isLocOrLocs(end)) say("an end is not a location or a collection of them");
        }
    }

    /// The variable that says whether a timer is set.
    void timer(const Automaton& automaton, const Variable& var) {
        bool fits = *var.timer < m_.messages.size() && m_.isTimer(*var.timer) &&
                    m_.types[var.type].kind == TypeKind::Bool && !var.durable;
        const std::vector<Parameter> none;
        const std::vector<Parameter>& fields = fits ? m_.messages[*var.timer].fields : none;
        fits = fits && fields.size() == automaton.params.size();
        for (size_t i = 0; fits && i < fields.size(); ++i)
            fits = sameData(types_, fields[i].type, automaton.params[i].type);
        if (!fits) say("the variable `" + var.name + "` is not that of a timer with the parameters of its automaton");
    }

    /// Whether the automaton at hand has the timer.
    bool isOwn(MessageId timer) const {
        const std::vector<Variable>& vars = place_.automaton->vars;
        return std::any_of(vars.begin(), vars.end(), [&](const Variable& var) { return var.timer == timer; });
    }

    void routes(const ChildTable& table) {
        if (table.routes.empty()) return;
        if (table.routes.size() != m_.messages.size()) {
            say("a table has not one route per message");
            return;
        }
        for (size_t i = 0; i < table.routes.size(); ++i) {
            const Route& route = table.routes[i];
            bool fits = route.fields.size() == route.params.size() &&
                        (route.kind == Route::Kind::Index) == !route.fields.empty();
            for (uint32_t field : route.fields) fits = fits && field < m_.messages[i].fields.size();
            for (uint32_t param : route.params) fits = fits && param < m_.automata[table.child].params.size();
            if (!fits) say("the route of `" + m_.messages[i].name + "` names a field or parameter that does not exist");
        }
    }

    void clause(const Clause& clause) {
        if (clause.trigger == Trigger::Receive) {
            if (clause.message >= m_.messages.size()) {
                say("receives a message that does not exist");
                return;
            }
            place_.received = &m_.messages[clause.message];
            if (place_.received->kind == MessageKind::Output && role() != Role::Environment)
                say("receives the output `" + place_.received->name + "`");
            // A class may look at every event of its location.
            if (m_.isTimer(clause.message) && !isOwn(clause.message) && !place_.automaton->fromClass)
                say("receives `" + place_.received->name + "`, the timer of another automaton");
        }
        if ((clause.trigger == Trigger::Observe) != (role() == Role::Observer)) {
            say("only observers see what happens elsewhere, and they see nothing else");
            return;
        }
        if (clause.trigger == Trigger::Observe) {
            if (clause.message >= m_.sightings.size()) {
                say("sees what does not exist");
                return;
            }
            place_.received = &m_.sightings[clause.message].seen;
        }
        if (clause.chosen.size() != clause.domains.size()) {
            say("has not one domain per parameter");
            return;
        }
        if (clause.trigger != Trigger::Action && (!clause.chosen.empty() || clause.fair))
            say("only actions have parameters and fairness");
        for (size_t i = 0; i < clause.chosen.size(); ++i) {
            expr(clause.domains[i]);
            bind(clause.chosen[i]);
            if (!isExpr(clause.domains[i]) || clause.chosen[i] >= m_.locals.size()) continue;
            TypeId domain = m_[clause.domains[i]].type;
            TypeKind kind = m_.types[domain].kind;
            if ((kind != TypeKind::List && kind != TypeKind::Set) ||
                !sameData(types_, m_.types.elementType(domain), m_.locals[clause.chosen[i]].type))
                say(fmt::format("`{}` is not chosen from a list or set of its type", m_.locals[clause.chosen[i]].name));
        }
        wants(clause.guard, TypeKind::Bool, "the guard");
        block(clause.body);
    }

    // ---- statements --------------------------------------------------------------------------------------

    void block(const std::vector<StmtId>& body) {
        size_t mark = scope_.size();
        for (StmtId id : body) statement(id);
        scope_.resize(mark);
    }

    void statement(StmtId id) {
        const Stmt& s = m_[id];
        if (!visitedStmts_.insert(id.index).second && !s.body.empty()) {
            say("a statement stands at two places");
            return;
        }
        const Automaton& automaton = *place_.automaton;
        auto table = [&] {
            if (s.index < automaton.tables.size()) return true;
            say("names a table that does not exist");
            return false;
        };
        switch (s.kind) {
        case StmtKind::Let:
            expr(s.expr);
            if (isExpr(s.expr) && s.local < m_.locals.size() &&
                !sameData(types_, m_[s.expr].type, m_.locals[s.local].type))
                say(fmt::format("`{}` is {}, its value {}", m_.locals[s.local].name,
                                types_.text(m_.locals[s.local].type), types_.text(m_[s.expr].type)));
            bind(s.local);
            return;
        case StmtKind::Assign:
            if (s.index < automaton.vars.size())
                stored(s.expr, automaton.vars[s.index].type, "the variable `" + automaton.vars[s.index].name + "`");
            else say("assigns a variable that does not exist");
            return;
        case StmtKind::If:
            wants(s.expr, TypeKind::Bool, "a condition");
            block(s.body);
            block(s.orElse);
            return;
        case StmtKind::ForEach: return forEach(s);
        case StmtKind::Send:
        case StmtKind::Emit: return output(s);
        case StmtKind::Spawn:
        case StmtKind::Become:
            if (!table()) return;
            if (m_.automata[automaton.tables[s.index].child].role != automaton.role)
                say("starts what is on the other side");
            storedAll(s.args, m_.automata[automaton.tables[s.index].child].params,
                      m_.automata[automaton.tables[s.index].child].name);
            return;
        case StmtKind::Deliver:
            if (table() && !automaton.tables[s.index].explicitDelivery)
                say("delivers to a table that is delivered to anyway");
            return;
        case StmtKind::Yield:
            if (automaton.yields) stored(s.expr, *automaton.yields, "the yield");
            else say("yields without a type for it");
            return;
        case StmtKind::Assert:
            wants(s.expr, TypeKind::Bool, "an assertion");
            if (s.index >= m_.texts.size()) say("an assertion has no text");
            return;
        case StmtKind::Stop: return;
        }
    }

    void forEach(const Stmt& s) {
        expr(s.expr);
        if (!isExpr(s.expr) || !m_.types.isCollection(m_[s.expr].type)) {
            say("`for` walks over something that is no collection");
            return;
        }
        const Type& source = m_.types[m_[s.expr].type];
        size_t mark = scope_.size(), parts = source.kind == TypeKind::Map ? 2 : 1;
        for (LocalId part = 0; part < parts; ++part) {
            bind(s.local + part);
            if (s.local + part < m_.locals.size() &&
                !sameData(types_, source.args[part], m_.locals[s.local + part].type))
                say(fmt::format("`{}` is {}, the elements {}", m_.locals[s.local + part].name,
                                types_.text(m_.locals[s.local + part].type), types_.text(source.args[part])));
        }
        block(s.body);
        scope_.resize(mark);
    }

    void output(const Stmt& s) {
        if (s.index >= m_.messages.size()) {
            say("sends a message that does not exist");
            return;
        }
        const Message& message = m_.messages[s.index];
        storedAll(s.args, message.fields, "`" + message.name + "`");
        if (s.kind == StmtKind::Emit) {
            if (message.kind != MessageKind::Output) say("emits `" + message.name + "`, which is no output");
            if (s.to.valid() || s.after.valid()) say("an emit has no destination and no delay");
            return;
        }
        if (role() == Role::Observer) say("sends `" + message.name + "` as an observer");
        if (message.kind == MessageKind::Input && role() != Role::Environment)
            say("sends the input `" + message.name + "`");
        if (message.kind == MessageKind::Timer &&
            !(isOwn(s.index) && isExpr(s.to) && m_[s.to].op == Op::Self && s.after.valid()))
            say("the timer `" + message.name + "` is not set by its own automaton for itself");
        if (s.afterMax.valid() && message.kind != MessageKind::Timer) say("only timers have a greatest delay");
        expr(s.to);
        if (!isLocOrLocs(s.to))
            say("the destination of `" + message.name + "` is not a location or a collection of them");
        if (s.after.valid()) wants(s.after, TypeKind::Duration, "the delay");
        if (s.afterMax.valid()) wants(s.afterMax, TypeKind::Duration, "the greatest delay");
    }

    const Module& m_;
    TypeTable types_;   ///< a copy: the rules may make types
    std::vector<std::string> out_;
    std::string in_;
    Place place_;
    Logic logic_ = Logic::Code;
    bool hasSelf_ = false;
    bool inInitial_ = false;
    bool seenAgain_ = false;   ///< within a node that was checked before
    std::vector<LocalId> scope_;
    std::vector<bool> bound_;
    std::set<uint32_t> visited_, visitedStmts_;
};

}   // namespace

std::vector<std::string> verify(const Module& module) { return Verifier(module).run(); }

}   // namespace evd::ir
