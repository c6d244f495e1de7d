#pragma once
// Any bytes to text that the generated lexer reads.

#include "base/diagnostics.h"

#include <string>
#include <string_view>

namespace evd::syntax {

/// The text with malformed bytes replaced one for one, so that offsets stay; reports the first. What the generated
/// lexer would not see as an unknown character (a byte order mark that is not at the beginning, a zero byte) becomes
/// one.
std::string decodable(FileId file, std::string_view text, Diagnostics& diagnostics);

}   // namespace evd::syntax
