#pragma once
// URIs of documents and paths of files.

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace evd::lsp {

/// The name (`fileName`) of the file that a `file:` URI leads to, however it is written; any other URI stands for
/// itself, so that untitled documents work too.
std::string pathOf(std::string_view uri);
/// The path in a `file:` URI as it is written there.
std::string spelledPath(std::string_view uri);
/// `file:///a/b%20c.evd`; what pathOf left as a URI comes back as it is.
std::string uriOf(std::string_view path);

/// How the client writes files: answers use its own URIs.
struct Uris {
    std::map<std::string, std::string> open;   ///< of open documents, by name
    std::vector<std::pair<std::string, std::string>>
        folders;   ///< of the workspace: name and path as the client has it

    std::string of(const std::string& name) const;
};

}   // namespace evd::lsp
