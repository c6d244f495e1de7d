#include "lsp/features/signatures.h"

#include "lsp/features/cursor_tokens.h"
#include "lsp/features/scope.h"

#include <algorithm>

namespace evd::lsp {

namespace {

using sema::SymbolKind;

bool isParameter(const sema::Symbol& symbol) {
    return symbol.kind == SymbolKind::Parameter || symbol.kind == SymbolKind::MessageField ||
           symbol.kind == SymbolKind::Field;
}

/// Whether values of a type may stand where a scheme says `wanted`.
bool accepts(const std::string& wanted, sema::TypeRef type, const std::string& text) {
    if (wanted == "T" || wanted == "K" || wanted == "V" || wanted == "U") return true;
    if (wanted == "Num")
        return type->kind == sema::Kind::Int || type->kind == sema::Kind::Nat || type->kind == sema::Kind::Duration;
    return headOf(wanted) == headOf(text);
}

}   // namespace

std::string headOf(const std::string& type) { return type.substr(0, type.find('<')); }

std::vector<const sema::BuiltinInfo*> overloadsOf(const std::string& name) {
    std::vector<const sema::BuiltinInfo*> out;
#define EVD_BUILTIN(id, text, scheme, doc)                                                                             \
    if (name == text) out.push_back(&sema::info(sema::BuiltinId::id));
#include "frontend/sema/builtins.def"
#undef EVD_BUILTIN
    return out;
}

std::vector<std::string> schemeParameters(const std::string& scheme) {
    std::vector<std::string> out(1);
    int depth = 0;
    for (size_t i = 1; i < scheme.size(); ++i) {
        char c = scheme[i];
        if (c == ')' && depth == 0) break;
        if (c == '(' || c == '<') ++depth;
        if (c == ')' || (c == '>' && scheme[i - 1] != '-')) --depth;
        if (c == ',' && depth == 0) out.emplace_back();
        else if (c != ' ' || !out.back().empty()) out.back() += c;
    }
    return out;
}

std::optional<CallAt> callAt(const Analysis& analysis, uint32_t offset) {
    CursorTokens tokens(analysis, offset);
    size_t depth = 0, argument = 0, firstEnd = tokens.end();   // one after the first argument's last token
    for (size_t i = tokens.end(); i-- > 0;) {
        std::string_view one = tokens.text(i);
        if (tokens.startsDeclaration(i)) break;
        if (one == ")" || one == "]" || one == "}") ++depth;
        else if (one == "," && depth == 0) {
            ++argument;
            firstEnd = i;
        } else if (one == "(" && depth == 0) {
            if (i == 0) break;
            const sema::Use* use = analysis.useAt(tokens.span(i - 1).begin);
            if (use == nullptr || use->span.end != tokens.span(i - 1).end) {
                argument = 0;
                firstEnd = i;
                continue;
            }
            CallAt out{use->symbol, argument};
            if (i >= 3 && tokens.text(i - 2) == "." && analysis.program()[use->symbol].kind != SymbolKind::Message) {
                std::vector<ImportedName> modules = importedNames(analysis);
                bool module = std::any_of(modules.begin(), modules.end(),
                                          [&](const ImportedName& known) { return known.name == tokens.text(i - 3); });
                out.method = !module || (i >= 4 && tokens.text(i - 4) == ".");
            }
            if (out.method) out.firstEnd = tokens.span(i - 3).end;
            else if (firstEnd > i + 1) out.firstEnd = tokens.span(firstEnd - 1).end;
            return out;
        } else if ((one == "(" || one == "[" || one == "{") && depth == 0) {
            argument = 0;
            firstEnd = i;
        } else if (one == "(" || one == "[" || one == "{") --depth;
    }
    return std::nullopt;
}

sema::TypeRef parameterType(const Analysis& analysis, sema::SymbolId callee, size_t number) {
    const sema::Symbol& symbol = analysis.program()[callee];
    for (sema::SymbolId member : symbol.members)
        if (isParameter(analysis.program()[member]) && number-- == 0) return analysis.program()[member].type;
    return nullptr;
}

std::vector<Signature> signatures(const Analysis& analysis, const CallAt& call) {
    const sema::Program& program = analysis.program();
    const sema::Symbol& symbol = program[call.callee];
    std::vector<Signature> out;
    if (symbol.kind == SymbolKind::Builtin) {
        sema::TypeRef first = call.firstEnd == 0 ? nullptr : typeEndingAt(analysis, call.firstEnd);
        for (bool fitting : {true, false}) {
            for (const sema::BuiltinInfo* row : overloadsOf(symbol.name)) {
                std::vector<std::string> parameters = schemeParameters(row->scheme);
                if (fitting && first != nullptr && !accepts(parameters.front(), first, program.text(first))) continue;
                out.push_back({symbol.name + ": " + row->scheme, parameters, row->doc});
            }
            if (!out.empty()) break;
        }
        return out;
    }
    Signature one{program.signature(call.callee), {}, symbol.doc};
    for (sema::SymbolId member : symbol.members)
        if (isParameter(program[member]))
            one.parameters.push_back(program[member].name.empty() ? program.text(program[member].type)
                                                                  : program.signature(member));
    bool value =
        symbol.kind == SymbolKind::Param || symbol.kind == SymbolKind::Local || symbol.kind == SymbolKind::Parameter;
    if (value && symbol.type != nullptr && symbol.type->kind == sema::Kind::Function)
        for (size_t i = 0; i + 1 < symbol.type->args.size(); ++i)
            one.parameters.push_back(program.text(symbol.type->args[i]));
    return {one};
}

}   // namespace evd::lsp
