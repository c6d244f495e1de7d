#pragma once
// What of a spec the events of runs have reached.

#include "base/source.h"
#include "explore/trace/gaps.h"
#include "ir/interp/interp.h"

namespace evd::explore {

/// Of all that a system can run. A place of the text that was lowered several times is reached if one of these is.
Reached reached(const ir::Interpreter& interpreter, const SourceSet& sources, const ir::Coverage& coverage);

}   // namespace evd::explore
