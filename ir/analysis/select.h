#pragma once
// Which clauses an event may make happen in an instance: one answer for the interpreter and for every engine.

#include "ir/core/module.h"

#include <optional>
#include <vector>

namespace evd::ir {

/// What an event is to one instance that sees it.
struct Occasion {
    enum class Kind : uint8_t { Start, Receive, Action, Observe } kind = Kind::Start;
    MessageId message = 0;            ///< Receive; Observe: the sighting
    std::optional<uint32_t> acting;   ///< Action: the clause that happens; nothing in an instance that is only spawned
    bool first = false;               ///< the instance has seen no event before
};

/// Whether an occasion is one for a clause: its trigger fits. That is the definition; guards are not looked at.
bool isOccasionFor(const Automaton& automaton, uint32_t clause, const Occasion& occasion);
/// Those clauses, in order.
std::vector<uint32_t> clausesAt(const Automaton& automaton, const Occasion& occasion);

/// A clause that may happen, and what is left to ask of its guard: conditions that are evaluated in order until one
/// does not hold.
struct Candidate {
    uint32_t clause = 0;
    std::vector<ExprId> conditions;
    bool operator==(const Candidate&) const = default;
};

/// The same clauses without those that cannot happen (nor fault) because of what `first` and constants say of their
/// guards.
std::vector<Candidate> candidatesAt(const Module& module, const Automaton& automaton, const Occasion& occasion);

/// Whether the value of an expression depends on `first`.
bool asksFirst(const Module& module, ExprId expr);
/// Whether what the candidates do depends on `first`.
bool asksFirst(const Module& module, const Automaton& automaton, const std::vector<Candidate>& candidates);

}   // namespace evd::ir
