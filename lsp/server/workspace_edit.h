#pragma once
// Changes of several files as one workspace edit.

#include "lsp/server/request.h"

#include <tuple>

namespace evd::lsp {

class WorkspaceEdit {
public:
    /// Replaces a place; the same change twice counts once.
    void replace(const Place& place, std::string text);
    /// A new file with this text, or, for clients that cannot create files, nothing.
    void create(std::string path, std::string text);
    /// Keeps files alive in which something is replaced.
    void keep(SourceSet sources) { kept_.push_back(std::move(sources)); }
    bool empty() const { return changes_.empty() && created_.empty(); }
    /// With versions if the client takes them.
    Json json(const Request& request) const;

private:
    struct Change {
        Place place;
        std::string text;
    };
    std::map<std::string, std::vector<Change>> changes_;
    std::set<std::tuple<std::string, uint32_t, uint32_t, std::string>> seen_;
    std::map<std::string, std::string> created_;
    std::vector<SourceSet> kept_;
};

}   // namespace evd::lsp
