#pragma once
// Which values make a statement false.

#include "ir/logic/evaluate.h"

namespace evd::ir {

/// A variable of a quantifier and its value, in the notation of values.
struct Binding {
    std::string name, value;
    std::optional<uint32_t> event;   ///< if the value is one
    bool operator==(const Binding&) const = default;
};

/// The values of the quantified variables for which a formula that does not hold fails first, outermost first: of
/// `forall i, j in nodes: leader at i == leader at j` those two locations; an event is `#12`. Of a quantifier that
/// decides nothing (`exists` without a witness) there is none. Where an `always` wants something to happen later, as
/// `leads_to` does, `since` is the first event after which it does not, if there is one. Empty if the formula holds,
/// faults or is open.
std::vector<Binding> counterexample(const Interpreter& interpreter, ExprId formula, const Vantage& vantage);

}   // namespace evd::ir
