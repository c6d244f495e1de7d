#pragma once
// What a formula looks at: what must be kept for it, and whether it says something.

#include "ir/core/module.h"

#include <set>

namespace evd::ir {

struct Reads {
    std::set<AutomatonId> automata;   ///< whose instances it looks at
    bool present = false;             ///< variables, instances or states of classes, as they are at some moment
    bool events = false;              ///< occurrences, or the order of events
    bool past = false;                ///< what is present at other moments than the last one
    bool inFlight = false;            ///< messages on their way
    bool asks = false;                ///< whether something is there or up, so that it always has something to say
    bool premise = false;             ///< it says what holds if something else does (Op::Noted)

    bool order = false;                   ///< the causal order of events
    bool classes = false;                 ///< values or states of classes
    std::set<MessageId> received, sent;   ///< of which messages the occurrences
    std::set<MessageId> onTheirWay;       ///< which messages on their way
    std::set<uint32_t> acted;             ///< of which actions (Module::actions)

    /// Whether the states of the locations are not enough to evaluate it.
    bool history() const { return events || past || inFlight; }
    /// Whether it says something whatever is found: what must never happen need not happen for it; a premise must.
    bool saysSomething() const { return !premise && (asks || !present || history()); }
    /// Also what another formula looks at.
    void add(const Reads& other);
};

Reads readsOf(const Module& module, ExprId formula);

}   // namespace evd::ir
