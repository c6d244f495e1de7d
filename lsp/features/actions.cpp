#include "lsp/features/actions.h"

#include "lsp/features/action_tools.h"

namespace evd::lsp {

std::vector<Action> actions(const Analysis& analysis, uint32_t begin, uint32_t end, const repair::Exports& exports) {
    std::vector<Action> out;
    ActionTools tools(analysis, out);
    for (const Diagnostic& diagnostic : analysis.diagnostics().all()) {
        if (diagnostic.span.file != analysis.tree().file || diagnostic.span.end < begin || diagnostic.span.begin > end)
            continue;
        for (const Fix& fix : repair::repairs(analysis.program(), analysis.sources(), diagnostic, exports))
            out.push_back({fix.title, true, &diagnostic, fix.edits});
        tools.diagnostic = &diagnostic;
        mend(tools);
    }
    tools.diagnostic = nullptr;
    if (begin > end) return out;
    for (const Fix& fix : repair::rewrites(analysis.program(), analysis.sources(), {analysis.tree().file, begin, end}))
        out.push_back({fix.title, false, nullptr, fix.edits});
    rewrites(tools, begin, end);
    return out;
}

}   // namespace evd::lsp
