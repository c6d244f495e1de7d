#include "ir/analysis/running.h"

#include <algorithm>

namespace evd::ir {

std::set<AutomatonId> running(const Module& module, const System& system) {
    std::set<AutomatonId> out;
    std::vector<AutomatonId> next;
    for (const Placement& placement : system.placements) next.push_back(placement.automaton);
    while (!next.empty()) {
        const AutomatonId one = next.back();
        next.pop_back();
        if (!out.insert(one).second) continue;
        for (const ChildTable& table : module.automata[one].tables) next.push_back(table.child);
    }
    return out;
}

AutomatonId runningEnd(const Module& module) {
    AutomatonId end = 0;
    for (const System& system : module.systems)
        for (AutomatonId one : running(module, system))
            if (module.automata[one].role == Role::Ordinary) end = std::max(end, one + 1);
    return end;
}

}   // namespace evd::ir
