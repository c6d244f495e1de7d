#pragma once
// Pieces in lines: where they break, and how far they are indented.

#include "frontend/format/pieces.h"

#include <vector>

namespace evd::format {

/// One line of output: the pieces `[first, last]`.
struct Line {
    size_t first = 0, last = 0;
    unsigned indent = 0;
    bool blankBefore = false;
};

/// Breaks where the author did; also before each item of a body that does not stand on one line, and before each
/// declaration. Indents by two per bracket, and once more where a line continues an item.
std::vector<Line> linesOf(std::vector<Piece>& pieces, const Facts& facts);

}   // namespace evd::format
