#include "lsp/features/actions.h"

#include "lsp/features/action_tools.h"

namespace evd::lsp {

std::vector<Action> actions(const Analysis& analysis, uint32_t begin, uint32_t end, const std::vector<Importable>& importable) {
    std::vector<Action> out;
    ActionTools tools(analysis, out);
    for (const Diagnostic& diagnostic : analysis.diagnostics().all()) {
        if (diagnostic.span.file != analysis.tree().file || diagnostic.span.end < begin || diagnostic.span.begin > end) continue;
        for (const Fix& fix : diagnostic.fixes) out.push_back({fix.title, true, &diagnostic, fix.edits, "", ""});
        tools.diagnostic = &diagnostic;
        fixNames(tools, importable);
        fixTypes(tools);
        fixRules(tools);
        fixText(tools);
    }
    tools.diagnostic = nullptr;
    rewrites(tools, begin, end);
    return out;
}

} // namespace evd::lsp
