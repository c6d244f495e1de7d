#pragma once
// Kinds of tokens that more than one pass over them asks for; token types are those of the generated lexer.

#include "EvidentLexer.h"

namespace evd::syntax {

using grammar::EvidentLexer;

/// The keywords that are values.
inline bool isValue(size_t type) {
    return type == EvidentLexer::SELF || type == EvidentLexer::TRUE || type == EvidentLexer::FALSE;
}

inline bool isOpener(size_t type) {
    return type == EvidentLexer::LPAREN || type == EvidentLexer::LBRACK || type == EvidentLexer::LBRACE;
}
inline bool isCloser(size_t type) {
    return type == EvidentLexer::RPAREN || type == EvidentLexer::RBRACK || type == EvidentLexer::RBRACE;
}

}   // namespace evd::syntax
