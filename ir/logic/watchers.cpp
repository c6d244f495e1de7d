#include "ir/logic/watchers.h"

#include "ir/interp/step.h"

#include <algorithm>

namespace evd::ir {

/// A watcher that has been shown all events of the location before a moment.
Watchers::Watcher& Watchers::shown(AutomatonId automaton, const std::vector<Value>& params, uint32_t location,
                                   uint32_t moment) {
    const Module& module = interpreter_.module();
    const Deployment& deployment = interpreter_.deployment();
    std::string key;
    for (size_t i = 0; i < params.size(); ++i)
        appendCbor(module.types, module.automata[automaton].params[i].type, params[i], deployment.names, key);
    auto [known, isNew] = watchers_.try_emplace({automaton, location, std::move(key)});
    Watcher& it = known->second;
    const Event none;
    if (isNew) try {
            it.initial = Step(module, deployment, location, none).make(automaton, params);
        } catch (const FaultSignal& signal) { it.fault = signal; }
    const std::vector<uint32_t>& local = history_.at(location);
    for (; it.shown < local.size() && local[it.shown] < moment; ++it.shown)
        if (!it.fault) show(it, automaton, local[it.shown]);
    if (it.fault && it.faultedFrom <= moment) throw FaultSignal{*it.fault};
    return it;
}

void Watchers::show(Watcher& it, AutomatonId automaton, uint32_t number) {
    const Module& module = interpreter_.module();
    const Deployment& deployment = interpreter_.deployment();
    const Happening& what = history_[number];
    if (what.rejected) return;
    Instance instance = it.seen.empty() ? it.initial : it.seen.back().after;
    if (what.kind == Happening::Kind::Restart) {   // what is durable survives
        Instance fresh = it.initial;
        for (size_t k = 0; k < fresh.vars.size() && k < instance.vars.size(); ++k)
            if (module.automata[automaton].vars[k].durable) fresh.vars[k] = instance.vars[k];
        it.seen.push_back({number, std::move(fresh), {}});
        return;
    }
    // A class does not see actions, and one that has ended sees nothing.
    if ((what.kind != Happening::Kind::Start && what.kind != Happening::Kind::Receive) || instance.stopped) return;
    Event seen;
    seen.kind = what.kind == Happening::Kind::Start ? Event::Kind::Start : Event::Kind::Receive;
    seen.message = what.message;
    seen.payload = what.payload;
    seen.sender = what.sender;
    try {
        std::vector<Value> values = Step(module, deployment, what.location, seen).visit(instance);
        it.seen.push_back({number, std::move(instance), std::move(values)});
    } catch (const FaultSignal& signal) {
        it.fault = signal;
        it.faultedFrom = number + 1;
    }
}

const std::vector<Value>& Watchers::valuesAt(AutomatonId automaton, const std::vector<Value>& params, uint32_t event) {
    static const std::vector<Value> kNone;
    const Watcher& it = shown(automaton, params, history_[event].location, event + 1);
    auto at = std::lower_bound(it.seen.begin(), it.seen.end(), event,
                               [](const Seen& one, uint32_t number) { return one.event < number; });
    return at != it.seen.end() && at->event == event ? at->values : kNone;
}

Value Watchers::variableAt(AutomatonId automaton, const std::vector<Value>& params, uint32_t location, uint32_t moment,
                           uint32_t variable) {
    const Watcher& it = shown(automaton, params, location, moment);
    auto after = std::lower_bound(it.seen.begin(), it.seen.end(), moment,
                                  [](const Seen& one, uint32_t number) { return one.event < number; });
    return (after == it.seen.begin() ? it.initial : std::prev(after)->after).vars[variable];
}

}   // namespace evd::ir
