#pragma once
// The types that operations give their operands' types: one set of rules for the verifier, the printer and the parser.

#include "ir/core/module.h"

#include <optional>
#include <vector>

namespace evd::ir {

/// Whether a value of one type may stand where the other is wanted. Int and Nat are one representation: a Nat is
/// checked where it is stored (Op::CheckNat), not where it is used.
bool sameData(const TypeTable& types, TypeId a, TypeId b);

/// Where an expression stands.
struct Place {
    const Automaton* automaton = nullptr;
    const Message* received = nullptr;   ///< in Receive clauses
};

/// The type of an operation whose arguments have the types `args`, or nothing if they do not fit it or do not determine
/// it (empty collections). Reads the immediate operands of `expr`, and of its type only what the text form writes out:
/// the kind of a constant, a record's field names, a constructor's enum. `types` is the module's table or a copy of it,
/// to which types may be added.
std::optional<TypeId> naturalType(TypeTable& types, const Module& module, const Place& place, const Expr& expr,
                                  const std::vector<TypeId>& args);

}   // namespace evd::ir
