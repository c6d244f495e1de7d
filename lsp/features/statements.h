#pragma once
// The statements of a spec: what is claimed, and by whom it is looked at.

#include "lsp/features/analysis.h"

namespace evd::lsp {

struct Statement {
    std::string kind;          ///< `invariant`, `property`, `check`, `prove`, `scenario`
    std::string name;          ///< its own, or the statements that it is about: `agreed, bounded`
    Span span;                 ///< of the name
    std::string unevaluated;   ///< why simulated runs do not evaluate it; empty if they do, or if it is played

    /// What tells it from the others: `agreed`, `check agreed`.
    std::string key() const { return kind == "invariant" || kind == "property" ? name : kind + " " + name; }
};

/// In the order of the text.
std::vector<Statement> statementsOf(const Analysis& analysis);

}   // namespace evd::lsp
