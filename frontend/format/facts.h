#pragma once
// What the layout needs to know of the tree, by byte offset.

#include "frontend/syntax/tree.h"

#include <string_view>
#include <unordered_set>

namespace evd::format {

/// Offsets of the first characters of things that the layout treats in their own way.
struct Facts {
    std::unordered_set<uint32_t> items;          ///< declarations, members, statements, clauses and arms
    std::unordered_set<uint32_t> valueBraces;    ///< braces of values, types and patterns; all others enclose a body
    std::unordered_set<uint32_t> tightBraces;    ///< braces of sets and maps: `{p}`, `{p: x}`
    std::unordered_set<uint32_t> binary;         ///< operators with two operands
    std::unordered_set<uint32_t> coefficients;   ///< the `*` of `2*f + 1`
};

Facts factsOf(const syntax::Tree& tree);

}   // namespace evd::format
