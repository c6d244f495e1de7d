#pragma once
// What is to be known of each operation: a row of one table.

#include "ir/core/module.h"

#include <optional>
#include <string_view>

namespace evd::ir {

/// `add`, `set_at`, …; the names of Op in snake case.
std::string_view name(Op op);
std::optional<Op> opNamed(std::string_view name);
/// How many arguments an operation takes; -1: any number.
int arity(Op op);
/// What `index` and `value` of an operation are.
enum class Immediate : uint8_t {
    None,
    Number,    ///< value
    Text,      ///< index into Module::texts
    Local,     ///< index = LocalId
    Index,     ///< index
    Indexes,   ///< index and value
};
Immediate immediate(Op op);
/// Whether the operation itself may reject the event, whatever its type. Calls may: they can be nested too deeply.
bool mayFault(Op op);

}   // namespace evd::ir
