#include "frontend/syntax/tokens.h"

#include "base/source.h"
#include "frontend/syntax/decodable.h"
#include "frontend/syntax/invisible.h"
#include "frontend/syntax/nesting.h"
#include "frontend/syntax/parse.h"
#include "frontend/syntax/raw_tokens.h"
#include "frontend/syntax/token_kinds.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <utility>

namespace evd::syntax {

namespace {

/// What is written in other languages -> what is written here, and its token.
const std::map<std::string_view, std::pair<const char*, size_t>>& foreignOperators() {
    static const std::map<std::string_view, std::pair<const char*, size_t>> kTable = {
        {"&&", {"and", EvidentLexer::AND}}, {"!", {"not", EvidentLexer::NOT}},
        {"%", {"mod", EvidentLexer::MOD}},  {"===", {"==", EvidentLexer::EQEQ}},
        {"!==", {"!=", EvidentLexer::NE}},  {"<>", {"!=", EvidentLexer::NE}},
        {"=<", {"<=", EvidentLexer::LE}},   {"/\\", {"and", EvidentLexer::AND}},
        {"\\/", {"or", EvidentLexer::OR}},  {"++", {"+", EvidentLexer::PLUS}},
        {"::", {":", EvidentLexer::COLON}}, {"|", {"||", EvidentLexer::OROR}},
        {"--", {"-", EvidentLexer::MINUS}}, {";", {"", 0}},
    };
    return kTable;
}

bool isSoft(size_t type) {
    switch (type) {
    case EvidentLexer::TIMER:
    case EvidentLexer::SET:
    case EvidentLexer::CANCEL:
    case EvidentLexer::BETWEEN:
    case EvidentLexer::CLOCKS:
    case EvidentLexer::DRIFT:
    case EvidentLexer::PERCENT:
    case EvidentLexer::PPM:
    case EvidentLexer::GIVEN:
    case EvidentLexer::BOUND:
    case EvidentLexer::FAULTS:
    case EvidentLexer::AFFECTS:
    case EvidentLexer::SENDS:
    case EvidentLexer::DECREASES:
    case EvidentLexer::BY:
    case EvidentLexer::OF:
    case EvidentLexer::OPEN:
    case EvidentLexer::ACTION:
    case EvidentLexer::FAIR:
    case EvidentLexer::ONLY:
    case EvidentLexer::USE:
    case EvidentLexer::SCENARIO:
    case EvidentLexer::INPUT:
    case EvidentLexer::OUTPUT:
    case EvidentLexer::CHECK:
    case EvidentLexer::PREDICATE:
    case EvidentLexer::IN_FLIGHT:
    case EvidentLexer::HAPPENED:
    case EvidentLexer::RUNS:
    case EvidentLexer::EXPECT:
    case EvidentLexer::WAIT:
    case EvidentLexer::FAIRLY:
    case EvidentLexer::RECEIVES:
    case EvidentLexer::REJECTS:
    case EvidentLexer::LOSES:
    case EvidentLexer::AGAIN:
    case EvidentLexer::DOES:
    case EvidentLexer::STARTS:
    case EvidentLexer::CRASHES:
    case EvidentLexer::RESTARTS:
    case EvidentLexer::ENVIRONMENT:
    case EvidentLexer::OBSERVER:
    case EvidentLexer::QUORUM:
    case EvidentLexer::LINKS:
    case EvidentLexer::START: return true;
    default: return false;   // reserved everywhere
    }
}

bool isKeyword(size_t type) { return type >= EvidentLexer::SPEC && type <= EvidentLexer::DECREASES; }

/// The keywords that may stand behind a value.
bool goesOn(size_t type) {
    switch (type) {
    case EvidentLexer::WHEN:
    case EvidentLexer::THEN:
    case EvidentLexer::ELSE:
    case EvidentLexer::WITH:
    case EvidentLexer::IN:
    case EvidentLexer::FOR:
    case EvidentLexer::AND:
    case EvidentLexer::OR:
    case EvidentLexer::NOT:
    case EvidentLexer::MOD:
    case EvidentLexer::IMPLIES:
    case EvidentLexer::IFF: return true;
    default: return false;   // every other token
    }
}

bool startsDeclaration(size_t type) {
    return (type >= EvidentLexer::SPEC && type <= EvidentLexer::SWITCH && type != EvidentLexer::AS) ||
           type == EvidentLexer::OPEN;
}

class Lexing {
public:
    Lexing(FileId file, std::string_view text, Diagnostics& diagnostics, const Earlier& earlier)
        : file_(file), text_(text), diagnostics_(diagnostics), earlier_(earlier) {}

