#pragma once
// What a declaration does and what it is made of, as far as its text tells: for rules about whole systems.

#include "frontend/sema/program.h"

#include <set>

namespace evd::sema {

/// A symbol where it is written.
struct Mention {
    SymbolId symbol = kNoSymbol;
    Span span;
};

/// One declaration, or one class expression, without what its parts do.
struct Behaviour {
    std::vector<Mention> receives;   ///< messages
    std::vector<Mention> sends;      ///< messages
    std::vector<Mention>
        parts;   ///< classes, states, processes and functions that it consists of: they share its memory
    std::vector<Mention>
        spawns;   ///< what it starts, or becomes: classes, states and processes with a memory of their own
};

/// Of a class, state, process, function or system. `once` and `until` around something that spawns count as spawning:
/// the compiler gives them a memory of their own.
Behaviour behaviourOf(const Program& program, SymbolId declared);

/// The symbols and all that they consist of; with `spawned`, also all that they start.
std::set<SymbolId> reachable(const Program& program, const std::vector<SymbolId>& from, bool spawned);

/// The declarations from which some way through parts and what they start leads round in a circle.
std::set<SymbolId> leadingToCircles(const Program& program);

}   // namespace evd::sema
