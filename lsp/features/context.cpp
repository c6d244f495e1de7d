#include "lsp/features/context.h"

#include "lsp/features/cursor_tokens.h"
#include "lsp/features/scope.h"

#include <algorithm>
#include <cctype>
#include <set>

namespace evd::lsp {

namespace {

using Words = std::set<std::string_view>;

bool isNameChar(char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '_'; }
bool opens(std::string_view token) { return token == "(" || token == "[" || token == "{"; }
bool closes(std::string_view token) { return token == ")" || token == "]" || token == "}"; }

/// Whether a token as the lexer reads it lacks its end, so that what is typed after it still belongs to it.
bool unfinished(std::string_view token) {
    if (token.substr(0, 2) == "//") return true;
    if (token.substr(0, 2) == "/*") return token.size() < 4 || token.substr(token.size() - 2) != "*/";
    size_t at = token.find('"') + 1;
    while (at < token.size() && token[at] != '"') at += token[at] == '\\' ? 2 : 1;
    return at >= token.size();
}

class Finder {
public:
    Finder(const Analysis& analysis, uint32_t offset)
        : analysis_(analysis), text_(analysis.text()), offset_(std::min(offset, static_cast<uint32_t>(text_.size()))),
          out_(named(text_, offset_)), tokens_(analysis, out_.nameBegin), end_(tokens_.end()) {}

    Context run() {
        if (inTextOrComment()) return std::move(out_);
        findDeclaration();
        findBrackets();
        findMember();
        findModule();
        if (out_.module.empty()) findFields();
        out_.previous = word(1);
        if (end_ > 0) {
            out_.previousBegin = tokens_.span(end_ - 1).begin;
            out_.previousEnd = tokens_.span(end_ - 1).end;
        }
        out_.region = region();
        return std::move(out_);
    }

private:
    static Context named(std::string_view text, uint32_t offset) {
        Context out;
        out.nameBegin = out.nameEnd = offset;
        while (out.nameBegin > 0 && isNameChar(text[out.nameBegin - 1])) --out.nameBegin;
        while (out.nameEnd < text.size() && isNameChar(text[out.nameEnd])) ++out.nameEnd;
        return out;
    }
    std::string_view word(size_t back) const { return end_ >= back ? tokens_.text(end_ - back) : std::string_view(); }
    std::string_view at(size_t i) const { return tokens_.text(i); }
    bool process() const { return out_.declKeyword == "process"; }

    bool inTextOrComment() {
        std::string_view before;
        for (const syntax::Token& token : analysis_.tree().raw) {
            std::string_view one = analysis_.sources().text(token.span);
            bool comment = one.substr(0, 2) == "//" || one.substr(0, 2) == "/*";
            bool text = !one.empty() && (one[0] == '"' || one.substr(0, 2) == "b\"");
            bool inside =
                token.span.begin < offset_ &&
                (offset_ < token.span.end || (offset_ == token.span.end && (comment || text) && unfinished(one)));
            if (inside && (comment || text)) {
                out_.region = Region::Comment;
                if (text && before == "import") importedFile(token.span);
                return true;
            }
            if (!comment) before = one;
        }
        return false;
    }
    void importedFile(Span token) {
        out_.region = Region::ImportFile;
        auto separates = [&](uint32_t i) { return text_[i] == '/' || text_[i] == '"'; };
        out_.nameBegin = out_.nameEnd = offset_;
        while (out_.nameBegin > token.begin + 1 && !separates(out_.nameBegin - 1)) --out_.nameBegin;
        while (out_.nameEnd < token.end && !separates(out_.nameEnd) && text_[out_.nameEnd] != ' ') ++out_.nameEnd;
        out_.folder = text_.substr(token.begin + 1, out_.nameBegin - token.begin - 1);
    }