    Lexed run() {
        readTokens();
        replaceForeign();
        mendNames();
        closeByIndentation();
        balance();
        markLineBrackets();
        markLetIns();
        cut();
        limitNesting(out_, diagnostics_);
        retype();
        return std::move(out_);
    }

private:
    std::string_view textOf(const Lexeme& lexeme) const {
        return text_.substr(lexeme.span.begin, lexeme.span.end - lexeme.span.begin);
    }

    bool firstOnLine(size_t i) const {
        if (i == 0) return true;
        uint32_t from = out_.lexemes[i - 1].span.end, to = out_.lexemes[i].span.begin;
        return text_.substr(from, to - from).find_first_of("\r\n") != std::string_view::npos;
    }
    bool atColumnZero(size_t i) const {
        uint32_t at = out_.lexemes[i].span.begin;
        return at == 0 || text_[at - 1] == '\n' || text_[at - 1] == '\r';
    }

    void readTokens() {
        out_.raw = rawTokens(file_, decodable(file_, text_, diagnostics_), earlier_);
        uint32_t foreignEnd = 0;   // of the last comment of another language
        for (auto [span, rawType] : out_.raw) {
            size_t type = rawType;
            if (type != EvidentLexer::COMMENT && type != EvidentLexer::DOC_COMMENT && isForeignComment(span)) {
                foreignEnd = lineEnd(span.begin);
                reportForeignComment(span);
            }
            if (span.begin < foreignEnd && type != EvidentLexer::COMMENT && type != EvidentLexer::DOC_COMMENT) {
                out_.written.push_back({span, rawType});
                continue;
            }
            switch (type) {
            case EvidentLexer::COMMENT: out_.comments.push_back({span, false}); continue;
            case EvidentLexer::DOC_COMMENT: out_.comments.push_back({span, true}); continue;
            case EvidentLexer::OPEN_COMMENT:
                diagnostics_.report(Code::UnterminatedComment, {file_, span.begin, span.begin + 2});
                out_.comments.push_back({span, false});
                continue;
            case EvidentLexer::BLOCK_COMMENT:
                diagnostics_.report(Code::ForeignOperator, {file_, span.begin, span.begin + 2}, "/*", "//");
                out_.comments.push_back({span, false});
                continue;
            case EvidentLexer::OPEN_TEXT:
                diagnostics_.report(Code::UnterminatedText, span);
                damage_.insert(span.begin);
                openTexts_.insert(span.begin);
                type = EvidentLexer::TEXT;
                break;
            case EvidentLexer::BAD_NUMBER:
                diagnostics_.report(Code::UnknownCharacter, span, "`" + std::string(textOf({type, span})) + "`")
                    .note("numbers are whole; durations end in ns, us, ms, s, min or h; names begin with a letter");
                type = EvidentLexer::INT;
                break;
            case EvidentLexer::UNKNOWN:
                reportUnknown(span);
                out_.written.push_back({span, static_cast<uint16_t>(type)});
                continue;
            default: break;   // as it is
            }
            out_.lexemes.push_back({type, span});
            out_.written.push_back({span, static_cast<uint16_t>(type)});
        }
    }

    uint32_t lineEnd(uint32_t at) const {
        return static_cast<uint32_t>(std::min(text_.find_first_of("\r\n", at), text_.size()));
    }

    /// Whether a line begins here with `--` or `#`, as comments do elsewhere.
    bool isForeignComment(Span span) const {
        std::string_view word = text_.substr(span.begin, span.end - span.begin);
        if (word != "--" && word != "#") return false;
        std::string_view before = text_.substr(0, span.begin);
        size_t last = before.find_last_not_of(" \t");
        return last == std::string_view::npos || before[last] == '\n' || before[last] == '\r';
    }

    void reportForeignComment(Span span) {
        std::string_view word = text_.substr(span.begin, span.end - span.begin);
        diagnostics_.report(Code::ForeignOperator, span, word, "//")
            .note("a comment begins with `//`")
            .replace("write `//`", span, "//");
    }

    /// One report for a run of unknown characters; for each run of invisible ones, with how to get rid of it.
    void reportUnknown(Span span) {
        if (unknownEnd_ > span.begin) return;
        bool first = unknownEnd_ != span.begin || span.begin == 0;
        unknownEnd_ = span.end;
        std::string_view rest = text_.substr(span.begin);
        if (Invisible invisible = invisibleAt(rest); invisible.length > 0) {
            auto end = static_cast<uint32_t>(span.begin + invisible.length);
            Diagnostic& diagnostic = diagnostics_.report(Code::UnknownCharacter, span, invisible.name);
            if (invisible.space)
                diagnostic.note("white space is the blank, the tab and the line break")
                    .replace("write a blank", {file_, span.begin, end}, " ");
            else diagnostic.replace("remove it", {file_, span.begin, end}, "");
            unknownEnd_ = end;
        } else if (first) {
            diagnostics_.report(Code::UnknownCharacter, span,
                                "`" + std::string(text_.substr(span.begin, span.end - span.begin)) + "`");
        }
    }

