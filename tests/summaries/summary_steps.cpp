#include "tests/summaries/summary_steps.h"

#include "ir/interp/evaluate.h"

#include <algorithm>

namespace evd::summaries {

using ir::Evaluator;
using ir::Fault;
using ir::FaultSignal;
using ir::Instance;
using ir::StepSummary;
using ir::SummaryItem;
using ir::Surroundings;
using ir::Value;

/// One event at one location.
class SummaryStep {
public:
    SummaryStep(const SummarySteps& all, uint32_t location, const ir::Event& event)
        : all_(all), module_(all.module_), location_(location), event_(event) {}

    std::vector<Value> run(Instance& instance, bool acting) {
        const ir::Automaton& automaton = module_.automata[instance.automaton];
        if (++depth_ > ir::kDepthMax) throw FaultSignal{{Fault::Depth, automaton.span, {}}};
        const std::vector<Value> before = instance.vars;
        Running running{instance, automaton, {}, {}, false, std::nullopt};
        running.yields.resize(automaton.tables.size());
        Surroundings surroundings{module_, all_.deployment_, location_};
        surroundings.params = &instance.params;
        surroundings.vars = &before;
        surroundings.event = &event_;
        surroundings.first = instance.first;
        surroundings.tables = &instance.tables;
        surroundings.yields = &running.yields;
        Evaluator evaluator(surroundings);

        ir::Occasion occasion{event_.kind, event_.message, {}, instance.first};
        if (acting) occasion.acting = event_.clause;
        std::vector<uint32_t> happening;
        auto bindChosen = [&](const ir::Clause& clause) {
            if (clause.trigger != ir::Trigger::Action) return;
            for (size_t j = 0; j < clause.chosen.size(); ++j) evaluator.bind(clause.chosen[j], event_.payload[j]);
        };
        for (uint32_t index : clausesAt(automaton, occasion)) {
            const size_t mark = evaluator.mark();
            bindChosen(automaton.clauses[index]);
            if (evaluator.truth(summary(instance.automaton, index).guard)) happening.push_back(index);
            evaluator.release(mark);
        }
        std::vector<Value> after = before;
        std::vector<bool> written(before.size(), false);
        for (uint32_t index : happening) {
            const StepSummary& one = summary(instance.automaton, index);
            const size_t mark = evaluator.mark();
            bindChosen(automaton.clauses[index]);
            items(one.items, running, evaluator);
            for (const ir::Update& update : one.updates) {
                if (update.assigned.valid() && !evaluator.truth(update.assigned)) continue;
                const std::string& name = automaton.vars[update.variable].name;
                if (written[update.variable])
                    throw FaultSignal{{Fault::Conflict, automaton.clauses[index].span, "`" + name + "`"}};
                written[update.variable] = true;
                after[update.variable] = evaluator.value(update.value);
            }
            evaluator.release(mark);
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

    void act(Instance& instance, size_t depth = 1) {
        if (depth >= event_.instance.size()) {
            run(instance, true);
            return;
        }
        auto& table = instance.tables.at(event_.instance[depth]);
        Instance& child = table.at(event_.instance.at(depth + 1));
        act(child, depth + 2);
        if (child.stopped) table.erase(table.begin() + event_.instance[depth + 1]);
    }

    std::vector<ir::Output> outputs;

private:
    struct Running {
        Instance& instance;
        const ir::Automaton& automaton;
        std::vector<std::vector<Value>> yields;
        std::vector<Value> yielded;
        bool stop;
        std::optional<Instance> successor;
    };

    const StepSummary& summary(ir::AutomatonId automaton, uint32_t clause) const {
        return all_.summaries_.at({automaton, clause});
    }

    Instance make(ir::AutomatonId id, std::vector<Value> params) const {
        const ir::Automaton& automaton = module_.automata[id];
        Instance made;
        made.automaton = id;
        made.params = std::move(params);
        made.tables.resize(automaton.tables.size());
        Surroundings surroundings{module_, all_.deployment_, location_};
        surroundings.params = &made.params;
        Evaluator evaluator(surroundings);
        for (const ir::Variable& variable : automaton.vars) made.vars.push_back(evaluator.value(variable.initial));
        return made;
    }

    std::vector<Value> deliver(std::vector<ir::Child>& table) {
        std::vector<Value> yields;
        for (Instance& child : table) {
            if (event_.kind == ir::Event::Kind::Action && !child.first) continue;
            std::vector<Value> some = run(child, false);
            yields.insert(yields.end(), some.begin(), some.end());
        }
        std::erase_if(table, [](const Instance& child) { return child.stopped; });
        return yields;
    }

    void items(const std::vector<SummaryItem>& all, Running& running, Evaluator& evaluator) {
        for (const SummaryItem& item : all)
            if (!item.condition.valid() || evaluator.truth(item.condition)) this->item(item, running, evaluator);
    }

    void item(const SummaryItem& item, Running& running, Evaluator& evaluator) {
        using Kind = SummaryItem::Kind;
        std::vector<Value> args;
        for (ir::ExprId arg : item.args) args.push_back(evaluator.value(arg));
        switch (item.kind) {
        case Kind::Evaluate: evaluator.value(item.expr); return;
        case Kind::Note: evaluator.bind(item.local, evaluator.value(item.expr)); return;
        case Kind::Assert:
            if (!evaluator.truth(item.expr)) throw FaultSignal{{Fault::Assertion, item.span, {}}};
            return;
        case Kind::Send:
        case Kind::Emit: {
            ir::Output output;
            output.message = item.index;
            output.emitted = item.kind == Kind::Emit;
            output.span = item.span;
            output.payload = std::move(args);
            if (item.to.valid()) {
                const Value to = evaluator.value(item.to);
                if (module_.types[module_[item.to].type].kind == ir::TypeKind::Loc)
                    output.to.push_back(static_cast<uint32_t>(to.number));
                else
                    for (const Value& one : to.list()) output.to.push_back(static_cast<uint32_t>(one.number));
            }
            if (item.after.valid()) output.afterNs = std::max<int64_t>(0, evaluator.value(item.after).number);
            if (item.afterMax.valid()) output.afterMaxNs = evaluator.value(item.afterMax).number;
            output.afterMaxNs = std::max(output.afterNs, output.afterMaxNs);
            outputs.push_back(std::move(output));
            return;
        }
        case Kind::Spawn:
            running.instance.tables[item.index].emplace_back(
                make(running.automaton.tables[item.index].child, std::move(args)));
            return;
        case Kind::Deliver: running.yields[item.index] = deliver(running.instance.tables[item.index]); return;
        case Kind::Yield: running.yielded.push_back(evaluator.value(item.expr)); return;
        case Kind::Stop: running.stop = true; return;
        case Kind::Become: {
            Instance successor = make(running.automaton.tables[item.index].child, std::move(args));
            if (running.successor) throw FaultSignal{{Fault::Conflict, item.span, "what it becomes"}};
            running.successor = std::move(successor);
            return;
        }
        case Kind::Loop: return loop(item, running, evaluator);
        }
    }

    void loop(const SummaryItem& item, Running& running, Evaluator& evaluator) {
        const Value source = evaluator.value(item.expr);
        const bool isMap = module_.types[module_[item.expr].type].kind == ir::TypeKind::Map;
        std::vector<Value> carried;
        for (const ir::Carried& one : item.carried) carried.push_back(evaluator.value(one.initial));
        for (size_t i = 0; i < source.list().size(); i += isMap ? 2 : 1) {
            const size_t mark = evaluator.mark();
            evaluator.bind(item.local, source.list()[i]);
            if (isMap) evaluator.bind(item.local + 1, source.list()[i + 1]);
            for (size_t j = 0; j < carried.size(); ++j) evaluator.bind(item.carried[j].local, carried[j]);
            items(item.body, running, evaluator);
            std::vector<Value> next;
            for (const ir::Carried& one : item.carried) next.push_back(evaluator.value(one.next));
            carried = std::move(next);
            evaluator.release(mark);
        }
        for (size_t j = 0; j < carried.size(); ++j)
            if (item.carried[j].after) evaluator.bind(*item.carried[j].after, carried[j]);
    }

    const SummarySteps& all_;
    const ir::Module& module_;
    uint32_t location_;
    const ir::Event& event_;
    uint32_t depth_ = 0;
};

SummarySteps::SummarySteps(const ir::Module& module, const ir::Deployment& deployment)
    : module_(module), deployment_(deployment) {
    for (ir::AutomatonId a = 0; a < module_.automata.size(); ++a)
        for (uint32_t c = 0; c < module_.automata[a].clauses.size(); ++c) {
            StepSummary made = summarize(module_, module_.automata[a], module_.automata[a].clauses[c]);
            summaries_.emplace(std::pair(a, c), std::move(made));
        }
}

ir::StepResult SummarySteps::step(ir::LocationState& state, const ir::Event& event) const {
    ir::StepResult result;
    ir::LocationState next = state;
    SummaryStep step(*this, state.location, event);
    try {
        if (event.kind == ir::Event::Kind::Action) step.act(next.roots.at(event.instance.at(0)));
        else
            for (Instance& root : next.roots)
                if (!root.stopped) step.run(root, false);
    } catch (const FaultSignal& signal) {
        result.fault = signal.fault;
        result.faultAt = signal.at;
        result.faultDetail = signal.detail;
        return result;
    }
    state = std::move(next);
    result.outputs = std::move(step.outputs);
    return result;
}

}   // namespace evd::summaries
