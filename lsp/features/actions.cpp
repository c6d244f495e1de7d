#include "lsp/features/actions.h"

#include "lsp/features/action_tools.h"

namespace evd::lsp {

std::vector<Action> actions(const Analysis& analysis, uint32_t begin, uint32_t end, const Overlay& overlay,
                            const repair::Exports& exports) {
    std::vector<Action> out;
    ActionTools tools(analysis, out);
    std::unique_ptr<SourceReader> reader = readerOf(overlay);
    repair::Trial trial(analysis.path(), *reader, analysis.stdlibPath(), {&analysis.program(), &analysis.sources()});
    for (const Diagnostic& diagnostic : analysis.diagnostics().all()) {
        if (diagnostic.span.file != analysis.tree().file || diagnostic.span.end < begin || diagnostic.span.begin > end)
            continue;
        for (const Fix& fix : repair::repairs(analysis.program(), analysis.sources(), diagnostic, trial, exports))
            out.push_back({fix.title, true, &diagnostic, fix.edits});
    }
    if (begin > end) return out;
    for (const Fix& fix : repair::rewrites(analysis.program(), analysis.sources(), {analysis.tree().file, begin, end}))
        out.push_back({fix.title, false, nullptr, fix.edits});
    rewrites(tools, begin, end);
    return out;
}

}   // namespace evd::lsp