    void findDeclaration() {
        first_ = end_;
        while (first_ > 0 && !tokens_.startsDeclaration(first_ - 1)) --first_;
        if (first_ > 0) --first_;
        last_ = end_;
        while (last_ < tokens_.count() && !tokens_.startsDeclaration(last_)) ++last_;
        if (end_ <= first_) return;
        out_.decl = {analysis_.tree().file, tokens_.span(first_).begin, beginOf(last_)};
        size_t keyword = first_;
        while ((at(keyword) == "open" || at(keyword) == "extern" || at(keyword) == "durable" ||
                at(keyword) == "environment") &&
               keyword + 1 < tokens_.count())
            ++keyword;
        out_.declKeyword = at(keyword) == "observer" ? "process" : at(keyword);
    }
    /// Where a token begins; the end of the text if there is none.
    uint32_t beginOf(size_t token) const {
        return token < tokens_.count() ? tokens_.span(token).begin : static_cast<uint32_t>(text_.size());
    }

    /// The brackets that are open at the position, from the outermost one, and the member of a process.
    void findBrackets() {
        for (size_t i = first_; i < end_; ++i) {
            std::string_view one = at(i);
            if (opens(one)) open_.push_back(i);
            else if (closes(one) && !open_.empty()) {
                open_.pop_back();
                if (one == "}" && open_.size() == 1) memberBegin_ = SIZE_MAX;
            } else if (open_.size() == 1 && kMembers.count(one) != 0 && tokens_.startsLine(i)) memberBegin_ = i;
        }
    }
    void findMember() {
        if (!process()) return;
        for (sema::SymbolId id : analysis_.root().symbols) {
            const sema::Symbol& symbol = analysis_.program()[id];
            if (symbol.kind == sema::SymbolKind::Process && symbol.nameSpan.begin >= out_.decl.begin &&
                symbol.nameSpan.begin < out_.decl.end)
                out_.process = id;
        }
        if (memberBegin_ == SIZE_MAX) return;
        size_t next = end_, depth = open_.size();
        for (; next < last_; ++next) {
            if (opens(at(next))) ++depth;
            if (closes(at(next)) && depth > 0) --depth;
            if (depth <= 1 && kMembers.count(at(next)) != 0 && tokens_.startsLine(next)) break;
            if (depth == 0) break;
        }
        out_.member = {analysis_.tree().file, tokens_.span(memberBegin_).begin,
                       next < tokens_.count() ? tokens_.span(next).begin : out_.decl.end};
    }

    /// What stands after `lib.` stands where `lib` does.
    void findModule() {
        begin_ = out_.nameBegin;
        if (out_.declKeyword == "import" || word(1) != "." || (end_ >= 3 && word(3) == ".")) return;
        std::string name(word(2));
        for (const ImportedName& one : importedNames(analysis_))
            if (one.name == name) out_.module = name;
        if (out_.module.empty()) return;
        end_ -= 2;
        begin_ = tokens_.span(end_).begin;
    }

