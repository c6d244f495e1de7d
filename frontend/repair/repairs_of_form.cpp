// Repairs of text that does not have the form of a spec.

#include "frontend/repair/site.h"

#include <algorithm>
#include <set>

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

/// How far the line of an offset is indented.
size_t indentOf(std::string_view whole, uint32_t at) {
    size_t line = at == 0 ? std::string_view::npos : whole.find_last_of("\r\n", at - 1);
    line = line == std::string_view::npos ? 0 : line + 1;
    return std::min(whole.find_first_not_of(" \t", line), whole.size()) - line;
}

/// The places where a closing bracket may be missing, the likeliest first; the trial tells which are right.
std::vector<Fix> closeBracket(const Site& site, const Diagnostic& diagnostic) {
    std::string opener = site.text(diagnostic.span);
    std::string closer = opener == "(" ? ")" : opener == "[" ? "]" : "}", title = "close with `" + closer + "`";
    std::string_view whole = site.sources.file(diagnostic.span.file).text();
    std::vector<Fix> out;
    auto add = [&](uint32_t at, const std::string& text) { out.push_back({title, {site.insert(at, text)}}); };
    auto lineEnd = [&](uint32_t at) {
        auto end = static_cast<uint32_t>(std::min(whole.find_first_of("\r\n", at), whole.size()));
        for (const syntax::Comment& comment : site.tree().comments)
            if (at <= comment.span.begin && comment.span.begin < end) end = comment.span.begin;
        while (end > at && (whole[end - 1] == ' ' || whole[end - 1] == '\t')) --end;
        return end;
    };
    size_t open = site.token(diagnostic.span.begin), depth = 0;
    // before the first bracket that closes another one
    size_t other = open + 1;
    for (; other < site.tokenCount(); ++other) {
        std::string_view one = site.word(other);
        if (one == "(" || one == "[" || one == "{") ++depth;
        if ((one == ")" || one == "]" || one == "}") && depth-- == 0) break;
    }
    bool otherKind = other < site.tokenCount() && site.word(other) != closer;
    if (closer != "}") {
        if (otherKind && other > open + 1) add(site.tokenSpan(other - 1).end, closer);
        add(lineEnd(diagnostic.span.end), closer);
        // before what can only follow the bracket, and before each further token of the line
        static const std::set<std::string_view> kAfter = {"{",    "=",  ":=",   "=>",   "->",
                                                          "then", "to", "when", "from", ":"};
        uint32_t end = lineEnd(diagnostic.span.end);
        for (bool likely : {true, false})
            for (size_t i = open + 2; i < site.tokenCount() && site.tokenSpan(i).begin < end && out.size() < 16; ++i)
                if ((kAfter.count(site.word(i)) != 0) == likely) add(site.tokenSpan(i - 1).end, closer);
        return out;
    }
    // Which of the braces of the declaration is meant, the indentation tells: one that ends its line, where the next
    // line that is not indented more begins with something else than its own closing brace.
    auto startsLine = [&](size_t i) {
        uint32_t before = site.tokenSpan(i - 1).end;
        return lineBreaks(whole.substr(before, site.tokenSpan(i).begin - before)) > 0;
    };
    auto declares = [&](size_t i) { return startsLine(i) && indentOf(whole, site.tokenSpan(i).begin) == 0; };
    size_t first = open, indent = indentOf(whole, diagnostic.span.begin);
    while (first > 0 && (first == 1 || !declares(first))) --first;
    for (size_t i = first + 1; i + 1 < site.tokenCount() && (!declares(i) || site.word(i) == "}"); ++i) {
        if (site.word(i) != "{" || !startsLine(i + 1)) continue;
        size_t own = indentOf(whole, site.tokenSpan(i).begin), next = i + 1;
        while (next < site.tokenCount() && (!startsLine(next) || indentOf(whole, site.tokenSpan(next).begin) > own))
            ++next;
        bool closed =
            next < site.tokenCount() && indentOf(whole, site.tokenSpan(next).begin) == own && site.word(next) == "}";
        if (!closed) add(lineEnd(site.tokenSpan(next - 1).end), "\n" + std::string(own, ' ') + "}");
    }
    if (otherKind && other > open + 1) add(site.tokenSpan(other - 1).end, " }");
    add(lineEnd(diagnostic.span.end), whole.substr(diagnostic.span.end, 1) == " " ? " }" : "}");
    // before the next declaration, or at the end
    uint32_t at = static_cast<uint32_t>(whole.size());
    for (const syntax::Decl* decl : site.tree().decls)
        if (decl->span.begin > diagnostic.span.begin) {
            at = decl->span.begin;
            break;
        }
    while (at > 0 && (whole[at - 1] == ' ' || whole[at - 1] == '\n' || whole[at - 1] == '\r')) --at;
    add(at, "\n" + std::string(indent, ' ') + "}");
    return out;
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
