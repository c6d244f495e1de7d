#pragma once
// The surroundings of a place that is to be repaired.

#include "frontend/repair/repair.h"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace evd::repair {

/// One file of the program, with look-ups that repairs share. Offsets are bytes.
struct Site {
    const sema::Program& program;
    const SourceSet& sources;
    const sema::Module& module;
    const Exports& exports;

    const syntax::Tree& tree() const { return *module.tree; }
    std::string text(Span span) const { return std::string(sources.text(span)); }
    Span span(uint32_t begin, uint32_t end) const { return {tree().file, begin, end}; }
    Edit insert(uint32_t at, std::string what) const { return {span(at, at), std::move(what)}; }

    /// The index of the first token that ends after `offset`; the number of tokens if there is none.
    size_t token(uint32_t offset) const;
    std::string_view word(size_t token) const;
    Span tokenSpan(size_t token) const { return tree().tokens[token].span; }
    /// The closing bracket of the opening one at a token, or the number of tokens.
    size_t closing(size_t token) const;
    /// The first token `what` from `token` on that is not inside further brackets; the number of tokens if there is
    /// none before the brackets around it close.
    size_t find(size_t token, std::string_view what) const;
    size_t tokenCount() const { return tree().tokens.size(); }

    /// The top-level declaration around an offset, or null.
    const syntax::Decl* declaration(uint32_t offset) const;
    /// Every expression, statement and class expression of the file.
    void eachExpr(const std::function<void(const syntax::Expr*)>& visit) const;
    void eachStatement(const std::function<void(const syntax::Stmt*)>& visit) const;
    void eachClass(const std::function<void(const syntax::ClassExpr*)>& visit) const;

    /// A value of a type that can stand in for one that is still to be thought of; "" if there is no such text.
    std::string placeholder(sema::TypeRef type) const;
    /// A type as text, with `Int` for what is not known.
    std::string typeText(sema::TypeRef type) const;
    /// Where a new top-level declaration goes that others rely on, with the line breaks it needs: after the last one of
    /// the same leading words, else after the header and the imports.
    Edit declare(const std::vector<std::string_view>& words, const std::string& text) const;
    /// A new member at the end of a process.
    Edit addMember(const syntax::Decl& process, const std::string& text) const;
    /// Removes a piece of text; with the line it fills, the comment at the end of that line, and the doc comments above
    /// it.
    Edit remove(Span what) const;
    /// The end of the comment that follows an offset on its line, or the offset.
    uint32_t behindComment(uint32_t at) const;
};

/// Renames a declaration that is in the wrong case, with the uses that are known to mean it.
Fix writeInCase(const Site& site, const Diagnostic& diagnostic);
/// Renames what is declared as a reserved word, where the word cannot mean anything else.
Fix avoidReserved(const Site& site, const Diagnostic& diagnostic);

// By stage; each looks at the codes it knows.
std::vector<Fix> repairsOfForm(const Site& site, const Diagnostic& diagnostic);
std::vector<Fix> repairsOfForeignForm(const Site& site, const Diagnostic& diagnostic);
std::vector<Fix> repairsOfNames(const Site& site, const Diagnostic& diagnostic);
std::vector<Fix> repairsOfTypes(const Site& site, const Diagnostic& diagnostic);
std::vector<Fix> repairsOfRules(const Site& site, const Diagnostic& diagnostic);

}   // namespace evd::repair
