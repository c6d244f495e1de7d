#pragma once
// Text to tokens, with everything mended that can be mended before parsing, and cut into declarations.

#include "base/diagnostics.h"
#include "frontend/syntax/tree.h"

#include <string>
#include <string_view>
#include <vector>

namespace evd::syntax {

/// One token as the parser will see it. `type` is a token type of the generated lexer.
struct Lexeme {
    size_t type;
    Span span;
};

/// The tokens of one declaration and the documentation before it.
struct Chunk {
    size_t begin, end;   ///< indexes into `Lexed::lexemes`
    std::string doc;
};

struct Lexed {
    std::vector<Lexeme> lexemes;   ///< what is parsed: mended, and with brackets added and left out
    std::vector<Token>
        written;   ///< what stands in the text, every character of it that is neither comment nor white space
    std::vector<Token> raw;   ///< tokens and comments as they were read
    std::vector<Comment> comments;
    std::vector<Chunk> chunks;
    std::vector<bool>
        damaged;   ///< by chunk: a bracket or lexical error was reported inside; the parser's errors there are echoes
};

/// Reports lexical errors, foreign operators, unbalanced brackets, names in the wrong case and excessive nesting; puts
/// the token that was probably meant in the place of a wrong one, and closes what was not closed, so that parsing can
/// go on.
Lexed lex(FileId file, std::string_view text, Diagnostics& diagnostics, const Earlier& earlier = {});

/// Whether a word is reserved: a keyword that is a name nowhere.
bool isReserved(std::string_view word);

/// The documentation comments that end directly before `offset`, marks removed, joined by newlines.
std::string docBefore(std::string_view text, const std::vector<Comment>& comments, uint32_t offset);

}   // namespace evd::syntax
