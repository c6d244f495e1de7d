#include "explore/monitored.h"

#include "explore/state_diff.h"

#include <algorithm>
#include <fmt/format.h>

namespace evd::explore {

namespace {

void collectProcesses(const ir::Module& module, ir::ExprId id, std::set<ir::AutomatonId>& out) {
    const ir::Expr& expr = module[id];
    if (expr.op == ir::Op::VarOf) out.insert(expr.index);
    for (ir::ExprId arg : expr.args) collectProcesses(module, arg, out);
}

/// The instances of a process that the system places at one location: `W(3)`, `W(4)`.
std::vector<std::string> placedAt(const ir::Interpreter& interpreter, const ir::LocationState& state,
                                  ir::AutomatonId process) {
    std::vector<std::string> out;
    for (uint32_t root = 0; root < state.roots.size(); ++root)
        if (state.roots[root].automaton == process)
            out.push_back(instanceText(interpreter.module(), interpreter.deployment().names, state, {root}));
    return out;
}

}   // namespace

std::set<ir::AutomatonId> processesOf(const ir::Module& module, ir::ExprId formula) {
    std::set<ir::AutomatonId> out;
    collectProcesses(module, formula, out);
    return out;
}

std::string whyNotMonitored(const ir::Interpreter& interpreter, const std::vector<ir::LocationState>& initial,
                            ir::ExprId formula) {
    const ir::System& system = interpreter.system();
    for (ir::AutomatonId process : processesOf(interpreter.module(), formula)) {
        const std::string& name = interpreter.module().automata[process].name;
        bool placed = std::any_of(system.placements.begin(), system.placements.end(),
                                  [&](const ir::Placement& one) { return one.automaton == process; });
        if (!placed) return fmt::format("{} is not placed by system {}", name, system.name);
        for (const ir::LocationState& state : initial) {
            std::vector<std::string> here = placedAt(interpreter, state, process);
            if (here.size() > 1)
                return fmt::format("system {} places {} {} times at {}: {}", system.name, name, here.size(),
                                   interpreter.deployment().names[state.location], fmt::join(here, " and "));
        }
    }
    return "";
}

}   // namespace evd::explore
