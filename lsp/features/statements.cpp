#include "lsp/features/statements.h"

#include "frontend/sema/ranges.h"
#include "frontend/syntax/walk.h"

#include <map>

namespace evd::lsp {

namespace {

Span nameOf(const syntax::Decl& decl, const std::vector<std::vector<syntax::Name>>& paths) {
    if (paths.empty()) return decl.span;
    return {decl.span.file, paths.front().front().span.begin, paths.back().back().span.end};
}

}   // namespace

std::vector<Statement> checksOf(const Analysis& analysis) {
    std::vector<Statement> out;
    std::map<std::string, unsigned> numbers;
    for (const syntax::Decl* decl : analysis.tree().decls) {
        const auto* check = std::get_if<syntax::CheckDecl>(&decl->node);
        if (check == nullptr) continue;
        Statement& one = out.emplace_back(Statement{"check", syntax::joined(check->properties),
                                                    nameOf(*decl, check->properties), "runs do not evaluate it"});
        one.whole = decl->span;
        one.anchor = decl->name.span.empty() ? decl->span.begin : decl->name.span.begin;
        one.number = ++numbers[one.name];
    }
    return out;
}

std::vector<Statement> statementsOf(const Analysis& analysis) {
    std::vector<Statement> out, checks = checksOf(analysis);
    auto nextCheck = checks.begin();
    for (const syntax::Decl* decl : analysis.tree().decls) {
        if (const auto* property = std::get_if<syntax::PropertyDecl>(&decl->node)) {
            sema::SymbolId id = analysis.root().resolve(decl->name);
            if (id == sema::kNoSymbol || decl->name.missing()) continue;
            const bool invariant = property->kind == syntax::PropertyKind::Invariant;
            out.push_back(
                {invariant ? "invariant" : "property", decl->name.text, decl->name.span,
                 sema::whyNotEvaluated(analysis.program(), analysis.program()[id].module, property->formula)});
        } else if (std::holds_alternative<syntax::CheckDecl>(decl->node)) {
            out.push_back(std::move(*nextCheck++));
        } else if (const auto* prove = std::get_if<syntax::ProveDecl>(&decl->node)) {
            out.push_back({"prove", syntax::joined(prove->goals), nameOf(*decl, prove->goals),
                           "the simulator does not evaluate it"});
        } else if (std::holds_alternative<syntax::ScenarioDecl>(decl->node)) {
            if (!decl->name.missing()) out.push_back({"scenario", decl->name.text, decl->name.span, ""});
        }
    }
    return out;
}

}   // namespace evd::lsp
