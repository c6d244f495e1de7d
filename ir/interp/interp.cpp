#include "ir/interp/interp.h"

#include "ir/analysis/running.h"
#include "ir/interp/step.h"

#include <algorithm>
#include <functional>
#include <set>

namespace evd::ir {

Child::Child(Instance instance) : instance_(std::make_unique<Instance>(std::move(instance))) {}
Child::Child(const Child& other) : instance_(std::make_unique<Instance>(*other.instance_)) {}
Child::Child(Child&& other) noexcept = default;
Child& Child::operator=(Child other) noexcept {
    instance_ = std::move(other.instance_);
    return *this;
}
Child::~Child() = default;

namespace {

/// Whether an automaton, or what it may spawn or become, has actions.
bool hasActions(const Module& module, AutomatonId automaton) {
    std::set<AutomatonId> below = reachable(module, {automaton});
    return std::any_of(below.begin(), below.end(), [&](AutomatonId id) {
        const std::vector<Clause>& clauses = module.automata[id].clauses;
        return std::any_of(clauses.begin(), clauses.end(),
                           [](const Clause& clause) { return clause.trigger == Trigger::Action; });
    });
}

}   // namespace

Interpreter::Interpreter(const Module& module, SystemId system, const Deployment& deployment)
    : module_(module), deployment_(deployment), system_(system) {
    for (AutomatonId i = 0; i < module.automata.size(); ++i)
        if (module.automata[i].role == Role::Observer) observers_.push_back(i);
    for (AutomatonId id = 0; id < module.automata.size(); ++id) acts_.push_back(hasActions(module, id));
}

std::vector<uint32_t> Interpreter::failedAssumptions() const {
    std::vector<uint32_t> failed;
    for (uint32_t i = 0; i < module_.assumptions.size(); ++i) {
        auto holds = evaluate(module_.assumptions[i].formula);
        if (!holds || holds->number == 0) failed.push_back(i);
    }
    return failed;
}

namespace {

std::vector<uint32_t> placesOf(const Module& module, const Placement& placement, Evaluator& evaluator) {
    Value where = evaluator.value(placement.where);
    if (module.types[module[placement.where].type].kind == TypeKind::Loc) return {static_cast<uint32_t>(where.number)};
    std::vector<uint32_t> out;
    for (const Value& one : where.list()) out.push_back(static_cast<uint32_t>(one.number));
    return out;
}

}   // namespace

std::vector<uint32_t> Interpreter::locations() const {
    std::vector<uint32_t> all;
    Evaluator evaluator(Surroundings{module_, deployment_});
    for (const Placement& placement : module_.systems[system_].placements) try {
            for (uint32_t place : placesOf(module_, placement, evaluator)) all.push_back(place);
        } catch (const FaultSignal&) {}   // a placement that faults places nothing
    std::sort(all.begin(), all.end());
    all.erase(std::unique(all.begin(), all.end()), all.end());
    return all;
}

namespace {

/// The root that a placement puts at a location, if it puts one there. Throws FaultSignal.
std::optional<Instance> rootAt(const Module& module, const Deployment& deployment, const Placement& placement,
                               uint32_t location) {
    Evaluator evaluator(Surroundings{module, deployment, location});
    auto places = placesOf(module, placement, evaluator);
    if (std::find(places.begin(), places.end(), location) == places.end()) return std::nullopt;
    std::vector<Value> args;
    for (ExprId arg : placement.args) args.push_back(evaluator.value(arg));
    Event none;
    return Step(module, deployment, location, none).make(placement.automaton, std::move(args));
}

}   // namespace

std::optional<FaultAt> Interpreter::initialFault(uint32_t location) const {
    for (const Placement& placement : module_.systems[system_].placements) try {
            rootAt(module_, deployment_, placement, location);
        } catch (const FaultSignal& signal) { return signal; }
    for (AutomatonId observer : observers_) try {
            Step(module_, deployment_, 0, Event()).make(observer, {});
        } catch (const FaultSignal& signal) { return signal; }
    return std::nullopt;
}

namespace {

void collectInstances(const Instance& instance, AutomatonId automaton, std::vector<const Instance*>& out) {
    if (instance.stopped) return;
    if (instance.automaton == automaton) out.push_back(&instance);
    for (const auto& table : instance.tables)
        for (const Instance& child : table) collectInstances(child, automaton, out);
}

}   // namespace

std::vector<const Instance*> liveInstances(const LocationState& state, AutomatonId automaton) {
    std::vector<const Instance*> out;
    for (const Instance& root : state.roots) collectInstances(root, automaton, out);
    return out;
}

bool isSet(const Module& module, const LocationState& state, MessageId timer, const std::vector<Value>& params) {
    auto waits = [&](const Instance& instance) {
        const std::vector<Variable>& vars = module.automata[instance.automaton].vars;
        const bool same = std::equal(instance.params.begin(), instance.params.end(), params.begin(), params.end(),
                                     [](const Value& a, const Value& b) { return compare(a, b) == 0; });
        for (size_t v = 0; same && v < vars.size(); ++v)
            if (vars[v].timer == timer && instance.vars[v].number != 0) return true;
        return false;
    };
    std::function<bool(const Instance&)> below = [&](const Instance& instance) {
        if (instance.stopped) return false;
        if (waits(instance)) return true;
        return std::any_of(instance.tables.begin(), instance.tables.end(),
                           [&](const auto& table) { return std::any_of(table.begin(), table.end(), below); });
    };
    return std::any_of(state.roots.begin(), state.roots.end(), below);
}

const Instance& instanceAt(const LocationState& state, const InstancePath& path) {
    const Instance* at = &state.roots.at(path.at(0));
    for (size_t i = 1; i + 1 < path.size(); i += 2) at = at->tables.at(path[i]).at(path[i + 1]).get();
    return *at;
}

LocationState Interpreter::initialObserver(AutomatonId observer) const {
    LocationState state;
    try {
        state.roots.push_back(Step(module_, deployment_, 0, Event()).make(observer, {}));
    } catch (const FaultSignal&) {}
    return state;
}

LocationState Interpreter::initial(uint32_t location) const {
    LocationState state;
    state.location = location;
    for (const Placement& placement : module_.systems[system_].placements) try {
            if (auto root = rootAt(module_, deployment_, placement, location)) state.roots.push_back(std::move(*root));
        } catch (const FaultSignal&) {}
    return state;
}

namespace {

/// What is left of an instance that survives: of its children those of durable processes, and so on. Its timers do
/// not.
Instance kept(const Module& module, Instance instance) {
    instance.first = true;
    const std::vector<Variable>& vars = module.automata[instance.automaton].vars;
    for (size_t v = 0; v < vars.size(); ++v)
        if (vars[v].timer) instance.vars[v] = Value::scalar(0);
    for (auto& table : instance.tables) {
        std::erase_if(table, [&](const Instance& child) { return !module.automata[child.automaton].durable; });
        for (Instance& child : table) child = kept(module, std::move(child));
    }
    return instance;
}

}   // namespace

LocationState Interpreter::restarted(const LocationState& crashed) const {
    LocationState state = initial(crashed.location);
    for (size_t i = 0; i < state.roots.size(); ++i) {
        Instance& root = state.roots[i];
        const Instance& old = crashed.roots[i];
        // A durable process is as it was: ended if it had ended, and what it has become if that is durable too.
        if (module_.automata[root.automaton].durable && (old.stopped || module_.automata[old.automaton].durable)) {
            root = old.stopped ? old : kept(module_, old);
            continue;
        }
        const std::vector<Variable>& vars = module_.automata[root.automaton].vars;
        if (old.stopped || old.automaton != root.automaton) continue;
        for (size_t v = 0; v < vars.size(); ++v)
            if (vars[v].durable) root.vars[v] = old.vars[v];
    }
    return state;
}

int64_t Interpreter::driftPpm() const {
    if (!module_.drift.valid()) return 0;
    const Result<Value> value = evaluate(module_.drift);
    return value && value->number > 0 && value->number < kMillion ? value->number : 0;
}

StepResult Interpreter::step(LocationState& state, const Event& event, Coverage* coverage) const {
    StepResult result;
    Step step(module_, deployment_, state.location, event, coverage);
    try {
        if (event.kind == Event::Kind::Action) step.act(state.roots.at(event.instance.at(0)));
        else
            for (Instance& root : state.roots)
                if (!root.stopped) step.visit(root);
    } catch (const FaultSignal& signal) {
        step.undo();
        result.fault = signal.fault;
        result.faultAt = signal.at;
        result.faultDetail = signal.detail;
        return result;
    }
    result.changes = step.changes();
    result.outputs = step.takeOutputs();
    for (Coverage::Point point : step.reached()) coverage->add(point);
    return result;
}

namespace {

/// Collects the enabled actions below one instance.
struct EnabledSearch {
    const Module& module;
    const Deployment& deployment;
    const std::vector<bool>& acts;
    uint32_t location;
    std::vector<EnabledAction>& out;
    std::vector<ActionFault>* faults;

