#include "tests/export/tla_reader.h"

#include <cctype>
#include <set>

namespace evd::exporting {

namespace {

struct Token {
    enum class Kind { Word, Number, Text, Symbol, End } kind = Kind::End;
    std::string text;
    size_t line = 0, column = 0;
};

const std::set<std::string> kWords = {"IF",     "THEN",    "ELSE",      "LET",      "IN",     "CASE",
                                      "CHOOSE", "LAMBDA",  "DOMAIN",    "SUBSET",   "EXCEPT", "UNCHANGED",
                                      "MODULE", "EXTENDS", "VARIABLES", "RECURSIVE"};
const char* const kSymbols[] = {"~~",  "--", "==", "=>", "|->", "->", "<<", ">>", "<=", ">=", "..", "/\\",
                                "\\/", "[]", "(",  ")",  "[",   "]",  "{",  "}",  ",",  ":",  "=",  "#",
                                "<",   ">",  "+",  "-",  "*",   "%",  "~",  "'",  "!",  ".",  "_",  "\\"};

std::vector<Token> tokensOf(const std::string& text) {
    std::vector<Token> out;
    size_t line = 1, begin = 0;
    for (size_t at = 0; at < text.size();) {
        const char c = text[at];
        if (c == '\n') {
            ++line;
            begin = ++at;
            continue;
        }
        if (c == ' ') {
            ++at;
            continue;
        }
        if (text.compare(at, 2, "\\*") == 0) {
            while (at < text.size() && text[at] != '\n') ++at;
            continue;
        }
        Token one;
        one.line = line;
        one.column = at - begin;
        size_t end = at;
        const auto isWord = [&](size_t k) {
            return k < text.size() && (std::isalnum(static_cast<unsigned char>(text[k])) != 0 || text[k] == '_');
        };
        if (text.compare(at, 4, "----") == 0 || text.compare(at, 4, "====") == 0) {
            while (end < text.size() && text[end] == c) ++end;
            one.kind = Token::Kind::Symbol;
        } else if (std::isdigit(static_cast<unsigned char>(c)) != 0) {
            one.kind = Token::Kind::Number;
            while (end < text.size() && std::isdigit(static_cast<unsigned char>(text[end])) != 0) ++end;
        } else if (isWord(at)) {
            one.kind = Token::Kind::Word;
            while (isWord(end)) ++end;
            if (text.substr(at, end - at) == "_") one.kind = Token::Kind::Symbol;
        } else if (c == '"') {
            one.kind = Token::Kind::Text;
            for (++end; end < text.size() && text[end] != '"'; ++end) {
                if (text[end] == '\\') ++end;
                one.text += text[end];
            }
            at = end + 1;
            out.push_back(one);
            continue;
        } else if (c == '\\' && isWord(at + 1) && text[at + 1] != '_') {
            one.kind = Token::Kind::Symbol;
            for (++end; isWord(end); ++end) {}
        } else {
            one.kind = Token::Kind::Symbol;
            for (const char* symbol : kSymbols)
                if (text.compare(at, std::char_traits<char>::length(symbol), symbol) == 0) {
                    end = at + std::char_traits<char>::length(symbol);
                    break;
                }
            if (end == at) throw TlaError("line " + std::to_string(line) + ": unknown character " + std::string(1, c));
        }
        one.text = text.substr(at, end - at);
        at = end;
        out.push_back(one);
    }
    out.push_back({Token::Kind::End, "", line, 0});
    return out;
}

/// How tightly an infix operator binds; 0: it is none.
int strength(const std::string& symbol) {
    static const std::map<std::string, int> kStrengths = {
        {"=>", 1}, {"/\\", 3},  {"\\/", 3},     {"=", 5},          {"#", 5},      {"<", 5},     {"<=", 5}, {">", 5},
        {">=", 5}, {"\\in", 5}, {"\\notin", 5}, {"\\subseteq", 5}, {"\\cup", 8},  {"\\cap", 8}, {"\\", 8}, {"..", 9},
        {"+", 10}, {"-", 11},   {"%", 11},      {"*", 13},         {"\\div", 13}, {"\\o", 13}};
    const auto found = kStrengths.find(symbol);
    return found == kStrengths.end() ? 0 : found->second;
}

class TlaReading {
public:
    explicit TlaReading(const std::string& text) : tokens_(tokensOf(text)) {}

