#include "lsp/features/navigate.h"

#include "frontend/sema/check.h"
#include "lsp/features/fields.h"
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
    if (const sema::FieldUse* field = fieldAt(analysis, offset)) {
        std::vector<Target> out;
        for (const Place& place : fieldDeclarations(analysis, *field)) out.push_back({field->span, place, place});
        return out;
    }
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
    if (const sema::FieldUse* field = fieldAt(analysis, offset)) {
        sema::TypeRef type = fieldType(analysis, *field);
        sema::SymbolId symbol = aliasOf(analysis, type);
        if (symbol == sema::kNoSymbol) symbol = symbolOf(type);
        return symbol == sema::kNoSymbol ? std::vector<Target>() : toSymbol(analysis, field->span, symbol);
    }
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
    for (const sema::ModuleLink& link : analysis.root().links)
        out.push_back({link.at, analysis.program().modules[link.module].path, &link, link.module, link.alias});
    return out;
}

std::optional<Link> importNamed(const Analysis& analysis, const sema::Use& use) {
    const sema::Symbol& symbol = analysis.program()[use.symbol];
    if (symbol.kind != sema::SymbolKind::Spec || symbol.module == 0) return std::nullopt;
    for (Link& link : documentLinks(analysis))
        if (link.module == symbol.module && link.name == analysis.sources().text(use.span)) return std::move(link);
    return std::nullopt;
}

}   // namespace evd::lsp