    void visit(const Instance& instance, const InstancePath& path) {
        if (instance.stopped || !acts[instance.automaton]) return;
        const Automaton& automaton = module.automata[instance.automaton];
        Surroundings surroundings{module, deployment, location};
        surroundings.params = &instance.params;
        surroundings.vars = &instance.vars;
        surroundings.tables = &instance.tables;
        for (uint32_t i = 0; i < automaton.clauses.size(); ++i) {
            if (automaton.clauses[i].trigger != Trigger::Action) continue;
            Evaluator evaluator(surroundings);
            choose(instance, i, 0, {}, evaluator, path);
        }
        for (uint32_t t = 0; t < instance.tables.size(); ++t)
            for (uint32_t c = 0; c < instance.tables[t].size(); ++c) {
                InstancePath below = path;
                below.push_back(t);
                below.push_back(c);
                visit(instance.tables[t][c], below);
            }
    }

    /// Each choice stands for itself: one that faults does not keep another from happening.
    void choose(const Instance& instance, uint32_t index, size_t next, std::vector<Value> chosen, Evaluator& evaluator,
                const InstancePath& path) {
        const Clause& clause = module.automata[instance.automaton].clauses[index];
        size_t mark = evaluator.mark();
        try {
            if (next == clause.chosen.size()) {
                if (evaluator.truth(clause.guard)) out.push_back({path, index, chosen, clause.fair});
                return;
            }
            Value domain = evaluator.value(clause.domains[next]);
            for (const Value& value : domain.list()) {
                evaluator.bind(clause.chosen[next], value);
                auto more = chosen;
                more.push_back(value);
                choose(instance, index, next + 1, std::move(more), evaluator, path);
                evaluator.release(mark);
            }
        } catch (const FaultSignal& signal) {
            evaluator.release(mark);
            if (faults) faults->push_back({instance.automaton, index, signal});
        }
    }
};

}   // namespace

std::vector<EnabledAction> Interpreter::enabled(const LocationState& state, std::vector<ActionFault>* faults) const {
    std::vector<EnabledAction> out;
    EnabledSearch search{module_, deployment_, acts_, state.location, out, faults};
    for (uint32_t i = 0; i < state.roots.size(); ++i)
        if (acts_[state.roots[i].automaton]) search.visit(state.roots[i], {i});
    return out;
}

std::optional<FaultAt> Interpreter::faultOf(ExprId expr) const {
    try {
        Evaluator(Surroundings{module_, deployment_}).value(expr);
        return std::nullopt;
    } catch (const FaultSignal& signal) { return signal; }
}

Result<Value> Interpreter::evaluate(ExprId expr) const {
    try {
        return Evaluator(Surroundings{module_, deployment_}).value(expr);
    } catch (const FaultSignal& signal) {
        return Error{"EVD" + std::to_string(7000 + static_cast<int>(signal.fault)), "the expression faults"};
    }
}

namespace {

void arrayHead(size_t n, std::string& out) {
    if (n < 24) out += static_cast<char>(0x80 | n);
    else if (n <= 0xFF) {
        out += static_cast<char>(0x98);
        out += static_cast<char>(n);
    } else if (n <= 0xFFFF) {
        out += static_cast<char>(0x99);
        out += static_cast<char>(n >> 8);
        out += static_cast<char>(n & 0xFF);
    } else {
        out += static_cast<char>(0x9A);
        for (int shift = 24; shift >= 0; shift -= 8) out += static_cast<char>((n >> shift) & 0xFF);
    }
}

void appendInstance(const Module& module, const LocationNames& names, const Instance& instance, std::string& out) {
    if (instance.stopped) {
        out += static_cast<char>(0xF6);
        return;
    }
    const Automaton& automaton = module.automata[instance.automaton];
    TypeId str = module.types.basic(TypeKind::Str);
    arrayHead(4, out);
    appendCbor(module.types, str, Value::ofText(automaton.name), names, out);
    arrayHead(instance.params.size(), out);
    for (size_t i = 0; i < instance.params.size(); ++i)
        appendCbor(module.types, automaton.params[i].type, instance.params[i], names, out);
    arrayHead(instance.vars.size(), out);
    for (size_t i = 0; i < instance.vars.size(); ++i)
        appendCbor(module.types, automaton.vars[i].type, instance.vars[i], names, out);
    arrayHead(instance.tables.size(), out);
    for (const auto& table : instance.tables) {
        arrayHead(table.size(), out);
        for (const Instance& child : table) appendInstance(module, names, child, out);
    }
}

}   // namespace

std::string Interpreter::canonical(const LocationState& state) const {
    std::string out;
    arrayHead(state.roots.size(), out);
    for (const Instance& root : state.roots) appendInstance(module_, deployment_.names, root, out);
    return out;
}

uint64_t Interpreter::digest(const LocationState& state) const {
    uint64_t hash = 0xCBF29CE484222325;
    for (char c : canonical(state)) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3;
    return hash;
}

}   // namespace evd::ir
