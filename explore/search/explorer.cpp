#include "explore/search/explorer.h"

#include "base/check.h"
#include "explore/reduce/persistent.h"
#include "explore/world/identity.h"
#include "ir/analysis/effects.h"
#include "ir/core/walk.h"

#include <algorithm>
#include <chrono>
#include <fmt/format.h>
#include <map>
#include <utility>

namespace evd::explore {

namespace {

constexpr size_t kTogether = 256;   // successors that are put in together
constexpr double kProgressSeconds = 0.1;
constexpr uint64_t kUnconfirmedMax = 100;   // runs of a statement that are played again for nothing

class Explorer {
public:
    Explorer(const ir::Interpreter& interpreter, const Instance& instance, const Played* start,
             const std::vector<uint32_t>& statements, const ExploreOptions& options)
        : interpreter_(interpreter), module_(interpreter.module()), instance_(instance), start_(start),
          options_(options), ordered_(keepsOrder(interpreter.module(), options.network)),
          transitions_(interpreter, options.network, inputsOf(instance, start)), watched_(watched(statements)),
          faults_(faultsThatMatter()), locals_(transitions_, faults_, watched_), space_(locals_, transitions_, faults_),
          judge_(interpreter, locals_, asked(statements)) {
        if (!interpreter.observers().empty())
            out_.reductions.push_back("observers are not followed: what they assert is not looked at");
    }

    Exploration run();

private:
    static std::vector<Input> inputsOf(const Instance& instance, const Played* start) {
        std::vector<Input> out = start != nullptr ? start->inputs : std::vector<Input>();
        out.insert(out.end(), instance.inputs.begin(), instance.inputs.end());
        return out;
    }
    static bool keepsOrder(const ir::Module& module, const Network& network) {
        return network.inOrder || std::any_of(module.links.begin(), module.links.end(),
                                              [](const ir::LinkPromise& one) { return one.fifo; });
    }
    Watched watched(const std::vector<uint32_t>& statements);
    std::string whyNotHere() const;
    Faults faultsThatMatter();
    void prepareReductions();
    bool expandPart(uint32_t state);
    bool mayBeAlone(const StateSpace::Batch& batch);
    bool leavesBound(uint32_t location, uint32_t local);
    std::vector<Judge::Asked> asked(const std::vector<uint32_t>& statements);

    void begin();
    void judgeState(uint32_t state, uint64_t touches);
    void refute(Explored& one, uint32_t state, bool atEnd);
    void judgeEnd(uint32_t state);
    bool inBounds(uint32_t state, uint64_t touches);
    void flush();
    void noteRejected(uint32_t state);
    bool goesOn();
    void playStart(World& world, std::vector<Past>& pasts);
    std::string textOf(const Packet& packet) const;
    std::vector<Deed> deedsTo(uint32_t state, const LocalMove* last = nullptr, bool toTheEnd = false);
    Deed about(const Packet& packet, Choice::Kind kind) const;
    double seconds() const { return std::chrono::duration<double>(std::chrono::steady_clock::now() - began_).count(); }

