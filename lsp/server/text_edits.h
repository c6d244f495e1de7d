#pragma once
// Changes that editors send, applied to a text.

#include "base/span.h"

#include <optional>
#include <string>

namespace evd::lsp {

/// One entry of `contentChanges`. Without a range it replaces everything.
struct TextChange {
    std::optional<std::pair<LineColumn, LineColumn>> range;
    std::string text;
};

/// The text after the change. Positions beyond a line or the text are clamped, as the protocol says; a reversed range
/// is taken the right way round.
std::string applied(const std::string& text, const TextChange& change, ColumnUnit unit);

}   // namespace evd::lsp
