#include "explore/search/explorer.h"

#include "base/check.h"
#include "explore/liveness/liveness.h"
#include "explore/reduce/reductions.h"
#include "explore/search/path.h"
#include "explore/search/start.h"
#include "explore/states/causes.h"
#include "ir/analysis/effects.h"
#include "ir/core/walk.h"

#include <algorithm>
#include <chrono>
#include <fmt/format.h>
#include <utility>

namespace evd::explore {

namespace {

constexpr size_t kTogether = 256;   // successors that are put in together
constexpr double kProgressSeconds = 0.1;
constexpr double kClosurePart = 0.25;       // of the time: what is left of it explores even where there is no closure
constexpr uint64_t kUnconfirmedMax = 100;   // runs of a statement that are played again for nothing

/// How hard the local closure is looked for.
struct Effort {
    size_t steps;                        ///< of the interpreter
    size_t statesWithoutIt = SIZE_MAX;   ///< how many states are looked at if these do not find it
};

bool isKnown(const FoundFault& one, const std::vector<FoundFault>& all) {
    return std::any_of(all.begin(), all.end(), [&](const FoundFault& other) { return one.isLike(other); });
}

class Explorer {
public:
    Explorer(const ir::Interpreter& interpreter, const Instance& instance, const Played* start,
             const std::vector<uint32_t>& statements, const ExploreOptions& options, Effort effort)
        : interpreter_(interpreter), module_(interpreter.module()), instance_(instance), start_(start),
          options_(options), effort_(effort), reduce_(options.reduce),
          transitions_(interpreter, options.network, inputsOf(instance, start)),
          liveness_(interpreter, transitions_.initial().states), watched_(watched(statements)), faults_(faults()),
          locals_(transitions_, faults_, watched_), space_(locals_, transitions_, faults_),
          judge_(interpreter, locals_, asked(statements)),
          reductions_(transitions_, locals_, space_, judge_, judged_.size()),
          paths_(transitions_, locals_, space_,
                 start == nullptr ? std::vector<Deed>() : deedsOf(interpreter.module(), start->run)) {
        if (!interpreter.observers().empty())
            out_.reductions.push_back("observers are not followed: what they assert is not looked at");
    }

    Exploration run();
    /// Whether the closure was looked for and not found.
    bool gaveUp() const { return reductions_.gaveUp(); }

private:
    static std::vector<Input> inputsOf(const Instance& instance, const Played* start) {
        std::vector<Input> out = start != nullptr ? start->inputs : std::vector<Input>();
        out.insert(out.end(), instance.inputs.begin(), instance.inputs.end());
        return out;
    }
    Watched watched(const std::vector<uint32_t>& statements);
    std::string whyNotHere() const;
    bool inAnyOrder(const ir::Statement& statement) const;
    Faults faults() {
        return reduce_.faults
                   ? faultsThatMatter(instance_.faults, transitions_, watched_, asksUp_, inFlight_, out_.reductions)
                   : instance_.faults;
    }
    bool expandPart(uint32_t state);
    std::vector<Judge::Asked> asked(const std::vector<uint32_t>& statements);

    void begin();
    void judgeState(uint32_t state, uint64_t touches);
    void refute(Explored& one, uint32_t state, bool atEnd);
    bool isJudgedAtEnd(uint32_t state);
    void judgeEnd(uint32_t state);
    void judgeMoments(uint32_t expanded);
    bool refute(Explored& one, const Lasso& lasso);
    void noteEnd(uint32_t state);
    bool inBounds(uint32_t state, uint64_t touches);
    void flush();
    void noteRejected(uint32_t state);
    bool goesOn();
    bool tellsProgress();
    double seconds() const { return std::chrono::duration<double>(std::chrono::steady_clock::now() - began_).count(); }

