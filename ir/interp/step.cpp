#include "ir/interp/step.h"

#include <algorithm>

namespace evd::ir {

/// An instance while its clauses run.
struct Step::Running {
    const Automaton& automaton;
    Instance& instance;
    Evaluator evaluator;
    std::vector<Value> vars;                  ///< as the clause body sees them
    std::vector<bool> assigned;               ///< by this body
    std::vector<std::vector<Value>> yields;   ///< by table: of the last Deliver
    std::vector<Value> yielded;               ///< by this instance
    bool stop = false;
    std::optional<Instance> successor;
};

Instance Step::make(AutomatonId id, std::vector<Value> params) const {
    const Automaton& automaton = module_.automata[id];
    Instance made;
    made.automaton = id;
    made.params = std::move(params);
    made.tables.resize(automaton.tables.size());
    Surroundings surroundings{module_, deployment_, location_};
    surroundings.params = &made.params;
    Evaluator evaluator(surroundings);
    for (const Variable& variable : automaton.vars) made.vars.push_back(evaluator.value(variable.initial));
    return made;
}

std::vector<Value> Step::visit(Instance& instance) { return run(instance, false); }

std::vector<Value> Step::run(Instance& instance, bool acting) {
    const Automaton& automaton = module_.automata[instance.automaton];
    if (++depth_ > kDepthMax) throw FaultSignal{{Fault::Depth, automaton.span, {}}};
    const std::vector<Value> before = instance.vars;
    Surroundings surroundings{module_, deployment_, location_};
    surroundings.params = &instance.params;
    surroundings.event = &event_;
    surroundings.first = instance.first;
    surroundings.tables = &instance.tables;
    Running running{automaton, instance, Evaluator(surroundings),
                    before,    {},       std::vector<std::vector<Value>>(automaton.tables.size()),
                    {},        false,    std::nullopt};
    running.evaluator.surroundings().yields = &running.yields;

    // All guards are looked at on the state before the event.
    running.evaluator.surroundings().vars = &before;
    std::vector<const Clause*> happening;
    Occasion occasion{event_.kind, event_.message, {}, instance.first};
    if (acting) occasion.acting = event_.clause;
    for (uint32_t index : clausesAt(automaton, occasion)) {
        const Clause& clause = automaton.clauses[index];
        size_t mark = running.evaluator.mark();
        if (clause.trigger == Trigger::Action)
            for (size_t j = 0; j < clause.chosen.size(); ++j)
                running.evaluator.bind(clause.chosen[j], event_.payload[j]);
        const bool happens = running.evaluator.truth(clause.guard);
        if (happens) happening.push_back(&clause);
        if (coverage_ != nullptr) {
            reached_.push_back(coverage_->came(instance.automaton, index));
            if (happens) reached_.push_back(coverage_->happened(instance.automaton, index));
        }
        running.evaluator.release(mark);
    }
    // Their bodies happen at once: each starts from the state before, and no variable has two writers (R7).
    std::vector<bool> written(before.size(), false);
    std::vector<Value> after = before;
    for (const Clause* clause : happening) {
        running.vars = before;
        running.assigned.assign(before.size(), false);
        running.evaluator.surroundings().vars = &running.vars;
        size_t mark = running.evaluator.mark();
        if (clause->trigger == Trigger::Action)
            for (size_t j = 0; j < clause->chosen.size(); ++j)
                running.evaluator.bind(clause->chosen[j], event_.payload[j]);
        block(clause->body, running);
        running.evaluator.release(mark);
        for (size_t i = 0; i < before.size(); ++i) {
            if (!running.assigned[i]) continue;
            if (written[i]) throw FaultSignal{{Fault::Conflict, clause->span, "`" + automaton.vars[i].name + "`"}};
            written[i] = true;
            after[i] = running.vars[i];
        }
    }
    instance.vars = std::move(after);
    instance.first = false;
    for (size_t t = 0; t < automaton.tables.size(); ++t)
        if (!automaton.tables[t].explicitDelivery) deliver(instance.tables[t]);
    if (running.successor) {
        Instance successor = std::move(*running.successor);
        std::vector<Value> more = run(successor, false);
        running.yielded.insert(running.yielded.end(), more.begin(), more.end());
        instance = std::move(successor);
    } else if (running.stop) {
        instance.stopped = true;
        instance.vars.clear();
        instance.tables.clear();
    }
    --depth_;
    return std::move(running.yielded);
}

/// Children see the event, oldest first; an action is seen only by children that it spawned.
std::vector<Value> Step::deliver(std::vector<Instance>& table) {
    std::vector<Value> yields;
    for (Instance& child : table) {
        if (event_.kind == Event::Kind::Action && !child.first) continue;
        std::vector<Value> some = run(child, false);
        yields.insert(yields.end(), some.begin(), some.end());
    }
    table.erase(std::remove_if(table.begin(), table.end(), [](const Instance& child) { return child.stopped; }),
                table.end());
    return yields;
}

void Step::act(Instance& instance, size_t depth) {
    if (depth >= event_.instance.size()) {
        run(instance, true);
        return;
    }
    auto& table = instance.tables.at(event_.instance[depth]);
    Instance& child = table.at(event_.instance.at(depth + 1));
    act(child, depth + 2);
    if (child.stopped) table.erase(table.begin() + event_.instance[depth + 1]);
}

void Step::block(const std::vector<StmtId>& body, Running& running) {
    size_t mark = running.evaluator.mark();
    for (StmtId id : body) statement(id, running);
    running.evaluator.release(mark);
}

void Step::statement(StmtId id, Running& running) {
    const Stmt& stmt = module_[id];
    Evaluator& evaluator = running.evaluator;
    auto values = [&] {
        std::vector<Value> out;
        for (ExprId arg : stmt.args) out.push_back(evaluator.value(arg));
        return out;
    };
    switch (stmt.kind) {
    case StmtKind::Let: evaluator.bind(stmt.local, evaluator.value(stmt.expr)); return;
    case StmtKind::Assign: {
        Value value = evaluator.value(stmt.expr);
        running.vars[stmt.index] = std::move(value);
        running.assigned[stmt.index] = true;
        return;
    }
    case StmtKind::If: {
        const bool condition = evaluator.truth(stmt.expr);
        if (coverage_ != nullptr) reached_.push_back(coverage_->branch(id, condition));
        block(condition ? stmt.body : stmt.orElse, running);
        return;
    }
    case StmtKind::ForEach: {
        Value source = evaluator.value(stmt.expr);
        bool isMap = module_.types[module_[stmt.expr].type].kind == TypeKind::Map;
        for (size_t i = 0; i < source.list().size(); i += isMap ? 2 : 1) {
            size_t mark = evaluator.mark();
            evaluator.bind(stmt.local, source.list()[i]);
            if (isMap) evaluator.bind(stmt.local + 1, source.list()[i + 1]);
            block(stmt.body, running);
            evaluator.release(mark);
        }
        return;
    }
    case StmtKind::Send:
    case StmtKind::Emit: {
        Output output;
        output.message = stmt.index;
        output.emitted = stmt.kind == StmtKind::Emit;
        output.span = stmt.span;
        output.payload = values();
        if (stmt.to.valid()) {
            Value to = evaluator.value(stmt.to);
            if (module_.types[module_[stmt.to].type].kind == TypeKind::Loc)
                output.to.push_back(static_cast<uint32_t>(to.number));
            else
                for (const Value& one : to.list()) output.to.push_back(static_cast<uint32_t>(one.number));
        }
        // A delay that is negative is none, and a greatest one is not below the least.
        if (stmt.after.valid()) output.afterNs = std::max<int64_t>(0, evaluator.value(stmt.after).number);
        if (stmt.afterMax.valid()) output.afterMaxNs = evaluator.value(stmt.afterMax).number;
        output.afterMaxNs = std::max(output.afterNs, output.afterMaxNs);
        outputs_.push_back(std::move(output));
        return;
    }
    case StmtKind::Spawn:
        running.instance.tables[stmt.index].push_back(make(running.automaton.tables[stmt.index].child, values()));
        return;
    case StmtKind::Deliver: running.yields[stmt.index] = deliver(running.instance.tables[stmt.index]); return;
    case StmtKind::Yield: running.yielded.push_back(evaluator.value(stmt.expr)); return;
    case StmtKind::Stop: running.stop = true; return;
    case StmtKind::Assert:
        if (!evaluator.truth(stmt.expr)) throw FaultSignal{{Fault::Assertion, stmt.span, {}}};
        return;
    case StmtKind::Become: {
        Instance successor = make(running.automaton.tables[stmt.index].child, values());
        if (running.successor) throw FaultSignal{{Fault::Conflict, stmt.span, "what it becomes"}};
        running.successor = std::move(successor);
        return;
    }
    }
}

}   // namespace evd::ir