    /// The token of `match` whose arms stand in the braces that a token opens, or SIZE_MAX.
    size_t matchOf(size_t brace) const {
        static const Words kEnds = {"=", ":=", "+=", "-=", "=>", ",", "then", "else", "if", "for"};
        size_t depth = 0;
        for (size_t i = brace; i-- > first_;) {
            if (depth == 0 && at(i) == "}") break;   // of something before this
            if (closes(at(i))) ++depth;
            else if (opens(at(i))) {
                if (depth-- == 0) break;
            } else if (depth == 0 && at(i) == "match") return i + 1 < brace ? i : SIZE_MAX;
            else if (depth == 0 && kEnds.count(at(i)) != 0) break;
        }
        return SIZE_MAX;
    }
    bool inArms() const { return !open_.empty() && at(open_.back()) == "{" && matchOf(open_.back()) != SIZE_MAX; }
    /// Whether a token opens the braces of a value or a pattern rather than of a body.
    bool opensValue(size_t brace) const {
        static const Words kBefore = {"=", ":=", "+=", "-=", "==", "(", ",", "[", "->", "then", "let"};
        if (brace == first_ || at(brace) != "{") return false;
        std::string_view before = at(brace - 1);
        if (kBefore.count(before) != 0) return true;
        if (!process() && (before == "=>" || before == "else")) return true;
        return before == "{" && matchOf(brace - 1) != SIZE_MAX;   // a pattern, first in its arms
    }
    void findFields() {
        if (open_.empty() || at(open_.back()) != "{" || out_.declKeyword == "type" || out_.declKeyword == "enum")
            return;
        size_t brace = open_.back(), with = SIZE_MAX;
        for (size_t i = brace + 1, depth = 0; i < end_; ++i) {
            if (opens(at(i))) ++depth;
            if (closes(at(i)) && depth > 0) --depth;
            if (depth == 0 && at(i) == "with" && i > brace + 1) {
                with = i;
                break;
            }
        }
        bool firstInside = end_ == brace + 1 || end_ == with + 1;
        if (!firstInside && at(end_ - 1) != ",") return;
        if (with == SIZE_MAX && !opensValue(brace)) return;
        Context::Fields found;
        size_t close = end_;
        for (size_t depth = 0; close < last_; ++close) {
            if (closes(at(close)) && depth-- == 0) break;
            if (opens(at(close))) ++depth;
        }
        bool closed = close < last_ && at(close) == "}" && !tokens_.startsDeclaration(close);
        found.braces = {analysis_.tree().file, tokens_.span(brace).begin,
                        closed ? tokens_.span(close).end : out_.nameEnd};
        if (with != SIZE_MAX) found.updatedEnd = tokens_.span(with - 1).end;
        found.before = brace > first_ ? at(brace - 1) : std::string_view();
        found.beforeEnd = brace > first_ ? tokens_.span(brace - 1).end : 0;
        found.targetEnd = brace > first_ + 1 ? tokens_.span(brace - 2).end : 0;
        found.certain = with != SIZE_MAX || (brace + 2 < end_ && at(brace + 2) == "=");
        out_.fields = found;
    }

    /// Whether a `:` stands between a name and its type.
    bool typeColon(size_t colon) const {
        static const Words kOnlyTypes = {"message", "input", "output", "param", "type", "enum"};
        if (colon < first_ + 2) return false;
        if (kOnlyTypes.count(out_.declKeyword) != 0) return true;
        if (at(colon - 2) == "let" || at(colon - 2) == "var") return true;
        static const Words kHeads = {"fn", "class", "state", "process"};
        if (kHeads.count(out_.declKeyword) == 0) return false;
        for (size_t i = first_; i < colon; ++i)
            if (at(i) == "=" || at(i) == "{") return false;
        return true;
    }
    /// Back over what may stand in a type, to the `:` (or the `=` of an alias) before it.
    bool inType() const {
        bool comma = false;   // seen, without the bracket in which it stands
        size_t depth = 0;
        for (size_t i = end_; i-- > first_;) {
            std::string_view one = at(i);
            if (one == ">" || one == ")") {
                if (i + 1 == end_) return false;
                ++depth;
            } else if (one == "<" || one == "(") {
                if (depth > 0) --depth;
                else comma = false;
            } else if (one == ":") return !comma && depth == 0 && typeColon(i);
            else if (one == "=") return !comma && depth == 0 && out_.declKeyword == "type";
            else if (one == ",") comma = comma || depth == 0;
            else if (std::isupper(static_cast<unsigned char>(one[0])) != 0) {
                if (i + 1 == end_) return false;
            } else if (one != "->" && one != ".") return false;
        }
        return false;
    }
    /// Whether a new name is written here: in the head of a declaration, or where only names and types stand.
    bool namesSomething() const {
        static const Words kNaming = {"spec",     "param",     "type",   "enum",   "fn",      "input",
                                      "output",   "message",   "class",  "state",  "process", "system",
                                      "property", "invariant", "assume", "var",    "action",  "let",
                                      "for",      "scenario",  "forall", "exists", "timer"};
        std::string_view before = word(1);
        bool soft = before == "input" || before == "output" || before == "action" || before == "timer";
        if (kNaming.count(before) != 0 && (!soft || tokens_.startsLine(end_ - 1) || word(2) == "fair")) return true;
        static const Words kOnlyNames = {"message", "input", "output", "enum", "type", "param"};
        if (kOnlyNames.count(out_.declKeyword) != 0) return true;
        static const Words kHeads = {"fn", "class", "state", "process"};
        if (kHeads.count(out_.declKeyword) == 0) return false;
        bool typeParameters = out_.declKeyword == "fn" && open_.empty();
        for (size_t i = first_; i < end_; ++i) {
            if (at(i) == "=" || at(i) == "{") return false;
            if (at(i) == ")") typeParameters = false;
        }
        return typeParameters || (open_.size() == 1 && (before == "(" || before == ","));
    }

