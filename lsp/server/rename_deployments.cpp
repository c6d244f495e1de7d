#include "lsp/server/rename_deployments.h"

#include "driver/deployment_names.h"
#include "lsp/server/running.h"

#include <algorithm>
#include <filesystem>
#include <set>

namespace evd::lsp {

namespace {

namespace fs = std::filesystem;

/// Whether a deployment file belongs to another spec of its folder too, in which the name stands and is another thing.
bool isShared(const Request& request, const std::string& deployment, const Files& files, const SymbolKey& key) {
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(fs::path(deployment).parent_path(), error)) {
        std::string path = fileName(entry.path().string());
        if (entry.path().extension() != ".evd" || deploymentOf(path, Json::object()) != deployment) continue;
        bool same = std::any_of(files.begin(), files.end(), [&](const auto& file) {
            return file->path() == path && file->dependsOn(key.path) && find(*file, key) != sema::kNoSymbol;
        });
        if (!same && mentions(request.world->textOf(path), key.name)) return true;
    }
    return false;
}

}   // namespace

void renameInDeployments(const Request& request, const Files& files, const SymbolKey& key, const std::string& name,
                         WorkspaceEdit& edit) {
    std::set<std::string> done;
    for (const auto& file : files) {
        sema::SymbolId symbol = file->dependsOn(key.path) ? find(*file, key) : sema::kNoSymbol;
        std::string path = deploymentOf(file->path(), Json::object());
        if (symbol == sema::kNoSymbol || path.empty() || !done.insert(path).second) continue;
        std::string text = request.world->textOf(path);
        if (!mentions(text, key.name) || isShared(request, path, files, key)) continue;
        SourceSet sources;
        Diagnostics ignored;
        auto deployment = driver::readDeployment(sources.add(path, std::move(text)), sources, ignored);
        if (!deployment) continue;
        for (const Edit& one : driver::renameInDeployment(*deployment, sources, file->program(), symbol, name))
            edit.replace({&sources.file(one.span.file), one.span.begin, one.span.end}, one.text);
        edit.keep(sources);
    }
}

}   // namespace evd::lsp
