#include "frontend/syntax/nesting.h"

#include "frontend/syntax/parse.h"
#include "frontend/syntax/token_kinds.h"

#include <utility>

namespace evd::syntax {

namespace {

bool isLiteral(size_t type) {
    return isValue(type) || type == EvidentLexer::INT || type == EvidentLexer::TEXT || type == EvidentLexer::BYTES ||
           type == EvidentLexer::DURATION;
}

/// Whether an operand ends with this token. Two operands side by side belong to two statements or clauses.
bool endsOperand(size_t type) {
    switch (type) {
    case EvidentLexer::LOWER:
    case EvidentLexer::UPPER:
    case EvidentLexer::STOP:
    case EvidentLexer::UNDERSCORE: return true;
    default: return isLiteral(type) || isCloser(type);   // every other token
    }
}
bool startsStatement(size_t type) {
    switch (type) {
    case EvidentLexer::LOWER:
    case EvidentLexer::LET:
    case EvidentLexer::IF:
    case EvidentLexer::MATCH:
    case EvidentLexer::FOR:
    case EvidentLexer::SEND:
    case EvidentLexer::EMIT:
    case EvidentLexer::SPAWN:
    case EvidentLexer::BECOME:
    case EvidentLexer::STOP:
    case EvidentLexer::ON:
    case EvidentLexer::VAR:
    case EvidentLexer::DURABLE:
    case EvidentLexer::FAIR:
    case EvidentLexer::ACTION:
    case EvidentLexer::ONLY: return true;
    default: return false;   // every other token
    }
}
/// Whether a tree gets one level deeper by this token: by forms that hold all that follows, by operators, and by
/// what is said of a value behind it.
bool deepens(size_t type) {
    switch (type) {
    case EvidentLexer::IF:
    case EvidentLexer::LET:
    case EvidentLexer::FORALL:
    case EvidentLexer::EXISTS:
    case EvidentLexer::ALL:
    case EvidentLexer::ANY:
    case EvidentLexer::ALWAYS:
    case EvidentLexer::EVENTUALLY:
    case EvidentLexer::ONCE:
    case EvidentLexer::BEFORE:
    case EvidentLexer::LATEST:
    case EvidentLexer::EACH:
    case EvidentLexer::UNTIL:
    case EvidentLexer::AS:
    case EvidentLexer::AT:
    case EvidentLexer::ARROW:
    case EvidentLexer::FATARROW:
    case EvidentLexer::CARET:
    case EvidentLexer::OF:
    case EvidentLexer::AFTER:
    case EvidentLexer::AFTER_EVENT:
    case EvidentLexer::SEND:
    case EvidentLexer::NOT:
    case EvidentLexer::AND:
    case EvidentLexer::OR:
    case EvidentLexer::IMPLIES:
    case EvidentLexer::IFF:
    case EvidentLexer::LEADS_TO:
    case EvidentLexer::MOD:
    case EvidentLexer::DOT:
    case EvidentLexer::AT_SIGN:
    case EvidentLexer::LT_AT:
    case EvidentLexer::EQ:
    case EvidentLexer::EQEQ:
    case EvidentLexer::NE:
    case EvidentLexer::LE:
    case EvidentLexer::GE:
    case EvidentLexer::LT:
    case EvidentLexer::GT:
    case EvidentLexer::OROR:
    case EvidentLexer::AMP:
    case EvidentLexer::PLUS:
    case EvidentLexer::MINUS:
    case EvidentLexer::STAR:
    case EvidentLexer::SLASH: return true;
    default: return false;   // every other token
    }
}

}   // namespace

void limitNesting(Lexed& tokens, Diagnostics& diagnostics) {
    for (Chunk& chunk : tokens.chunks) {
        struct Place {
            unsigned level = 0;          // of the tree, brackets aside
            std::vector<unsigned> ifs;   // those whose `else` may come, by their levels
        };
        std::vector<Place> outer;   // round the open brackets
        Place here;
        auto complete = [&] { here = {outer.empty() ? 0 : outer.back().level, {}}; };
        for (size_t i = chunk.begin; i < chunk.end; ++i) {
            size_t type = tokens.lexemes[i].type, before = i == chunk.begin ? 0 : tokens.lexemes[i - 1].type;
            bool opens = isOpener(type) || type == EvidentLexer::LPAREN_LINE || type == EvidentLexer::LBRACK_LINE;
            if (opens) {
                here.level += isCloser(before) ? 1 : 0;   // `f(x)(y)`
                outer.push_back(std::exchange(here, {here.level, {}}));
            } else if (isCloser(type)) {
                if (outer.empty()) continue;
                here = std::move(outer.back());
                outer.pop_back();
            } else if (type == EvidentLexer::THEN || type == EvidentLexer::ELSE) {
                if (here.ifs.empty()) continue;
                here.level = here.ifs.back();
                if (type == EvidentLexer::ELSE) here.ifs.pop_back();
            } else if (type == EvidentLexer::COMMA || type == EvidentLexer::FATARROW ||
                       (startsStatement(type) && endsOperand(before))) {
                complete();   // an item of a list, an arm, a statement
            }
            here.level += deepens(type) ? 1 : 0;
            if (type == EvidentLexer::IF) here.ifs.push_back(here.level);
            unsigned level = here.level;
            if (outer.size() <= kNestingMax && level <= kLevelsMax) continue;
            if (outer.size() > kNestingMax)
                diagnostics.report(Code::NestingTooDeep, tokens.lexemes[i].span, kNestingMax);
            else diagnostics.report(Code::ExpressionTooLong, tokens.lexemes[i].span, kLevelsMax);
            chunk.end = chunk.begin;
        }
    }
}

}   // namespace evd::syntax
