#include "driver/exploration.h"

#include "base/check.h"
#include "driver/violation.h"
#include "explore/trace/cone.h"
#include "explore/trace/summary.h"

#include <algorithm>
#include <fmt/format.h>

namespace evd::driver {

namespace {

using Outcome = explore::Explored::Outcome;
using End = explore::Exploration::End;

/// What is looked at without reductions to find a shortest run.
constexpr size_t kShortenStates = 300'000;
constexpr double kShortenSeconds = 3;

/// `8,188,280`
std::string grouped(uint64_t number) {
    std::string out = std::to_string(number);
    for (size_t at = out.size(); at > 3; at -= 3) out.insert(at - 3, ",");
    return out;
}

std::string counted(uint64_t number, const std::string& what) {
    return fmt::format("{} {}{}", grouped(number), what, number == 1 ? "" : "s");
}

}   // namespace

ExploredCheck::ExploredCheck(const Prepared& prepared, const explore::ExploreOptions& options) : prepared_(prepared) {
    const ir::Check& check = prepared.module.checks[*prepared.check];
    for (uint32_t number : check.statements) {
        Statement& one = statements.emplace_back();
        one.explored.statement = number;
        one.explored.looked = false;
    }
    for (size_t i = 0; i < prepared.instances.size() && end == End::Complete; ++i) {
        if (options.progress && i > 0 && !options.progress(reached)) {   // small instances tell of no progress
            end = End::Stopped;
            break;
        }
        std::vector<uint32_t> open;
        for (const Statement& one : statements)
            if (one.explored.outcome != Outcome::Refuted) open.push_back(one.explored.statement);
        explore::ExploreOptions rest = options;
        rest.statesMax = options.statesMax - std::min<size_t>(options.statesMax, reached.states);
        if (options.secondsMax > 0) rest.secondsMax = std::max(0.001, options.secondsMax - reached.seconds);
        if (options.progress)
            rest.progress = [&](const explore::Progress& now) {
                explore::Progress sum = reached;
                sum.states += now.states;
                sum.transitions += now.transitions;
                sum.seconds += now.seconds;
                sum.waiting = now.waiting;
                sum.depth = now.depth;
                return options.progress(sum);
            };
        explore::Exploration found = search(i, open, rest);
        shorten(i, options, found);
        add(i, std::move(found));
    }
}

explore::Exploration ExploredCheck::search(size_t instance, const std::vector<uint32_t>& open,
                                           const explore::ExploreOptions& options) const {
    return explore::explore(*prepared_.interpreters[instance], prepared_.instances[instance],
                            prepared_.start ? &*prepared_.start : nullptr, open, options);
}

/// Reductions leave orders out, so that what refutes need not be the shortest run: it is looked for once more without
/// them, in a small search.
void ExploredCheck::shorten(size_t instance, const explore::ExploreOptions& options,
                            explore::Exploration& found) const {
    const explore::Reducing& use = options.reduce;
    const bool reduced = use.faults || use.forgetting || use.persistent || use.atomic || use.causes;
    std::vector<uint32_t> refuted;
    for (const explore::Explored& one : found.statements)
        if (one.outcome == Outcome::Refuted && !one.round) refuted.push_back(one.statement);
    if (!reduced || refuted.empty()) return;
    explore::ExploreOptions again = options;
    again.reduce = explore::Reducing::none();
    again.statesMax = std::min(options.statesMax, kShortenStates);
    again.secondsMax = kShortenSeconds;
    if (options.progress) again.progress = [&](const explore::Progress&) { return options.progress(reached); };
    for (explore::Explored& shorter : search(instance, refuted, again).statements)
        for (explore::Explored& one : found.statements)
            if (one.statement == shorter.statement) {
                one.shortest = shorter.outcome == Outcome::Refuted && !shorter.round;
                if (one.shortest) one.run = std::move(shorter.run);
            }
}

void ExploredCheck::add(size_t instance, explore::Exploration found) {
    for (explore::Explored& one : found.statements) {
        const auto at = std::find_if(statements.begin(), statements.end(),
                                     [&](const Statement& other) { return other.explored.statement == one.statement; });
        EVD_CHECK(at != statements.end(), "a check explores its own statements");
        explore::Explored& known = at->explored;
        known.looked |= one.looked;
        if (one.unknown > 0 && known.unknown == 0) known.fault = one.fault;
        known.unknown += one.unknown;
        known.unconfirmed += one.unconfirmed;
        known.openEnds |= one.openEnds;
        known.unfinished |= one.unfinished;
        if (one.outcome <= known.outcome && !(one.outcome == Outcome::Refuted)) continue;
        if (known.outcome == Outcome::Refuted) continue;
        known.outcome = one.outcome;
        known.whyNot = one.whyNot;
        known.shortest = one.shortest;
        at->instance = instance;
        if (one.outcome != Outcome::Refuted) continue;
        const std::string& name = prepared_.module.statements[one.statement].name;
        at->run = replayed(instance, one.run, name, one.round, at->timely);
        EVD_CHECK(at->run->violation && at->run->violation->name == name,
                  "the simulator finds that the run violates the statement");
    }
    for (explore::FoundFault& one : found.faults) {
        const bool known = std::any_of(faults.begin(), faults.end(), [&](const Fault& other) {
            return other.found.fault.fault == one.fault.fault && other.found.fault.at == one.fault.at;
        });
        if (!known) faults.push_back({std::move(one), instance});
    }
    reached.states += found.reached.states;
    reached.transitions += found.reached.transitions;
    reached.waiting = found.reached.waiting;
    reached.depth = std::max(reached.depth, found.reached.depth);
    reached.seconds += found.reached.seconds;
    terminal += found.terminal;
    ends += found.ends;
    steps += found.steps;
    bytes = std::max(bytes, found.bytes);
    bounded |= found.bounded;
    for (const std::string& one : found.reductions)
        if (std::find(reductions.begin(), reductions.end(), one) == reductions.end()) reductions.push_back(one);
    ++explored;
    if (found.end != End::Decided) end = found.end;
    else if (std::all_of(statements.begin(), statements.end(),
                         [](const Statement& one) { return one.explored.outcome == Outcome::Refuted; }))
        end = End::Decided;
}

explore::Run ExploredCheck::replayed(size_t instance, const std::vector<explore::Deed>& deeds, const std::string& only,
                                     const std::optional<explore::Round>& round, bool& timely) const {
    explore::RecorderOptions options;
    if (!only.empty()) options.statements.only = {only};
    const ir::Interpreter& interpreter = *prepared_.interpreters[instance];
    explore::Replayed out = round ? explore::replayRound(interpreter, deeds, *round, options)
                                  : explore::replay(interpreter, deeds, options);
    out.run.system = prepared_.interpreters[instance]->system().name;
    timely = out.timely;
    explore::setAside(prepared_.module, out.run);
    return std::move(out.run);
}

bool ExploredCheck::found() const {
    return std::any_of(statements.begin(), statements.end(),
                       [](const Statement& one) { return one.explored.outcome == Outcome::Refuted && one.timely; }) ||
           std::any_of(faults.begin(), faults.end(),
                       [](const Fault& one) { return one.found.fault.fault == ir::Fault::Assertion; });
}

std::string ExploredCheck::verdict(const Statement& one) const {
    switch (one.explored.outcome) {
    case Outcome::NotExplored:
    case Outcome::Unknown: return "unknown";
    case Outcome::Refuted: return one.timely ? "refuted" : "unknown";
    case Outcome::Held: break;
    }
    if (one.explored.unconfirmed > 0) return "unknown";
    if (one.explored.unfinished || (end != End::Complete && end != End::Decided)) return "out of budget";
    if (!one.explored.looked) return "vacuous";
    return bounded ? "checked up to bound" : "checked";
}

std::string ExploredCheck::sentence(const Statement& one) const {
    const std::string word = verdict(one);
    if (one.explored.outcome == Outcome::NotExplored) return "is not explored: " + one.explored.whyNot;
    if (one.explored.outcome == Outcome::Unknown)
        return fmt::format("is unknown: it faults in {} ({})", counted(one.explored.unknown, "state"),
                           explore::faultText(one.explored.fault.fault, one.explored.fault.detail));
    if (one.explored.unconfirmed > 0 && word == "unknown")
        return "is unknown: a run may violate it, but the simulator does not confirm that";
    if (word == "refuted")
        return fmt::format("is refuted by a run of {}{}", counted(one.run->events.size(), "event"),
                           !one.run->loop                             ? ""
                           : *one.run->loop == one.run->events.size() ? " after which nothing more must happen"
                                                                      : " that goes round for ever");
    if (word == "unknown")
        return "is unknown: a run violates it, but no clocks allow the times at which its timers fire";
    if (word == "out of budget") return "held as far as was explored; the rest is unknown";
    if (word == "vacuous") return "held vacuously: what it speaks of never happens";
    std::string held = bounded ? "held in every run up to the bound" : "held in every run";
    if (one.explored.openEnds) held += "; it is open in those that end after a loss, a crash or a restart";
    return held;
}

std::string ExploredCheck::extent() const {
    std::string out = fmt::format("{}, {}, {} deep, {:.1f} s", counted(reached.states, "state"),
                                  counted(reached.transitions, "transition"), grouped(reached.depth), reached.seconds);
    if (prepared_.instances.size() > 1)
        out = fmt::format("{} of {} instances, {}", explored, prepared_.instances.size(), out);
    switch (end) {
    case End::Complete: out += ": all of them"; break;
    case End::Decided: out += ": the rest was not looked at"; break;
    case End::States: out += fmt::format("; as many states as were allowed, {} wait", grouped(reached.waiting)); break;
    case End::Memory: out += fmt::format("; the memory that was allowed, {} wait", grouped(reached.waiting)); break;
    case End::Time: out += fmt::format("; the time that was allowed, {} wait", grouped(reached.waiting)); break;
    case End::Stopped: out += fmt::format("; stopped, {} wait", grouped(reached.waiting)); break;
    }
    return out;
}

void ExploredCheck::report(Diagnostics& diagnostics) const {
    for (const Statement& one : statements) {
        if (!one.run || !one.timely) continue;
        Diagnostic& told =
            reportViolation(prepared_.module, prepared_.interpreters[one.instance]->system(), *one.run, diagnostics);
        if (const std::string text = prepared_.instanceText(one.instance); !text.empty())
            told.note("on the instance with " + text);
        if (!one.run->loop)
            told.note(one.explored.shortest ? "this is a shortest run that violates it"
                                            : "there may be shorter runs that violate it");
    }
    for (const Fault& one : faults) {
        Diagnostic& told = explore::reportFault(diagnostics, one.found.fault);
        told.note(one.found.guard ? "the action cannot be tried then, and does not happen"
                                  : fmt::format("in a run of {}", counted(one.found.run.size(), "event")));
    }
}

}   // namespace evd::driver