    TlaModule module() {
        TlaModule out;
        expect("----");
        expect("MODULE");
        ++at_;
        expect("----");
        while (!is("====")) {
            if (accept("EXTENDS")) {
                do ++at_;
                while (accept(","));
            } else if (accept("VARIABLES")) {
                do {
                    out.variables.push_back(fresh());
                    known_.insert(out.variables.back());
                } while (accept(","));
            } else if (accept("RECURSIVE")) {
                name();
                expect("(");
                do expect("_");
                while (accept(","));
                expect(")");
            } else if (now().text == "Spec") {   // what is temporal is not evaluated
                const size_t line = now().line;
                while (now().line == line) ++at_;
            } else {
                TlaDefinition one = definition();
                known_.insert(one.name);
                out.definitions.emplace(one.name, one);
            }
        }
        return out;
    }

private:
    const Token& now(size_t ahead = 0) const { return tokens_[std::min(at_ + ahead, tokens_.size() - 1)]; }
    /// Whether a token belongs to the expression that is read: it stands to the right of the bullet.
    bool inside() const { return static_cast<long>(now().column) > fence_ && now().kind != Token::Kind::End; }
    bool is(const std::string& text) const {
        if (now().kind == Token::Kind::Text) return false;
        const bool rule = text == "----" || text == "====";
        return rule ? now().text.compare(0, 4, text) == 0 : now().text == text;
    }
    bool accept(const std::string& text) {
        if (!is(text)) return false;
        ++at_;
        return true;
    }
    void expect(const std::string& text) {
        if (!accept(text)) fail("expected " + text);
    }
    [[noreturn]] void fail(const std::string& what) const {
        throw TlaError("line " + std::to_string(now().line) + ", column " + std::to_string(now().column + 1) + ": " +
                       what + ", found " + now().text);
    }
    std::string name() {
        if (now().kind != Token::Kind::Word || kWords.contains(now().text)) fail("expected a name");
        return tokens_[at_++].text;
    }
    /// A name that is bound here; it must mean nothing yet.
    std::string fresh() {
        if (known_.contains(now().text)) fail(now().text + " is defined already");
        return name();
    }
    static std::shared_ptr<TlaNode> make(TlaNode::Kind kind, std::vector<TlaNodePtr> parts = {},
                                         std::string text = {}) {
        auto out = std::make_shared<TlaNode>();
        out->kind = kind;
        out->parts = std::move(parts);
        out->text = std::move(text);
        return out;
    }

    TlaDefinition definition() {
        TlaDefinition out;
        out.name = fresh();
        if (accept("(")) {
            do {
                out.params.push_back(fresh());
                if (!accept("(")) continue;
                do expect("_");
                while (accept(","));
                expect(")");
            } while (accept(","));
            expect(")");
        } else if (accept("[")) {
            out.params.push_back(fresh());
            expect("\\in");
            out.domain = expression();
            expect("]");
        }
        expect("==");
        out.body = expression();
        return out;
    }

    TlaNodePtr expression(int least = 0) {
        if (!inside()) fail("expected an expression");
        TlaNodePtr left = operand();
        std::string before;
        while (inside() && now().kind == Token::Kind::Symbol) {
            const std::string symbol = now().text;
            const int here = strength(symbol);
            if (here == 0) {
                if (symbol == "~~" || symbol == "--") fail("no such operator");
                break;
            }
            if (here < least || here == 0) break;
            if (here == 3 && strength(before) == 3 && before != symbol) fail("brackets are missing");
            if (here == 5 && strength(before) == 5) fail("comparisons do not chain");
            before = symbol;
            ++at_;
            left = make(TlaNode::Kind::Binary, {left, expression(here + 1)}, symbol);
        }
        return left;
    }

    TlaNodePtr bullets() {
        const std::string symbol = now().text;
        const auto column = static_cast<long>(now().column);
        TlaNodePtr out;
        const long before = fence_;
        while (is(symbol) && static_cast<long>(now().column) == column) {
            ++at_;
            fence_ = column;
            const TlaNodePtr one = expression();
            fence_ = before;
            out = out ? make(TlaNode::Kind::Binary, {out, one}, symbol) : one;
        }
        return out;
    }

    TlaNodePtr operand() {
        if (is("/\\") || is("\\/")) return bullets();
        if (accept("~")) return make(TlaNode::Kind::Unary, {expression(4)}, "~");
        if (accept("-")) return make(TlaNode::Kind::Unary, {expression(12)}, "-");
        if (is("DOMAIN") || is("SUBSET")) {
            const std::string word = tokens_[at_++].text;
            return make(TlaNode::Kind::Unary, {expression(9)}, word);
        }
        if (accept("UNCHANGED")) return make(TlaNode::Kind::Unary, {expression(4)}, "UNCHANGED");
        if (accept("IF")) {
            const TlaNodePtr condition = expression();
            expect("THEN");
            const TlaNodePtr yes = expression();
            expect("ELSE");
            return make(TlaNode::Kind::If, {condition, yes, expression()});
        }
        if (accept("CASE")) {
            auto out = make(TlaNode::Kind::Case);
            do {
                out->parts.push_back(expression());
                expect("->");
                out->parts.push_back(expression());
            } while (accept("[]"));
            return out;
        }
        if (accept("LET")) {
            auto out = make(TlaNode::Kind::Let);
            while (!accept("IN")) out->definitions.push_back(definition());
            out->parts.push_back(expression());
            return out;
        }
        if (accept("LAMBDA")) {
            auto out = make(TlaNode::Kind::Lambda);
            do out->names.push_back(fresh());
            while (accept(","));
            expect(":");
            out->parts.push_back(expression());
            return out;
        }
        for (const auto& [word, kind] :
             {std::pair("\\A", TlaNode::Kind::Forall), std::pair("\\E", TlaNode::Kind::Exists),
              std::pair("CHOOSE", TlaNode::Kind::Choose)}) {
            if (!accept(word)) continue;
            const std::string bound = fresh();
            expect("\\in");
            const TlaNodePtr domain = expression();
            expect(":");
            return make(kind, {domain, expression()}, bound);
        }
        return suffixes(primary());
    }

