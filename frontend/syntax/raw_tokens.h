#pragma once
// Text to tokens as they stand in it, comments among them. What is equal in an earlier text is not read again.

#include "frontend/syntax/tree.h"

namespace evd::syntax {

/// What some editors put before the first character of a file; white space here.
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

/// The tokens and comments of a text of valid UTF-8, in text order; without white space and the end of the file.
std::vector<Token> rawTokens(FileId file, const std::string& text, const Earlier& earlier);

}   // namespace evd::syntax
