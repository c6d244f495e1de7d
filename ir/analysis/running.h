#pragma once
// Which automata can run. Others are in a module for statements alone, which speak of classes that nothing places.

#include "ir/analysis/reads.h"

#include <set>
#include <string>

namespace evd::ir {

/// The automata that may run below these: themselves, and all they spawn or become.
std::set<AutomatonId> reachable(const Module& module, std::set<AutomatonId> from);

/// What a system places, and what that can spawn or become.
std::set<AutomatonId> running(const Module& module, const System& system);

/// Why a formula says nothing where a system runs: a process that it looks at can never be there. Empty if it may.
std::string whyNeverThere(const Module& module, const System& system, const Reads& reads);

/// All automata that native code of some system can run are before this one; those of the environment are not.
AutomatonId runningEnd(const Module& module);

}   // namespace evd::ir
