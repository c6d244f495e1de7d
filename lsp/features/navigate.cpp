#include "lsp/features/navigate.h"

#include "frontend/sema/check.h"
#include "lsp/features/flow.h"

namespace evd::lsp {

namespace {

std::vector<Target> toSymbol(const Analysis& analysis, Span origin, sema::SymbolId symbol) {
    Place name = analysis.declaration(symbol);
    if (name.file == nullptr || (name.end == 0 && name.begin == 0)) return {};
    Place whole = name;
    const sema::Symbol& found = analysis.program()[symbol];
    if (found.decl != nullptr && found.decl->name.span == found.nameSpan) whole = analysis.place(found.decl->span);
    return {{origin, name, whole}};
}

/// The enum or parameter that a type is made of, looking into collections.
sema::SymbolId symbolOf(sema::TypeRef type) {
    for (int depth = 0; type != nullptr && depth < 8; ++depth) {
        if (type->symbol != sema::kNoSymbol) return type->symbol;
        if (type->args.empty()) break;
        type = type->args.back();
    }
    return sema::kNoSymbol;
}

/// The alias of a record type, if only one stands for it: which one was written, types do not say.
sema::SymbolId aliasOf(const Analysis& analysis, sema::TypeRef type) {
    sema::SymbolId found = sema::kNoSymbol;
    if (type == nullptr || type->kind != sema::Kind::Record) return found;
    for (sema::SymbolId id = 0; id < analysis.program().symbols.size(); ++id) {
        const sema::Symbol& symbol = analysis.program()[id];
        if (symbol.kind != sema::SymbolKind::TypeAlias || symbol.type != type) continue;
        if (found != sema::kNoSymbol) return sema::kNoSymbol;
        found = id;
    }
    return found;
}

}   // namespace

std::vector<Target> definition(const Analysis& analysis, uint32_t offset) {
    if (const sema::Use* use = analysis.useAt(offset)) return toSymbol(analysis, use->span, use->symbol);
    for (const Link& link : documentLinks(analysis)) {
        if (offset < link.span.begin || offset > link.span.end) continue;
        for (uint32_t id = 0; id < analysis.sources().size(); ++id)
            if (analysis.sources().file(id).path() == link.path)
                return {{link.span, {&analysis.sources().file(id), 0, 0}, {&analysis.sources().file(id), 0, 0}}};
    }
    return {};
}

std::vector<Target> typeDefinition(const Analysis& analysis, uint32_t offset) {
    std::optional<sema::AtPosition> found = sema::at(analysis.program(), 0, offset);
    if (!found) return {};
    sema::SymbolId symbol = aliasOf(analysis, found->type);
    if (symbol == sema::kNoSymbol) symbol = symbolOf(found->type);
    return symbol == sema::kNoSymbol ? std::vector<Target>() : toSymbol(analysis, found->span, symbol);
}

std::vector<Target> implementation(const Analysis& analysis, uint32_t offset) {
    const sema::Use* use = analysis.useAt(offset);
    if (use == nullptr || analysis.program()[use->symbol].kind != sema::SymbolKind::Message)
        return definition(analysis, offset);
    std::vector<Target> out;
    Flow flow = flowOf(analysis, false);
    for (const FlowEdge* edge : flow.of(use->symbol, false))
        out.push_back({use->span, analysis.place(edge->at), analysis.place(flow.nodes[edge->node].span)});
    return out;
}

std::vector<Link> documentLinks(const Analysis& analysis) {
    std::vector<Link> out;
    size_t next = 0;
    for (const syntax::Decl* decl : analysis.tree().decls) {
        const auto* import = std::get_if<syntax::ImportDecl>(&decl->node);
        if (import == nullptr || (!import->file && import->path.empty())) continue;
        Span at = import->file ? import->fileSpan : cover(import->path.front().span, import->path.back().span);
        // Which module an import loaded is told by the diagnostics of those that failed: the others are in order.
        bool failed = false;
        for (const Diagnostic& diagnostic : analysis.diagnostics().all())
            failed |= (diagnostic.code == Code::UnknownModule || diagnostic.code == Code::ImportCycle) &&
                      diagnostic.span == at;
        if (failed || (!import->file && import->path.back().missing()) || next >= analysis.root().imports.size())
            continue;
        uint32_t module = analysis.root().imports[next++];
        const sema::Module& loaded = analysis.program().modules[module];
        std::string name = !import->alias.missing() ? import->alias.text
                           : import->file           ? loaded.name
                                                    : import->path.back().text;
        out.push_back({at, loaded.path, import, module, std::move(name)});
    }
    return out;
}

std::optional<Link> importNamed(const Analysis& analysis, const sema::Use& use) {
    const sema::Symbol& symbol = analysis.program()[use.symbol];
    if (symbol.kind != sema::SymbolKind::Spec || symbol.module == 0) return std::nullopt;
    std::optional<Link> out;   // of several imports by one name the last counts
    for (Link& link : documentLinks(analysis))
        if (link.module == symbol.module && link.name == analysis.sources().text(use.span)) out = std::move(link);
    return out;
}

}   // namespace evd::lsp