    const ir::Interpreter& interpreter_;
    const ir::Module& module_;
    const Instance& instance_;
    const Played* start_;
    const ExploreOptions& options_;
    Exploration out_;
    /// By formula of the judge; bounds stand behind these.
    struct Judged {
        size_t index;   ///< into Exploration::statements
        bool premise;   ///< it says what holds if something else does
    };
    std::vector<Judged> judged_;
    size_t open_ = 0;         ///< statements that are not refuted
    bool inFlight_ = false;   ///< some formula speaks of messages on their way
    const bool ordered_;      ///< some messages arrive in order
    bool asksUp_ = false;     ///< some formula asks who is up
    Transitions transitions_;
    const Watched watched_;
    const Faults faults_;   ///< without those that make no difference
    Locals locals_;
    StateSpace space_;
    Judge judge_;
    std::optional<Closure> closure_;
    std::optional<Persistent> persistent_;
    std::vector<size_t> boundsOfEach_;   ///< formulas: bounds that are about each location by itself
    std::vector<std::vector<int8_t>> leaves_ = std::vector<std::vector<int8_t>>(locals_.locations());
    std::vector<uint32_t> begin_;                           ///< local states where the runs begin
    uint64_t seen_ = 0;                                     ///< of what moves touch: what reductions must not leave out
    bool inputsFirst_ = false;                              ///< inputs can be put in as soon as they may
    std::vector<std::pair<size_t, uint32_t>> candidates_;   ///< scratch
    StateSpace::Batch part_;
    std::vector<uint32_t> parents_;   ///< by state: from which it was found first
    std::vector<bool> outside_;       ///< by state: a bound does not hold there
    std::vector<bool> told_;          ///< by rejected event: it is in `faults`
    StateSpace::Batch batch_;
    std::vector<uint32_t> from_;   ///< by successor in the batch
    std::vector<WordTable::Place> places_;
    std::chrono::steady_clock::time_point began_ = std::chrono::steady_clock::now();
    double toldAt_ = 0;
    uint32_t layerEnd_ = 0;
    std::map<std::string, uint32_t> onTheirWay_;   ///< copies where the runs begin
    std::vector<Past::Clock> clocksAtStart_;       ///< of these
};

/// Why no statement is judged: runs that the search does not make.
std::string Explorer::whyNotHere() const {
    if (!ordered_) return "";
    for (const ir::Automaton& automaton : module_.automata)
        for (const ir::Clause& clause : automaton.clauses)
            if (effectsOf(module_, clause).delays)
                return "messages that are sent after a delay would have to keep an order";
    return "";
}

Watched Explorer::watched(const std::vector<uint32_t>& statements) {
    Watched out(module_);
    const auto add = [&](ir::ExprId formula) {
        out.add(module_, formula);
        inFlight_ |= ir::readsOf(module_, formula).inFlight;
        ir::forEachExpr(module_, formula, [&](const ir::Expr& part) { asksUp_ |= part.op == ir::Op::Up; });
    };
    for (uint32_t number : statements) {
        Explored one;
        one.statement = number;
        one.whyNot = whyNotOnStates(interpreter_, module_.statements[number]);
        if (one.whyNot.empty()) one.whyNot = whyNotHere();
        if (!one.whyNot.empty()) one.outcome = Explored::Outcome::NotExplored;
        else add(module_.statements[number].formula);
        out_.statements.push_back(std::move(one));
    }
    for (ir::ExprId bound : instance_.bounds) add(bound);
    return out;
}

/// A location that stops for good, and a message that is lost, do nothing that does not happen if the location is never
/// taken again, or the message never arrives: who asks neither who is up nor what is on its way sees no difference.
Faults Explorer::faultsThatMatter() {
    Faults out = instance_.faults;
    bool environment = false;
    for (uint32_t i : interpreter_.locations()) environment |= transitions_.isEnvironment(i);
    // An input to a location that has stopped is lost, so that those of the next group may come.
    const auto waits = [](const Input& input) { return input.group > 0; };
    const bool groups = std::any_of(transitions_.inputs().begin(), transitions_.inputs().end(), waits);
    if (!options_.reduce || groups || asksUp_ || inFlight_ || watched_.all || ordered_ || environment ||
        out.restarts > 0)
        return out;
    if (out.crashes > 0)
        out_.reductions.push_back(
            "crashes for good are left out: a location that stops is one that nothing happens at any "
            "more, and no statement asks who is up");
    if (out.drops > 0)
        out_.reductions.push_back("losses are left out: a message that is lost is one that never arrives, and no "
                                  "statement asks what is on its way");
    out.crashes = out.drops = 0;
    return out;
}

/// Whether a bound does not hold, whatever the other locations are. (It holds where the runs begin, or nothing is
/// left.)
bool Explorer::leavesBound(uint32_t location, uint32_t local) {
    if (boundsOfEach_.empty()) return false;
    std::vector<int8_t>& known = leaves_[location];
    if (known.size() <= local) known.resize(locals_.localCount(location), -1);
    if (known[local] < 0)
        known[local] = std::any_of(boundsOfEach_.begin(), boundsOfEach_.end(), [&](size_t bound) {
            return judge_.judgeAt(bound, begin_, location, local).truth != ir::Truth::True;
        });
    return known[local] == 1;
}

/// Finds the local closure, and what can be left out because of it.
void Explorer::prepareReductions() {
    if (!options_.reduce) return;
    if (faults_.restarts > 0) {
        // What is sent to a location that is down may be lost, so that who sends makes a difference to who comes back.
        out_.reductions.push_back("no persistent sets: locations may stop and come back");
        return;
    }
    const uint64_t* const begin = space_.table()[0];
    std::vector<uint32_t> states, packets, inputs;
    for (uint32_t i = 0; i < locals_.locations(); ++i) {
        states.push_back(space_.localOf(begin, i));
        const std::vector<uint32_t>& there = locals_.packetsIn(i, space_.inboxOf(space_.networkOf(begin), i));
        packets.insert(packets.end(), there.begin(), there.end());
    }
    bool seesInputs = false;
    for (const Input& input : transitions_.inputs()) {
        const auto [local, clock] = locals_.afterRequest(input, states[input.from]);
        seesInputs |= local != states[input.from];
        inputs.push_back(locals_.plain(locals_.packet(space_.packetOf(input), clock)));
    }
    packets.insert(packets.end(), inputs.begin(), inputs.end());
    if (seesInputs) {
        out_.reductions.push_back("none by the local closure: a statement speaks of what the environment sends");
        return;
    }
    for (size_t i = judged_.size(); i < judged_.size() + instance_.bounds.size(); ++i)
        if (judge_.isOfEachLocation(i)) boundsOfEach_.push_back(i);
    begin_ = states;
    closure_ = Closure::of(locals_, states, packets, options_.closureSteps,
                           [&](uint32_t location, uint32_t local) { return leavesBound(location, local); });
    if (!closure_) {
        out_.reductions.push_back(
            fmt::format("none by the local closure, which has not been found within {} steps", options_.closureSteps));
        return;
    }
    persistent_.emplace(locals_, space_, *closure_, std::move(inputs), ordered_);
    size_t stable = 0;
    const auto successors = [&](uint32_t location) -> const std::vector<std::vector<uint32_t>>& {
        return closure_->successors(location);
    };
    for (size_t i = 0; i < judged_.size() + instance_.bounds.size(); ++i) {
        const bool isBound = i >= judged_.size();
        if (isBound && judge_.isOfEachLocation(i)) continue;   // it is looked at where a location is taken alone
        if (!isBound && judge_.staysFalse(i, successors)) ++stable;
        else seen_ |= judge_.bits(i);
    }
    inputsFirst_ = (seen_ & StateSpace::kNetwork) == 0 && !ordered_;   // in order, who is first matters
    out_.reductions.push_back(fmt::format(
        "persistent sets: the events of one location are taken alone where no other can still make a difference to it; "
        "{}",
        stable == judged_.size() ? "each statement, once violated, stays so"
        : stable == 0            ? "not where they change what a statement looks at"
                      : "some statements, once violated, stay so, and not where they change what others look "
                        "at"));
}

std::vector<Judge::Asked> Explorer::asked(const std::vector<uint32_t>& statements) {
    std::vector<Judge::Asked> out;
    for (size_t i = 0; i < statements.size(); ++i) {
        if (out_.statements[i].outcome == Explored::Outcome::NotExplored) continue;
        const ir::Statement& one = module_.statements[statements[i]];
        const ir::Reads reads = ir::readsOf(module_, one.formula);
        out_.statements[i].looked = reads.saysSomething();
        out.push_back({one.formula, one.judged == ir::Judged::WholeRun});
        judged_.push_back({i, reads.premise});
        ++open_;
    }
    for (ir::ExprId bound : instance_.bounds) out.push_back({bound, false});
    return out;
}

/// What the scenario has done, for what statements must know of it.
void Explorer::playStart(World& world, std::vector<Past>& pasts) {
    std::map<uint32_t, Past::Clock> clocks;   // by copy on its way
    const auto count = static_cast<uint32_t>(world.inside.size() - interpreter_.observers().size());
    for (const Move& move : start_->moves) {
        world.nowNs = move.nowNs;
        if (move.again) {
            world.packets.push_back(*move.again);
            world.packets.back().id = world.nextPacket++;
        }
        ir::Happening what;
        what.location = move.choice.location;
        Past::Clock before;
        using Kind = Choice::Kind;
        switch (move.choice.kind) {
        case Kind::Start: what.kind = ir::Happening::Kind::Start; break;
        case Kind::Crash: what.kind = ir::Happening::Kind::Crash; break;
        case Kind::Restart: what.kind = ir::Happening::Kind::Restart; break;
        case Kind::Act:
            what.kind = ir::Happening::Kind::Action;
            what.action = {ir::instanceAt(world.states[what.location], move.choice.action.instance).automaton,
                           move.choice.action.clause};
            what.payload = move.choice.action.chosen;
            break;
        case Kind::Receive: {
            const Packet& packet = world.packet(move.choice.packet);
            what.kind = ir::Happening::Kind::Receive;
            what.location = packet.to;
            what.message = packet.message;
            what.payload = packet.payload;
            what.sender = packet.from;
            before = clocks[packet.id];
            break;
        }
        case Kind::Request: {
            const Input& input = start_->inputs[move.choice.input];
            what.kind = ir::Happening::Kind::Request;
            what.location = input.from;
            what.message = input.message;
            what.payload = input.payload;
            break;
        }
        case Kind::Lose: break;
        }
        const Applied applied = transitions_.apply(world, move.choice);
        if (move.choice.kind == Kind::Lose || applied.result.fault != ir::Fault::None) continue;
        std::vector<ir::Output> outputs = applied.result.outputs;
        if (move.choice.kind == Kind::Request) {
            if (world.inside[what.location]) continue;   // no event sends it
            ir::Output output;
            output.message = what.message;
            output.payload = what.payload;
            output.to = {start_->inputs[move.choice.input].to};
            outputs = {output};
        }
        if (move.choice.kind == Kind::Receive && !world.inside[what.location]) continue;
        const uint32_t location = what.location;
        pasts[location].add(module_, locals_.watched(), count, std::move(what), std::move(outputs), before);
        for (uint32_t id : applied.sent) clocks[id] = pasts[location].clock();
    }
    for (const Packet& one : world.packets) clocksAtStart_.push_back(clocks[one.id]);
}

/// The state in which the runs begin, with what has happened before.
void Explorer::begin() {
    locals_.outsideAtOnce = options_.reduce && !inFlight_ && !watched_.receives();
    World world = transitions_.initial();
    std::vector<Past> pasts(world.states.size());
    if (start_ != nullptr) playStart(world, pasts);
    clocksAtStart_.resize(world.packets.size());
    for (const Packet& one : world.packets) ++onTheirWay_[textOf(one)];
    space_.add(world, pasts, clocksAtStart_);
    parents_.push_back(0);
    outside_.push_back(false);
    judgeState(0, ~uint64_t{0});
    outside_[0] = !inBounds(0, ~uint64_t{0});
    layerEnd_ = 1;
    prepareReductions();
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
    std::vector<Deed> run = deedsTo(state, nullptr, atEnd);
    RecorderOptions options;
    options.record = false;
    options.statements.only = {module_.statements[one.statement].name};
    const std::optional<Violation> found = replay(interpreter_, run, options, options_.network).run.violation;
    if (!found || !found->statement) {   // an observer may have ended it before
        ++one.unconfirmed;
        return;
    }
    one.outcome = Explored::Outcome::Refuted;
    one.run = std::move(run);
    --open_;
}

/// Nothing leads out of a state: what statements want to happen has not happened. Who has lost something, or stopped,
/// owes nothing (semantics, quiescence).
void Explorer::judgeEnd(uint32_t state) {
    const uint64_t* const words = space_.table()[state];
    const bool mayLose = faults_.crashes == kAnyNumber || faults_.restarts == kAnyNumber || faults_.drops == kAnyNumber;
    if (mayLose || space_.hasFailed(space_.leftOf(words)) || space_.nextInput(words)) return;
    for (size_t i = 0; i < judged_.size(); ++i) {
        Explored& one = out_.statements[judged_[i].index];
        if (one.outcome == Explored::Outcome::Refuted || !judge_.isOfWholeRun(i)) continue;
        if (judge_.judgeEnd(i, space_, space_.table()[state]).truth == ir::Truth::False) refute(one, state, true);
    }
}

bool Explorer::inBounds(uint32_t state, uint64_t touches) {
    for (size_t i = judged_.size(); i < judged_.size() + instance_.bounds.size(); ++i)
        if (judge_.mayDiffer(i, touches) && judge_.judge(i, space_, space_.table()[state]).truth != ir::Truth::True)
            return false;
    return true;
}

// ---- runs -------------------------------------------------------------------------------------------------------

std::string Explorer::textOf(const Packet& packet) const {
    Packet plain = packet;
    plain.losable = false;
    plain.leavesNs = 0;
    World world;
    world.packets.push_back(plain);
    return identity(transitions_, world, plain);
}

Deed Explorer::about(const Packet& packet, Choice::Kind kind) const {
    Deed out;
    out.kind = kind;
    out.location = packet.to;
    out.from = packet.from;
    out.message = packet.message;
    out.payload = packet.payload;
    return out;
}

/// The shortest run to a state, and a move that comes then.
std::vector<Deed> Explorer::deedsTo(uint32_t state, const LocalMove* last, bool toTheEnd) {
    std::vector<uint32_t> path{state};
    while (path.back() != 0) path.push_back(parents_[path.back()]);
    std::reverse(path.begin(), path.end());
    std::vector<Via> ways;
    StateSpace::Batch batch;
    for (size_t i = 0; i + 1 < path.size(); ++i) {
        batch.clear();
        while (!space_.expand(path[i], batch)) space_.repack();   // where only a part of it was looked at
        const uint64_t* const next = space_.table()[path[i + 1]];
        const size_t width = space_.table().width();
        size_t k = 0;
        while (k < batch.count && !std::equal(next, next + width, batch.words.data() + k * width)) ++k;
        EVD_CHECK(k < batch.count, "a state is left to the one that was found from it");
        ways.push_back(batch.via[k]);
    }
    space_.rejected.clear();

    std::vector<Deed> out;
    if (start_ != nullptr) out = deedsOf(module_, start_->run);
    std::map<std::string, uint32_t> there = onTheirWay_, requested;   // copies that have not arrived
    const auto add = [&](const LocalMove& move) {
        Deed deed;
        deed.kind = move.kind;
        deed.location = move.location;
        if (move.kind == Choice::Kind::Act) {
            deed.action = locals_.action(move.action);
            deed.instance = locals_.chosen(move.action).instance;
            deed.payload = locals_.chosen(move.action).chosen;
        } else if (move.kind == Choice::Kind::Receive || move.kind == Choice::Kind::Lose) {
            const Packet& packet = locals_.packet(move.packet);
            const std::string text = textOf(packet);
            deed = about(packet, move.kind);
            // What the environment puts in is told when it arrives.
            if (requested[text] > 0 && move.kind == Choice::Kind::Receive) {
                --requested[text];
                deed.kind = Choice::Kind::Request;
            } else if (there[text] > 0) {
                --there[text];
            } else {
                deed.again = !packet.timer;
            }
        }
        for (uint32_t packet : locals_.sent(move.sent)) ++there[textOf(locals_.packet(packet))];
        out.push_back(std::move(deed));
    };
    for (const Via& via : ways) {
        if (!via.request) {
            add(locals_.move(via.what));
            continue;
        }
        const Packet packet = space_.packetOf(transitions_.inputs()[via.what]);
        if (&via == &ways.back() && last == nullptr) out.push_back(about(packet, Choice::Kind::Request));
        else ++requested[textOf(packet)];
    }
    if (last != nullptr) add(*last);
    if (toTheEnd && locals_.outsideAtOnce) {
        // What has left the system at once arrives after all.
        std::vector<Deed> outside;
        for (const Via& via : ways)
            if (!via.request)
                for (uint32_t packet : locals_.sent(locals_.move(via.what).sent))
                    if (!locals_.isInside(locals_.packet(packet).to))
                        outside.push_back(about(locals_.packet(packet), Choice::Kind::Receive));
        out.insert(out.end(), outside.begin(), outside.end());
    }
    return out;
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
        parents_.push_back(from_[i]);
        outside_.push_back(false);
        if (touches == 0) continue;
        judgeState(places_[i].number, touches);
        outside_[places_[i].number] = !inBounds(places_[i].number, touches);
    }
    batch_.clear();
    from_.clear();
}

/// Whether nothing that a statement could miss changes on the way to these successors.
bool Explorer::mayBeAlone(const StateSpace::Batch& batch) {
    return std::none_of(batch.via.begin(), batch.via.end(), [&](const Via& via) {
        if ((via.touches & seen_) != 0) return true;
        if (via.request) return false;
        const LocalMove& move = locals_.move(via.what);
        return leavesBound(move.location, move.local);   // nothing happens any more anywhere
    });
}

/// Takes a persistent set of what can happen in a state alone, if there is one.
bool Explorer::expandPart(uint32_t state) {
    if (!persistent_ || space_.sharesFaults(space_.leftOf(space_.table()[state]))) return false;
    const auto found = [&](const StateSpace::Part& part, bool leaves) {
        part_.clear();
        while (!space_.expand(state, part_, part)) {
            flush();
            space_.repack();
        }
        if (part_.count == 0 || !mayBeAlone(part_)) return false;
        places_.resize(part_.count);
        flush();
        from_.assign(part_.count, state);
        std::swap(batch_, part_);
        flush();
        // Where states may come round again, one of them must not have been left yet, or the rest is put off for ever.
        return leaves || std::any_of(places_.begin(), places_.end(),
                                     [&](const WordTable::Place& place) { return place.number > state; });
    };
    if (inputsFirst_)
        if (const std::optional<uint32_t> input = space_.nextInput(space_.table()[state]))
            return found({std::nullopt, input}, true);
    candidates_.clear();
    for (uint32_t i = 0; i < locals_.locations(); ++i)
        if (persistent_->isAlone(space_.table()[state], i)) candidates_.push_back({space_.movesAt(state, i), i});
    std::sort(candidates_.begin(), candidates_.end());
    for (const auto& [moves, location] : candidates_)
        if (moves > 0 && found({location, std::nullopt}, persistent_->leaves(space_.table()[state], location)))
            return true;
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
        const bool known = std::any_of(out_.faults.begin(), out_.faults.end(), [&](const FoundFault& other) {
            return other.fault.fault == one.fault.fault && other.fault.at == one.fault.at;
        });
        if (known) continue;
        out_.faults.push_back({one.fault, one.guard, deedsTo(state, one.guard ? nullptr : &one.move)});
    }
}

