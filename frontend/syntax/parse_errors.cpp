#include "frontend/syntax/parse_errors.h"

#include "EvidentParser.h"

#include <fmt/format.h>
#include <map>
#include <utility>

namespace evd::syntax {

using P = grammar::EvidentParser;

namespace {

/// Tokens that may follow nearly any expression; naming them would only hide what is missing.
bool continuesExpression(size_t type) {
    switch (type) {
    case P::PLUS:
    case P::MINUS:
    case P::STAR:
    case P::SLASH:
    case P::MOD:
    case P::EQEQ:
    case P::NE:
    case P::LT:
    case P::LE:
    case P::GT:
    case P::GE:
    case P::LT_AT:
    case P::AND:
    case P::OR:
    case P::IMPLIES:
    case P::IFF:
    case P::IN:
    case P::NOT:
    case P::LEADS_TO:
    case P::BEFORE:
    case P::AFTER_EVENT:
    case P::AT_SIGN:
    case P::DOT:
    case P::LBRACK:
    case P::OF:
    case P::AS:
    case P::UNTIL:
    case P::AT:
    case P::AMP:
    case P::FROM: return true;
    default: return false;   // what may be missing indeed
    }
}

/// A token as people know it: never by the name that the grammar gives it.
std::string spelled(size_t type, const antlr4::dfa::Vocabulary& vocabulary) {
    static const std::map<size_t, std::string> kKinds = {
        {P::LOWER, "a name"},    {P::UPPER, "a name in UpperCamel"},
        {P::INT, "a number"},    {P::DURATION, "a duration"},
        {P::TEXT, "a text"},     {P::BYTES, "bytes"},
        {P::LPAREN_LINE, "`(`"}, {P::LBRACK_LINE, "`[`"},
        {P::LET_IN, "`in`"},     {P::AFTER_EVENT, "`after`"},
        {P::ELSE_IF, "`else`"},
    };
    if (auto kind = kKinds.find(type); kind != kKinds.end()) return kind->second;
    std::string literal = vocabulary.getLiteralName(type);   // quoted as 'x'
    return literal.size() > 2 ? "`" + literal.substr(1, literal.size() - 2) + "`" : "something else";
}

/// What could have stood here, in as few words as possible.
std::string expectedText(const antlr4::misc::IntervalSet& expected, const antlr4::dfa::Vocabulary& vocabulary) {
    auto has = [&](size_t type) { return expected.contains(type); };
    if (has(P::INT) && has(P::LOWER) && has(P::IF))
        return has(P::RPAREN) || has(P::RBRACE) || has(P::RBRACK) ? "an expression or a closing bracket"
                                                                  : "an expression";
    if (has(P::INT) && has(P::LOWER) && has(P::SELF)) return "an expression";
    if (has(P::CARET) && has(P::UNDERSCORE)) return has(P::RPAREN) ? "a pattern or `)`" : "a pattern";
    if (has(P::SEND) && has(P::SPAWN) && has(P::STOP)) return "a statement or `}`";
    if (has(P::ON) && has(P::VAR) && has(P::RBRACE)) return "`var`, `on`, `action`, `only` or `}`";
    if (has(P::ON) && has(P::RBRACE)) return "`on` or `}`";
    if (has(P::ONCE) && has(P::START)) return "an event class";
    if (has(P::SPEC) && has(P::PROCESS)) return "a declaration";
    if (has(P::UPPER) && has(P::LBRACE) && has(P::LPAREN)) return "a type";
    if (has(P::LOWER) && has(P::START)) return has(P::UPPER) ? "a name" : "a name";
    std::vector<std::string> words;
    auto add = [&](const std::string& word) {
        if (std::find(words.begin(), words.end(), word) == words.end()) words.push_back(word);
    };
    bool more = false;
    for (size_t type : expected.toList()) {
        if (type == antlr4::Token::EOF || type == P::LPAREN_LINE || type == P::LBRACK_LINE) continue;
        if (has(P::PLUS) && has(P::EQEQ) && (continuesExpression(type) || type == P::EQ || type == P::LPAREN)) {
            more = true;
            continue;
        }
        if (type == P::GIVEN && has(P::LOWER)) break;   // the names that are also soft keywords
        add(spelled(type, vocabulary));
    }
    if (words.empty()) return more ? "an operator or the end of this" : "the end of the declaration";
    if (words.size() > 5) words.resize(5);
    std::string text = words.front();
    for (size_t i = 1; i < words.size(); ++i) text += (i + 1 == words.size() ? " or " : ", ") + words[i];
    return text;
}

/// How the statements of other languages begin, and what is written here.
const std::map<std::string_view, const char*>& foreignStatements() {
    static const char* const kLoop =
        "`for x in xs { … }` goes through a collection; what happens again and again is an `action` or a handler";
    static const char* const kWhole =
        "a `for` goes through the whole collection; put what is done for some of it in an `if`";
    static const std::map<std::string_view, const char*> kTable = {
        {"while", kLoop},
        {"loop", kLoop},
        {"repeat", kLoop},
        {"do", kLoop},
        {"foreach", kLoop},
        {"break", kWhole},
        {"continue", kWhole},
        {"return", "a handler has no result: it assigns variables, sends and emits"},
        {"elif", "write `else if`"},
        {"elseif", "write `else if`"},
        {"elsif", "write `else if`"},
    };
    return kTable;
}

/// The beginning of the statement that is being parsed, or null.
antlr4::Token* statementBegin(antlr4::Parser& parser) {
    for (antlr4::tree::ParseTree* node = parser.getContext(); node != nullptr; node = node->parent)
        if (auto* statement = dynamic_cast<P::StmtContext*>(node)) return statement->getStart();
    return nullptr;
}

/// The name in `name(…) {`, if the statement that begins at `brace` would be such a block; else the beginning itself.
antlr4::Token* headOfBlock(antlr4::Parser& parser, antlr4::Token* brace) {
    antlr4::TokenStream* tokens = parser.getTokenStream();
    size_t at = brace->getTokenIndex();
    if (brace->getType() != P::LBRACE || at == 0 || tokens->get(at - 1)->getType() != P::RPAREN) return brace;
    size_t open = 0;
    while (at-- > 0) {
        size_t type = tokens->get(at)->getType();
        if (type == P::RPAREN) ++open;
        if ((type == P::LPAREN || type == P::LPAREN_LINE) && --open == 0) break;
    }
    return at == 0 || at == SIZE_MAX ? brace : tokens->get(at - 1);
}

/// Whether a form that extends to the right stands in the measure of a function, where the body's `=` would be lost in
/// it.
bool isOpenInMeasure(antlr4::Parser& parser, const antlr4::Token* offending) {
    if (offending == nullptr) return false;
    switch (offending->getType()) {
    case P::IF:
    case P::LET:
    case P::FORALL:
    case P::EXISTS:
    case P::ALL:
    case P::ANY: break;
    default: return false;   // every other kind
    }
    for (antlr4::tree::ParseTree* node = parser.getContext(); node != nullptr; node = node->parent)
        if (dynamic_cast<P::MeasureContext*>(node) != nullptr) return true;
    return false;
}

}   // namespace

Span ErrorListener::spanOf(const antlr4::Token& token) const {
    return {file_, static_cast<uint32_t>(token.getStartIndex()), static_cast<uint32_t>(token.getStopIndex() + 1)};
}

std::optional<Span> ErrorListener::lastOfLineBefore(antlr4::Parser& parser, antlr4::Token* token) const {
    if (token == nullptr || token->getType() == antlr4::Token::EOF || token->getTokenIndex() == 0) return std::nullopt;
    const Span last = spanOf(*parser.getTokenStream()->get(token->getTokenIndex() - 1)), here = spanOf(*token);
    if (last.end > here.begin || text_.substr(last.end, here.begin - last.end).find('\n') == std::string_view::npos)
        return std::nullopt;
    return last;
}

bool ErrorListener::foreignStatement(antlr4::Parser& parser, antlr4::Token* offending) {
    antlr4::Token* begin = statementBegin(parser);
    if (begin != nullptr) begin = headOfBlock(parser, begin);
    if (begin == nullptr || begin->getType() != P::LOWER || begin == offending) return false;
    Span first = spanOf(*begin);
    std::string_view word = text_.substr(first.begin, first.end - first.begin);
    size_t next = parser.getTokenStream()->get(begin->getTokenIndex() + 1)->getType();
    bool named = next == P::ASSIGN || next == P::PLUS_ASSIGN || next == P::MINUS_ASSIGN || next == P::EQ ||
                 next == P::LBRACK || next == P::DOT;
    if (auto found = foreignStatements().find(word); !named && found != foreignStatements().end()) {
        diagnostics_.report(Code::UnexpectedToken, first, fmt::format("`{}`", word), "a statement")
            .note(fmt::format("there is no `{}` here: {}", word, found->second));
        return true;
    }
    return false;
}

void ErrorListener::syntaxError(antlr4::Recognizer* recognizer, antlr4::Token* offending, size_t, size_t,
                                const std::string&, std::exception_ptr error) {
    reported_ = true;
    if (std::exchange(muted_, true)) return;
    auto* parser = static_cast<antlr4::Parser*>(recognizer);
    if (foreignStatement(*parser, offending)) return;
    bool atEnd = offending == nullptr || offending->getType() == antlr4::Token::EOF;
    // At the end of a declaration the mistake is where the text stops, not where the next declaration begins.
    Span span = atEnd ? Span{file_, end_ > 0 ? end_ - 1 : 0, end_} : spanOf(*offending);
    std::string found = atEnd ? next_ : "`" + std::string(text_.substr(span.begin, span.end - span.begin)) + "`";
    std::string expected;
    if (isOpenInMeasure(*parser, offending)) {
        diagnostics_.report(Code::UnexpectedToken, span, found, "an expression")
            .note("after `decreases` such an expression stands in parentheses");
        return;
    }
    bool afterLookahead = false;
    if (error) {
        try {
            std::rethrow_exception(error);
        } catch (const antlr4::NoViableAltException& e) {
            afterLookahead = e.getStartToken() != nullptr && e.getStartToken() != offending;
        } catch (const std::exception&) {}
    }
    if (afterLookahead) expected = "something else at this place";
    else {
        auto set = parser->getExpectedTokens();
        expected = expectedText(set, parser->getVocabulary());
        // What an item lacks is missing at the end of its line, not at whatever the next line begins with.
        const bool beginsItem =
            set.contains(static_cast<size_t>(P::SEND)) && set.contains(static_cast<size_t>(P::STOP));
        const bool beginsMember =
            set.contains(static_cast<size_t>(P::ON)) && set.contains(static_cast<size_t>(P::RBRACE));
        const bool complete = set.contains(antlr4::Token::EOF) || (set.contains(static_cast<size_t>(P::PLUS)) &&
                                                                   set.contains(static_cast<size_t>(P::EQEQ)));
        if (auto last = lastOfLineBefore(*parser, offending); last && !beginsItem && !beginsMember && !complete) {
            diagnostics_.report(Code::UnexpectedToken, *last, found, expected);
            return;
        }
        bool type = set.contains(static_cast<size_t>(P::UPPER)) && set.contains(static_cast<size_t>(P::LBRACE)) &&
                    !set.contains(static_cast<size_t>(P::INT));
        bool keyword =
            !type && offending != nullptr && offending->getType() >= P::SPEC && offending->getType() <= P::DECREASES;
        if (keyword && set.contains(static_cast<size_t>(P::LOWER)) && !set.contains(static_cast<size_t>(P::SEND)) &&
            !set.contains(static_cast<size_t>(P::RBRACE))) {
            diagnostics_.report(Code::ReservedWord, span, text_.substr(span.begin, span.end - span.begin))
                .note("expected " + expected);
            return;
        }
    }
    diagnostics_.report(Code::UnexpectedToken, span, found, expected);
}

antlr4::Token* ErrorStrategy::getMissingSymbol(antlr4::Parser* parser) {
    antlr4::Token* current = parser->getCurrentToken();
    antlr4::misc::IntervalSet expected = getExpectedTokens(parser);
    made_.push_back(std::make_unique<antlr4::CommonToken>(
        expected.isEmpty() ? antlr4::Token::INVALID_TYPE : static_cast<size_t>(expected.getMinElement())));
    made_.back()->setStartIndex(current->getStartIndex());
    made_.back()->setStopIndex(current->getStartIndex() - 1);
    return made_.back().get();
}

}   // namespace evd::syntax
