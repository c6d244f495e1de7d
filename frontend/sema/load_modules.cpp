// Reads the root file and everything it imports.

#include "frontend/sema/check.h"
#include "frontend/sema/checker.h"
#include "frontend/syntax/parse.h"

#include <algorithm>
#include <filesystem>

namespace evd::sema {

namespace {

std::string folderOf(const std::string& path) {
    size_t slash = path.rfind('/');
    return slash == std::string::npos ? "" : path.substr(0, slash + 1);
}

/// `a/./b/../c` -> `a/c`, so that one file is loaded once.
std::string normal(const std::string& path) {
    std::vector<std::string> parts;
    bool absolute = !path.empty() && path.front() == '/';
    for (size_t at = 0; at <= path.size();) {
        size_t slash = std::min(path.find('/', at), path.size());
        std::string part = path.substr(at, slash - at);
        if (part == ".." && !parts.empty() && parts.back() != "..") parts.pop_back();
        else if (!part.empty() && part != ".") parts.push_back(part);
        at = slash + 1;
    }
    std::string out = absolute ? "/" : "";
    for (size_t i = 0; i < parts.size(); ++i) out += (i == 0 ? "" : "/") + parts[i];
    return out;
}

}   // namespace

std::vector<std::string> standardModules(const std::string& stdlibPath) {
    std::vector<std::string> out;
    std::error_code none;
    for (const auto& entry : std::filesystem::directory_iterator(stdlibPath, none))
        if (entry.path().extension() == ".evd") out.push_back("std." + entry.path().stem().string());
    std::sort(out.begin(), out.end());
    return out;
}

void Checker::load(const std::string& path, SourceReader& reader, const std::string& stdlibPath, const Before& before) {
    before_ = before;
    loadFile(path, reader, stdlibPath, {}, path);
}

syntax::Earlier Checker::earlier(const std::string& path) const {
    if (before_.program == nullptr) return {};
    for (const Module& module : before_.program->modules)
        if (module.path == path && module.tree)
            return {module.tree.get(), before_.sources->file(module.tree->file).text()};
    return {};
}

/// At the import with which the first file of the circle enters it: so it is told in each of them that somebody opens.
void Checker::reportCycle(size_t first, Span importedAt, const std::string& shown) {
    bool direct = first + 1 == loading_.size();
    const Span at = direct ? importedAt : loading_[first + 1].importedAt;
    Diagnostic& diagnostic = diagnostics_.report(Code::ImportCycle, at, direct ? shown : loading_[first + 1].shown);
    if (!direct) diagnostic.label(importedAt, "this leads back");
}

uint32_t Checker::loadFile(const std::string& path, SourceReader& reader, const std::string& stdlibPath,
                           Span importedAt, const std::string& shown) {
    std::string key = normal(path);
    if (auto found = loaded_.find(key); found != loaded_.end()) {
        auto first =
            std::find_if(loading_.begin(), loading_.end(), [&](const Loading& one) { return one.path == key; });
        if (first == loading_.end()) return found->second;
        reportCycle(static_cast<size_t>(first - loading_.begin()), importedAt, shown);
        return UINT32_MAX;
    }
    auto content = reader.read(path);
    if (!content && !program_.modules.empty()) {
        auto& diagnostic = diagnostics_.report(Code::UnknownModule, importedAt, shown);
        std::string near = shown.rfind("std.", 0) == 0 ? nearest(shown, standardModules(stdlibPath)) : "";
        if (!near.empty())
            diagnostic.note("did you mean `" + near + "`?").replace("replace by `" + near + "`", importedAt, near);
        return UINT32_MAX;
    }
    FileId file = sources_.add(path, content.value_or(""));
    if (!content) diagnostics_.report(Code::CannotRead, {file, 0, 0}, path, "there is no such file");
    auto index = static_cast<uint32_t>(program_.modules.size());
    loaded_[key] = index;
    loading_.push_back({key, importedAt, shown});
    program_.modules.emplace_back();
    Module made;
    made.path = path;
    made.tree = content ? syntax::parse(file, sources_.file(file).text(), diagnostics_, earlier(path))
                        : std::make_shared<syntax::Tree>();
    made.name = made.tree->specName.text;
    made.types.resize(made.tree->nodeCount, nullptr);
    made.operators.resize(made.tree->nodeCount, BuiltinId::None);
    std::map<std::string, uint32_t> aliases;
    for (const syntax::Decl* decl : made.tree->decls) {
        if (std::holds_alternative<syntax::UseDecl>(decl->node)) diagnostics_.report(Code::UseNotYet, decl->span);
        const auto* import = std::get_if<syntax::ImportDecl>(&decl->node);
        if (import == nullptr) continue;
        std::string target, name;
        Span at = import->fileSpan;
        if (import->file) {
            target = import->file->rfind('/', 0) == 0 ? *import->file : folderOf(path) + *import->file;
            name = *import->file;
        } else {
            if (import->path.empty() || import->path.back().missing()) continue;
            bool standard = import->path.size() > 1 && import->path.front().text == "std";
            for (size_t i = standard ? 1 : 0; i < import->path.size(); ++i)
                target += (target.empty() ? "" : "/") + import->path[i].text;
            target = (standard ? stdlibPath + "/" : folderOf(path)) + target + ".evd";
            for (size_t i = 0; i < import->path.size(); ++i) name += (i == 0 ? "" : ".") + import->path[i].text;
            at = cover(import->path.front().span, import->path.back().span);
        }
        uint32_t imported = loadFile(target, reader, stdlibPath, at, name);
        if (imported == UINT32_MAX) continue;
        made.imports.push_back(imported);
        std::string alias = !import->alias.missing() ? import->alias.text
                            : import->file           ? program_.modules[imported].name
                                                     : import->path.back().text;
        aliases[alias] = imported;
    }
    program_.modules[index] = std::move(made);
    aliases_.resize(std::max(aliases_.size(), program_.modules.size()));
    aliases_[index] = std::move(aliases);
    loading_.pop_back();
    return index;
}

}   // namespace evd::sema