    /// Where a declaration stands while its tokens are read in order: an event class has other operators than a value.
    class Place {
    public:
        /// `atMargin`: it starts its line without indentation, where a declaration may end what was not closed.
        void next(size_t type, bool startsLine, bool atMargin) {
            if (isOpener(type)) ++depth_;
            if (isCloser(type) && depth_ > 0) --depth_;
            startsLine = depth_ == 0 ? startsLine : atMargin;   // within brackets such words are names
            const bool after = std::exchange(afterDurable_, startsLine && type == EvidentLexer::DURABLE);
            if ((startsLine || after) && startsDeclaration(type)) {
                depth_ = 0;
                ofClasses_ = type == EvidentLexer::CLASS || type == EvidentLexer::STATE || type == EvidentLexer::SYSTEM;
                value_ = type == EvidentLexer::STATE;
            }
            if (type == EvidentLexer::WHEN || type == EvidentLexer::FATARROW || type == EvidentLexer::ARROW)
                value_ = true;
            if (type == EvidentLexer::ON || type == EvidentLexer::OROR) value_ = false;
        }
        bool inClasses() const { return ofClasses_; }   ///< anywhere in a declaration made of event classes
        bool inClass() const { return ofClasses_ && !value_; }

    private:
        bool ofClasses_ = false, value_ = false, afterDurable_ = false;
        int depth_ = 0;   ///< of brackets
    };

    /// Whether an operand may stand after the i-th token, on its line.
    bool operandFollows(size_t i) const {
        if (i + 1 >= out_.lexemes.size() || firstOnLine(i + 1)) return false;
        size_t type = out_.lexemes[i + 1].type;
        static const std::set<size_t> kNextStatement = {EvidentLexer::SEND,   EvidentLexer::EMIT, EvidentLexer::SPAWN,
                                                        EvidentLexer::BECOME, EvidentLexer::STOP, EvidentLexer::AFTER,
                                                        EvidentLexer::FOR,    EvidentLexer::LET};
        return !isCloser(type) && type != EvidentLexer::COMMA && kNextStatement.count(type) == 0;
    }

    /// Whether the i-th token is the `<>` of a type whose arguments are still to be written, as in `Set<>`.
    bool isEmptyTypeList(size_t i) const {
        const auto& all = out_.lexemes;
        bool after = i > 0 && all[i - 1].type == EvidentLexer::UPPER && all[i - 1].span.end == all[i].span.begin;
        return after && textOf(all[i]) == "<>" && !(operandFollows(i) && all[i + 1].span.begin == all[i].span.end);
    }

    /// What is written here for a token of another language.
    std::pair<std::string, size_t> replacementOf(size_t i, const Place& place) const {
        std::string_view text = textOf(out_.lexemes[i]);
        if (text == "||" || (text == "|" && !place.inClasses())) return {"or", EvidentLexer::OR};
        if (text == "&&" && place.inClass()) return {"&", EvidentLexer::AMP};
        if (text == "++" && !operandFollows(i)) return {"+= 1", EvidentLexer::PLUS_ASSIGN};
        if (text == "--" && !operandFollows(i)) return {"-= 1", EvidentLexer::MINUS_ASSIGN};
        return foreignOperators().at(text);
    }

    void replaceForeign() {
        Place place;
        std::vector<Lexeme> kept;
        for (size_t i = 0; i < out_.lexemes.size(); ++i) {
            Lexeme lexeme = out_.lexemes[i];
            place.next(lexeme.type, firstOnLine(i), atColumnZero(i));
            bool orOfValues = lexeme.type == EvidentLexer::OROR && !place.inClasses();
            if (lexeme.type != EvidentLexer::FOREIGN && !orOfValues) {
                kept.push_back(lexeme);
                continue;
            }
            if (isEmptyTypeList(i)) {
                kept.push_back({EvidentLexer::LT, {file_, lexeme.span.begin, lexeme.span.begin + 1}});
                kept.push_back({EvidentLexer::GT, {file_, lexeme.span.begin + 1, lexeme.span.end}});
                continue;
            }
            auto [here, type] = replacementOf(i, place);
            if (type == 0) {
                diagnostics_.report(Code::UnknownCharacter, lexeme.span, "`;`")
                    .note("declarations and statements need no separator")
                    .replace("remove `;`", lexeme.span, "");
                continue;
            }
            bool step = type == EvidentLexer::PLUS_ASSIGN || type == EvidentLexer::MINUS_ASSIGN;
            diagnostics_.report(Code::ForeignOperator, lexeme.span, textOf(lexeme), here)
                .replace(fmt::format("write `{}`", here), lexeme.span,
                         step            ? " " + here
                         : here == "not" ? "not "
                                         : here);
            damage_.insert(lexeme.span.begin);
            lexeme.type = type;
            kept.push_back(lexeme);
            if (step) kept.push_back({EvidentLexer::INT, {file_, lexeme.span.end, lexeme.span.end}});
        }
        out_.lexemes = std::move(kept);
    }

