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
    Type,
    Expression,
    ClassExpr,    ///< an event class
    MessageName,  ///< after `send`, `sent`, `was_sent`
    OutputName,   ///< after `emit`
    EventName,    ///< after `on`
    ProcessName,  ///< after `spawn`, `become`, `of`
    Member,       ///< after a dot
    Import,
    PropertyName, ///< after `check`, `prove`
    NewName,      ///< after a keyword that declares: nothing to offer
    Comment,
};

struct Context {
    Region region = Region::TopLevel;
    uint32_t nameBegin = 0;          ///< where the name being typed begins
    uint32_t nameEnd = 0;            ///< where it ends, beyond the cursor too
    uint32_t dot = 0;                ///< Member: offset of the dot
    Span decl;                       ///< from the keyword of the declaration around the position to the next one's
    Span member;                     ///< likewise of the member of a process; empty outside
    std::string declKeyword;
    sema::SymbolId process = sema::kNoSymbol;
};

Context contextAt(const Analysis& analysis, uint32_t offset);

/// Local names, parameters and variables that can be seen at a position.
std::vector<sema::SymbolId> localsAt(const Analysis& analysis, const Context& context, uint32_t offset);

/// The call around a position: the callee's symbol and the number of the argument.
struct CallAt { sema::SymbolId callee = sema::kNoSymbol; size_t argument = 0; bool method = false; };
std::optional<CallAt> callAt(const Analysis& analysis, uint32_t offset);

} // namespace evd::lsp
