#pragma once
// Sums of terms, and whether a list of bounds on them can be met.

#include "frontend/sema/terms.h"

#include <optional>

namespace evd::sema {

/// Wide enough that sums of a few 64-bit numbers are exact.
using Wide = __int128;

/// A constant plus multiples of terms.
struct Linear {
    Wide constant = 0;
    std::map<TermId, Wide> terms;   ///< none is 0

    void add(const Linear& other, Wide factor);
    bool isConstant() const { return terms.empty(); }
};

/// Reads a term as a sum: constants, `+`, `-`, products with a constant, and the sizes of collections that are put
/// together are taken apart.
Linear linearOf(Terms& terms, TermId term);

/// A sum that is at least zero, or more than zero where `strict`. Integers need no strict bounds.
struct Bound {
    Linear sum;
    bool strict = false;
    bool integral = true;
};

/// True only if no numbers meet all bounds (Fourier and Motzkin, with rounding for integers). Gives up on long lists.
bool unmeetable(std::vector<Bound> bounds);

}   // namespace evd::sema
