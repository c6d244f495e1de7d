#pragma once
// Quick fixes of diagnostics and rewrites of what stands at the cursor.

#include "frontend/repair/repair.h"
#include "lsp/features/analysis.h"

#include <optional>

namespace evd::lsp {

struct Action {
    std::string title;                        ///< reads as a command
    bool quickfix = true;                     ///< else a rewrite
    const Diagnostic* diagnostic = nullptr;   ///< what it repairs
    std::vector<Edit> edits;                  ///< of files of the analysis
};

/// All actions that touch a range. Repairs are tried on copies of the texts in `overlay` and on disk; `exports`: what
/// other modules declare, for imports that are missing.
std::vector<Action> actions(const Analysis& analysis, uint32_t begin, uint32_t end, const Overlay& overlay,
                            const repair::Exports& exports);

}   // namespace evd::lsp
