#pragma once
// Which values make a state predicate false.

#include "ir/interp/interp.h"

namespace evd::ir {

/// A variable of a quantifier and its value, in the notation of values.
struct Binding {
    std::string name, value;
    bool operator==(const Binding&) const = default;
};

/// The values of the quantified variables for which a predicate that does not hold fails first, outermost first: of
/// `forall i, j in nodes: leader at i == leader at j` those two locations. Of a quantifier that decides nothing
/// (`exists` without a witness) there is none. Empty if the predicate holds or faults. `states`: as for
/// Interpreter::holds.
std::vector<Binding> counterexample(const Interpreter& interpreter, ExprId formula,
                                    const std::vector<LocationState>& states);

}   // namespace evd::ir
