#pragma once
// Statements that ask of an event only whether it has causes.

#include "ir/core/module.h"

namespace evd::explore {

/// Whether a formula says of every event of some kind, by itself, only what there is among the events causally before
/// it: `forall e: … @ e implies exists e0 < e: … @ e0`. The causal past of an event is a run of its own, in which
/// nothing else has happened; so if all runs are looked at, such a formula is violated in one of them if and only if it
/// is where everything that has happened so far counts as being before. Then nobody must know what is before what.
bool asksOnlyForCauses(const ir::Module& module, ir::ExprId formula);

}   // namespace evd::explore
