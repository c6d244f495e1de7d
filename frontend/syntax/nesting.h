#pragma once
// How deep the tree of a declaration will be, told from its tokens before anything recurses over it.

#include "frontend/syntax/tokens.h"

namespace evd::syntax {

/// Reports declarations that nest deeper than kNestingMax brackets or kLevelsMax levels. They lose their tokens after
/// the report: no later phase can then run out of stack.
void limitNesting(Lexed& tokens, Diagnostics& diagnostics);

}   // namespace evd::syntax
