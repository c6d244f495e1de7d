#include "ir/analysis/running.h"

#include <algorithm>
#include <fmt/format.h>

namespace evd::ir {

std::set<AutomatonId> reachable(const Module& module, std::set<AutomatonId> from) {
    std::vector<AutomatonId> open(from.begin(), from.end());
    while (!open.empty()) {
        const Automaton& automaton = module.automata[open.back()];
        open.pop_back();
        for (const ChildTable& table : automaton.tables)
            if (from.insert(table.child).second) open.push_back(table.child);
    }
    return from;
}

std::set<AutomatonId> running(const Module& module, const System& system) {
    std::set<AutomatonId> placed;
    for (const Placement& placement : system.placements) placed.insert(placement.automaton);
    return reachable(module, std::move(placed));
}

std::string whyNeverThere(const Module& module, const System& system, const Reads& reads) {
    const std::set<AutomatonId> there = running(module, system);
    for (AutomatonId process : reads.automata)
        if (there.count(process) == 0)
            return fmt::format("system {} neither places {} nor spawns it", system.name, module.automata[process].name);
    return "";
}

AutomatonId runningEnd(const Module& module) {
    AutomatonId end = 0;
    for (const System& system : module.systems)
        for (AutomatonId one : running(module, system))
            if (module.automata[one].role == Role::Ordinary) end = std::max(end, one + 1);
    return end;
}

}   // namespace evd::ir
