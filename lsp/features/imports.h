#pragma once
// Imports as text: how one file names another, and what must change when files move.

#include "lsp/features/analysis.h"

#include <string>
#include <utility>
#include <vector>

namespace evd::lsp {

/// How `from` imports the file `to`: `std.x` for the standard library, `"./x.evd"` otherwise.
std::string importClause(const std::string& from, const std::string& to, const std::string& stdlib);

/// Files and folders that move together: from which path to which.
using Moves = std::vector<std::pair<std::string, std::string>>;
/// Where a file is after the moves.
std::string movedPath(const std::string& path, const Moves& moves);
/// Edits of the imports in the root file of `analysis` when files move, this one or others.
std::vector<Edit> renameImports(const Analysis& analysis, const Moves& moves, const std::string& stdlib);

}   // namespace evd::lsp
