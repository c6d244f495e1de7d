#include "lsp/features/context.h"

#include <algorithm>
#include <cctype>
#include <set>

namespace evd::lsp {

namespace {

bool isNameChar(char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '_'; }

const std::set<std::string_view>& declarationWords() {
    static const std::set<std::string_view> kWords = {"spec", "import", "param", "assume", "type", "enum", "fn", "extern", "input", "output", "message", "class",
                                                      "state", "process", "system", "property", "invariant", "prove", "check", "scenario", "open", "use"};
    return kWords;
}

/// The tokens before the name being typed, as texts, with the bracket depth known.
class Reader {
public:
    Reader(const Analysis& analysis, uint32_t offset) : analysis_(analysis) {
        // Brackets that the lexer put in to close what is open have no text; they would end what is just being typed.
        for (const auto& token : analysis.tree().tokens)
            if (!token.span.empty()) spans_.push_back(token.span);
        while (end_ < spans_.size() && spans_[end_].begin < offset) ++end_;
    }
    std::string_view text(size_t i) const { return analysis_.sources().text(spans_[i]); }
    Span span(size_t i) const { return spans_[i]; }
    size_t end() const { return end_; }
    size_t count() const { return spans_.size(); }
    bool startsLine(size_t i) const {
        uint32_t begin = span(i).begin;
        std::string_view text = analysis_.text();
        while (begin > 0 && (text[begin - 1] == ' ' || text[begin - 1] == '\t')) --begin;
        return begin == 0 || text[begin - 1] == '\n' || text[begin - 1] == '\r';
    }
    /// The first token of the declaration that a token belongs to: a keyword of declarations at the beginning of a line, outside of
    /// brackets; `message` and others are such words inside a process too, so those need column 0 there.
    bool startsDeclaration(size_t i) const {
        if (declarationWords().count(text(i)) == 0 || !startsLine(i)) return false;
        return analysis_.file().position(span(i).begin).column == 0;
    }

private:
    const Analysis& analysis_;
    std::vector<Span> spans_;
    size_t end_ = 0;   ///< the first token at or after the offset
};

} // namespace

Context contextAt(const Analysis& analysis, uint32_t offset) {
    Context out;
    std::string_view text = analysis.text();
    offset = std::min(offset, static_cast<uint32_t>(text.size()));
    out.nameBegin = out.nameEnd = offset;
    while (out.nameBegin > 0 && isNameChar(text[out.nameBegin - 1])) --out.nameBegin;
    while (out.nameEnd < text.size() && isNameChar(text[out.nameEnd])) ++out.nameEnd;
    for (const auto& comment : analysis.tree().comments)
        if (comment.span.begin < offset && offset <= comment.span.end) { out.region = Region::Comment; return out; }

    Reader tokens(analysis, out.nameBegin);
    size_t end = tokens.end();
    auto word = [&](size_t back) { return end >= back ? tokens.text(end - back) : std::string_view(); };
    size_t first = end;
    while (first > 0 && !tokens.startsDeclaration(first - 1)) --first;
    if (first > 0) --first;
    size_t last = end;
    while (last < tokens.count() && !tokens.startsDeclaration(last)) ++last;
    uint32_t declEnd = last < tokens.count() ? tokens.span(last).begin : static_cast<uint32_t>(text.size());
    FileId file = analysis.tree().file;
    if (end > first) {
        out.decl = {file, tokens.span(first).begin, declEnd};
        out.declKeyword = tokens.text(first);
        if (out.declKeyword == "open" || out.declKeyword == "extern") out.declKeyword = first + 1 < tokens.count() ? std::string(tokens.text(first + 1)) : out.declKeyword;
    }

    // Bracket depth within the declaration, and the member of a process.
    std::vector<std::pair<char, size_t>> open;
    size_t memberBegin = SIZE_MAX;
    static const std::set<std::string_view> kMembers = {"var", "durable", "on", "action", "fair", "only"};
    for (size_t i = first; i < end; ++i) {
        std::string_view one = tokens.text(i);
        if (one == "(" || one == "[" || one == "{") open.emplace_back(one[0], i);
        else if ((one == ")" || one == "]" || one == "}") && !open.empty()) {
            open.pop_back();
            if (one == "}" && open.size() == 1) memberBegin = SIZE_MAX;
        } else if (open.size() == 1 && kMembers.count(one) != 0 && tokens.startsLine(i)) memberBegin = i;
    }
    bool process = out.declKeyword == "process";
    if (process) {
        for (sema::SymbolId id : analysis.root().symbols) {
            const sema::Symbol& symbol = analysis.program()[id];
            if (symbol.kind == sema::SymbolKind::Process && symbol.nameSpan.begin >= out.decl.begin && symbol.nameSpan.begin < out.decl.end) out.process = id;
        }
        if (memberBegin != SIZE_MAX) {
            size_t next = end;
            size_t depth = open.size();
            for (; next < last; ++next) {
                std::string_view one = tokens.text(next);
                if (one == "{" || one == "(" || one == "[") ++depth;
                if ((one == "}" || one == ")" || one == "]") && depth > 0) --depth;
                if (depth <= 1 && kMembers.count(one) != 0 && tokens.startsLine(next)) break;
                if (depth == 0) break;
            }
            out.member = {file, tokens.span(memberBegin).begin, next < tokens.count() ? tokens.span(next).begin : declEnd};
        }
    }

    std::string_view before = word(1);
    bool freshLine = end == 0 || text.substr(tokens.span(end - 1).end, out.nameBegin - tokens.span(end - 1).end).find('\n') != std::string_view::npos;
    if (before == ".") { out.region = Region::Member; out.dot = tokens.span(end - 1).begin; return out; }
    if (end == 0 || (open.empty() && freshLine && analysis.file().position(out.nameBegin).column == 0)) { out.region = Region::TopLevel; return out; }
    static const std::set<std::string_view> kNaming = {"spec", "param", "type", "enum", "fn", "input", "output", "message", "class", "state", "process", "system",
                                                       "property", "invariant", "assume", "var", "action", "let", "for", "scenario", "forall", "exists"};
    if (before == "import" || (out.declKeyword == "import" && open.empty() && !freshLine)) { out.region = Region::Import; return out; }
    if ((before == "check" || before == "prove") && end - 1 == first) { out.region = Region::PropertyName; return out; }
    if (before == "send" || before == "sent" || before == "was_sent") { out.region = Region::MessageName; return out; }
    if (before == "emit") { out.region = Region::OutputName; return out; }
    if (before == "on") { out.region = Region::EventName; return out; }
    if (before == "spawn" || before == "become" || before == "of") { out.region = Region::ProcessName; return out; }
    if (kNaming.count(before) != 0 && !(before == "type" && word(2) == "param")) {
        bool soft = before == "input" || before == "output" || before == "action";
        if (!soft || tokens.startsLine(end - 1)) { out.region = Region::NewName; return out; }
    }
    // Types: after a colon that no brace of a value or comprehension explains.
    size_t depth = open.size();
    auto typeColon = [&](size_t i) {
        if (tokens.text(i) != ":" || i == first) return false;
        bool param = (out.declKeyword == "message" || out.declKeyword == "input" || out.declKeyword == "output" || out.declKeyword == "param" || out.declKeyword == "type" || out.declKeyword == "enum");
        for (size_t at = first; at < i && !param; ++at) if (tokens.text(at) == "=" && !process) return false;
        if (param) return true;
        if (process) return i >= 2 && (tokens.text(i - 2) == "var" || tokens.text(i - 2) == "let" || depth == 0);
        return out.declKeyword == "fn" || out.declKeyword == "class" || out.declKeyword == "state" || out.declKeyword == "process";
    };
    for (size_t i = end; i > first && i + 8 > end; --i) {
        std::string_view one = tokens.text(i - 1);
        if (one == ":") { if (typeColon(i - 1)) { out.region = Region::Type; return out; } break; }
        if (one != "<" && one != "->" && one != "," && one != "(" && !(std::isupper(static_cast<unsigned char>(one[0])))) break;
        if (one == "," && depth > 0 && out.declKeyword != "type") { bool generic = false; for (size_t at = i - 1; at > first && at + 6 > i; --at) generic |= tokens.text(at - 1) == "<"; if (!generic) break; }
    }
    if (out.declKeyword == "type" && depth == 0 && before == "=") { out.region = Region::Type; return out; }
    if (process && depth == 1 && (before == "{" || before == "}" || freshLine)) {
        static const std::set<std::string_view> kOpenEnded = {"=", "+", "-", "*", "/", "and", "or", "not", "implies", ",", ":", "when", "then", "else", "if", "in"};
        if (kOpenEnded.count(before) == 0) { out.region = Region::Members; return out; }
    }
    if (process && depth >= 2 && open.back().first == '{' && (before == "{" || before == "}" || freshLine)) {
        static const std::set<std::string_view> kOpenEnded = {":=", "+=", "-=", "=", "+", "-", "*", "/", "and", "or", "not", "implies", ",", ":", "to", "if", "in", "==", "<", ">"};
        if (kOpenEnded.count(before) == 0) { out.region = Region::Statements; return out; }
    }
    if (out.declKeyword == "state" && depth == 1 && (before == "{" || freshLine)) { out.region = Region::Clauses; return out; }
    bool body = false;
    for (size_t i = first; i < end; ++i) body |= tokens.text(i) == "=";
    bool value = before == "=>" || before == "when" || before == "each" || before == "to" || before == "at" || before == "from";
    for (size_t i = end; i > first && !value; --i) {
        std::string_view one = tokens.text(i - 1);
        if (one == "||" || one == "&" || one == "=") break;
        value |= one == "=>" || one == "when" || one == "at";
    }
    if ((out.declKeyword == "class" || out.declKeyword == "system") && body && !value) { out.region = Region::ClassExpr; return out; }
    out.region = Region::Expression;
    return out;
}

std::vector<sema::SymbolId> localsAt(const Analysis& analysis, const Context& context, uint32_t offset) {
    std::vector<sema::SymbolId> out;
    std::set<std::string> seen;
    const auto& symbols = analysis.program().symbols;
    for (sema::SymbolId id = static_cast<sema::SymbolId>(symbols.size()); id-- > 0;) {   // inner names come later and hide outer ones
        const sema::Symbol& symbol = symbols[id];
        if (symbol.module != 0 || symbol.nameSpan.empty() || symbol.nameSpan.file != analysis.tree().file) continue;
        bool local = symbol.kind == sema::SymbolKind::Local || symbol.kind == sema::SymbolKind::Parameter || symbol.kind == sema::SymbolKind::GenericType;
        bool variable = (symbol.kind == sema::SymbolKind::Variable || symbol.kind == sema::SymbolKind::Action) && symbol.parent == context.process && context.process != sema::kNoSymbol;
        if (local) {
            if (symbol.nameSpan.begin < context.decl.begin || symbol.nameSpan.begin >= context.decl.end || symbol.nameSpan.begin >= offset) continue;
            bool inMember = !context.member.empty() && symbol.nameSpan.begin >= context.member.begin;
            bool ofHead = symbol.kind != sema::SymbolKind::Local;
            if (context.declKeyword == "process" && !inMember && !ofHead) continue;   // of another handler
        } else if (!variable) continue;
        if (seen.insert(symbol.name).second) out.push_back(id);
    }
    return out;
}

std::optional<CallAt> callAt(const Analysis& analysis, uint32_t offset) {
    Reader tokens(analysis, offset);
    size_t depth = 0, argument = 0;
    for (size_t i = tokens.end(); i-- > 0;) {
        std::string_view one = tokens.text(i);
        if (tokens.startsDeclaration(i)) break;
        if (one == ")" || one == "]" || one == "}") ++depth;
        else if (one == "," && depth == 0) ++argument;
        else if (one == "(" && depth == 0) {
            if (i == 0) break;
            const sema::Use* use = analysis.useAt(tokens.span(i - 1).begin);
            if (use == nullptr || use->span.end != tokens.span(i - 1).end) { argument = 0; continue; }
            bool method = i >= 2 && tokens.text(i - 2) == "." && analysis.program()[use->symbol].kind != sema::SymbolKind::Message;
            return CallAt{use->symbol, argument, method};
        } else if ((one == "(" || one == "[" || one == "{") && depth == 0) argument = 0;
        else if (one == "(" || one == "[" || one == "{") --depth;
    }
    return std::nullopt;
}

} // namespace evd::lsp
