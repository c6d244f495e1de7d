#pragma once
// Random specs in the intermediate form: well typed, with every operation and statement, small enough to interpret.

#include "ir/core/module.h"

#include <random>

namespace evd::differential {

/// A verified module with one system at all locations, and three deployment parameters.
ir::Module randomModule(uint64_t seed);

}   // namespace evd::differential
