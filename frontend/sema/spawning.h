#pragma once
// What a process or class starts at the very event that started it: the child sees that event too (R4).

#include "frontend/sema/conditions.h"

#include <set>

namespace evd::sema {

/// One `spawn` or `become`, met while the first event of its owner is handled.
struct Birth {
    SymbolId parent = kNoSymbol, child = kNoSymbol;
    Span span;
    std::vector<TermId> args;   ///< for the child's parameters
    Condition facts;            ///< what holds where it happens
    bool isSure() const;        ///< whether it happens at every such event
};

/// The births at the first event of an instance, if that is a receipt of `message` (kNoSymbol: any other event). Fields
/// of the message are the same terms for parent and child. Parameters are what `terms` has them bound to.
std::vector<Birth> birthsOf(Terms& terms, SymbolId parent, SymbolId message);

/// The messages that can matter to what processes or classes start.
std::set<SymbolId> messagesOf(const Program& program, const std::vector<SymbolId>& parents);

}   // namespace evd::sema
