#pragma once
// Names of operations and statements in the text form.

#include "ir/core/module.h"

#include <optional>
#include <string_view>

namespace evd::ir {

/// `add`, `set_at`, …; the names of Op in snake case.
std::string_view name(Op op);
std::optional<Op> opNamed(std::string_view name);
/// How many arguments an operation takes; -1: any number.
int arity(Op op);

}   // namespace evd::ir
