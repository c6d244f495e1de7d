#pragma once
// Imports as text: how one file names another, and what must change when files move.

#include "lsp/features/analysis.h"

namespace evd::lsp {

/// How `from` imports the file `to`: `std.x` for the standard library, `"./x.evd"` otherwise.
std::string importClause(const std::string& from, const std::string& to, const std::string& stdlib);

/// Edits in the root file of `analysis` when `oldPath` becomes `newPath`; the root file itself may be the one that moves.
std::vector<Edit> renameImports(const Analysis& analysis, const std::string& oldPath, const std::string& newPath, const std::string& stdlib);

} // namespace evd::lsp
