#pragma once
// Well-formedness of a module: ids in range, types agree, locals bound once and in scope, references legal where they
// stand.

#include "ir/core/module.h"

#include <string>
#include <vector>

namespace evd::ir {

/// One sentence per broken promise, naming automaton and clause; empty if the module is well formed.
std::vector<std::string> verify(const Module& module);

}   // namespace evd::ir
