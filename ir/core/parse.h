#pragma once
// Reads the text form of a module; for tests and tools.

#include "base/result.h"
#include "ir/core/module.h"

#include <string_view>

namespace evd::ir {

/// The module, or an error "line:column: what was expected".
Result<Module> parse(std::string_view text);

}   // namespace evd::ir