    TlaNodePtr suffixes(TlaNodePtr out) {
        while (inside()) {
            if (accept("'")) {
                if (out->kind != TlaNode::Kind::Name) fail("only variables are primed here");
                out = make(TlaNode::Kind::Prime, {}, out->text);
            } else if (accept("[")) {
                const long before = std::exchange(fence_, -1);
                const TlaNodePtr key = expression();
                fence_ = before;
                expect("]");
                out = make(TlaNode::Kind::Apply, {out, key});
            } else if (accept(".")) {
                out = make(TlaNode::Kind::Field, {out}, name());
            } else {
                break;
            }
        }
        return out;
    }

    TlaNodePtr primary() {
        const Token& token = now();
        if (token.kind == Token::Kind::Number) {
            auto out = make(TlaNode::Kind::Number);
            out->number = std::stoll(token.text);
            ++at_;
            return out;
        }
        if (token.kind == Token::Kind::Text) {
            ++at_;
            return make(TlaNode::Kind::Text, {}, token.text);
        }
        const long before = std::exchange(fence_, -1);
        TlaNodePtr out = bracketed();
        fence_ = before;
        return out;
    }

    TlaNodePtr bracketed() {
        if (accept("(")) {
            const TlaNodePtr out = expression();
            expect(")");
            return out;
        }
        if (accept("<<")) return list(make(TlaNode::Kind::Tuple), ">>");
        if (accept("{")) {
            if (accept("}")) return make(TlaNode::Kind::Set);
            const size_t here = at_;
            if (now().kind == Token::Kind::Word && now(1).text == "\\in") {
                const std::string bound = fresh();
                expect("\\in");
                const TlaNodePtr domain = expression();
                if (accept(":")) {
                    const TlaNodePtr body = expression();
                    expect("}");
                    return make(TlaNode::Kind::Filter, {domain, body}, bound);
                }
                at_ = here;
            }
            const TlaNodePtr first = expression();
            if (accept(":")) {
                const std::string bound = fresh();
                expect("\\in");
                const TlaNodePtr domain = expression();
                expect("}");
                return make(TlaNode::Kind::Image, {domain, first}, bound);
            }
            auto out = make(TlaNode::Kind::Set, {first});
            while (accept(",")) out->parts.push_back(expression());
            expect("}");
            return out;
        }
        if (accept("[")) return square();
        auto out = make(TlaNode::Kind::Name, {}, name());
        if (accept("(")) return list(out, ")");
        return out;
    }

    TlaNodePtr list(const std::shared_ptr<TlaNode>& out, const std::string& end) {
        if (accept(end)) return out;
        do out->parts.push_back(expression());
        while (accept(","));
        expect(end);
        return out;
    }

    TlaNodePtr square() {
        if (now().kind == Token::Kind::Word && now(1).text == "\\in") {
            const std::string bound = fresh();
            expect("\\in");
            const TlaNodePtr domain = expression();
            expect("|->");
            const TlaNodePtr body = expression();
            expect("]");
            return make(TlaNode::Kind::Function, {domain, body}, bound);
        }
        if (now().kind == Token::Kind::Word && now(1).text == "|->") {
            auto out = make(TlaNode::Kind::Record);
            do {
                out->names.push_back(name());
                expect("|->");
                out->parts.push_back(expression());
            } while (accept(","));
            expect("]");
            return out;
        }
        auto out = make(TlaNode::Kind::Except, {expression()});
        expect("EXCEPT");
        do {
            expect("!");
            if (accept(".")) out->names.push_back(name());
            else {
                expect("[");
                out->names.emplace_back();
                out->parts.push_back(expression());
                expect("]");
            }
            expect("=");
            out->parts.push_back(expression());
        } while (accept(","));
        expect("]");
        return out;
    }

    std::vector<Token> tokens_;
    size_t at_ = 0;
    long fence_ = 0;   ///< the column of the bullet around; definitions begin at 0
    std::set<std::string> known_;
};

}   // namespace

TlaModule readTla(const std::string& text) { return TlaReading(text).module(); }

}   // namespace evd::exporting
