#include "explore/world/handled.h"

namespace evd::explore {

std::set<ir::AutomatonId> reachable(const ir::Module& module, std::set<ir::AutomatonId> from) {
    std::vector<ir::AutomatonId> open(from.begin(), from.end());
    while (!open.empty()) {
        const ir::Automaton& automaton = module.automata[open.back()];
        open.pop_back();
        for (const ir::ChildTable& table : automaton.tables)
            if (from.insert(table.child).second) open.push_back(table.child);
    }
    return from;
}

std::set<ir::MessageId> handledBy(const ir::Module& module, const ir::LocationState& state) {
    std::set<ir::AutomatonId> roots;
    for (const ir::Instance& root : state.roots) roots.insert(root.automaton);
    std::set<ir::MessageId> out;
    for (ir::AutomatonId id : reachable(module, std::move(roots)))
        for (const ir::Clause& clause : module.automata[id].clauses)
            if (clause.trigger == ir::Trigger::Receive) out.insert(clause.message);
    return out;
}

}   // namespace evd::explore