    Region frame() {
        static const Words kNames = {"only", ",", "on", "affects", "sends"};
        for (size_t i = memberBegin_; i < end_; ++i)
            if (at(i) == "affects" || at(i) == "sends") out_.clause = at(i);
        return kNames.count(word(1)) != 0 || out_.clause.empty() ? Region::Frame : Region::NewName;
    }
    Region check() {
        static const Words kClauses = {"check", "prove", "by", "with", "given", "bound", "faults"};
        for (size_t i = first_; i < end_; ++i)
            if (kClauses.count(at(i)) != 0) out_.clause = at(i);
        return Region::Check;
    }

    /// Within the braces of a scenario.
    Region step(std::string_view before, bool freshLine) {
        static const Words kMessages = {"receives", "rejects", "loses"};
        static const Words kOpenEnded = {"expect", "wait", "until", "to",  "from", ",",  "=",       "+",  "-",     "*",
                                         "/",      "and",  "or",    "not", "in",   "of", "implies", "at", "==",    "<",
                                         ">",      ":",    "@",     "by",  "iff",  "!=", "<=",      ">=", "before"};
        if (kMessages.count(before) != 0) return Region::MessageName;
        if (before == "does") return Region::ActionName;
        if ((before == "{" || freshLine) && kOpenEnded.count(before) == 0) return Region::Steps;
        const bool second = end_ >= 1 && tokens_.startsLine(end_ - 1) && kOpenEnded.count(before) == 0;
        return second && before != "fairly" && before != "}" ? Region::StepVerb : Region::Expression;
    }

