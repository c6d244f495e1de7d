#pragma once
// What an event changed at its location, as text.

#include "explore/trace/run.h"

namespace evd::explore {

/// The differences between two states of one location: changed variables, instances that appeared, instances that
/// ended. Instances are told apart by their path of automaton names and arguments; equal ones by their order.
std::vector<Change> difference(const ir::Module& module, const ir::LocationNames& names,
                               const ir::LocationState& before, const ir::LocationState& after);

/// The name of an instance: `Replica/Slot(0, "A")`.
std::string instanceText(const ir::Module& module, const ir::LocationNames& names, const ir::LocationState& state,
                         const ir::InstancePath& path);

}   // namespace evd::explore
