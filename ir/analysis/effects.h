#pragma once
// What a clause may look at and may do. Every engine asks here: reductions, frames, liveness of variables, obligations.

#include "ir/core/module.h"

#include <set>
#include <vector>

namespace evd::ir {

/// A place where an event may be rejected (R1).
struct FaultPlace {
    ExprId expr;   ///< the operation that may fault, also within a function that is called; not valid: `stmt` is it
    StmtId stmt;   ///< an assertion that may fail
    bool operator==(const FaultPlace&) const = default;
};

/// What may happen at a clause, over all of its branches; functions that it calls included. What it does not name it
/// does not look at, and does not do.
struct Effects {
    std::set<uint32_t> reads;          ///< variables of the automaton whose value before the event may matter
    std::set<uint32_t> writes;         ///< variables that it may assign
    std::set<uint32_t> params;         ///< parameters of the automaton
    std::set<uint32_t> systemParams;   ///< of the system, functions too
    std::set<uint32_t> fields;         ///< of the message that is received
    std::set<MessageId> sends;         ///< to locations
    std::set<MessageId> emits;         ///< to the environment
    std::set<uint32_t> spawns;         ///< tables in which it may put a child, that of `become` included
    std::set<uint32_t> delivers;       ///< tables whose children it shows the event
    std::set<uint32_t> looksInto;      ///< tables of which it asks whether there is a child, or what they yielded
    bool self = false;                 ///< asks where it is
    bool sender = false;
    bool first = false;   ///< asks whether the event is the first
    bool yields = false;
    bool ends = false;                ///< the instance may stop, or become another one
    bool delays = false;              ///< something may be sent later
    std::vector<FaultPlace> faults;   ///< each once, in the order in which they may be met

    /// Whether nothing of it can be seen from outside of the instance, or at a later event.
    bool none() const;
};

/// Of its guard, what its parameters are chosen from, and its body. The initial values of children that it starts
/// belong to the children.
Effects effectsOf(const Module& module, const Clause& clause);

/// Of the guard, and what parameters are chosen from, alone: what decides whether it happens.
Effects effectsOfGuard(const Module& module, const Clause& clause);

/// Of an expression; functions that it calls included.
Effects effectsOf(const Module& module, ExprId expr);

}   // namespace evd::ir
