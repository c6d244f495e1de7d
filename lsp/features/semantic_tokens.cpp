#include "lsp/features/semantic_tokens.h"

#include <algorithm>
#include <cctype>
#include <optional>

namespace evd::lsp {

namespace {

enum Type : uint32_t {
    Namespace,
    TypeName,
    Enum,
    EnumMember,
    Class,
    Interface,
    TypeParameter,
    Parameter,
    Variable,
    Property,
    Function,
    Method,
    EventName
};
enum Modifier : uint32_t { Declaration = 1, ReadOnly = 2, Modification = 4, DefaultLibrary = 8 };

uint32_t typeOf(const sema::Symbol& symbol) {
    using K = sema::SymbolKind;
    switch (symbol.kind) {
    case K::Spec:
    case K::Module: return Namespace;
    case K::TypeParam:
    case K::GenericType: return TypeParameter;
    case K::TypeAlias: return TypeName;
    case K::Enum: return Enum;
    case K::Constructor: return EnumMember;
    case K::Field:
    case K::MessageField: return Property;
    case K::Function:
    case K::Property:
    case K::Assumption:
    case K::Check:
    case K::Scenario: return Function;
    case K::Message: return EventName;
    case K::Class:
    case K::State: return Interface;
    case K::Process:
    case K::System: return Class;
    case K::Variable:
    case K::Param:
    case K::Quorum:
    case K::Constant:
    case K::Local: return Variable;
    case K::Action:
    case K::Timer: return Method;
    case K::Parameter: return Parameter;
    case K::Builtin: return std::isupper(static_cast<unsigned char>(symbol.name[0])) ? TypeName : Function;
    }
    return Variable;
}

}   // namespace

const std::vector<std::string>& tokenTypeNames() {
    static const std::vector<std::string> kNames = {"namespace", "type",          "enum",      "enumMember", "class",
                                                    "interface", "typeParameter", "parameter", "variable",   "property",
                                                    "function",  "method",        "event"};
    return kNames;
}

const std::vector<std::string>& tokenModifierNames() {
    static const std::vector<std::string> kNames = {"declaration", "readonly", "modification", "defaultLibrary"};
    return kNames;
}

std::vector<SemanticToken> semanticTokens(const Analysis& analysis,
                                          std::optional<std::pair<uint32_t, uint32_t>> within) {
    std::vector<SemanticToken> out;
    auto wanted = [&](Span span) {
        return !span.empty() && (!within || (span.end >= within->first && span.begin <= within->second));
    };
    for (const sema::Use* use : analysis.uses()) {
        const sema::Symbol& symbol = analysis.program()[use->symbol];
        if (!wanted(use->span) || symbol.name.empty()) continue;
        uint32_t modifiers = (use->isDeclaration ? Declaration : 0u) | (use->isWrite ? Modification : 0u);
        if (symbol.kind == sema::SymbolKind::Param || symbol.kind == sema::SymbolKind::Parameter ||
            symbol.kind == sema::SymbolKind::Local)
            modifiers |= ReadOnly;
        if (symbol.kind == sema::SymbolKind::Builtin) modifiers |= DefaultLibrary;
        out.push_back({use->span, typeOf(symbol), modifiers});
    }
    for (const sema::FieldUse& use : analysis.root().fields)
        if (wanted(use.span) && !use.isShort)
            out.push_back(
                {use.span, Property, (use.isDeclaration ? Declaration : 0u) | (use.isWrite ? Modification : 0u)});
    // clients take tokens in text order that do not overlap
    std::stable_sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return a.span.begin < b.span.begin; });
    uint32_t end = 0;
    std::erase_if(out, [&](const SemanticToken& one) {
        if (one.span.begin < end) return true;
        end = one.span.end;
        return false;
    });
    return out;
}

}   // namespace evd::lsp
