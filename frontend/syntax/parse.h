#pragma once
// Text to tree. The only user of ANTLR and the generated grammar.

#include "base/diagnostics.h"
#include "base/source.h"
#include "frontend/syntax/tree.h"

#include <memory>

namespace evd::syntax {

/// Nesting beyond this is refused (EVD0006), so that no later phase can run out of stack.
inline constexpr unsigned kNestingMax = 500;

/// So many operators, `else if`s, `let … in`s and the like may follow each other in one expression (EVD0020).
inline constexpr unsigned kLevelsMax = 10'000;

/// Files beyond this are refused (EVD0011), in MiB.
inline constexpr unsigned kFileMiBMax = 4;

/// Parses one file. Never fails: reports what is wrong to `diagnostics` and returns a tree with error
/// nodes where text could not be understood. Thread-safe; does not keep references to its arguments.
/// The result is the same with and without an earlier tree, but for the order of node numbers.
std::shared_ptr<const Tree> parse(FileId file, std::string_view text, Diagnostics& diagnostics,
                                  const Earlier& earlier = {});

}   // namespace evd::syntax
