#pragma once
// URIs of documents and paths of files.

#include <string>
#include <string_view>

namespace evd::lsp {

/// The normal path of a `file:` URI; any other URI stands for itself, so that untitled documents work too.
std::string pathOf(std::string_view uri);
/// `file:///a/b%20c.evd`; what pathOf left as a URI comes back as it is.
std::string uriOf(std::string_view path);

}   // namespace evd::lsp