    /// Constructors in small letters: at depth 1 of an enum, after its `{` or a comma.
    void mendConstructors() {
        auto& lexemes = out_.lexemes;
        int depth = -1;   // not in an enum
        for (size_t i = 0; i < lexemes.size(); ++i) {
            switch (lexemes[i].type) {
            case EvidentLexer::ENUM:
                if (firstOnLine(i)) depth = 0;
                break;
            case EvidentLexer::LBRACE:
            case EvidentLexer::LPAREN:
                if (depth >= 0) ++depth;
                break;
            case EvidentLexer::RBRACE:
            case EvidentLexer::RPAREN:
                if (depth >= 0 && --depth == 0 && lexemes[i].type == EvidentLexer::RBRACE) depth = -1;
                break;
            case EvidentLexer::LOWER:
                if (depth != 1 ||
                    (lexemes[i - 1].type != EvidentLexer::LBRACE && lexemes[i - 1].type != EvidentLexer::COMMA))
                    break;
                diagnostics_.report(Code::WrongCase, lexemes[i].span, "a constructor", textOf(lexemes[i]),
                                    "in UpperCamel");
                lexemes[i].type = EvidentLexer::UPPER;
                break;
            default:   // a declaration ends the enum before it
                if ((depth > 0 ? atColumnZero(i) : firstOnLine(i)) && declares(i)) depth = -1;
            }
        }
    }

    /// Names in the wrong case and reserved words where a declaration introduces a name.
    void mendNames() {
        mendConstructors();
        static const std::map<size_t, const char*> kUpper = {
            {EvidentLexer::PROCESS, "a process"}, {EvidentLexer::CLASS, "a class"}, {EvidentLexer::STATE, "a state"},
            {EvidentLexer::SYSTEM, "a system"},   {EvidentLexer::ENUM, "an enum"},  {EvidentLexer::TYPE, "a type"}};
        static const std::map<size_t, const char*> kLower = {{EvidentLexer::SPEC, "a spec"},
                                                             {EvidentLexer::FN, "a function"},
                                                             {EvidentLexer::MESSAGE, "a message"},
                                                             {EvidentLexer::INPUT, "a message"},
                                                             {EvidentLexer::OUTPUT, "a message"},
                                                             {EvidentLexer::PROPERTY, "a property"},
                                                             {EvidentLexer::INVARIANT, "an invariant"},
                                                             {EvidentLexer::VAR, "a variable"},
                                                             {EvidentLexer::ACTION, "an action"},
                                                             {EvidentLexer::TIMER, "a timer"},
                                                             {EvidentLexer::ASSUME, "an assumption"},
                                                             {EvidentLexer::PARAM, "a parameter"}};
        auto& lexemes = out_.lexemes;
        std::vector<size_t> openers;   // of the brackets round `name`
        for (size_t i = 0; i + 1 < lexemes.size(); ++i) {
            Lexeme& name = lexemes[i + 1];
            if (isOpener(lexemes[i].type)) openers.push_back(lexemes[i].type);
            else if (isCloser(lexemes[i].type) && !openers.empty()) openers.pop_back();
            // `(until: Duration`: a reserved word where a field or parameter is named
            bool inList = lexemes[i].type == EvidentLexer::LPAREN || lexemes[i].type == EvidentLexer::COMMA ||
                          lexemes[i].type == EvidentLexer::LBRACE;
            bool key =
                isValue(name.type) && !openers.empty() && openers.back() == EvidentLexer::LBRACE;   // `{self: v}`
            if (inList && !key && isKeyword(name.type) && !isSoft(name.type) && i + 2 < lexemes.size() &&
                lexemes[i + 2].type == EvidentLexer::COLON) {
                diagnostics_.report(Code::ReservedWord, name.span, std::string(textOf(name)));
                name.type = EvidentLexer::LOWER;
                continue;
            }
            bool introduces =
                firstOnLine(i) || lexemes[i].type == EvidentLexer::VAR ||
                (i > 0 && (lexemes[i - 1].type == EvidentLexer::EXTERN ||
                           lexemes[i - 1].type == EvidentLexer::DURABLE || lexemes[i - 1].type == EvidentLexer::FAIR ||
                           lexemes[i - 1].type == EvidentLexer::PARAM || lexemes[i - 1].type == EvidentLexer::OPEN));
            if (!introduces || firstOnLine(i + 1)) continue;
            // `input in xs`, `action when g => …`: a name, in the middle of an expression or as a pattern
            bool declares = !openers.empty() || (i + 2 < lexemes.size() && isOpener(lexemes[i + 2].type));
            if (isSoft(lexemes[i].type) && isKeyword(name.type) && (goesOn(name.type) || !declares)) continue;
            auto upper = kUpper.find(lexemes[i].type);
            auto lower = kLower.find(lexemes[i].type);
            if (upper == kUpper.end() && lower == kLower.end()) continue;
            bool wantsUpper = upper != kUpper.end();
            std::string text(textOf(name));
            if (isKeyword(name.type) && !isSoft(name.type) && name.type != EvidentLexer::TYPE) {
                diagnostics_.report(Code::ReservedWord, name.span, text);
                name.type = wantsUpper ? EvidentLexer::UPPER : EvidentLexer::LOWER;
            } else if (wantsUpper && (name.type == EvidentLexer::LOWER ||
                                      (isSoft(name.type) && lexemes[i].type != EvidentLexer::TYPE))) {
                diagnostics_.report(Code::WrongCase, name.span, upper->second, text, "in UpperCamel");
                name.type = EvidentLexer::UPPER;
            } else if (!wantsUpper && name.type == EvidentLexer::UPPER) {
                diagnostics_.report(Code::WrongCase, name.span, lower->second, text, "in snake_case");
                name.type = EvidentLexer::LOWER;
            }
        }
    }

