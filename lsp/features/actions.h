#pragma once
// Quick fixes of diagnostics and rewrites of what stands at the cursor.

#include "lsp/features/analysis.h"

#include <optional>

namespace evd::lsp {

struct Action {
    std::string title;                        ///< reads as a command
    bool quickfix = true;                     ///< else a rewrite
    const Diagnostic* diagnostic = nullptr;   ///< what it repairs
    std::vector<Edit> edits;                  ///< of files of the analysis
    std::string newFile, newText;             ///< a file to create, if named
};

/// A module that could be imported, and what it declares.
struct Importable {
    std::string clause;                 ///< `std.quorum` or `"./paxos.evd"`
    std::vector<std::string> names;
};

/// All actions that touch a range.
std::vector<Action> actions(const Analysis& analysis, uint32_t begin, uint32_t end, const std::vector<Importable>& importable);

} // namespace evd::lsp
