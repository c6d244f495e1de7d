#pragma once
// Ranges of the text: what can be folded, and what a growing selection covers.

#include "lsp/features/analysis.h"

namespace evd::lsp {

enum class FoldKind { Code, Comment, Imports };
struct Fold {
    Span span;
    FoldKind kind;
};
/// Brackets over several lines, runs of comments, runs of imports.
std::vector<Fold> folds(const Analysis& analysis);

/// Spans around an offset, innermost first, each larger than the one before.
std::vector<Span> selections(const Analysis& analysis, uint32_t offset);

}   // namespace evd::lsp