    Region region() {
        std::string_view before = word(1);
        bool freshLine =
            end_ == 0 || text_.substr(tokens_.span(end_ - 1).end, begin_ - tokens_.span(end_ - 1).end).find('\n') !=
                             std::string_view::npos;
        const std::string& keyword = out_.declKeyword;
        size_t depth = open_.size();
        if (before == ".") {
            out_.dot = tokens_.span(end_ - 1).begin;
            return Region::Member;
        }
        if (end_ == 0 || (depth == 0 && freshLine && analysis_.file().position(begin_).column == 0))
            return Region::TopLevel;
        if (before == "as" && keyword == "import") return Region::NewName;
        if (before == "import" || (before == "use" && end_ - 1 == first_) ||
            (keyword == "import" && depth == 0 && !freshLine))
            return Region::Import;
        if (keyword == "check" || keyword == "prove") {
            if (depth == 0) return check();
        }
        bool member = process() && depth == 1 && memberBegin_ != SIZE_MAX;
        if (member && before == "fair" && end_ - 1 == memberBegin_) {
            out_.next = "action";
            return Region::Word;
        }
        if (member && before == "durable" && end_ - 1 == memberBegin_) {
            out_.next = "var";
            return Region::Word;
        }
        if (member && at(memberBegin_) == "only")
            if (Region found = frame(); found == Region::Frame || !freshLine) return found;
        if (keyword == "scenario" && depth == 1 && at(open_.back()) == "{") {
            if (Region found = step(before, freshLine); found != Region::Expression) return found;
        }
        if (before == "send" || before == "sent" || before == "was_sent" || before == "in_flight" ||
            before == "happened")
            return Region::MessageName;
        if (before == "emit") return Region::OutputName;
        if (process() && depth >= 2 && (before == "set" || before == "cancel") && at(open_.back()) == "{")
            return Region::TimerName;
        if (before == "on") return keyword == "state" ? Region::ClassExpr : Region::EventName;
        if (before == "spawn" || before == "become") return Region::SpawnName;
        if (before == "of") return Region::ProcessName;
        if (inType()) return Region::Type;
        if (namesSomething()) return Region::NewName;
        if (inArms() && (before == "{" || before == "," || before == "}") && closedInside(before)) {
            out_.matchedEnd = tokens_.span(open_.back() - 1).end;
            return Region::MatchArm;
        }
        bool begins = before == "{" || before == "}" || freshLine;
        if (process() && depth == 1 && at(open_.back()) == "{" && begins) {
            static const Words kOpenEnded = {"=",       "+", "-", "*",    "/",    "and",  "or", "not",
                                             "implies", ",", ":", "when", "then", "else", "if", "in"};
            if (kOpenEnded.count(before) == 0) return Region::Members;
        }
        if (process() && depth >= 2 && at(open_.back()) == "{" && begins && !opensValue(open_.back()) && !inArms()) {
            static const Words kOpenEnded = {":=",  "+=",      "-=", "=", "+",  "-",  "*",  "/",  "and", "or",
                                             "not", "implies", ",",  ":", "to", "if", "in", "==", "<",   ">"};
            if (kOpenEnded.count(before) == 0) return Region::Statements;
        }
        if (keyword == "state" && depth == 1 && at(open_.back()) == "{" && (before == "{" || freshLine) &&
            before != "->" && !opensValue(open_.back()))
            return Region::Clauses;
        bool clause = keyword == "state" && depth >= 1 && at(open_.front()) == "{" && inClause();
        return clause || ((keyword == "class" || keyword == "system") && inClassBody()) ? Region::ClassExpr
                                                                                        : Region::Expression;
    }
    /// A `}` ends the arm before this one only if a statement's arm ends with it.
    bool closedInside(std::string_view before) const { return before != "}" || process(); }
    /// In a clause of a state, before its `->` and its condition.
    bool inClause() const {
        for (size_t i = end_; i-- > open_.front() + 1;) {
            if (at(i) == "->" || at(i) == "when") return false;
            if (at(i) == "on") return open_.size() == 1;
        }
        return false;
    }
    bool inClassBody() const {
        bool body = false;
        for (size_t i = first_; i < end_; ++i) body |= at(i) == "=";
        std::string_view before = word(1);
        bool value = before == "=>" || before == "when" || before == "each" || before == "to" || before == "at" ||
                     before == "from";
        for (size_t i = end_; i > first_ && !value; --i) {
            std::string_view one = at(i - 1);
            if (one == "||" || one == "&" || one == "=") break;
            value |= one == "=>" || one == "when" || one == "at";
        }
        return body && !value;
    }

    static inline const Words kMembers = {"var", "durable", "on", "action", "fair", "only", "timer"};

    const Analysis& analysis_;
    std::string_view text_;
    uint32_t offset_;
    Context out_;
    CursorTokens tokens_;
    size_t end_;                    ///< the first token at or after the name, or after the module before it
    uint32_t begin_ = 0;            ///< where the name, or the module before it, begins
    size_t first_ = 0, last_ = 0;   ///< tokens of the declaration around the position
    std::vector<size_t> open_;      ///< tokens of the brackets that are open there
    size_t memberBegin_ = SIZE_MAX;
};

}   // namespace

Context contextAt(const Analysis& analysis, uint32_t offset) { return Finder(analysis, offset).run(); }

}   // namespace evd::lsp
