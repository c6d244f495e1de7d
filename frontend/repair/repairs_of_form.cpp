// Repairs of text that does not have the form of a spec.

#include "frontend/repair/site.h"

#include <cctype>

namespace evd::repair {

namespace {

/// `someName` -> `some_name`; `some_name` -> `SomeName`.
std::string inCase(const std::string& name, bool upper) {
    std::string out;
    bool start = true;
    for (size_t i = 0; i < name.size(); ++i) {
        auto c = static_cast<unsigned char>(name[i]);
        if (upper) {
            if (c == '_') { start = true; continue; }
            out += static_cast<char>(start ? std::toupper(c) : c);
            start = false;
        } else {
            bool boundary = i > 0 && std::isupper(c) && !std::isupper(static_cast<unsigned char>(name[i - 1])) && name[i - 1] != '_';
            if (boundary) out += '_';
            out += static_cast<char>(std::tolower(c));
        }
    }
    return out;
}

Fix rename(const Site& site, const Diagnostic& diagnostic) {
    std::string name = site.text(diagnostic.span), better = inCase(name, diagnostic.message.find("UpperCamel") != std::string::npos);
    Fix fix{"rename to `" + better + "`", {}};
    for (size_t i = 0; i < site.tokenCount(); ++i)
        if (site.word(i) == name) fix.edits.push_back({site.tokenSpan(i), better});
    return fix;
}

bool isComparison(std::string_view word) { return word == "<" || word == "<=" || word == ">" || word == ">=" || word == "==" || word == "!="; }

/// `a < b < c` -> `a < b and b < c`.
std::vector<Fix> unchain(const Site& site, const Diagnostic& diagnostic) {
    size_t second = site.token(diagnostic.span.begin);
    int depth = 0;
    for (size_t i = second; i-- > 0;) {
        std::string_view word = site.word(i);
        if (word == ")" || word == "]" || word == "}") ++depth;
        else if (word == "(" || word == "[" || word == "{") { if (--depth < 0) break; }
        else if (depth == 0 && isComparison(word)) {
            std::string middle = site.text(site.span(site.tokenSpan(i + 1).begin, site.tokenSpan(second - 1).end));
            return {{"join with `and`", {site.insert(diagnostic.span.begin, "and " + middle + " ")}}};
        }
    }
    return {};
}

std::vector<Fix> closeBracket(const Site& site, const Diagnostic& diagnostic) {
    std::string opener = site.text(diagnostic.span);
    std::string closer = opener == "(" ? ")" : opener == "[" ? "]" : "}";
    std::string_view whole = site.sources.file(diagnostic.span.file).text();
    if (closer == "}") {
        // before the next declaration, or at the end
        uint32_t at = static_cast<uint32_t>(whole.size());
        for (const syntax::Decl* decl : site.tree().decls)
            if (decl->span.begin > diagnostic.span.begin) { at = decl->span.begin; break; }
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

} // namespace

std::vector<Fix> repairsOfForm(const Site& site, const Diagnostic& diagnostic) {
    switch (diagnostic.code) {
    case Code::WrongCase: return {rename(site, diagnostic)};
    case Code::ChainedComparison: return unchain(site, diagnostic);
    case Code::UnterminatedText: {
        // Brackets at the end of the line were hardly meant as part of the text.
        std::string text = site.text(diagnostic.span);
        size_t end = text.find_last_not_of(")]}, \t");
        return {{"close the text", {site.insert(diagnostic.span.begin + static_cast<uint32_t>(end == std::string::npos ? text.size() : end + 1), "\"")}}};
    }
    case Code::BadEscape: return {{"write a backslash", {site.insert(diagnostic.span.begin, "\\")}}};
    case Code::ReservedWord: {
        std::string name = site.text(diagnostic.span) + "_";
        return {{"rename to `" + name + "`", {{diagnostic.span, name}}}};
    }
    case Code::UnclosedBracket: return closeBracket(site, diagnostic);
    default: return {};
    }
}

} // namespace evd::repair
