#pragma once
// What the quick fixes share.

#include "lsp/features/actions.h"

#include <functional>

namespace evd::lsp {

/// Looks things up around a diagnostic, and collects actions.
class ActionTools {
public:
    ActionTools(const Analysis& analysis, std::vector<Action>& out) : analysis(analysis), out_(out) {}

    const Analysis& analysis;
    const Diagnostic* diagnostic = nullptr;

    void add(std::string title, std::vector<Edit> edits) { out_.push_back({std::move(title), diagnostic != nullptr, diagnostic, std::move(edits), "", ""}); }
    Edit insert(uint32_t offset, std::string text) const { return {{file(), offset, offset}, std::move(text)}; }
    FileId file() const { return analysis.tree().file; }
    std::string text(Span span) const { return std::string(analysis.sources().text(span)); }

    const syntax::Decl* declAt(uint32_t offset) const;
    const syntax::ProcessDecl* processAt(uint32_t offset) const;
    /// The innermost expression at an offset that `fits`, or null. All declarations of the root file are searched.
    const syntax::Expr* exprAt(uint32_t offset, const std::function<bool(const syntax::Expr&)>& fits) const;
    const syntax::Stmt* stmtAt(uint32_t offset, const std::function<bool(const syntax::Stmt&)>& fits) const;
    /// The type of an expression as text; `Int` if it is not known.
    std::string typeText(const syntax::Expr* expr) const;
    /// A simple value of a type in the language's syntax; empty if there is none.
    std::string valueOf(sema::TypeRef type) const;
    /// The beginning of the line of an offset, and its indentation.
    uint32_t lineBegin(uint32_t offset) const;
    std::string indentOf(uint32_t offset) const;
    /// The whole line or lines of a span, with the line break after it.
    Span linesOf(Span span) const;
    /// Where a new declaration goes: before the declaration at an offset, with its documentation.
    uint32_t beforeDecl(uint32_t offset) const;
    /// The token before or after an offset, as a span; empty if there is none.
    Span tokenBefore(uint32_t offset) const;

private:
    std::vector<Action>& out_;
};

void fixNames(ActionTools& tools, const std::vector<Importable>& importable);
void fixTypes(ActionTools& tools);
void fixRules(ActionTools& tools);
void fixText(ActionTools& tools);
void rewrites(ActionTools& tools, uint32_t begin, uint32_t end);

} // namespace evd::lsp