    static size_t closerOf(size_t opener) {
        return opener == EvidentLexer::LPAREN   ? EvidentLexer::RPAREN
               : opener == EvidentLexer::LBRACK ? EvidentLexer::RBRACK
                                                : EvidentLexer::RBRACE;
    }

    /// How far the line of the i-th token is indented.
    uint32_t indentOf(size_t i) const {
        uint32_t at = out_.lexemes[i].span.begin;
        size_t line = at == 0 ? std::string_view::npos : text_.find_last_of("\r\n", at - 1);
        size_t begin = line == std::string_view::npos ? 0 : line + 1;
        return static_cast<uint32_t>(text_.find_first_not_of(" \t", begin) - begin);
    }

    /// The braces of one declaration: where it ends, and how many of them are not closed then.
    struct Braces {
        size_t end, unclosed;
    };

    /// Goes through the braces of one declaration. The first `most` times that a `}` begins a line further left than
    /// the line that opens what it closes, just where an outer brace was opened, it was meant for that outer one:
    /// `forgotten(opener, closer)` is called, and the inner one counts as closed before it.
    template <class Forgotten> Braces readBraces(size_t begin, size_t most, Forgotten&& forgotten) const {
        struct Brace {
            size_t at;
            uint32_t indent;
        };
        std::vector<Brace> open;
        std::map<uint32_t, size_t> openAt;   // how many of them by their indentation
        auto close = [&] {
            if (--openAt[open.back().indent] == 0) openAt.erase(open.back().indent);
            open.pop_back();
        };
        size_t i = begin;
        for (; i < out_.lexemes.size(); ++i) {
            size_t type = out_.lexemes[i].type;
            if (i > begin && startsDeclaration(type) && (open.empty() ? firstOnLine(i) : atColumnZero(i))) break;
            if (type == EvidentLexer::LBRACE) {
                open.push_back({i, indentOf(i)});
                ++openAt[open.back().indent];
            }
            if (type != EvidentLexer::RBRACE || open.empty()) continue;
            uint32_t indent = most > 0 && firstOnLine(i) ? indentOf(i) : UINT32_MAX;
            for (; most > 0 && open.size() > 1 && indent < open.back().indent && openAt.count(indent) != 0; --most) {
                forgotten(open.back().at, i);
                close();
            }
            close();
        }
        return {i, open.size()};
    }

    /// Closes forgotten braces where the indentation shows that they should be closed.
    void closeByIndentation() {
        std::vector<Lexeme> kept;
        for (size_t begin = 0; begin < out_.lexemes.size();) {
            Braces asWritten = readBraces(begin, 0, [](size_t, size_t) {});
            size_t copied = begin;
            auto copyTo = [&](size_t end) {
                for (; copied < end; ++copied) kept.push_back(out_.lexemes[copied]);
            };
            auto forgotten = [&](size_t opener, size_t closer) {
                const Lexeme& open = out_.lexemes[opener];
                diagnostics_.report(Code::UnclosedBracket, open.span, textOf(open))
                    .label(out_.lexemes[closer].span, "this one stands where another brace was opened");
                damage_.insert(open.span.begin);
                copyTo(closer);
                uint32_t at = out_.lexemes[closer - 1].span.end;
                kept.push_back({EvidentLexer::RBRACE, {file_, at, at}});
            };
            begin = asWritten.unclosed == 0 ? asWritten.end : readBraces(begin, asWritten.unclosed, forgotten).end;
            copyTo(begin);
        }
        out_.lexemes = std::move(kept);
    }

