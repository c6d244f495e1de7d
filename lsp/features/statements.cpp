#include "lsp/features/statements.h"

#include "frontend/sema/ranges.h"
#include "frontend/syntax/walk.h"

namespace evd::lsp {

namespace {

Span nameOf(const syntax::Decl& decl, const std::vector<std::vector<syntax::Name>>& paths) {
    if (paths.empty()) return decl.span;
    return {decl.span.file, paths.front().front().span.begin, paths.back().back().span.end};
}

}   // namespace

std::vector<Statement> statementsOf(const Analysis& analysis) {
    std::vector<Statement> out;
    const std::string later = "the simulator does not evaluate it";
    for (const syntax::Decl* decl : analysis.tree().decls) {
        if (const auto* property = std::get_if<syntax::PropertyDecl>(&decl->node)) {
            sema::SymbolId id = analysis.root().resolve(decl->name);
            if (id == sema::kNoSymbol || decl->name.missing()) continue;
            const bool invariant = property->kind == syntax::PropertyKind::Invariant;
            out.push_back(
                {invariant ? "invariant" : "property", decl->name.text, decl->name.span,
                 sema::whyNotEvaluated(analysis.program(), analysis.program()[id].module, property->formula)});
        } else if (const auto* check = std::get_if<syntax::CheckDecl>(&decl->node)) {
            out.push_back({"check", syntax::joined(check->properties), nameOf(*decl, check->properties), later});
        } else if (const auto* prove = std::get_if<syntax::ProveDecl>(&decl->node)) {
            out.push_back({"prove", syntax::joined(prove->goals), nameOf(*decl, prove->goals), later});
        } else if (std::holds_alternative<syntax::ScenarioDecl>(decl->node)) {
            if (!decl->name.missing()) out.push_back({"scenario", decl->name.text, decl->name.span, ""});
        }
    }
    return out;
}

}   // namespace evd::lsp
