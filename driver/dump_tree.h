#pragma once
// A syntax tree as indented text, for `evident dump tree` and for tests of the parser.

#include "base/source.h"
#include "frontend/syntax/tree.h"

#include <string>

namespace evd::driver {

/// Declarations one below the other, their parts indented; expressions, patterns, types and classes as one-line
/// S-expressions.
std::string dumpTree(const syntax::Tree& tree, const SourceFile& file);

}   // namespace evd::driver