bool Explorer::goesOn() {
    using End = Exploration::End;
    const double now = seconds();
    if (space_.table().size() >= options_.statesMax) out_.end = End::States;
    else if (options_.secondsMax > 0 && now > options_.secondsMax) out_.end = End::Time;
    else if (space_.bytes() + parents_.capacity() * sizeof(uint32_t) > options_.bytesMax) out_.end = End::Memory;
    if (out_.end == End::Complete && options_.progress && now - toldAt_ > kProgressSeconds) {
        toldAt_ = out_.reached.seconds = now;
        out_.reached.states = space_.table().size();
        if (!options_.progress(out_.reached)) out_.end = End::Stopped;
    }
    return out_.end == End::Complete;
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
            judgeEnd(state);
        }
        if (batch_.count >= kTogether) flush();
    }
    out_.reached.states = space_.table().size();
    out_.reached.waiting = space_.table().size() - state;
    out_.reached.seconds = seconds();
    out_.steps = locals_.steps();
    out_.bytes = space_.bytes() + parents_.capacity() * sizeof(uint32_t);
    return std::move(out_);
}

}   // namespace

Exploration explore(const ir::Interpreter& interpreter, const Instance& instance, const Played* start,
                    const std::vector<uint32_t>& statements, const ExploreOptions& options) {
    return Explorer(interpreter, instance, start, statements, options).run();
}

}   // namespace evd::explore
