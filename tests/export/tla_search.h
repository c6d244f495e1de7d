#pragma once
// Breadth-first search over the states of a TLA+ module, as TLC makes it, from the text alone. Small and slow, and as
// strict as TLC: values of different kinds are not compared, functions are applied within their domains, every action
// says what becomes of every variable.

#include "tests/export/tla_reader.h"

#include <cstdint>
#include <set>

namespace evd::exporting {

struct TlaFound {
    bool complete = false;   ///< all states were found
    uint64_t states = 0, terminal = 0;
    std::set<std::string> violated;   ///< invariants
    bool asserted = false;            ///< an `Assert` did not hold
};

/// Of a module with Init and Next, up to so many states. Throws TlaError.
TlaFound searchTla(const TlaModule& module, const std::vector<std::string>& invariants, size_t statesMax);

}   // namespace evd::exporting
