#pragma once
// Which automata can run. Others are in a module for statements alone, which speak of classes that nothing places.

#include "ir/core/module.h"

#include <set>

namespace evd::ir {

/// The automata that may run below these: themselves, and all they spawn or become.
std::set<AutomatonId> reachable(const Module& module, std::set<AutomatonId> from);

/// What a system places, and what that can spawn or become.
std::set<AutomatonId> running(const Module& module, const System& system);

/// All automata that native code of some system can run are before this one; those of the environment are not.
AutomatonId runningEnd(const Module& module);

}   // namespace evd::ir
