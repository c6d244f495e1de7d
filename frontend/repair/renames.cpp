// Names that must be written in another way, at their declaration and where they are used.

#include "frontend/repair/site.h"

#include <algorithm>
#include <cctype>
#include <set>

namespace evd::repair {

using namespace syntax;

namespace {

/// `someName` -> `some_name`; `some_name` -> `SomeName`.
std::string inCase(const std::string& name, bool upper) {
    std::string out;
    bool start = true;
    for (size_t i = 0; i < name.size(); ++i) {
        auto c = static_cast<unsigned char>(name[i]);
        if (upper) {
            if (c == '_') {
                start = true;
                continue;
            }
            out += static_cast<char>(start ? std::toupper(c) : c);
            start = false;
        } else {
            bool boundary = i > 0 && std::isupper(c) && !std::isupper(static_cast<unsigned char>(name[i - 1])) &&
                            name[i - 1] != '_';
            if (boundary) out += '_';
            out += static_cast<char>(std::tolower(c));
        }
    }
    return out;
}

/// Whether a reserved word may begin an expression, an event class, a type or a pattern.
bool mayBegin(std::string_view word) {
    static const std::set<std::string_view> kWords = {"after", "all",        "always", "any",   "before", "each",
                                                      "emit",  "eventually", "exists", "false", "forall", "if",
                                                      "in",    "latest",     "let",    "match", "not",    "once",
                                                      "self",  "send",       "sent",   "start", "true",   "was_sent"};
    return kWords.count(word) != 0;
}

/// Whether the word before shows that an operand must follow.
bool wantsOperand(std::string_view word) {
    static const std::set<std::string_view> kWords = {
        "(", "[", ",",   "=",   ":=", "+=",  "-=",      "==",  "!=", "<",  "<=",   ">",    ">=",   "+", "-",
        "*", "/", "mod", "and", "or", "not", "implies", "iff", "in", "if", "when", "then", "else", "to"};
    return kWords.count(word) != 0;
}

/// Whether the reserved word at a token is meant as the name of a value.
bool isMeantAsName(const Site& site, size_t token) {
    std::string_view before = token == 0 ? std::string_view() : site.word(token - 1), after = site.word(token + 1);
    if (after == ":=" || after == "+=" || after == "-=") return true;
    return wantsOperand(before) && !mayBegin(site.word(token)) && after != ":" && after != "=";
}

/// Whether a token stands where a field, a parameter or a variable is declared.
bool isDeclared(const Site& site, size_t token) {
    std::string_view before = token == 0 ? std::string_view() : site.word(token - 1);
    return before == "var" || before == "let" || ((before == "(" || before == ",") && site.word(token + 1) == ":");
}

}   // namespace

Fix writeInCase(const Site& site, const Diagnostic& diagnostic) {
    std::string name = site.text(diagnostic.span),
                better = inCase(name, diagnostic.message.find("UpperCamel") != std::string::npos);
    Fix fix{"rename to `" + better + "`", {{diagnostic.span, better}}};
    auto declared = site.module.uses.find(diagnostic.span.begin);
    if (declared == site.module.uses.end() || declared->second.symbol == sema::kNoSymbol) return fix;
    for (const auto& [begin, use] : site.module.uses)
        if (use.symbol == declared->second.symbol && use.span != diagnostic.span && site.sources.text(use.span) == name)
            fix.edits.push_back({use.span, better});
    sema::SymbolKind kind = site.program[declared->second.symbol].kind;
    if (kind != sema::SymbolKind::Process && kind != sema::SymbolKind::Class && kind != sema::SymbolKind::State)
        return fix;
    // Something else of this name may hide it where only an event class can stand.
    site.eachClass([&](const ClassExpr* expr) {
        const auto* message = std::get_if<MessageClass>(&expr->node);
        if (message == nullptr || message->message.size() != 1 || message->message[0].text != name) return;
        sema::SymbolId found = site.module.resolve(message->message[0]);
        if (found == declared->second.symbol ||
            (found != sema::kNoSymbol && site.program[found].kind == sema::SymbolKind::Message))
            return;
        fix.edits.push_back({message->message[0].span, better});
    });
    return fix;
}

Fix avoidReserved(const Site& site, const Diagnostic& diagnostic) {
    std::string word = site.text(diagnostic.span), better = word + "_";
    Fix fix{"rename to `" + better + "`", {{diagnostic.span, better}}};
    size_t declared = site.token(diagnostic.span.begin);
    const Decl* around = site.declaration(diagnostic.span.begin);
    bool top = around != nullptr && around->name.span == diagnostic.span;
    if (around == nullptr || (!top && !isDeclared(site, declared)) ||
        (!top && std::holds_alternative<MessageDecl>(around->node)))
        return fix;
    for (const Decl* decl : site.tree().decls) {
        if (top ? decl == around : decl != around) continue;
        size_t begin = site.token(decl->span.begin), end = site.token(decl->span.end);
        std::vector<Edit> uses;
        for (size_t i = begin; i < end; ++i) {
            if (site.word(i) != word || i == declared) continue;
            if (isDeclared(site, i)) {
                uses.clear();
                break;
            }   // the name means two things here
            if (isMeantAsName(site, i)) uses.push_back({site.tokenSpan(i), better});
        }
        fix.edits.insert(fix.edits.end(), uses.begin(), uses.end());
    }
    return fix;
}

}   // namespace evd::repair