    const ir::Interpreter& interpreter_;
    const ir::Module& module_;
    const Instance& instance_;
    const Played* start_;
    const ExploreOptions& options_;
    const Effort effort_;
    size_t statesMax_ = options_.statesMax;
    Reducing reduce_;   ///< without those that what must happen at some time does not survive
    Exploration out_;
    /// By formula of the judge; bounds stand behind these.
    struct Judged {
        size_t index;   ///< into Exploration::statements
        bool premise;   ///< it says what holds if something else does
    };
    std::vector<Judged> judged_;
    size_t open_ = 0;         ///< statements that are not refuted
    bool inFlight_ = false;   ///< some formula speaks of messages on their way
    bool asksUp_ = false;     ///< some formula asks who is up
    Transitions transitions_;
    Liveness liveness_;   ///< by index into Exploration::statements
    const Watched watched_;
    const Faults faults_;   ///< without those that make no difference
    Locals locals_;
    StateSpace space_;
    Judge judge_;
    Reductions reductions_;
    Paths paths_;
    NumberTable ends_{locals_.locations()};   ///< local states in which runs end
    StateSpace::Batch part_;
    std::vector<bool> outside_;   ///< by state: a bound does not hold there
    std::vector<bool> told_;      ///< by rejected event: it is in `faults`
    StateSpace::Batch batch_;
    std::vector<uint32_t> from_;   ///< by successor in the batch
    std::vector<WordTable::Place> places_;
    std::chrono::steady_clock::time_point began_ = std::chrono::steady_clock::now();
    double toldAt_ = 0;
    uint32_t layerEnd_ = 0;
};

/// Why no statement is judged: runs that the search does not make.
std::string Explorer::whyNotHere() const {
    if (!transitions_.hasOrder()) return "";
    for (const ir::Automaton& automaton : module_.automata)
        for (const ir::Clause& clause : automaton.clauses)
            if (effectsOf(module_, clause).delays)
                return "messages that are sent after a delay would have to keep an order";
    return "";
}

/// Whether it need not be known of what a statement asks what is before what. The causal past of an event must be a run
/// of the check: inputs that wait for others, where runs begin, or bounds over several locations could forbid it.
bool Explorer::inAnyOrder(const ir::Statement& statement) const {
    return options_.reduce.causes && start_ == nullptr && !transitions_.hasTurns() &&
           std::all_of(instance_.bounds.begin(), instance_.bounds.end(),
                       [&](ir::ExprId bound) { return isOfEach(module_, bound); }) &&
           !isTemporal(module_, statement) && !isOwed(module_, statement) &&
           asksOnlyForCauses(module_, statement.formula);
}

Watched Explorer::watched(const std::vector<uint32_t>& statements) {
    Watched out(module_);
    const auto add = [&](ir::ExprId formula, bool anyOrder) {
        out.add(module_, formula, anyOrder);
        inFlight_ |= ir::readsOf(module_, formula).inFlight;
        ir::forEachExpr(module_, formula, [&](const ir::Expr& part) { asksUp_ |= part.op == ir::Op::Up; });
    };
    for (uint32_t number : statements) {
        Explored one;
        one.statement = number;
        const bool temporal = isTemporal(module_, module_.statements[number]);
        one.whyNot = whyNotOnStates(interpreter_, module_.statements[number], temporal);
        if (one.whyNot.empty()) one.whyNot = whyNotHere();
        if (one.whyNot.empty() && (temporal || isOwed(module_, module_.statements[number])))
            one.whyNot = liveness_.add(out_.statements.size(), module_.statements[number]);
        if (!one.whyNot.empty()) one.outcome = Explored::Outcome::NotExplored;
        else add(module_.statements[number].formula, inAnyOrder(module_.statements[number]));
        out_.statements.push_back(std::move(one));
    }
    for (ir::ExprId bound : instance_.bounds) add(bound, false);
    if (!liveness_.empty()) {
        reduce_ = Reducing::none();
        out_.reductions.push_back("nothing is left out for statements that want something to happen at some time");
    }
    return out;
}

std::vector<Judge::Asked> Explorer::asked(const std::vector<uint32_t>& statements) {
    std::vector<Judge::Asked> out;
    for (size_t i = 0; i < statements.size(); ++i) {
        if (out_.statements[i].outcome == Explored::Outcome::NotExplored) continue;
        const ir::Statement& one = module_.statements[statements[i]];
        ++open_;
        if (isTemporal(module_, one)) continue;   // it is judged at last
        const ir::Reads reads = ir::readsOf(module_, one.formula);
        out_.statements[i].looked = reads.saysSomething();
        out.push_back({one.formula, one.judged == ir::Judged::WholeRun, inAnyOrder(one)});
        judged_.push_back({i, reads.premise});
    }
    for (ir::ExprId bound : instance_.bounds) out.push_back({bound, false, false});
    return out;
}

/// The state in which the runs begin, with what has happened before.
void Explorer::begin() {
    locals_.listsIdle = !liveness_.empty();
    locals_.outsideAtOnce = reduce_.forgetting && !inFlight_ && !watched_.receives();
    World world = transitions_.initial();
    std::vector<Past> pasts(world.states.size());
    std::vector<Past::Clock> clocks;
    if (start_ != nullptr) clocks = playStart(transitions_, watched_, *start_, world, pasts);
    clocks.resize(world.packets.size());
    space_.add(world, pasts, clocks);
    outside_.push_back(false);
    judgeState(0, ~uint64_t{0});
    outside_[0] = !inBounds(0, ~uint64_t{0});
    layerEnd_ = 1;
    const auto hasTime = [&] {
        return goesOn() && (options_.secondsMax <= 0 || seconds() < options_.secondsMax * kClosurePart);
    };
    bool ends = options_.ends;
    for (size_t i = 0; i < judged_.size(); ++i) ends |= judge_.mayOwe(i);
    reductions_.prepare(reduce_, effort_.steps, hasTime, inFlight_, ends, out_.reductions);
    if (gaveUp()) statesMax_ = std::min(statesMax_, effort_.statesWithoutIt);
    paths_.begin(world, reductions_.atomic());
}

/// Tells the statements of a state that has been found; those of which the way to it says nothing new hold as before.
void Explorer::judgeState(uint32_t state, uint64_t touches) {
    for (size_t i = 0; i < judged_.size(); ++i) {
        Explored& one = out_.statements[judged_[i].index];
        if (one.outcome == Explored::Outcome::Refuted || !judge_.mayDiffer(i, touches)) continue;
        const ir::Judgement said = judge_.judge(i, space_, space_.table()[state]);
        one.looked |= judged_[i].premise ? said.noted : said.looked;
        if (said.truth == ir::Truth::Unknown && one.unknown++ == 0) {
            one.fault = said.fault;
            one.outcome = Explored::Outcome::Unknown;
        }
        if (said.truth == ir::Truth::False) refute(one, state, false);
    }
}

/// A statement is refuted by a run that violates it when it is played again. `atEnd`: because it has ended.
void Explorer::refute(Explored& one, uint32_t state, bool atEnd) {
    if (one.unconfirmed >= kUnconfirmedMax) return;
    std::optional<std::vector<Deed>> run = atEnd ? paths_.toTheEnd(state) : paths_.to(state);
    if (!run) return;   // it has no end
    RecorderOptions options;
    options.record = false;
    options.statements.only = {module_.statements[one.statement].name};
    const std::optional<Violation> found = replay(interpreter_, *run, options, options_.network).run.violation;
    if (!found || !found->statement) {   // an observer may have ended it before
        ++one.unconfirmed;
        return;
    }
    one.outcome = Explored::Outcome::Refuted;
    one.run = std::move(*run);
    --open_;
}

/// Nothing leads out of a state: what statements want to happen has not happened. Who has lost something, or stopped,
/// owes nothing (semantics, quiescence).
bool Explorer::isJudgedAtEnd(uint32_t state) {
    const uint64_t* const words = space_.table()[state];
    const bool mayLose = faults_.crashes == kAnyNumber || faults_.restarts == kAnyNumber || faults_.drops == kAnyNumber;
    return !mayLose && !space_.hasFailed(space_.leftOf(words)) && !space_.nextInput(words);
}

void Explorer::judgeEnd(uint32_t state) {
    if (!isJudgedAtEnd(state)) return;
    for (size_t i = 0; i < judged_.size(); ++i) {
        Explored& one = out_.statements[judged_[i].index];
        if (one.outcome == Explored::Outcome::Refuted || !judge_.isOfWholeRun(i)) continue;
        if (judge_.judgeEnd(i, space_, space_.table()[state]).truth == ir::Truth::False) refute(one, state, true);
    }
}

/// Statements about what must happen at some time, of all states below one: those have been left.
void Explorer::judgeMoments(uint32_t expanded) {
    Liveness::Searched searched{transitions_, locals_, space_, {}, out_.reached.transitions, expanded, {}, {}, {}};
    if (start_ != nullptr) searched.before = statesBefore(transitions_, watched_, *start_, space_);
    searched.isOutside = [this](uint32_t state) { return outside_[state]; };
    searched.isJudgedAtEnd = [this](uint32_t state) { return isJudgedAtEnd(state); };
    searched.goesOn = [this](size_t bytes) {
        if (!tellsProgress()) out_.end = Exploration::End::Stopped;
        const bool inTime = options_.secondsMax <= 0 || seconds() <= options_.secondsMax;
        return inTime && out_.end != Exploration::End::Stopped &&
               space_.bytes() + paths_.bytes() + bytes <= options_.bytesMax;
    };
    for (Explored& one : out_.statements)
        one.unfinished = liveness_.has(static_cast<size_t>(&one - out_.statements.data()));
    liveness_.judge(searched, [&](const Liveness::Found& found) {
        Explored& one = out_.statements[found.index];
        one.unfinished = false;
        if (one.outcome == Explored::Outcome::Refuted) return true;
        one.looked = found.looked.value_or(one.looked || isTemporal(module_, module_.statements[one.statement]));
        one.openEnds = found.openEnds;
        if (found.run && refute(one, *found.run)) return true;
        if (found.obscure == 0) return true;
        one.unknown = found.obscure;
        one.fault = found.fault;
        one.outcome = Explored::Outcome::Unknown;
        return true;
    });
}

/// A run that violates a statement, if it does so when it is played again: at an event, at its end, or by what comes
/// again and again.
bool Explorer::refute(Explored& one, const Lasso& lasso) {
    Paths::Told told = paths_.along(lasso.stem, lasso.loop);
    RecorderOptions options;
    options.record = false;
    options.statements.only = {module_.statements[one.statement].name};
    std::optional<Violation> found;
    std::optional<Round> round;
    const auto goesRound = [&] {
        round = Round{told.loop, faults_.duplicates == kAnyNumber};
        const Run run = replayRound(interpreter_, told.deeds, *round, options, options_.network).run;
        found = run.violation;
        // What is rejected has not happened, so that what is owed is not met by it (R1).
        if (std::any_of(run.rejected.begin(), run.rejected.end(),
                        [&](const Run::Rejected& other) { return !run.loop || other.event >= *run.loop; }))
            found.reset();
    };
    if (lasso.loop.empty()) found = replay(interpreter_, told.deeds, options, options_.network).run.violation;
    if (!found && !lasso.decided) goesRound();
    // What is repeated may send what has been sent before, so that it never comes to rest.
    if (!found && !lasso.decided && !lasso.repeated.empty()) {
        told = paths_.along(lasso.stem, lasso.repeated);
        goesRound();
    }
    if (!found || !found->statement) {
        ++one.unconfirmed;
        return false;
    }
    one.outcome = Explored::Outcome::Refuted;
    one.run = std::move(told.deeds);
    one.round = round;
    --open_;
    return true;
}

/// Notes in which local states the runs end that lead to a state without moves.
void Explorer::noteEnd(uint32_t state) {
    std::vector<std::vector<uint32_t>> ends{{}};
    for (uint32_t i = 0; i < locals_.locations(); ++i) {
        const StateSpace::Place at = space_.placeOf(state, i);
        std::vector<uint32_t> there{at.local};
        if (Atomic* const atomic = reductions_.atomic()) {
            there.clear();
            for (const Atomic::Rest& rest : atomic->rests(i, at.local, at.inbox, at.allowance,
                                                          [&](uint32_t local, uint32_t inbox, const LocalMove& event) {
                                                              return space_.leadsNowhere(state, local, inbox, event);
                                                          }))
                there.push_back(rest.local);
        }
        std::vector<std::vector<uint32_t>> longer;
        for (const std::vector<uint32_t>& one : ends)
            for (uint32_t local : there) {
                longer.push_back(one);
                longer.back().push_back(local);
            }
        ends = std::move(longer);
    }
    for (const std::vector<uint32_t>& one : ends) ends_.insert(one);
}

bool Explorer::inBounds(uint32_t state, uint64_t touches) {
    for (size_t i = judged_.size(); i < judged_.size() + instance_.bounds.size(); ++i)
        if (judge_.mayDiffer(i, touches) && judge_.judge(i, space_, space_.table()[state]).truth != ir::Truth::True)
            return false;
    return true;
}

// ---- the search -------------------------------------------------------------------------------------------------

/// Puts the successors of the batch in.
void Explorer::flush() {
    places_.resize(batch_.count);
    space_.table().insert(batch_.words.data(), batch_.count, places_.data());
    out_.reached.transitions += batch_.count;
    for (size_t i = 0; i < batch_.count; ++i) {
        if (!places_[i].isNew) continue;
        const uint64_t touches = batch_.via[i].touches;
        paths_.found(from_[i]);
        outside_.push_back(false);
        if (touches == 0) continue;
        judgeState(places_[i].number, touches);
        outside_[places_[i].number] = !inBounds(places_[i].number, touches);
    }
    batch_.clear();
    from_.clear();
}

/// Takes a persistent set of what can happen in a state alone, if there is one.
bool Explorer::expandPart(uint32_t state) {
    const auto found = [&](const StateSpace::Part& part, bool leaves) {
        part_.clear();
        while (!space_.expand(state, part_, part)) {
            flush();
            space_.repack();
        }
        if (part_.count == 0 || !reductions_.isInvisible(part_)) return false;
        places_.resize(part_.count);
        flush();
        from_.assign(part_.count, state);
        std::swap(batch_, part_);
        flush();
        // Where states may come round again, one of them must not have been left yet, or the rest is put off for ever.
        return leaves || std::any_of(places_.begin(), places_.end(),
                                     [&](const WordTable::Place& place) { return place.number > state; });
    };
    if (const std::optional<uint32_t> input = reductions_.inputAlone(state)) return found({std::nullopt, input}, true);
    for (uint32_t location : reductions_.alone(state))
        if (found({location, std::nullopt}, reductions_.leaves(state, location))) return true;
    return false;
}

/// Tells of what is rejected when a state is left, once for each place in the spec.
void Explorer::noteRejected(uint32_t state) {
    const std::vector<uint32_t> all = std::exchange(space_.rejected, {});   // to find a run states are left again …
    flush();                                                                // … and perhaps packed anew
    for (uint32_t number : all) {
        if (told_.size() <= number) told_.resize(number + 1, false);
        if (told_[number]) continue;
        told_[number] = true;
        const Rejected one = locals_.rejected(number);
        FoundFault found{one.fault, one.guard, {}};
        if (isKnown(found, out_.faults)) continue;
        found.run = paths_.toRejected(state, number);
        out_.faults.push_back(std::move(found));
    }
}

bool Explorer::goesOn() {
    using End = Exploration::End;
    const double now = seconds();
    if (space_.table().size() >= statesMax_) out_.end = End::States;
    else if (options_.secondsMax > 0 && now > options_.secondsMax) out_.end = End::Time;
    else if (space_.bytes() + paths_.bytes() > options_.bytesMax) out_.end = End::Memory;
    if (out_.end == End::Complete && !tellsProgress()) out_.end = End::Stopped;
    return out_.end == End::Complete;
}

/// False if whoever is told wants no more.
bool Explorer::tellsProgress() {
    const double now = seconds();
    if (!options_.progress || now - toldAt_ <= kProgressSeconds) return true;
    toldAt_ = out_.reached.seconds = now;
    out_.reached.states = space_.table().size();
    return options_.progress(out_.reached);
}

Exploration Explorer::run() {
    begin();
    uint32_t state = 0;
    for (;; ++state) {
        if (state == layerEnd_) {
            // Runs of one length come first, so that the first that is found is a shortest one.
            flush();
            if (state == space_.table().size()) break;
            ++out_.reached.depth;
            layerEnd_ = space_.table().size();
        }
        if (options_.decide && open_ == 0 && !judged_.empty()) {
            out_.end = Exploration::End::Decided;
            break;
        }
        if (state % 1024 == 0) {
            out_.reached.waiting = space_.table().size() - state;
            if (!goesOn()) break;
        }
        if (outside_[state]) {
            out_.bounded = true;
            continue;
        }
        if (expandPart(state)) {
            if (!space_.rejected.empty()) noteRejected(state);
            continue;
        }
        const size_t before = batch_.count;
        bool ends = false;
        if (!space_.expand(state, batch_)) {
            flush();
            do space_.repack();
            while (!space_.expand(state, batch_));
            ends = batch_.count == 0;
        } else {
            ends = batch_.count == before;
        }
        from_.resize(batch_.count, state);
        if (!space_.rejected.empty()) noteRejected(state);
        if (ends) {
            ++out_.terminal;
            flush();
            noteEnd(state);
            judgeEnd(state);
        }
        if (batch_.count >= kTogether) flush();
    }
    out_.reached.states = space_.table().size();
    out_.reached.waiting = space_.table().size() - state;
    if (!liveness_.empty() && out_.end != Exploration::End::Stopped) judgeMoments(state);
    out_.reached.seconds = seconds();
    out_.ends = ends_.size();
    out_.steps = locals_.steps();
    out_.bytes = space_.bytes() + paths_.bytes();
    return std::move(out_);
}

/// Two searches of one instance, for other statements.
Exploration together(Exploration first, Exploration second, const std::vector<uint32_t>& statements) {
    using End = Exploration::End;
    const auto add = [](uint64_t& sum, uint64_t more) { sum += more; };
    add(first.reached.states, second.reached.states);
    add(first.reached.transitions, second.reached.transitions);
    add(first.reached.waiting, second.reached.waiting);
    first.reached.depth = std::max(first.reached.depth, second.reached.depth);
    first.reached.seconds += second.reached.seconds;
    first.terminal = second.terminal;   // of the search that leaves nothing out
    first.ends = second.ends;
    first.steps += second.steps;
    first.bytes = std::max(first.bytes, second.bytes);
    first.bounded |= second.bounded;
    const auto isDone = [](End end) { return end == End::Complete || end == End::Decided; };
    if (isDone(first.end) && (!isDone(second.end) || second.end == End::Decided)) first.end = second.end;
    std::vector<Explored> in;
    for (uint32_t number : statements)
        for (std::vector<Explored>* some : {&first.statements, &second.statements})
            for (Explored& one : *some)
                if (one.statement == number) in.push_back(std::move(one));
    first.statements = std::move(in);
    for (FoundFault& one : second.faults)
        if (!isKnown(one, first.faults)) first.faults.push_back(std::move(one));
    for (std::string& one : second.reductions)
        if (std::find(first.reductions.begin(), first.reductions.end(), one) == first.reductions.end())
            first.reductions.push_back(std::move(one));
    return first;
}

constexpr size_t kFirstSteps = 20'000;    // of the interpreter, before a small search …
constexpr size_t kSmallSearch = 20'000;   // … of so many states, before the closure is looked for in earnest

/// One search. The local closure may be far larger than what can be reached, as where a counter is fed by copies: if a
/// short look does not find it, perhaps a small search without it ends.
Exploration searchOnce(const ir::Interpreter& interpreter, const Instance& instance, const Played* start,
                       const std::vector<uint32_t>& statements, const ExploreOptions& options) {
    const auto search = [&](const ExploreOptions& allowed, Effort effort) {
        Explorer explorer(interpreter, instance, start, statements, allowed, effort);
        Exploration out = explorer.run();
        return std::pair(std::move(out), explorer.gaveUp());
    };
    if (options.closureSteps <= kFirstSteps) return search(options, {options.closureSteps}).first;
    auto [first, gaveUp] = search(options, {kFirstSteps, kSmallSearch});
    if (!gaveUp || first.end != Exploration::End::States || first.reached.states >= options.statesMax)
        return std::move(first);
    ExploreOptions rest = options;
    if (options.secondsMax > 0) rest.secondsMax = std::max(0.001, options.secondsMax - first.reached.seconds);
    Exploration second = search(rest, {options.closureSteps}).first;
    second.reached.seconds += first.reached.seconds;
    return second;
}

}   // namespace

Exploration explore(const ir::Interpreter& interpreter, const Instance& instance, const Played* start,
                    const std::vector<uint32_t>& statements, const ExploreOptions& options) {
    // What must happen at some time is judged without reductions, which the others need not do without.
    std::vector<uint32_t> others, wanting;
    const ir::Module& module = interpreter.module();
    for (uint32_t number : statements) {
        const ir::Statement& one = module.statements[number];
        (isTemporal(module, one) || isOwed(module, one) ? wanting : others).push_back(number);
    }
    if (others.empty() || wanting.empty()) return searchOnce(interpreter, instance, start, statements, options);
    Exploration first = searchOnce(interpreter, instance, start, others, options);
    if (first.end == Exploration::End::Stopped) {
        for (uint32_t number : wanting) {
            Explored& one = first.statements.emplace_back();
            one.statement = number;
            one.unfinished = true;
        }
        return first;
    }
    ExploreOptions rest = options;
    if (options.secondsMax > 0) rest.secondsMax = std::max(0.001, options.secondsMax - first.reached.seconds);
    return together(std::move(first), searchOnce(interpreter, instance, start, wanting, rest), statements);
}

}   // namespace evd::explore