    /// Closes brackets that are left open at a declaration at column 0 or at the end, and drops closers that close
    /// nothing.
    void balance() {
        std::vector<Lexeme> kept;
        std::vector<Lexeme> open;
        std::map<size_t, size_t> openOf;   // how many of them a closer would close
        auto closeDownTo = [&](size_t depth, uint32_t at) {
            while (open.size() > depth) {
                Lexeme opener = open.back();
                open.pop_back();
                --openOf[closerOf(opener.type)];
                // A text that is not closed has swallowed the bracket.
                if (openTexts_.lower_bound(opener.span.begin) == openTexts_.lower_bound(at))
                    diagnostics_.report(Code::UnclosedBracket, opener.span, textOf(opener));
                kept.push_back({closerOf(opener.type), {file_, at, at}});
                damage_.insert(opener.span.begin);
            }
        };
        for (size_t i = 0; i < out_.lexemes.size(); ++i) {
            const Lexeme& lexeme = out_.lexemes[i];
            uint32_t before = i == 0 ? 0 : out_.lexemes[i - 1].span.end;
            switch (lexeme.type) {
            case EvidentLexer::LPAREN:
            case EvidentLexer::LBRACK:
            case EvidentLexer::LBRACE:
                open.push_back(lexeme);
                ++openOf[closerOf(lexeme.type)];
                break;
            case EvidentLexer::RPAREN:
            case EvidentLexer::RBRACK:
            case EvidentLexer::RBRACE: {
                size_t match = openOf[lexeme.type] == 0 ? 0 : open.size();
                while (match > 0 && closerOf(open[match - 1].type) != lexeme.type) --match;
                if (match == 0) {
                    diagnostics_.report(Code::UnexpectedToken, lexeme.span, fmt::format("`{}`", textOf(lexeme)),
                                        "no closing bracket: nothing is open here");
                    damage_.insert(lexeme.span.begin);
                    continue;
                }
                closeDownTo(match, before);
                open.pop_back();
                --openOf[lexeme.type];
                break;
            }
            default:   // a declaration ends what was not closed
                if (!open.empty() && atColumnZero(i) && declares(i)) closeDownTo(0, before);
            }
            kept.push_back(lexeme);
        }
        closeDownTo(0, out_.lexemes.empty() ? 0 : out_.lexemes.back().span.end);
        out_.lexemes = std::move(kept);
    }

    void markLineBrackets() {
        for (size_t i = 1; i < out_.lexemes.size(); ++i) {
            Lexeme& lexeme = out_.lexemes[i];
            if (!firstOnLine(i)) continue;
            if (lexeme.type == EvidentLexer::LPAREN) lexeme.type = EvidentLexer::LPAREN_LINE;
            if (lexeme.type == EvidentLexer::LBRACK) lexeme.type = EvidentLexer::LBRACK_LINE;
        }
    }

    /// Whether a `let` after this token is an expression (with `in`) rather than a statement.
    static bool precedesExpression(size_t type) {
        switch (type) {
        case EvidentLexer::RPAREN:
        case EvidentLexer::RBRACK:
        case EvidentLexer::RBRACE:
        case EvidentLexer::LBRACE:
        case EvidentLexer::LOWER:
        case EvidentLexer::UPPER:
        case EvidentLexer::INT:
        case EvidentLexer::TEXT:
        case EvidentLexer::BYTES:
        case EvidentLexer::DURATION:
        case EvidentLexer::TRUE:
        case EvidentLexer::FALSE:
        case EvidentLexer::SELF:
        case EvidentLexer::STOP: return false;
        default: return true;   // an operator, a bracket or a word before an operand
        }
    }

    /// Whether a `{` after this token can only be that of a set, map or record. After `=>` and `else` it may be that of
    /// a block, and there a `let` is a statement.
    static bool precedesValue(size_t type) {
        switch (type) {
        case EvidentLexer::LPAREN:
        case EvidentLexer::LPAREN_LINE:
        case EvidentLexer::LBRACK:
        case EvidentLexer::LBRACK_LINE:
        case EvidentLexer::LBRACE:
        case EvidentLexer::COMMA:
        case EvidentLexer::COLON:
        case EvidentLexer::EQ:
        case EvidentLexer::ASSIGN:
        case EvidentLexer::PLUS_ASSIGN:
        case EvidentLexer::MINUS_ASSIGN:
        case EvidentLexer::ARROW:
        case EvidentLexer::PLUS:
        case EvidentLexer::MINUS:
        case EvidentLexer::EQEQ:
        case EvidentLexer::NE:
        case EvidentLexer::LT:
        case EvidentLexer::LE:
        case EvidentLexer::GT:
        case EvidentLexer::GE:
        case EvidentLexer::IN:
        case EvidentLexer::LET_IN:
        case EvidentLexer::IF:
        case EvidentLexer::THEN:
        case EvidentLexer::MATCH: return true;
        default: return false;   // every other token
        }
    }

