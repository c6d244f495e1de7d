#include "driver/violation.h"

#include "explore/trace/cone.h"
#include "explore/trace/summary.h"

#include <algorithm>
#include <fmt/format.h>
#include <set>

namespace evd::driver {

namespace {

/// `Slot` of `Replica/Slot(0, "A")`.
std::string_view automatonOf(std::string_view actor) {
    int depth = 0;
    size_t begin = 0, end = actor.size();
    for (size_t i = 0; i < actor.size(); ++i) {
        if (actor[i] == '(' && depth++ == 0) end = i;
        if (actor[i] == ')') --depth;
        if (actor[i] == '/' && depth == 0) begin = i + 1, end = actor.size();
    }
    return actor.substr(begin, end - begin);
}

/// Where the reaction to an event is written: the clause of an action, or the first one for a message. Nothing for what
/// no clause reacts to.
std::optional<Span> reactionTo(const ir::Module& module, const ir::System& system, const explore::Run& run,
                               const explore::Event& event) {
    auto clauseOf = [&](const ir::Automaton& automaton) -> const ir::Clause* {
        for (const ir::Clause& clause : automaton.clauses) {
            const bool fits = event.kind == explore::EventKind::Action
                                  ? clause.trigger == ir::Trigger::Action &&
                                        clause.name == std::string_view(event.text).substr(0, event.text.find('('))
                              : event.kind == explore::EventKind::Timer
                                  ? clause.trigger == ir::Trigger::Receive && clause.message == event.timer
                              : event.message ? clause.trigger == ir::Trigger::Receive &&
                                                    clause.message == run.messages[*event.message].kind
                                              : clause.trigger == ir::Trigger::Start;
            if (fits) return &clause;
        }
        return nullptr;
    };
    const bool isAction = event.kind == explore::EventKind::Action;
    switch (event.kind) {
    case explore::EventKind::Start:
    case explore::EventKind::Receive:
    case explore::EventKind::Action:
    case explore::EventKind::Timer: break;
    case explore::EventKind::Request:
    case explore::EventKind::OutsideReceive:
    case explore::EventKind::Crash:
    case explore::EventKind::Restart: return std::nullopt;   // not of the system
    }
    // What the system places comes first; a message may also be for what is spawned.
    std::vector<const ir::Automaton*> automata;
    for (const ir::Placement& placement : system.placements) automata.push_back(&module.automata[placement.automaton]);
    for (const ir::Automaton& automaton : module.automata) automata.push_back(&automaton);
    for (const ir::Automaton* automaton : automata) {
        if (isAction && automaton->name != automatonOf(event.actor)) continue;
        if (const ir::Clause* clause = clauseOf(*automaton); clause != nullptr && !clause->span.empty())
            return clause->span;
    }
    return std::nullopt;
}

}   // namespace

Diagnostic& reportViolation(const ir::Module& module, const ir::System& system, const explore::Run& run,
                            Diagnostics& diagnostics) {
    const explore::Violation& violation = *run.violation;
    Diagnostic& diagnostic =
        violation.statement
            ? diagnostics.report(Code::StatementViolated, violation.span,
                                 explore::kindText(run.statements.at(*violation.statement)), violation.name)
            : diagnostics.report(explore::codeOf(violation), violation.span, violation.name);
    if (!violation.witness.empty()) diagnostic.note("for " + explore::witnessText(violation.witness));
    if (run.loop) {
        diagnostic.note(explore::roundText(run));
    } else if (violation.atEnd) {
        diagnostic.note("at the end of the run: nothing more can happen");
    } else if (violation.event) {
        const explore::Event& event = run.events[*violation.event];
        diagnostic.note(fmt::format("after event #{}, {} at {}", event.id, event.text, run.place(event.location)));
    } else {
        diagnostic.note("by the initial states");
    }
    for (uint32_t id : explore::eventsNamed(run)) {
        const explore::Event& event = run.events[id];
        if (auto at = reactionTo(module, system, run, event))
            diagnostic.label(*at, fmt::format("#{} at {}: {}", event.id, run.place(event.location), event.text));
    }
    return diagnostic;
}

}   // namespace evd::driver
