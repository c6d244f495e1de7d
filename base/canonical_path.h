#pragma once
// One name for one file, however it is reached.

#include <string>
#include <string_view>

namespace evd {

/// The absolute path of a file without `.`, `..`, repeated or trailing slashes and symbolic links: two paths of one
/// file (but for hard links) have the same. What does not exist keeps its spelling behind the part that does. The empty
/// path stays empty.
std::string canonicalPath(std::string_view path);

}   // namespace evd
