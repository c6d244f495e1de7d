#pragma once
// The statements of a spec: what is claimed, and by whom it is looked at.

#include "lsp/features/analysis.h"

namespace evd::lsp {

struct Statement {
    std::string kind;          ///< `invariant`, `property`, `check`, `prove`, `scenario`
    std::string name;          ///< its own, or the statements that it is about: `agreed, bounded`
    Span span;                 ///< of the name
    std::string unevaluated;   ///< why simulated runs do not evaluate it; empty if they do, or if it is played
    unsigned number = 1;       ///< check: which of those that are about the same statements, from 1 on
    Span whole = {};           ///< check: the declaration …
    uint32_t anchor = 0;       ///< … and where the intermediate form says that it stands

    /// `agreed, bounded`, `agreed #2`: its name, and which it is if there are several.
    std::string title() const { return number > 1 ? name + " #" + std::to_string(number) : name; }
    /// What tells it from the others: `agreed`, `check agreed`.
    std::string key() const { return kind == "invariant" || kind == "property" ? name : kind + " " + title(); }
};

/// The checks alone.
std::vector<Statement> checksOf(const Analysis& analysis);
/// In the order of the text.
std::vector<Statement> statementsOf(const Analysis& analysis);

}   // namespace evd::lsp
