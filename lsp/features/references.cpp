#include "lsp/features/references.h"

#include "base/check.h"
#include "frontend/syntax/tokens.h"
#include "lsp/features/navigate.h"

#include <algorithm>
#include <cctype>
#include <set>

namespace evd::lsp {

namespace {

using sema::SymbolKind;

bool wantsCapital(SymbolKind kind) {
    switch (kind) {
    case SymbolKind::TypeParam:
    case SymbolKind::TypeAlias:
    case SymbolKind::Enum:
    case SymbolKind::Constructor:
    case SymbolKind::Class:
    case SymbolKind::State:
    case SymbolKind::Process:
    case SymbolKind::Quorum:
    case SymbolKind::System:
    case SymbolKind::GenericType: return true;
    default: return false;   // all others begin with a small letter
    }
}

/// The types that are no symbols.
bool isBasicType(std::string_view name) {
    static const std::set<std::string_view> kNames = {"Int",   "Nat", "Bool",     "Unit", "Str",
                                                      "Bytes", "Loc", "Duration", "Send", "List",
                                                      "Set",   "Bag", "Map",      "Ring", "Class"};
    return kNames.count(name) != 0;
}

/// Whether other files can see it by its name alone.
bool isTop(SymbolKind kind) {
    switch (kind) {
    case SymbolKind::Param:
    case SymbolKind::TypeParam:
    case SymbolKind::TypeAlias:
    case SymbolKind::Enum:
    case SymbolKind::Constructor:
    case SymbolKind::Function:
    case SymbolKind::Message:
    case SymbolKind::Class:
    case SymbolKind::State:
    case SymbolKind::Process:
    case SymbolKind::Quorum:
    case SymbolKind::System:
    case SymbolKind::Property:
    case SymbolKind::Assumption:
    case SymbolKind::Check:
    case SymbolKind::Scenario: return true;
    case SymbolKind::Spec:
    case SymbolKind::Field:
    case SymbolKind::MessageField:
    case SymbolKind::Variable:
    case SymbolKind::Action:
    case SymbolKind::Timer:
    case SymbolKind::Constant:
    case SymbolKind::Local:
    case SymbolKind::Parameter:
    case SymbolKind::GenericType:
    case SymbolKind::Builtin:
    case SymbolKind::Module: return false;
    }
    EVD_CHECK(false, "every kind is listed");
}

/// Whether one of two modules imports the other, or the names are of messages, which are one table for the whole
/// program.
bool meet(const Analysis& analysis, const sema::Symbol& a, const sema::Symbol& b) {
    if (!isTop(a.kind) || !isTop(b.kind) || a.module == b.module) return false;
    auto imports = [&](uint32_t from, uint32_t to) {
        const auto& links = analysis.program().modules[from].links;
        return std::any_of(links.begin(), links.end(),
                           [&](const sema::ModuleLink& link) { return link.module == to && !link.isInstance(); });
    };
    return imports(a.module, b.module) || imports(b.module, a.module) ||
           (a.kind == SymbolKind::Message && b.kind == SymbolKind::Message);
}

}   // namespace

/// `start` is a name for the parser; as one it would mean the event in handlers and frames.
bool isReserved(std::string_view word) { return word == "start" || syntax::isReserved(word); }

bool sameDeclaration(const Analysis& analysis, sema::SymbolId a, sema::SymbolId b) {
    if (a == b) return true;
    const sema::Symbol &one = analysis.program()[a], &other = analysis.program()[b];
    return !one.nameSpan.empty() && one.nameSpan == other.nameSpan && one.kind == other.kind && one.name == other.name;
}

std::vector<Occurrence> occurrences(const Analysis& analysis, sema::SymbolId symbol) {
    std::vector<Occurrence> out;
    for (const sema::Use* use : analysis.uses())
        if (sameDeclaration(analysis, use->symbol, symbol))
            out.push_back({analysis.place(use->span), use->isDeclaration, use->isWrite});
    return out;
}

std::vector<Occurrence> occurrences(const std::vector<std::shared_ptr<const Analysis>>& files, const SymbolKey& key) {
    std::vector<Occurrence> out;
    for (const auto& file : files) {
        if (!key.path.empty() && !file->dependsOn(key.path)) continue;
        sema::SymbolId symbol = find(*file, key);
        if (symbol == sema::kNoSymbol) continue;
        auto more = occurrences(*file, symbol);
        out.insert(out.end(), more.begin(), more.end());
    }
    return out;
}

std::optional<Span> renamable(const Analysis& analysis, uint32_t offset) {
    const sema::Use* use = analysis.useAt(offset);
    if (use == nullptr || use->span.empty()) return std::nullopt;
    const sema::Symbol& symbol = analysis.program()[use->symbol];
    if (symbol.kind == SymbolKind::Builtin || analysis.declaration(use->symbol).end == 0) return std::nullopt;
    if (importNamed(analysis, *use)) return use->span;
    if (analysis.sources().text(use->span) != symbol.name) return std::nullopt;
    return use->span;
}

std::string nameProblem(const std::string& name) {
    auto letter = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '_'; };
    if (name.empty() || !std::all_of(name.begin(), name.end(), letter) ||
        std::isdigit(static_cast<unsigned char>(name[0])) || name == "_")
        return "`" + name + "` is not a name";
    if (isReserved(name)) return "`" + name + "` is a reserved word";
    return "";
}

std::string renameProblem(const Analysis& analysis, sema::SymbolId id, const std::string& name) {
    const sema::Symbol& symbol = analysis.program()[id];
    if (std::string problem = nameProblem(name); !problem.empty()) return problem;
    bool capital = std::isupper(static_cast<unsigned char>(name[0]));
    // Values that a scenario makes up have either.
    const bool wanted = symbol.kind == SymbolKind::Constant
                            ? std::isupper(static_cast<unsigned char>(symbol.name[0])) != 0
                            : wantsCapital(symbol.kind);
    if (capital != wanted)
        return "`" + symbol.name + "` must keep beginning with a " + (wanted ? "capital" : "small") + " letter";
    if (isBasicType(name)) return "`" + name + "` is built in";
    for (const sema::Symbol& other : analysis.program().symbols) {
        if (other.name != name || &other == &symbol) continue;
        if (other.nameSpan.empty()) {
            if (capital) return "`" + name + "` is built in";
            continue;   // a name of the spec may hide it where nobody uses it
        }
        if (meet(analysis, symbol, other))
            return "`" + name + "` is already declared in spec " + analysis.program().modules[other.module].name;
        bool sameParent = other.parent == symbol.parent && other.module == symbol.module;
        bool sameDecl = symbol.decl != nullptr && other.decl == symbol.decl;
        if (sameParent || sameDecl) return "`" + name + "` is already declared here";
        bool top = other.parent == sema::kNoSymbol && other.module == symbol.module;
        if (top && symbol.kind != SymbolKind::MessageField && symbol.kind != SymbolKind::Field)
            return "`" + name + "` is already declared in this spec";
    }
    return "";
}

}   // namespace evd::lsp
