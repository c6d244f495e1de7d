#include "driver/tries.h"

#include "driver/statements.h"
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

/// The events that a violation speaks of: the last one, those that it names, and the last before it that changed each
/// location of the witness.
std::vector<uint32_t> eventsThatMatter(const explore::Run& run) {
    std::vector<uint32_t> out;
    if (!run.violation->event) return out;
    if (!run.violation->atEnd) out.push_back(*run.violation->event);
    std::set<uint32_t> seen;
    if (!out.empty()) seen.insert(run.events[out.front()].location);
    for (const ir::Binding& one : run.violation->witness) {
        if (one.event) {
            if (std::find(out.begin(), out.end(), *one.event) == out.end()) out.push_back(*one.event);
            continue;
        }
        for (uint32_t id = *run.violation->event; id-- > 0;) {
            const explore::Event& event = run.events[id];
            if (run.place(event.location) != one.value || event.changes.empty()) continue;
            if (seen.insert(event.location).second) out.push_back(id);
            break;
        }
    }
    return out;
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
                              : event.message ? clause.trigger == ir::Trigger::Receive &&
                                                    clause.message == run.messages[*event.message].kind
                                              : clause.trigger == ir::Trigger::Start;
            if (fits) return &clause;
        }
        return nullptr;
    };
    const bool isAction = event.kind == explore::EventKind::Action;
    if (!isAction && event.kind != explore::EventKind::Receive && event.kind != explore::EventKind::Start)
        return std::nullopt;   // a crash, or something outside the system
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

Tries::Tries(const Prepared& prepared, explore::SimOptions simulation, uint64_t tries, bool failOnFault)
    : prepared_(prepared), simulation_(std::move(simulation)), tries_(tries), failOnFault_(failOnFault),
      notEvaluated_(notEvaluated(*prepared.checked.program)) {}

void Tries::run(bool told, const std::function<bool()>& goOn) {
    const bool atOnce = told && tries_ == 1;
    do {
        last = of(simulation_.seed + count, atOnce);
        faults.add(last);
        if (++count == 1) watched = last.statements;
        else
            for (size_t i = 0; i < watched.size(); ++i) {
                const explore::Run::Watched& one = last.statements.at(i);
                if (watched[i].unknown == 0) watched[i].fault = one.fault;
                watched[i].held += one.held;
                watched[i].unknown += one.unknown;
                watched[i].looked |= one.looked;
                watched[i].violatedToo |= one.violatedToo;
                watched[i].open += one.open;
                if (one.open) watched[i].whyOpen = one.whyOpen;
            }
    } while (!found() && count < tries_ && goOn());
    if (!atOnce && (told || found())) last = of(last.seed, true);
}

explore::Run Tries::of(uint64_t seed, bool told) const {
    explore::SimOptions simulation = simulation_;
    simulation.seed = seed;
    simulation.record = told;
    explore::Run run = explore::Simulator(*prepared_.interpreter, std::move(simulation)).run();
    run.system = prepared_.interpreter->system().name;
    run.notEvaluated = notEvaluated_;
    return run;
}

void Tries::report(Diagnostics& diagnostics) const {
    faults.report(prepared_, [this](uint64_t seed) { return of(seed, true); }, failOnFault_, diagnostics);
    if (last.violation) reportViolation(diagnostics);
}

void Tries::reportViolation(Diagnostics& diagnostics) const {
    const explore::Violation& violation = *last.violation;
    const ir::Module& module = prepared_.module;
    Diagnostic& diagnostic =
        violation.statement
            ? diagnostics.report(Code::StatementViolated, violation.span,
                                 explore::kindText(last.statements.at(*violation.statement)), violation.name)
            : diagnostics.report(Code::FaultAssertion, violation.span);
    if (!violation.witness.empty()) diagnostic.note("for " + explore::witnessText(violation.witness));
    if (violation.atEnd) {
        diagnostic.note("at the end of the run: nothing more can happen");
    } else if (violation.event) {
        const explore::Event& event = last.events[*violation.event];
        diagnostic.note(fmt::format("after event #{}, {} at {}", event.id, event.text, last.place(event.location)));
    } else {
        diagnostic.note("by the initial states");
    }
    for (uint32_t id : eventsThatMatter(last)) {
        const explore::Event& event = last.events[id];
        if (auto at = reactionTo(module, prepared_.interpreter->system(), last, event))
            diagnostic.label(*at, fmt::format("#{} at {}: {}", event.id, last.place(event.location), event.text));
    }
    diagnostic.note(fmt::format("the same seed ({}) and options replay this run", last.seed));
}

}   // namespace evd::driver
