#pragma once
// Declarations of an earlier tree, copied into a new one at another place of the text.

#include "frontend/syntax/tree.h"

namespace evd::syntax {

/// A deep copy, owned by `tree`, of a declaration of another tree that now begins at `begin`.
Decl* copy(const Decl& decl, Tree& tree, uint32_t begin);

}   // namespace evd::syntax
