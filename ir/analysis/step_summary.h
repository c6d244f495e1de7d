#pragma once
// What a clause does, as functions of the state before the event: each variable's new value as one expression, and what
// the clause does besides as a list of guarded items in their order. Explorer, prover and validator share it; its
// meaning is that of `ir/interp`, and the tests run both on every example.
//
//     on go(x) { if x > 0 { n := n + x  send m(n) to self }  total := total + n }
//
//     evaluate  n + x                          if x > 0
//     send      m(n + x) to self               if x > 0
//     evaluate  total + (if x > 0 then n + x else n)
//     n     := if x > 0 then n + x else n      if x > 0
//     total := total + (if x > 0 then n + x else n)
//
// There is one item for each place of the clause that may fault or does something, not one case for each path: paths
// are exponentially many. A case is a choice of truths for the conditions. A `for` stays a loop, an item with items:
// what it does is done for each element in order. The variables that it assigns are carried from element to element;
// after it they are folds, so that nothing behind a loop knows of it, unless children that see the event within the
// loop decide them.

#include "ir/core/module.h"

#include <optional>
#include <vector>

namespace evd::ir {

/// A variable, or whether it has been assigned, within a loop.
struct Carried {
    LocalId local = 0;              ///< its value before an element
    ExprId initial;                 ///< before the first
    ExprId next;                    ///< after an element
    std::optional<LocalId> after;   ///< bound behind the loop to the last value: what children yield in the loop
                                    ///< decides it, so that no fold says it
};

struct SummaryItem {
    enum class Kind : uint8_t {
        Evaluate,   ///< `expr`, which may fault; its value stands in what follows
        Note,       ///< `local` = `expr`, which asks for the children as they are now, and does not fault
        Assert,     ///< fault unless `expr`
        Send,       ///< message `index` with `args` to `to`, after `after` if valid, at most `afterMax` if valid
        Emit,       ///< message `index` with `args`
        Spawn,      ///< a child in table `index` with `args`; its initial values may fault here
        Deliver,    ///< the children of table `index` see the event, which may fault
        Yield,      ///< `expr`
        Stop,
        Become,   ///< a child of table `index` with `args`; a second one is a conflict
        Loop,     ///< for each element of `expr`, `local` (for maps also `local` + 1): `body`, then `carried` go on
    };
    Kind kind = Kind::Evaluate;
    ExprId condition;   ///< Bool; not valid: always. It does not fault where the items before it have not
    ExprId expr, to, after, afterMax;
    LocalId local = 0;
    uint32_t index = 0;
    std::vector<ExprId> args;
    std::vector<SummaryItem> body;
    std::vector<Carried> carried;
    Span span;   ///< of the statement
};

/// The new value of a variable.
struct Update {
    uint32_t variable = 0;
    ExprId value;
    ExprId assigned;   ///< Bool: whether the clause assigns it; not valid: always. Two clauses of one event that assign
                       ///< a variable are a conflict
};

/// What happens at an event of the clause's kind if its guard holds on the state before it. In all expressions
/// variables are those of the state before the event; locals are what an action has chosen, and what items bind.
/// Nothing that is valid here faults but what an item evaluates: items in order, then nothing.
struct StepSummary {
    ExprId guard;
    std::vector<SummaryItem> items;
    std::vector<Update> updates;   ///< of the variables that the clause may assign, ascending
};

/// Adds the expressions of the summary to the module: give it a copy if the module is to stay as it is.
StepSummary summarize(Module& module, const Automaton& automaton, const Clause& clause);

}   // namespace evd::ir
