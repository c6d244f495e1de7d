// Imports in order: those of the standard library, then those by path, each once, and none that is not used.

#include "frontend/repair/site.h"

#include <algorithm>
#include <set>

namespace evd::repair {

using namespace syntax;

std::optional<Fix> organisedImports(const sema::Program& program, const SourceSet& sources) {
    const Exports none;
    const Site site{program, sources, program.root(), none};
    std::set<const Decl*> unused;
    for (const sema::ModuleLink* link : program.unusedImports()) unused.insert(link->decl);
    std::vector<const Decl*> imports, kept;
    std::set<std::string> seen;
    for (const Decl* decl : site.tree().decls) {
        if (!std::holds_alternative<ImportDecl>(decl->node)) continue;
        imports.push_back(decl);
        if (unused.count(decl) == 0 && seen.insert(site.text(decl->span)).second) kept.push_back(decl);
    }
    auto byPath = [](const Decl* decl) { return std::get<ImportDecl>(decl->node).file.has_value(); };
    std::vector<const Decl*> sorted = kept;
    std::stable_sort(sorted.begin(), sorted.end(), [&](const Decl* a, const Decl* b) {
        return std::pair(byPath(a), site.text(a->span)) < std::pair(byPath(b), site.text(b->span));
    });
    // What stands between two imports, or is said of one, would end up at another.
    bool together = true;
    for (size_t i = 0; i < imports.size(); ++i) {
        const uint32_t end = imports[i]->span.end;
        together &= imports[i]->doc.empty() && site.behindComment(end) == end;
        if (i > 0)
            together &=
                site.text(site.span(imports[i - 1]->span.end, imports[i]->span.begin)).find_first_not_of(" \t\r\n") ==
                std::string::npos;
    }
    if (!together) sorted = kept;
    Fix out{"organise imports", {}};
    for (size_t i = 0, next = 0; i < imports.size(); ++i) {
        const bool stays = std::find(kept.begin(), kept.end(), imports[i]) != kept.end();
        if (!stays) {
            out.edits.push_back(site.remove(imports[i]->span));
            continue;
        }
        const Decl* here = sorted[next++];
        if (here != imports[i]) out.edits.push_back({imports[i]->span, site.text(here->span)});
    }
    return out.edits.empty() ? std::nullopt : std::optional(std::move(out));
}

}   // namespace evd::repair