    /// Whether the `let` at the i-th token is an expression.
    bool isLetExpression(size_t i) const {
        const auto& lexemes = out_.lexemes;
        if (i == 0) return false;
        if (lexemes[i - 1].type == EvidentLexer::LBRACE) return i > 1 && precedesValue(lexemes[i - 2].type);
        return precedesExpression(lexemes[i - 1].type);
    }

    /// The first `in` at the depth of a `let` expression that no `for`, `all`, `any`, `each` or quantifier claims, and
    /// that is not between `if` and `then` or between `match` and its arms, is the let's own; other membership in the
    /// bound value needs parentheses.
    void markLetIns() {
        enum class Owner { Let, Binder, Quantifier, Test, Matched };   // the last three own every `in` up to their end
        struct Open {
            int depth;
            Owner owner;
        };
        std::vector<Open> open;
        int depth = 0;
        auto endOf = [&](Owner owner) {
            if (!open.empty() && open.back().depth == depth && open.back().owner == owner) open.pop_back();
        };
        auto& lexemes = out_.lexemes;
        for (size_t i = 0; i < lexemes.size(); ++i) {
            switch (lexemes[i].type) {
            case EvidentLexer::LBRACE: endOf(Owner::Matched); [[fallthrough]];
            case EvidentLexer::LPAREN:
            case EvidentLexer::LBRACK:
            case EvidentLexer::LPAREN_LINE:
            case EvidentLexer::LBRACK_LINE: ++depth; break;
            case EvidentLexer::RPAREN:
            case EvidentLexer::RBRACK:
            case EvidentLexer::RBRACE:
                --depth;
                while (!open.empty() && open.back().depth > depth) open.pop_back();
                break;
            case EvidentLexer::LET:
                if (isLetExpression(i)) open.push_back({depth, Owner::Let});
                break;
            case EvidentLexer::FOR:
            case EvidentLexer::ALL:
            case EvidentLexer::ANY:
            case EvidentLexer::EACH: open.push_back({depth, Owner::Binder}); break;
            case EvidentLexer::FORALL:
            case EvidentLexer::EXISTS: open.push_back({depth, Owner::Quantifier}); break;
            case EvidentLexer::IF: open.push_back({depth, Owner::Test}); break;
            case EvidentLexer::MATCH: open.push_back({depth, Owner::Matched}); break;
            case EvidentLexer::COLON: endOf(Owner::Quantifier); break;
            case EvidentLexer::THEN: endOf(Owner::Test); break;
            case EvidentLexer::IN:
                if (open.empty() || open.back().depth != depth || (i > 0 && lexemes[i - 1].type == EvidentLexer::NOT))
                    break;
                if (open.back().owner == Owner::Let) lexemes[i].type = EvidentLexer::LET_IN;
                if (open.back().owner == Owner::Let || open.back().owner == Owner::Binder) open.pop_back();
                break;
            default:   // a declaration ends what was open
                if (depth == 0 && firstOnLine(i) && declares(i)) open.clear();
            }
        }
    }

    /// Whether a declaration may begin here. `durable` begins one before what holds memory; before `var` it does not.
    /// Words that are common names begin one only before what must follow.
    bool declares(size_t i) const {
        const auto& lexemes = out_.lexemes;
        const size_t next = i + 1 < lexemes.size() ? lexemes[i + 1].type : EvidentLexer::EOF;
        switch (lexemes[i].type) {
        case EvidentLexer::DURABLE: return next != EvidentLexer::EOF && next != EvidentLexer::VAR;
        case EvidentLexer::ENVIRONMENT: return startsDeclaration(next);
        case EvidentLexer::OBSERVER:
        case EvidentLexer::QUORUM: return next == EvidentLexer::UPPER || next == EvidentLexer::LOWER;
        case EvidentLexer::CLOCKS: return next == EvidentLexer::DRIFT;
        case EvidentLexer::LINKS: return next == EvidentLexer::LOWER;
        case EvidentLexer::SCENARIO:
            return i == 0 || lexemes[i - 1].type != EvidentLexer::FROM;   // `check p from scenario s`
        default: return startsDeclaration(lexemes[i].type);               // the others need not be told apart
        }
    }

