#pragma once
// Processes, states and classes as message automata in short form: what they remember, what they react to, what they
// do.

#include "lsp/features/analysis.h"

namespace evd::lsp {

/// A few lines of text for a process, state or class; empty for any other symbol.
///
///     automaton Node
///       remembers  seen: Bool, told: Bool
///       on vote(u)                 changes seen; sends vote
///       action propose (fair)      changes proposed; sends vote; when not proposed
std::string automatonText(const Analysis& analysis, sema::SymbolId symbol);

/// The process, state, class or system whose declaration covers an offset, or kNoSymbol.
sema::SymbolId automatonAt(const Analysis& analysis, uint32_t offset);

}   // namespace evd::lsp
