#include "lsp/features/scope.h"

#include "lsp/features/navigate.h"

#include <set>

namespace evd::lsp {

namespace {

bool known(sema::TypeRef type) {
    return type != nullptr && type->kind != sema::Kind::Error && type->kind != sema::Kind::Variable;
}

}   // namespace

std::vector<sema::SymbolId> localsAt(const Analysis& analysis, const Context& context, uint32_t offset) {
    std::vector<sema::SymbolId> out;
    std::set<std::string> seen;
    const auto& symbols = analysis.program().symbols;
    for (sema::SymbolId id = static_cast<sema::SymbolId>(symbols.size());
         id-- > 0;) {   // inner names come later and hide outer ones
        const sema::Symbol& symbol = symbols[id];
        if (symbol.module != 0 || symbol.nameSpan.empty() || symbol.nameSpan.file != analysis.tree().file) continue;
        bool local = symbol.kind == sema::SymbolKind::Local || symbol.kind == sema::SymbolKind::Parameter ||
                     symbol.kind == sema::SymbolKind::GenericType || symbol.kind == sema::SymbolKind::Constant;
        bool variable = (symbol.kind == sema::SymbolKind::Variable || symbol.kind == sema::SymbolKind::Action) &&
                        symbol.parent == context.process && context.process != sema::kNoSymbol;
        if (local) {
            if (symbol.nameSpan.begin < context.decl.begin || symbol.nameSpan.begin >= context.decl.end ||
                symbol.nameSpan.begin >= offset)
                continue;
            bool inMember = !context.member.empty() && symbol.nameSpan.begin >= context.member.begin;
            bool ofHead = symbol.kind != sema::SymbolKind::Local;
            if (context.declKeyword == "process" && !inMember && !ofHead) continue;   // of another handler
        } else if (!variable) continue;
        if (seen.insert(symbol.name).second) out.push_back(id);
    }
    return out;
}

std::vector<ImportedName> importedNames(const Analysis& analysis) {
    std::vector<ImportedName> out;
    for (const Link& link : documentLinks(analysis))
        if (!link.name.empty()) out.push_back({link.name, link.module});
    return out;
}

sema::TypeRef typeEndingAt(const Analysis& analysis, uint32_t end) {
    Span best{0, 0, 0};
    sema::TypeRef type = nullptr;
    for (const auto& [span, id] : analysis.tree().typedNodes()) {
        if (span.end != end || span.end - span.begin <= best.end - best.begin) continue;
        sema::TypeRef found = analysis.root().typeOf(id);
        if (!known(found)) continue;
        // `a + b.` asks for b: only forms that a dot may follow.
        std::string_view text = analysis.sources().text(span);
        if (text.find(' ') != std::string_view::npos && text.back() != ')' && text.back() != ']' &&
            text.back() != '}' && text.back() != '>')
            continue;
        best = span;
        type = found;
    }
    if (type != nullptr) return type;
    const sema::Use* use = analysis.useAt(end);
    return use != nullptr && use->span.end == end ? analysis.program()[use->symbol].type : nullptr;
}

sema::TypeRef typeOfHoleAt(const Analysis& analysis, uint32_t begin) {
    for (const auto& [span, id] : analysis.tree().typedNodes())
        if (span.begin == begin && span.end == begin + 1 && known(analysis.root().typeOf(id)))
            return analysis.root().typeOf(id);
    return nullptr;
}

}   // namespace evd::lsp