    void cut() {
        int depth = 0;
        auto& lexemes = out_.lexemes;
        auto begin = [&](size_t i) {
            if (!out_.chunks.empty()) out_.chunks.back().end = i;
            out_.chunks.push_back({i, lexemes.size(), docBefore(text_, out_.comments, lexemes[i].span.begin)});
        };
        for (size_t i = 0; i < lexemes.size(); ++i) {
            size_t type = lexemes[i].type;
            bool softStart =
                (type == EvidentLexer::OPEN && i + 1 < lexemes.size() && lexemes[i + 1].type != EvidentLexer::PROCESS);
            if (i == 0 || (depth == 0 && firstOnLine(i) && declares(i) && !softStart)) begin(i);
            if (type == EvidentLexer::LPAREN || type == EvidentLexer::LBRACK || type == EvidentLexer::LBRACE ||
                type == EvidentLexer::LPAREN_LINE || type == EvidentLexer::LBRACK_LINE)
                ++depth;
            if (type == EvidentLexer::RPAREN || type == EvidentLexer::RBRACK || type == EvidentLexer::RBRACE) --depth;
        }
        for (const Chunk& chunk : out_.chunks) {
            uint32_t from = lexemes[chunk.begin].span.begin, to = lexemes[chunk.end - 1].span.end;
            auto inside = damage_.lower_bound(from);
            out_.damaged.push_back(inside != damage_.end() && *inside <= to);
            if (isFormula(lexemes[chunk.begin].type))
                for (size_t i = chunk.begin; i < chunk.end; ++i)
                    if (lexemes[i].type == EvidentLexer::AFTER) lexemes[i].type = EvidentLexer::AFTER_EVENT;
        }
    }

    /// Declarations of logic, where `x after e` is meant; elsewhere it would swallow a delayed send on the next line.
    static bool isFormula(size_t declaration) {
        switch (declaration) {
        case EvidentLexer::PROPERTY:
        case EvidentLexer::INVARIANT:
        case EvidentLexer::ASSUME:
        case EvidentLexer::CHECK:
        case EvidentLexer::PREDICATE:
        case EvidentLexer::SCENARIO: return true;
        default: return false;   // the others hold no formula
        }
    }

    /// What was mended for the parser is also the type of the token in the text.
    void retype() {
        auto lexeme = out_.lexemes.begin();
        for (Token& token : out_.written) {
            while (lexeme != out_.lexemes.end() && (lexeme->span.empty() || lexeme->span.begin < token.span.begin))
                ++lexeme;
            if (lexeme != out_.lexemes.end() && lexeme->span == token.span)
                token.type = static_cast<uint16_t>(lexeme->type);
        }
    }

    FileId file_;
    std::string_view text_;
    Diagnostics& diagnostics_;
    Earlier earlier_;
    Lexed out_;
    std::set<uint32_t> damage_;
    std::set<uint32_t> openTexts_;
    uint32_t unknownEnd_ = 0;
};

}   // namespace

Lexed lex(FileId file, std::string_view text, Diagnostics& diagnostics, const Earlier& earlier) {
    return Lexing(file, text, diagnostics, earlier).run();
}

bool isReserved(std::string_view word) {
    static const std::set<std::string, std::less<>> kWords = [] {
        std::set<std::string, std::less<>> words;
        antlr4::ANTLRInputStream nothing{std::string()};
        EvidentLexer lexer(&nothing);
        const antlr4::dfa::Vocabulary& vocabulary = lexer.getVocabulary();
        for (size_t type = EvidentLexer::SPEC; isKeyword(type); ++type)
            if (!isSoft(type)) {
                std::string quoted = vocabulary.getLiteralName(type);
                words.insert(quoted.substr(1, quoted.size() - 2));
            }
        return words;
    }();
    return kWords.count(word) != 0;
}

std::string docBefore(std::string_view text, const std::vector<Comment>& comments, uint32_t offset) {
    auto after = std::lower_bound(comments.begin(), comments.end(), offset,
                                  [](const Comment& c, uint32_t at) { return c.span.begin < at; });
    std::vector<std::string> lines;
    uint32_t next = offset;
    while (after != comments.begin()) {
        const Comment& comment = *--after;
        std::string_view gap = text.substr(comment.span.end, next - comment.span.end);
        std::string_view before = text.substr(0, comment.span.begin);
        size_t lineBreak = before == kByteOrderMark ? std::string_view::npos : before.find_last_not_of(" \t");
        bool firstOnLine = lineBreak == std::string_view::npos || text[lineBreak] == '\n' || text[lineBreak] == '\r';
        if (!comment.doc || !firstOnLine || gap.find_first_not_of(" \t\r\n") != std::string_view::npos ||
            lineBreaks(gap) > 1)
            break;
        std::string_view line = text.substr(comment.span.begin + 3, comment.span.end - comment.span.begin - 3);
        if (!line.empty() && line.front() == ' ') line.remove_prefix(1);
        lines.emplace_back(line);
        next = comment.span.begin;
    }
    std::string doc;
    for (auto line = lines.rbegin(); line != lines.rend(); ++line) doc += (doc.empty() ? "" : "\n") + *line;
    return doc;
}

}   // namespace evd::syntax
