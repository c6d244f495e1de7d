#include "frontend/repair/repair.h"

#include "frontend/repair/site.h"

#include <algorithm>

namespace evd::repair {

std::vector<Fix> repairs(const sema::Program& program, const SourceSet& sources, const Diagnostic& diagnostic,
                         const Exports& exports) {
    std::vector<Fix> out;
    auto add = [&](const Fix& fix) {
        if (std::none_of(out.begin(), out.end(), [&](const Fix& other) { return other.title == fix.title; }))
            out.push_back(fix);
    };
    for (const sema::Module& module : program.modules) {
        if (!module.tree || module.tree->file != diagnostic.span.file || module.tree->tokens.empty()) continue;
        Site site{program, sources, module, exports};
        // What looked at the program knows more than the message did.
        for (auto find : {repairsOfForm, repairsOfNames, repairsOfTypes, repairsOfRules})
            for (const Fix& fix : find(site, diagnostic)) add(fix);
        break;
    }
    for (const Fix& fix : diagnostic.fixes) add(fix);
    for (Fix& fix : out)
        std::stable_sort(fix.edits.begin(), fix.edits.end(),
                         [](const Edit& a, const Edit& b) { return a.span.begin < b.span.begin; });
    return out;
}

}   // namespace evd::repair
