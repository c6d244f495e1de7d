#pragma once
// Turns the generated parser's errors into messages for people.

#include "base/diagnostics.h"

#include "antlr4-runtime.h"

#include <optional>

namespace evd::syntax {

/// Reports at most the first syntax error of a declaration, in words. `next` describes what follows the declaration.
class ErrorListener : public antlr4::BaseErrorListener {
public:
    ErrorListener(FileId file, std::string_view text, std::string next, uint32_t end, Diagnostics& diagnostics)
        : file_(file), text_(text), next_(std::move(next)), end_(end), diagnostics_(diagnostics) {}

    void syntaxError(antlr4::Recognizer* recognizer, antlr4::Token* offending, size_t line, size_t column,
                     const std::string& message, std::exception_ptr error) override;
    void mute() { muted_ = true; }
    /// Whether there was a syntax error, heard or not.
    bool reported() const { return reported_; }

private:
    /// The last token of an earlier line, if the token begins a line.
    std::optional<Span> lastOfLineBefore(antlr4::Parser& parser, antlr4::Token* token) const;
    /// Reports statements of other languages and calls that stand alone; false if this is none.
    bool foreignStatement(antlr4::Parser& parser, antlr4::Token* offending);
    Span spanOf(const antlr4::Token& token) const;

    FileId file_;
    std::string_view text_;
    std::string next_;
    uint32_t end_;
    Diagnostics& diagnostics_;
    bool muted_ = false;
    bool reported_ = false;
};

/// The runtime's own recovery, except that a token put in for a missing one is made here: the runtime would ask the
/// neighbouring token for its lexer, and ours come from a list. It has no text, so the tree gets a missing name.
class ErrorStrategy : public antlr4::DefaultErrorStrategy {
protected:
    antlr4::Token* getMissingSymbol(antlr4::Parser* parser) override;

private:
    std::vector<std::unique_ptr<antlr4::CommonToken>> made_;
};

}   // namespace evd::syntax
