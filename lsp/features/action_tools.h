#pragma once
// What the actions share that the front end's repairs do not have.

#include "lsp/features/actions.h"

#include <functional>

namespace evd::lsp {

/// Looks things up around the cursor, and collects actions.
class ActionTools {
public:
    ActionTools(const Analysis& analysis, std::vector<Action>& out) : analysis(analysis), out_(out) {}

    const Analysis& analysis;

    void add(std::string title, std::vector<Edit> edits) {
        out_.push_back({std::move(title), false, nullptr, std::move(edits)});
    }
    Edit insert(uint32_t offset, std::string text) const { return {{file(), offset, offset}, std::move(text)}; }
    FileId file() const { return analysis.tree().file; }
    std::string text(Span span) const { return std::string(analysis.sources().text(span)); }

    const syntax::Decl* declAt(uint32_t offset) const;
    /// The innermost expression at an offset that `fits`, or null. Searches the declaration around the offset.
    const syntax::Expr* exprAt(uint32_t offset, const std::function<bool(const syntax::Expr&)>& fits) const;

private:
    std::vector<Action>& out_;
};

/// Rewrites of what stands at the cursor.
void rewrites(ActionTools& tools, uint32_t begin, uint32_t end);

}   // namespace evd::lsp
