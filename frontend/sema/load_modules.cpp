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

/// Instances of modules in one program. A chain of modules that each use the next twice doubles with every link.
constexpr size_t kModulesMax = 1000;

/// What an import or `use` says: which module, and what it is called.
struct Reference {
    const std::vector<syntax::Name>& path;
    const std::optional<std::string>& file;
    Span fileSpan;
    const syntax::Name& alias;
};

std::optional<Reference> referenceOf(const syntax::Decl* decl) {
    if (const auto* import = std::get_if<syntax::ImportDecl>(&decl->node))
        return Reference{import->path, import->file, import->fileSpan, import->alias};
    if (const auto* use = std::get_if<syntax::UseDecl>(&decl->node))
        return Reference{use->path, use->file, use->fileSpan, use->alias};
    return std::nullopt;
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
    loadModule(path, reader, stdlibPath, {}, path);
    nameModules();
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

/// The tree of the file with a name, read and parsed once. Null, and EVD1006 at `importedAt`, if there is no such file;
/// the root file has an empty tree then.
std::shared_ptr<const syntax::Tree> Checker::parseFile(const std::string& path, SourceReader& reader,
                                                       const std::string& stdlibPath, Span importedAt,
                                                       const std::string& shown) {
    if (auto known = trees_.find(path); known != trees_.end()) return known->second;
    auto content = reader.read(path);
    if (!content && !program_.modules.empty()) {
        auto& diagnostic = diagnostics_.report(Code::UnknownModule, importedAt, shown);
        std::string near = shown.rfind("std.", 0) == 0 ? nearest(shown, standardModules(stdlibPath)) : "";
        if (!near.empty())
            diagnostic.note("did you mean `" + near + "`?").replace("replace by `" + near + "`", importedAt, near);
        else if (shown.rfind("std.", 0) == 0)
            diagnostic.note(fmt::format("the standard library has {}", fmt::join(standardModules(stdlibPath), ", ")));
        return nullptr;
    }
    FileId file = sources_.add(path, content.value_or(""));
    if (!content) diagnostics_.report(Code::CannotRead, {file, 0, 0}, path, "there is no such file");
    return trees_[path] = content ? syntax::parse(file, sources_.file(file).text(), diagnostics_, earlier(path))
                                  : std::make_shared<syntax::Tree>();
}

/// The module of a file, loaded once for all its imports, or a new instance of it for each `use` (`instance`, by the
/// module `user`). UINT32_MAX if it cannot be loaded: that has been reported.
uint32_t Checker::loadModule(const std::string& written, SourceReader& reader, const std::string& stdlibPath,
                             Span importedAt, const std::string& shown, uint32_t user,
                             const syntax::UseDecl* instance) {
    const std::string path = reader.name(written);
    auto first = std::find_if(loading_.begin(), loading_.end(), [&](const Loading& one) { return one.path == path; });
    if (first != loading_.end()) {
        reportCycle(static_cast<size_t>(first - loading_.begin()), importedAt, shown);
        return UINT32_MAX;
    }
    if (auto found = loaded_.find(path); instance == nullptr && found != loaded_.end()) return found->second;
    if (program_.modules.size() >= kModulesMax) {
        diagnostics_.report(Code::TooManyModules, importedAt, kModulesMax);
        return UINT32_MAX;
    }
    auto tree = parseFile(path, reader, stdlibPath, importedAt, shown);
    if (tree == nullptr) return UINT32_MAX;
    auto index = static_cast<uint32_t>(program_.modules.size());
    if (instance == nullptr) loaded_[path] = index;
    loading_.push_back({path, importedAt, shown});
    program_.modules.emplace_back();
    Module made;
    made.path = path;
    made.tree = std::move(tree);
    made.name = made.tree->specName.text;
    made.user = user;
    made.instance = instance;
    made.types.resize(made.tree->nodeCount, nullptr);
    made.operators.resize(made.tree->nodeCount, BuiltinId::None);
    for (const syntax::Decl* decl : made.tree->decls) {
        auto reference = referenceOf(decl);
        if (!reference) continue;
        const auto* use = std::get_if<syntax::UseDecl>(&decl->node);
        std::string target, name;
        Span at = reference->fileSpan;
        const auto& names = reference->path;
        if (reference->file) {
            target = reference->file->rfind('/', 0) == 0 ? *reference->file : folderOf(path) + *reference->file;
            name = *reference->file;
        } else {
            if (names.empty() || names.back().missing()) continue;
            bool standard = names.size() > 1 && names.front().text == "std";
            for (size_t i = standard ? 1 : 0; i < names.size(); ++i)
                target += (target.empty() ? "" : "/") + names[i].text;
            target = (standard ? stdlibPath + "/" : folderOf(path)) + target + ".evd";
            for (size_t i = 0; i < names.size(); ++i) name += (i == 0 ? "" : ".") + names[i].text;
            at = cover(names.front().span, names.back().span);
        }
        uint32_t loaded = loadModule(target, reader, stdlibPath, at, name, index, use);
        if (loaded == UINT32_MAX) continue;
        std::string alias = !reference->alias.missing() ? reference->alias.text
                            : reference->file           ? program_.modules[loaded].name
                                                        : names.back().text;
        link(made, {loaded, std::move(alias), at, decl});
    }
    program_.modules[index] = std::move(made);
    loading_.pop_back();
    return index;
}

/// Adds a link, unless its name is taken (EVD1007) or it imports what is imported already (EVD1025).
void Checker::link(Module& from, ModuleLink made) {
    for (const ModuleLink& earlier : from.links) {
        if (earlier.module == made.module) {
            diagnostics_.report(Code::ImportedTwice, made.at, earlier.alias)
                .label(earlier.at, "imported here")
                .note("all imports of a file are one module; `use` makes another one, with messages and parameters of "
                      "its own");
            return;
        }
        if (earlier.alias != made.alias) continue;
        diagnostics_.report(Code::DuplicateName, made.at, made.alias)
            .label(earlier.at, "this module has that name already")
            .note("give one of them another name: `as …`");
        return;
    }
    from.links.push_back(std::move(made));
}

/// What the root module calls each module: the shortest way from link to link, and among those the first in the text.
void Checker::nameModules() {
    std::vector<uint32_t> reached = {0};
    std::vector<bool> seen(program_.modules.size());
    for (size_t i = 0; i < reached.size(); ++i) {
        seen[reached[i]] = true;
        const std::string outer = program_.modules[reached[i]].qualifier;
        for (const ModuleLink& link : program_.modules[reached[i]].links) {
            if (seen[link.module]) continue;
            seen[link.module] = true;
            program_.modules[link.module].qualifier = outer.empty() ? link.alias : outer + "." + link.alias;
            reached.push_back(link.module);
        }
    }
}

}   // namespace evd::sema
