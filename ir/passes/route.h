#pragma once
// How messages reach spawned children without a scan (R6).

#include "ir/core/module.h"

namespace evd::ir {

/// What: fills `ChildTable::routes`. A message is ignored by a table if no child and no descendant has a clause for it;
///   indexed if in the child and all descendants every clause for it requires fields of the message to equal
///   parameters.
/// Needs: a verified module. Ensures: each table has one route per message.
/// Keeps: the meaning; routing only skips children for which nothing would happen.
void route(Module& module);

}   // namespace evd::ir
