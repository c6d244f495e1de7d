#include "explore/world/handled.h"

#include "ir/analysis/running.h"

namespace evd::explore {

namespace {

void forEachClause(const ir::Module& module, const ir::LocationState& state,
                   const std::function<void(const ir::Clause&)>& visit) {
    std::set<ir::AutomatonId> roots;
    for (const ir::Instance& root : state.roots) roots.insert(root.automaton);
    for (ir::AutomatonId id : ir::reachable(module, std::move(roots)))
        for (const ir::Clause& clause : module.automata[id].clauses) visit(clause);
}

}   // namespace

std::set<ir::MessageId> handledBy(const ir::Module& module, const ir::LocationState& state) {
    std::set<ir::MessageId> out;
    forEachClause(module, state, [&](const ir::Clause& clause) {
        if (clause.trigger == ir::Trigger::Receive) out.insert(clause.message);
    });
    return out;
}

bool hasActions(const ir::Module& module, const ir::LocationState& state) {
    bool out = false;
    forEachClause(module, state, [&](const ir::Clause& clause) { out |= clause.trigger == ir::Trigger::Action; });
    return out;
}

}   // namespace evd::explore
