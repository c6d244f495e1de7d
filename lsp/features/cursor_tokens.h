#pragma once
// The tokens of a text as seen from a position in it.

#include "lsp/features/analysis.h"

#include <set>

namespace evd::lsp {

class CursorTokens {
public:
    CursorTokens(const Analysis& analysis, uint32_t offset) : analysis_(analysis) {
        // Brackets that the lexer put in to close what is open have no text; they would end what is just being typed.
        for (const auto& token : analysis.tree().tokens)
            if (!token.span.empty()) spans_.push_back(token.span);
        while (end_ < spans_.size() && spans_[end_].begin < offset) ++end_;
    }
    std::string_view text(size_t i) const { return analysis_.sources().text(spans_[i]); }
    Span span(size_t i) const { return spans_[i]; }
    /// The first token at or after the position.
    size_t end() const { return end_; }
    size_t count() const { return spans_.size(); }
    bool startsLine(size_t i) const {
        uint32_t begin = span(i).begin;
        std::string_view text = analysis_.text();
        while (begin > 0 && (text[begin - 1] == ' ' || text[begin - 1] == '\t')) --begin;
        return begin == 0 || text[begin - 1] == '\n' || text[begin - 1] == '\r';
    }
    /// Whether a declaration begins with a token: a keyword of declarations in column 0.
    bool startsDeclaration(size_t i) const {
        static const std::set<std::string_view> kWords = {
            "spec",   "import",   "param",     "assume",  "type",   "enum",     "fn",
            "extern", "input",    "output",    "message", "class",  "state",    "process",
            "system", "property", "invariant", "prove",   "check",  "scenario", "open",
            "use",    "durable",  "predicate", "links",   "quorum", "observer", "environment"};
        return kWords.count(text(i)) != 0 && analysis_.file().position(span(i).begin).column == 0;
    }

private:
    const Analysis& analysis_;
    std::vector<Span> spans_;
    size_t end_ = 0;
};

}   // namespace evd::lsp
