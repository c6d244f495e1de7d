#include "explore/world/handled.h"

#include "ir/analysis/running.h"

namespace evd::explore {

std::set<ir::MessageId> handledBy(const ir::Module& module, const ir::LocationState& state) {
    std::set<ir::AutomatonId> roots;
    for (const ir::Instance& root : state.roots) roots.insert(root.automaton);
    std::set<ir::MessageId> out;
    for (ir::AutomatonId id : ir::reachable(module, std::move(roots)))
        for (const ir::Clause& clause : module.automata[id].clauses)
            if (clause.trigger == ir::Trigger::Receive) out.insert(clause.message);
    return out;
}

}   // namespace evd::explore
