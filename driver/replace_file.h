#pragma once
// Replacing a file as a whole.

#include <string>

namespace evd::driver {

/// Puts `text` in place of what the file holds, all of it or nothing: it is written to a new file beside it, which then
/// takes its name. Symbolic links are followed, permissions and (where allowed) the owner stay. 0, or an `errno`.
int replaceFile(const std::string& path, const std::string& text);

}   // namespace evd::driver
