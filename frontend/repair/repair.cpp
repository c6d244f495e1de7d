#include "frontend/repair/repair.h"

#include "frontend/repair/site.h"

#include <algorithm>

namespace evd::repair {

std::vector<Fix> repairs(const sema::Program& program, const SourceSet& sources, const Diagnostic& diagnostic,
                         Trial& trial, const Exports& exports) {
    std::vector<Fix> out;
    // Of several ways to do what one title says, the first that works counts.
    auto add = [&](Fix fix) {
        if (std::any_of(out.begin(), out.end(), [&](const Fix& other) { return other.title == fix.title; })) return;
        if (!trial.mends(diagnostic, fix.edits)) return;
        std::stable_sort(fix.edits.begin(), fix.edits.end(),
                         [](const Edit& a, const Edit& b) { return a.span.begin < b.span.begin; });
        out.push_back(std::move(fix));
    };
    for (const sema::Module& module : program.modules) {
        if (!module.tree || module.tree->file != diagnostic.span.file || module.tree->tokens.empty()) continue;
        Site site{program, sources, module, exports};
        // What looked at the program knows more than the message did.
        for (auto find : {repairsOfForm, repairsOfForeignForm, repairsOfNames, repairsOfTypes, repairsOfRules})
            for (Fix& fix : find(site, diagnostic)) add(std::move(fix));
        break;
    }
    for (const Fix& fix : diagnostic.fixes) add(fix);
    return out;
}

}   // namespace evd::repair
