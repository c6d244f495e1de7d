// Repairs of text that does not have the form of a spec.

#include "frontend/repair/site.h"

#include <algorithm>

namespace evd::repair {

namespace {

/// The comparisons of a chain, from the left: where each operator begins, and the chain as a whole with its
/// parentheses.
struct Chain {
    std::vector<size_t> operators;   ///< as tokens
    Span whole;
    const syntax::Expr* last = nullptr;
};

/// Whether an expression is what the parser makes of `left < right` where `left` is a comparison itself.
const syntax::ErrorExpr* asLink(const syntax::Expr* expr) {
    const auto* link = std::get_if<syntax::ErrorExpr>(&expr->node);
    return link != nullptr && link->parts.size() == 2 ? link : nullptr;
}

/// The token of the operator before an operand, which may stand in parentheses.
size_t operatorBefore(const Site& site, const syntax::Expr* operand) {
    size_t token = site.token(operand->span.begin);
    while (token > 0 && site.word(token - 1) == "(") --token;
    if (token > 0) --token;
    return token > 0 && site.word(token) == "in" && site.word(token - 1) == "not" ? token - 1 : token;
}

/// The longest chain with a comparison at a token.
Chain chainAt(const Site& site, size_t comparison) {
    Chain best;
    site.eachExpr([&](const syntax::Expr* expr) {
        Chain chain;
        chain.whole = expr->span;
        const syntax::Expr* left = expr;
        while (const auto* link = asLink(left)) {
            if (chain.last == nullptr) chain.last = link->parts[1];
            chain.operators.insert(chain.operators.begin(), operatorBefore(site, link->parts[1]));
            left = link->parts[0];
        }
        const auto* first = std::get_if<syntax::BinaryExpr>(&left->node);
        if (chain.operators.empty() || first == nullptr) return;
        chain.operators.insert(chain.operators.begin(), site.token(first->opSpan.begin));
        if (std::find(chain.operators.begin(), chain.operators.end(), comparison) != chain.operators.end() &&
            chain.operators.size() > best.operators.size())
            best = chain;
    });
    return best;
}

/// `a < b < c` -> `a < b and b < c`, all of the chain at once; `a in b == true` -> `(a in b) == true`.
std::vector<Fix> unchain(const Site& site, const Diagnostic& diagnostic) {
    Chain chain = chainAt(site, site.token(diagnostic.span.begin));
    if (chain.operators.empty()) return {};
    auto begins = [&](size_t i) { return site.tokenSpan(chain.operators[i]).begin; };
    if (chain.operators.size() == 2 && std::holds_alternative<syntax::BoolLiteral>(chain.last->node)) {
        uint32_t end = site.tokenSpan(chain.operators[1] - 1).end;
        return {
            {"put the first comparison in parentheses", {site.insert(chain.whole.begin, "("), site.insert(end, ")")}}};
    }
    Fix fix{"join with `and`", {}};
    for (size_t i = 1; i < chain.operators.size(); ++i) {
        size_t from = chain.operators[i - 1] + (site.word(chain.operators[i - 1]) == "not" ? 2 : 1);
        fix.edits.push_back(site.insert(
            begins(i),
            "and " + site.text(site.span(site.tokenSpan(from).begin, site.tokenSpan(chain.operators[i] - 1).end)) +
                " "));
    }
    size_t first = site.token(chain.whole.begin);
    if (first > 0 && site.word(first - 1) == "not") {
        fix.edits.insert(fix.edits.begin(), site.insert(chain.whole.begin, "("));
        fix.edits.push_back(site.insert(chain.whole.end, ")"));
    }
    return {fix};
}

std::vector<Fix> closeBracket(const Site& site, const Diagnostic& diagnostic) {
    std::string opener = site.text(diagnostic.span);
    std::string closer = opener == "(" ? ")" : opener == "[" ? "]" : "}";
    std::string_view whole = site.sources.file(diagnostic.span.file).text();
    if (closer == "}") {
        // before the next declaration, or at the end
        uint32_t at = static_cast<uint32_t>(whole.size());
        for (const syntax::Decl* decl : site.tree().decls)
            if (decl->span.begin > diagnostic.span.begin) {
                at = decl->span.begin;
                break;
            }
        while (at > 0 && (whole[at - 1] == ' ' || whole[at - 1] == '\n' || whole[at - 1] == '\r')) --at;
        return {{"close with `}`", {site.insert(at, "\n}")}}};
    }
    size_t end = std::min(whole.find_first_of("\r\n", diagnostic.span.begin), whole.size());
    std::string_view line = whole.substr(0, end);
    size_t comment = line.find("//", diagnostic.span.begin);
    if (comment != std::string_view::npos) end = comment;
    while (end > diagnostic.span.end && whole[end - 1] == ' ') --end;
    return {{"close with `" + closer + "`", {site.insert(static_cast<uint32_t>(end), closer)}}};
}

}   // namespace

std::vector<Fix> repairsOfForm(const Site& site, const Diagnostic& diagnostic) {
    switch (diagnostic.code) {
    case Code::WrongCase: return {writeInCase(site, diagnostic)};
    case Code::ChainedComparison: return unchain(site, diagnostic);
    case Code::UnterminatedText: {
        // Brackets at the end of the line were hardly meant as part of the text.
        std::string text = site.text(diagnostic.span);
        size_t end = text.find_last_not_of(")]}, \t");
        return {{"close the text",
                 {site.insert(diagnostic.span.begin +
                                  static_cast<uint32_t>(end == std::string::npos ? text.size() : end + 1),
                              "\"")}}};
    }
    case Code::BadEscape: return {{"write a backslash", {site.insert(diagnostic.span.begin, "\\")}}};
    case Code::ReservedWord: return {avoidReserved(site, diagnostic)};
    case Code::UnclosedBracket: return closeBracket(site, diagnostic);
    default: return {};   // no repair is known
    }
}

}   // namespace evd::repair
