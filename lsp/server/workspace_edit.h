#pragma once
// Changes of several files as one workspace edit.

#include "lsp/server/request.h"

namespace evd::lsp {

class WorkspaceEdit {
public:
    /// Replaces a place; the same change twice counts once.
    void replace(const Place& place, std::string text);
    /// A new file with this text, or, for clients that cannot create files, nothing.
    void create(std::string path, std::string text);
    bool empty() const { return changes_.empty() && created_.empty(); }
    /// With versions if the client takes them.
    Json json(const Request& request) const;

private:
    struct Change {
        Place place;
        std::string text;
    };
    std::map<std::string, std::vector<Change>> changes_;
    std::map<std::string, std::string> created_;
};

}   // namespace evd::lsp
