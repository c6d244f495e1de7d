#include "frontend/format/pieces.h"

#include "base/source.h"

#include <algorithm>
#include <cctype>

namespace evd::format {

bool isOpening(const Piece& piece) {
    return !piece.comment && (piece.text == "(" || piece.text == "[" || piece.text == "{");
}
bool isClosing(const Piece& piece) {
    return !piece.comment && (piece.text == ")" || piece.text == "]" || piece.text == "}");
}
bool endsLine(const Piece& piece) { return piece.comment && piece.text.substr(0, 2) == "//"; }

namespace {

/// Line comments without white space at their end.
std::string_view trimmed(std::string_view text) {
    if (text.substr(0, 2) != "//") return text;
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t' || text.back() == '\r')) text.remove_suffix(1);
    return text;
}

}   // namespace

std::vector<Piece> piecesOf(const syntax::Tree& tree, std::string_view text, const Facts& facts) {
    std::vector<Piece> out;
    auto add = [&](Span span, bool comment) {
        Piece piece;
        piece.text = text.substr(span.begin, span.end - span.begin);
        piece.begin = span.begin;
        piece.comment = comment;
        piece.item = !comment && facts.items.count(span.begin) != 0;
        out.push_back(piece);
    };
    size_t comment = 0;
    for (const syntax::Token& token : tree.tokens) {
        if (token.span.empty()) continue;
        for (; comment < tree.comments.size() && tree.comments[comment].span.begin < token.span.begin; ++comment)
            add(tree.comments[comment].span, true);
        add(token.span, false);
    }
    for (; comment < tree.comments.size(); ++comment) add(tree.comments[comment].span, true);

    std::vector<size_t> open;
    bool first = true;
    size_t end = 0;
    for (size_t i = 0; i < out.size(); ++i) {
        Piece& piece = out[i];
        piece.breaks = static_cast<unsigned>(std::min<size_t>(lineBreaks(text.substr(end, piece.begin - end)), 2));
        end = piece.begin + piece.text.size();
        piece.text = trimmed(piece.text);
        if (first && !piece.comment) {
            piece.item = true;
            first = false;
        }   // the header
        if (isClosing(piece) && !open.empty()) {
            piece.match = open.back();
            out[open.back()].match = i;
            open.pop_back();
        }
        piece.inside = open.empty() ? kNone : open.back();
        if (isOpening(piece)) open.push_back(i);
    }
    return out;
}

namespace {

bool isWord(std::string_view text) {
    return !text.empty() && (std::isalnum(static_cast<unsigned char>(text[0])) || text[0] == '_' || text[0] == '"');
}

/// Words after which a bracket is a new operand, not a call.
bool isOperatorWord(std::string_view text) {
    static const std::string_view kWords[] = {
        "in",     "and",    "or",        "not",    "implies",    "iff",      "mod",       "if",       "then", "else",
        "match",  "let",    "for",       "with",   "all",        "any",      "forall",    "exists",   "once", "until",
        "before", "after",  "latest",    "each",   "spawn",      "at",       "when",      "on",       "from", "as",
        "to",     "emit",   "send",      "always", "eventually", "leads_to", "sent",      "was_sent", "by",   "given",
        "bound",  "faults", "decreases", "system", "become",     "assert",   "in_flight", "happened"};
    return std::find(std::begin(kWords), std::end(kWords), text) != std::end(kWords);
}

bool startsType(std::string_view text) { return !text.empty() && std::isupper(static_cast<unsigned char>(text[0])); }

/// Whether the `<` or `>` at `at` encloses type arguments.
bool isTypeBracket(const std::vector<Piece>& pieces, size_t at) {
    auto partOfType = [&](size_t i) {
        std::string_view text = pieces[i].text;
        if (pieces[i].comment) return false;
        if (startsType(text) || text == "," || text == "(" || text == ")" || text == "->" || text == "{" ||
            text == "}" || text == ":" || text == ".")
            return true;
        return i + 1 < pieces.size() && (pieces[i + 1].text == "." || pieces[i + 1].text == ":") && isWord(text);
    };
    // Outwards to the `<` that opens the outermost list, then forwards to its end.
    if (pieces[at].text == ">") {
        int depth = 0;
        for (size_t i = at + 1; i-- > 0;) {
            if (pieces[i].text == ">") ++depth;
            else if (pieces[i].text == "<") {
                if (--depth == 0) return isTypeBracket(pieces, i);
            } else if (!partOfType(i)) return false;
        }
        return false;
    }
    if (at == 0 || !startsType(pieces[at - 1].text)) {
        // `fn f<T>(…)`: the names of the type parameters
        bool generic = at > 1 && pieces[at - 2].text == "fn";
        if (!generic) return false;
    }
    int depth = 0;
    for (size_t i = at; i < pieces.size(); ++i) {
        if (pieces[i].text == "<") ++depth;
        else if (pieces[i].text == ">") {
            if (--depth == 0) return true;
        } else if (!partOfType(i)) return false;
    }
    return false;
}

/// Whether the `:` at `at` stands between a declared name and its type, where a space comes first.
bool isDeclaringColon(const std::vector<Piece>& pieces, size_t at) {
    if (at > 1 && pieces[at - 2].text == "let") return true;
    for (size_t i = at; i-- > 0;) {
        const Piece& piece = pieces[i];
        if (piece.inside != pieces[at].inside || piece.comment || isClosing(piece)) continue;
        if (piece.text == "=" || piece.text == ":=") return false;
        if (!piece.item) continue;
        static const std::string_view kWords[] = {"param", "var", "durable", "fn", "extern", "class", "state", "let"};
        return std::find(std::begin(kWords), std::end(kWords), piece.text) != std::end(kWords);
    }
    return false;
}

}   // namespace

bool spaced(const std::vector<Piece>& pieces, size_t left, const Facts& facts) {
    const Piece &a = pieces[left], &b = pieces[left + 1];
    if (a.comment || b.comment) return true;
    if (a.text == "." || b.text == "." || b.text == "," || a.text == "(" || b.text == ")" || a.text == "[" ||
        b.text == "]" || a.text == "^")
        return false;
    if (a.text == "{" && b.text == "}") return false;
    if (a.text == "{" && facts.tightBraces.count(a.begin) != 0) return false;
    if (b.text == "}" && b.match != kNone && facts.tightBraces.count(pieces[b.match].begin) != 0) return false;
    if (b.text == ":") return isDeclaringColon(pieces, left + 1);
    auto typeBracket = [&](size_t i) {
        return (pieces[i].text == "<" || pieces[i].text == ">") && facts.binary.count(pieces[i].begin) == 0 &&
               isTypeBracket(pieces, i);
    };
    if (typeBracket(left + 1)) return false;
    if (a.text == "<" && typeBracket(left)) return false;
    if (a.text == "-" && facts.binary.count(a.begin) == 0) return b.text == "-";
    if (facts.coefficients.count(a.begin) != 0 || facts.coefficients.count(b.begin) != 0) return false;
    if (b.text == "(" || b.text == "[") {
        if (a.text == ")" || a.text == "]") return false;
        if (a.text == ">") return !typeBracket(left);
        if (!isWord(a.text)) return true;
        // `set t between (a) and (b)`, `clocks drift (e) percent`
        if (a.text == "between" && left > 1 && pieces[left - 2].text == "set") return true;
        if (a.text == "drift" && left > 0 && pieces[left - 1].text == "clocks") return true;
        // A word of the language is an ordinary name after a dot or a declaring word.
        bool named =
            left > 0 &&
            (pieces[left - 1].text == "." || pieces[left - 1].text == "fn" || pieces[left - 1].text == "message" ||
             pieces[left - 1].text == "input" || pieces[left - 1].text == "output" || pieces[left - 1].text == "send" ||
             pieces[left - 1].text == "emit" || pieces[left - 1].text == "on" || pieces[left - 1].text == "action");
        return isOperatorWord(a.text) && !named;
    }
    return true;
}

}   // namespace evd::format
