#pragma once
// Columns: neighbouring lines of one form have their parts below each other.

#include "frontend/format/lines.h"

#include <string>
#include <vector>

namespace evd::format {

/// A line as text, in cells that may be padded to line up with those of its neighbours.
struct Row {
    std::string family;               ///< lines of one family line up; empty: this line stands alone
    std::vector<std::string> cells;   ///< by column; missing parts are empty
    std::string comment;              ///< the comment at the end of the line
    unsigned indent = 0;
    bool blankBefore = false;
    bool continues = false;   ///< belongs to the item of an earlier line
};

/// The rows of all lines.
std::vector<Row> rowsOf(const std::vector<Piece>& pieces, const std::vector<Line>& lines, const Facts& facts);
/// The text: cells and comments lined up, lines indented.
std::string render(const std::vector<Row>& rows);

}   // namespace evd::format
