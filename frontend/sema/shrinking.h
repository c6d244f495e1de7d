#pragma once
// Whether recursion ends because values get smaller: parts of values, by the size-change principle (Lee, Jones,
// Ben-Amram), and measures.

#include "frontend/sema/conditions.h"

namespace evd::sema {

enum class Change : uint8_t { Unknown, NoLarger, Smaller };

/// How much of `whole` a value is. Counted are the scalars, constructors and collections that it is made of; an element
/// of a collection is a part of it, and a collection without some of its elements is smaller.
Change changeOf(Terms& terms, TermId value, TermId whole, const Condition& facts);

/// One step from a caller to a callee: for each parameter of the callee what it is of each parameter of the caller.
struct Step {
    size_t from = 0, to = 0;                    ///< numbers of the functions or processes
    std::vector<std::vector<Change>> changes;   ///< [parameter of `from`][parameter of `to`]
};

/// Whether every endless sequence of steps would make some value smaller without end, which cannot be.
bool stepsEnd(const std::vector<Step>& steps);

/// Whether an integer is less at the next step than here, and not negative here.
bool isLess(Terms& terms, TermId next, TermId here, const Condition& facts);
bool isNoMore(Terms& terms, TermId next, TermId here, const Condition& facts);
bool isNatural(Terms& terms, TermId here, const Condition& facts);

}   // namespace evd::sema
