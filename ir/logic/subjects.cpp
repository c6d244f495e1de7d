#include "ir/logic/subjects.h"

#include "ir/analysis/running.h"

namespace evd::ir {

Subjects::Subjects(const Module& module) {
    actions_ = messages_ + 3 * static_cast<uint32_t>(module.messages.size());
    uint32_t next = actions_ + static_cast<uint32_t>(module.actions.size());
    states_.insert(up());
    for (const Automaton& automaton : module.automata) {
        automata_.push_back(next);
        for (size_t i = 0; i <= automaton.vars.size(); ++i) states_.insert(next++);
    }
    for (AutomatonId id = 0; id < module.automata.size(); ++id) {
        SubjectSet& below = below_.emplace_back();
        for (AutomatonId one : reachable(module, {id})) below.insert(instances(one));
    }
}

void Subjects::add(const Changes& changes, SubjectSet& out) const {
    for (const auto& [automaton, number] : changes.variables) out.insert(variable(automaton, number));
    for (AutomatonId automaton : changes.instances) out.insert(below_[automaton]);
}

}   // namespace evd::ir
