#pragma once
// Tokens and comments of a text in one list, with the line breaks between them.

#include "frontend/format/facts.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace evd::format {

inline constexpr size_t kNone = SIZE_MAX;

/// A token or comment.
struct Piece {
    std::string_view text;
    uint32_t begin = 0;
    bool comment = false;
    bool item = false;       ///< begins a declaration, member, statement, clause or arm
    unsigned breaks = 0;     ///< line breaks before it, at most 2
    size_t match = kNone;    ///< of a bracket: the index of its partner
    size_t inside = kNone;   ///< the innermost bracket around it
};

/// The pieces of a text without errors of form. Views into `text`.
std::vector<Piece> piecesOf(const syntax::Tree& tree, std::string_view text, const Facts& facts);

bool isOpening(const Piece& piece);
bool isClosing(const Piece& piece);
/// Whether a piece is a line comment, so that the line ends with it.
bool endsLine(const Piece& piece);

/// Whether two neighbours on one line are kept apart.
bool spaced(const std::vector<Piece>& pieces, size_t left, const Facts& facts);

}   // namespace evd::format
