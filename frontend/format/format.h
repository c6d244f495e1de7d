#pragma once
// The one layout of Evident text: indentation, spaces, blank lines and columns. Authors decide where lines break.

#include "base/diagnostics.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace evd::format {

/// The text in its standard layout; formatting that again changes nothing. Comments stay where they are, and the tree
/// stays the same: that is verified each time. Nothing if the text has errors of form, which would leave it open what
/// is meant.
std::optional<std::string> format(std::string_view text);

/// The edits of white space that bring `text` into its standard layout, in text order and without overlap. If `within`
/// is given (byte offsets; its file does not matter), only those that touch it. Nothing if `format` has nothing.
std::optional<std::vector<Edit>> edits(std::string_view text, std::optional<Span> within = std::nullopt);

/// Whether two texts have the same tokens, comments and tree, so that they mean the same.
bool sameMeaning(std::string_view a, std::string_view b);

}   // namespace evd::format
