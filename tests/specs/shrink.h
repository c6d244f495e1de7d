#pragma once
// Makes a spec smaller while it still fails in the same way.

#include "tests/specs/generator.h"

#include <functional>

namespace evd::specs {

/// `fails`: whether a smaller spec still shows the failure. Asks it at most so often.
MadeSpec shrink(MadeSpec spec, const std::function<bool(const MadeSpec&)>& fails, size_t most);

}   // namespace evd::specs
