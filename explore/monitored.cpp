#include "explore/monitored.h"

#include <fmt/format.h>

namespace evd::explore {

namespace {

void collectProcesses(const ir::Module& module, ir::ExprId id, std::set<ir::AutomatonId>& out) {
    const ir::Expr& expr = module[id];
    if (expr.op == ir::Op::VarOf) out.insert(expr.index);
    for (ir::ExprId arg : expr.args) collectProcesses(module, arg, out);
}

/// The automata that can run in a system: what it places, and what that can spawn.
std::set<ir::AutomatonId> running(const ir::Module& module, const ir::System& system) {
    std::set<ir::AutomatonId> out;
    std::vector<ir::AutomatonId> next;
    for (const ir::Placement& placement : system.placements) next.push_back(placement.automaton);
    while (!next.empty()) {
        ir::AutomatonId one = next.back();
        next.pop_back();
        if (!out.insert(one).second) continue;
        for (const ir::ChildTable& table : module.automata[one].tables) next.push_back(table.child);
    }
    return out;
}

}   // namespace

std::set<ir::AutomatonId> processesOf(const ir::Module& module, ir::ExprId formula) {
    std::set<ir::AutomatonId> out;
    collectProcesses(module, formula, out);
    return out;
}

std::string whyNotMonitored(const ir::Interpreter& interpreter, ir::ExprId formula) {
    const ir::System& system = interpreter.system();
    const std::set<ir::AutomatonId> there = running(interpreter.module(), system);
    for (ir::AutomatonId process : processesOf(interpreter.module(), formula))
        if (there.count(process) == 0)
            return fmt::format("system {} neither places {} nor spawns it", system.name,
                               interpreter.module().automata[process].name);
    return "";
}

}   // namespace evd::explore
