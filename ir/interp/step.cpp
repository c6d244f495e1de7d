#include "ir/interp/step.h"

#include <algorithm>

namespace evd::ir {

/// An instance while its clauses run.
struct Step::Running {
    const Automaton& automaton;
    Instance& instance;
    std::vector<std::vector<Value>> yields;   ///< by table: of the last Deliver
    std::vector<Value> yielded;               ///< by this instance
    bool stop = false;
    std::optional<Instance> successor;
};

/// What expressions refer to while an instance runs.
struct Step::Scope {
    Scope(Surroundings& place, Running& running) : place(place), before(place) {
        place.params = &running.instance.params;
        place.vars = &running.instance.vars;
        place.first = running.instance.first;
        place.tables = &running.instance.tables;
        place.yields = &running.yields;
    }
    ~Scope() {
        place.params = before.params;
        place.vars = before.vars;
        place.first = before.first;
        place.tables = before.tables;
        place.yields = before.yields;
    }
    Scope(const Scope&) = delete;
    Surroundings& place;
    const Surroundings before;
};

Step::Step(const Module& module, const Deployment& deployment, uint32_t location, const Event& event,
           const Coverage* coverage)
    : module_(module), deployment_(deployment), location_(location), event_(event), coverage_(coverage),
      evaluator_(Surroundings{module, deployment, location}) {
    evaluator_.surroundings().event = &event;
    happening_.reserve(8);
    done_.reserve(8);
}

Instance Step::make(AutomatonId id, std::vector<Value> params) const {
    const Automaton& automaton = module_.automata[id];
    Instance made;
    made.automaton = id;
    made.params = std::move(params);
    made.tables.resize(automaton.tables.size());
    made.vars.reserve(automaton.vars.size());
    Surroundings surroundings{module_, deployment_, location_};
    surroundings.params = &made.params;
    Evaluator evaluator(surroundings);
    for (const Variable& variable : automaton.vars) made.vars.push_back(evaluator.value(variable.initial));
    return made;
}

// ---- what was done --------------------------------------------------------------------------------------------

Step::Done& Step::note(Done::Kind kind, Instance& instance, uint32_t index) {
    return done_.emplace_back(Done{kind, &instance, instance.automaton, index, 0, {}, nullptr, std::nullopt});
}

void Step::undo() {
    for (; !done_.empty(); done_.pop_back()) {
        Done& last = done_.back();
        switch (last.kind) {
        case Done::Kind::Assigned: last.instance->vars[last.index] = std::move(last.value); break;
        case Done::Kind::Began: last.instance->first = true; break;
        case Done::Kind::Spawned: last.instance->tables[last.index].pop_back(); break;
        case Done::Kind::Removed: {
            auto& table = last.instance->tables[last.index];
            table.insert(table.begin() + last.place, std::move(*last.child));
            break;
        }
        case Done::Kind::Replaced: *last.instance = std::move(*last.whole); break;
        }
    }
}

Changes Step::changes() const {
    Changes out;
    for (const Done& one : done_) {
        const bool replaced = one.instance->stopped || one.instance->automaton != one.automaton;
        switch (one.kind) {
        case Done::Kind::Assigned:
            if (replaced || !one.value.isSame(one.instance->vars[one.index]))
                out.variables.emplace_back(one.automaton, one.index);
            break;
        case Done::Kind::Spawned: out.instances.push_back(one.automaton); break;
        case Done::Kind::Replaced:
            out.instances.push_back(one.automaton);
            out.instances.push_back(one.instance->automaton);
            break;
        case Done::Kind::Began:
        case Done::Kind::Removed: break;   // it was replaced before
        }
    }
    return out;
}

// ---- an event at an instance ----------------------------------------------------------------------------------

std::vector<Value> Step::visit(Instance& instance) { return run(instance, false); }

std::vector<Value> Step::run(Instance& instance, bool acting) {
    const Automaton& automaton = module_.automata[instance.automaton];
    if (++depth_ > kDepthMax) throw FaultSignal{{Fault::Depth, automaton.span, {}}};
    Running running{automaton, instance, {}, {}, false, std::nullopt};
    {
        const Scope scope(evaluator_.surroundings(), running);
        // All guards are looked at on the state before the event.
        const size_t firstClause = happening_.size();
        Occasion occasion{event_.kind, event_.message, {}, instance.first};
        if (acting) occasion.acting = event_.clause;
        for (uint32_t index = 0; index < automaton.clauses.size(); ++index) {
            if (!isOccasionFor(automaton, index, occasion)) continue;
            const Clause& clause = automaton.clauses[index];
            const size_t mark = evaluator_.mark();
            if (clause.trigger == Trigger::Action)
                for (size_t j = 0; j < clause.chosen.size(); ++j) evaluator_.bind(clause.chosen[j], event_.payload[j]);
            const bool happens = evaluator_.truth(clause.guard);
            if (happens) happening_.push_back(&clause);
            if (coverage_ != nullptr) {
                reached_.push_back(coverage_->came(instance.automaton, index));
                if (happens) reached_.push_back(coverage_->happened(instance.automaton, index));
            }
            evaluator_.release(mark);
        }
        if (happening_.size() > firstClause) happen(firstClause, running);
        happening_.resize(firstClause);
    }
    if (instance.first) {
        note(Done::Kind::Began, instance);
        instance.first = false;
    }
    for (uint32_t t = 0; t < automaton.tables.size(); ++t)
        if (!automaton.tables[t].explicitDelivery) deliver(instance, t);
    if (running.successor) {
        replace(instance, std::move(*running.successor));
        std::vector<Value> more = run(instance, false);
        running.yielded.insert(running.yielded.end(), more.begin(), more.end());
    } else if (running.stop) {
        Instance stopped;
        stopped.automaton = instance.automaton;
        stopped.params = instance.params;
        stopped.first = false;
        stopped.stopped = true;
        replace(instance, std::move(stopped));
    }
    --depth_;
    return std::move(running.yielded);
}

/// The bodies of clauses happen at once: each starts from the state before, and no variable has two writers (R7).
void Step::happen(size_t firstClause, Running& running) {
    const size_t end = happening_.size();
    if (end - firstClause == 1) return body(*happening_[firstClause], running);
    std::vector<Value>& vars = running.instance.vars;
    std::vector<std::pair<uint32_t, Value>> after;
    for (size_t k = firstClause; k < end; ++k) {
        const Clause& clause = *happening_[k];
        const size_t before = after.size();
        auto isIn = [&](size_t from, size_t to, uint32_t variable) {
            return std::any_of(after.begin() + static_cast<long>(from), after.begin() + static_cast<long>(to),
                               [&](const auto& one) { return one.first == variable; });
        };
        const size_t from = done_.size();
        body(clause, running);
        std::optional<uint32_t> conflict;
        for (size_t i = from; i < done_.size(); ++i) {
            const Done& one = done_[i];
            if (one.kind != Done::Kind::Assigned || one.instance != &running.instance) continue;
            if (isIn(before, after.size(), one.index)) continue;   // assigned before in this body
            if (isIn(0, before, one.index)) conflict = std::min(conflict.value_or(one.index), one.index);
            after.emplace_back(one.index, std::exchange(vars[one.index], one.value));
        }
        if (conflict) {
            const std::string& name = running.automaton.vars[*conflict].name;
            throw FaultSignal{{Fault::Conflict, clause.span, "`" + name + "`"}};
        }
    }
    for (auto& [variable, value] : after) vars[variable] = std::move(value);
}

void Step::body(const Clause& clause, Running& running) {
    const size_t mark = evaluator_.mark();
    if (clause.trigger == Trigger::Action)
        for (size_t j = 0; j < clause.chosen.size(); ++j) evaluator_.bind(clause.chosen[j], event_.payload[j]);
    block(clause.body, running);
    evaluator_.release(mark);
}

void Step::replace(Instance& instance, Instance by) {
    Done& done = note(Done::Kind::Replaced, instance);
    done.whole = std::make_unique<Instance>(std::exchange(instance, std::move(by)));
}

/// Children see the event, oldest first; an action is seen only by children that it spawned.
std::vector<Value> Step::deliver(Instance& parent, uint32_t index) {
    std::vector<Value> yields;
    bool stopped = false;
    for (Instance& child : parent.tables[index]) {
        if (event_.kind == Event::Kind::Action && !child.first) continue;
        std::vector<Value> some = run(child, false);
        yields.insert(yields.end(), some.begin(), some.end());
        stopped |= child.stopped;
    }
    if (!stopped) return yields;
    const auto& table = parent.tables[index];
    for (size_t i = 0; i < table.size();)
        if (table[i]->stopped) remove(parent, index, i);
        else ++i;
    return yields;
}

void Step::remove(Instance& parent, uint32_t index, size_t place) {
    auto& table = parent.tables[index];
    Done& done = note(Done::Kind::Removed, parent, index);
    done.place = static_cast<uint32_t>(place);
    done.child = std::move(table[place]);
    table.erase(table.begin() + static_cast<long>(place));
}

void Step::act(Instance& instance, size_t depth) {
    if (depth >= event_.instance.size()) {
        run(instance, true);
        return;
    }
    const uint32_t index = event_.instance[depth];
    const size_t place = event_.instance.at(depth + 1);
    Instance& child = instance.tables.at(index).at(place);
    act(child, depth + 2);
    if (child.stopped) remove(instance, index, place);
}

void Step::block(const std::vector<StmtId>& body, Running& running) {
    size_t mark = evaluator_.mark();
    for (StmtId id : body) statement(id, running);
    evaluator_.release(mark);
}

void Step::statement(StmtId id, Running& running) {
    const Stmt& stmt = module_[id];
    auto values = [&] {
        std::vector<Value> out;
        out.reserve(stmt.args.size());
        for (ExprId arg : stmt.args) out.push_back(evaluator_.value(arg));
        return out;
    };
    switch (stmt.kind) {
    case StmtKind::Let: evaluator_.bind(stmt.local, evaluator_.value(stmt.expr)); return;
    case StmtKind::Assign: {
        Value value = evaluator_.value(stmt.expr);
        Done& done = note(Done::Kind::Assigned, running.instance, stmt.index);
        done.value = std::exchange(running.instance.vars[stmt.index], std::move(value));
        return;
    }
    case StmtKind::If: {
        const bool condition = evaluator_.truth(stmt.expr);
        if (coverage_ != nullptr) reached_.push_back(coverage_->branch(id, condition));
        block(condition ? stmt.body : stmt.orElse, running);
        return;
    }
    case StmtKind::ForEach: {
        Value source = evaluator_.value(stmt.expr);
        bool isMap = module_.types[module_[stmt.expr].type].kind == TypeKind::Map;
        for (size_t i = 0; i < source.list().size(); i += isMap ? 2 : 1) {
            size_t mark = evaluator_.mark();
            evaluator_.bind(stmt.local, source.list()[i]);
            if (isMap) evaluator_.bind(stmt.local + 1, source.list()[i + 1]);
            block(stmt.body, running);
            evaluator_.release(mark);
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
            Value to = evaluator_.value(stmt.to);
            if (module_.types[module_[stmt.to].type].kind == TypeKind::Loc)
                output.to.push_back(static_cast<uint32_t>(to.number));
            else {
                output.to.reserve(to.list().size());
                for (const Value& one : to.list()) output.to.push_back(static_cast<uint32_t>(one.number));
            }
        }
        // A delay that is negative is none, and a greatest one is not below the least.
        if (stmt.after.valid()) output.afterNs = std::max<int64_t>(0, evaluator_.value(stmt.after).number);
        if (stmt.afterMax.valid()) output.afterMaxNs = evaluator_.value(stmt.afterMax).number;
        output.afterMaxNs = std::max(output.afterNs, output.afterMaxNs);
        outputs_.push_back(std::move(output));
        return;
    }
    case StmtKind::Spawn: {
        Instance child = make(running.automaton.tables[stmt.index].child, values());
        Done& done = note(Done::Kind::Spawned, running.instance, stmt.index);
        done.automaton = child.automaton;
        running.instance.tables[stmt.index].emplace_back(std::move(child));
        return;
    }
    case StmtKind::Deliver:
        running.yields.resize(running.automaton.tables.size());
        running.yields[stmt.index] = deliver(running.instance, stmt.index);
        return;
    case StmtKind::Yield: running.yielded.push_back(evaluator_.value(stmt.expr)); return;
    case StmtKind::Stop: running.stop = true; return;
    case StmtKind::Assert:
        if (!evaluator_.truth(stmt.expr)) throw FaultSignal{{Fault::Assertion, stmt.span, {}}};
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
