#pragma once
// Where in a spec a position is, told from tokens alone, so that it works while text is being typed.

#include "lsp/features/analysis.h"

#include <optional>

namespace evd::lsp {

enum class Region {
    TopLevel,     ///< where a declaration may begin
    Members,      ///< between members of a process
    Statements,   ///< where a statement may begin
    Clauses,      ///< between clauses of a state
    Steps,        ///< where a step of a scenario may begin
    StepVerb,     ///< after the location with which a step begins
    Type,
    Expression,
    ClassExpr,     ///< an event class
    MessageName,   ///< after `send`, `sent`, `was_sent`, `in_flight`, `happened`, `receives`, `rejects`, `loses`
    ActionName,    ///< after `does`
    OutputName,    ///< after `emit`
    TimerName,     ///< after `set` and `cancel`
    EventName,     ///< after `on`
    SpawnName,     ///< after `spawn`, `become`
    ProcessName,   ///< after `of`
    MatchArm,      ///< where an arm of a `match` may begin
    Member,        ///< after a dot
    Import,
    ImportFile,   ///< in the text of an import
    Frame,        ///< in `only …` of a process
    Check,        ///< in `check …`, `prove …`
    Word,         ///< one word must follow: `next`
    NewName,      ///< where a name is declared: nothing to offer
    Comment,      ///< or a text: nothing to offer
};

struct Context {
    Region region = Region::TopLevel;
    uint32_t nameBegin = 0;   ///< where the name being typed begins
    uint32_t nameEnd = 0;     ///< where it ends, beyond the cursor too
    uint32_t dot = 0;         ///< Member: offset of the dot
    std::string module;     ///< by which this file calls the imported module before the dot: `lib.`; the region is that
                            ///< of the whole `lib.x`
    std::string previous;   ///< the token before the name, and before the module
    uint32_t previousBegin = 0, previousEnd = 0;
    std::string clause;        ///< Check: the last of `check`, `prove`, `by`, `with`, `given`, `bound`, `faults`
    std::string folder;        ///< ImportFile: the folder that has been typed, with its `/`
    const char* next = "";     ///< Word
    uint32_t matchedEnd = 0;   ///< MatchArm: where the expression after `match` ends
    Span decl;                 ///< from the keyword of the declaration around the position to the next one's
    Span member;               ///< likewise of the member of a process; empty outside
    std::string declKeyword;
    sema::SymbolId process = sema::kNoSymbol;

    /// Braces of a value or a pattern in which a field's name may begin here.
    struct Fields {
        Span braces;               ///< up to the closing one, or to the end of the name
        uint32_t updatedEnd = 0;   ///< `{ r with `: where r ends; else 0
        uint32_t beforeEnd = 0;    ///< where the token before the braces ends
        std::string before;        ///< that token
        uint32_t targetEnd = 0;    ///< where the token before that one ends
        bool certain = false;      ///< nothing but a field can stand here
    };
    std::optional<Fields> fields;
};

Context contextAt(const Analysis& analysis, uint32_t offset);

}   // namespace evd::lsp
