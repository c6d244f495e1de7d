#pragma once
// What holds where control has passed a condition or a pattern, and whether it can hold at all.

#include "frontend/sema/linear.h"

namespace evd::sema {

/// One thing that holds.
struct Atom {
    enum class Kind : uint8_t {
        Bounded,   ///< `bound`
        Equal,     ///< `left` and `right` are equal, or not
        MadeBy,    ///< `left` is a value of the constructor, or not
        Holds,     ///< `left`, a truth, holds, or not
    } kind = Kind::Bounded;
    Bound bound;
    TermId left = 0, right = 0;
    SymbolId constructor = kNoSymbol;
    bool holds = true;
};

/// Atoms that hold together.
using Case = std::vector<Atom>;

/// One of the cases holds; no case: it never does. Where there would be too many it says less than it could.
struct Condition {
    std::vector<Case> cases;

    static Condition always() { return {{Case{}}}; }
    static Condition never() { return {}; }
    static Condition that(Atom atom) { return {{Case{std::move(atom)}}}; }
};

/// Both hold. Of too much it keeps `a`.
Condition both(const Condition& a, const Condition& b);
Condition either(const Condition& a, const Condition& b);

/// What follows from a truth that holds, or (`holds` false) from one that does not.
Condition conditionOf(Terms& terms, TermId truth, bool holds = true);
/// What follows where a value matches the pattern, or does not. Binds nothing.
Condition matching(Terms& terms, uint32_t module, const syntax::Pattern* pattern, TermId value, bool holds = true);

Condition equal(Terms& terms, TermId a, TermId b, bool holds = true);
/// `more` is at least `less` plus a number.
Condition atLeast(Terms& terms, TermId more, TermId less, int64_t plus = 0);

/// True only if the condition cannot hold. False proves nothing.
bool contradictory(Terms& terms, const Condition& condition);

}   // namespace evd::sema
