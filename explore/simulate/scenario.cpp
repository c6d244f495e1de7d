#include "explore/simulate/scenario.h"

#include "explore/instance/instance.h"
#include "explore/simulate/random.h"
#include "ir/core/walk.h"
#include "ir/interp/evaluate.h"

#include <algorithm>
#include <fmt/format.h>
#include <utility>

namespace evd::explore {

namespace {

constexpr int64_t kEventNs = 1'000'000;   // of time between the events of a scenario, so that they can be told apart
constexpr size_t kListed = 6;             // messages or actions that a note tells

/// Thrown where a scenario cannot go on; never leaves `play`.
struct Stop {
    Failure failure;
};

/// Plays the steps of one scenario on its instance.
class Player {
public:
    Player(const ir::Interpreter& interpreter, const ir::Scenario& scenario)
        : interpreter_(interpreter), module_(interpreter.module()), names_(interpreter.deployment().names),
          scenario_(scenario), transitions_(interpreter, {}, inputs()),
          recorder_(transitions_, options(scenario),
                    {[this](uint32_t, int64_t least, int64_t most) { return wait(least, most); }, {}, {}}),
          world_(recorder_.world()) {}

    void play() {
        if (!recorder_.begin()) violated(scenario_.span);
        for (uint32_t i = 0; i < world_.inside.size(); ++i)
            if (world_.inside[i] && !startsLater(i, 0, 0)) happen({Choice::Kind::Start, i}, scenario_.span);
        for (now_ = 0; now_ < scenario_.steps.size(); ++now_) this->step(scenario_.steps[now_]);
    }

    const std::vector<Move>& moves() const { return moves_; }
    const std::vector<Input>& inputsPut() const { return transitions_.inputs(); }

    /// The run, complete or up to where the scenario failed.
    Run finish(std::optional<Failure>& failure) {
        if (!recorder_.violated()) {
            recorder_.end(transitions_.isQuiet(world_) && !failure ? End::Quiescent : End::Steps, recorder_.events());
        }
        recorder_.judgeWhole();
        Run& run = recorder_.run();
        run.scenario = scenario_.name;
        run.lacksInputs = false;
        if (!run.violation) return std::move(run);
        // What events violate whatever comes later is told at their step, before a step after it that fails.
        const std::optional<uint32_t> event = run.violation->event;
        const bool earlier = event && !run.violation->atEnd && *event < stepOf_.size();
        if (earlier || !failure)
            failure = Failure{Failure::Kind::Statement, earlier ? stepOf_[*event] : scenario_.span, {}, {}, {}, {}, {}};
        return std::move(run);
    }

private:
    using Kind = ir::ScenarioStep::Kind;

    static RecorderOptions options(const ir::Scenario& scenario) {
        RecorderOptions out;
        for (const ir::ScenarioStep& step : scenario.steps) {
            const bool asks = step.kind == Kind::Expect || step.kind == Kind::Fairly;
            if (asks && step.value.valid()) out.statements.asked.push_back(step.value);
            out.statements.apart.insert(out.statements.apart.end(), step.statements.begin(), step.statements.end());
        }
        return out;
    }

    std::vector<Input> inputs() const {
        std::vector<Input> out;
        const std::vector<uint32_t> inside = interpreter_.locations();
        for (const ir::ScenarioStep& step : scenario_.steps) {
            if (step.kind != Kind::Input) continue;
            Input input;
            input.message = step.message;
            for (ir::ExprId arg : step.args) input.payload.push_back(value(arg));
            input.to = place(step.place);
            input.from = step.from.valid() ? place(step.from) : defaultSender(interpreter_, input.to);
            auto isInside = [&](uint32_t location) {
                return std::find(inside.begin(), inside.end(), location) != inside.end();
            };
            if (!isInside(input.to)) impossible(step.span, named(input.to) + " is outside the system");
            if (step.from.valid() && isInside(input.from))
                impossible(step.span, named(input.from) + " is in the system; inputs come from outside");
            out.push_back(std::move(input));
        }
        return out;
    }

    // ---- what a step says ----

    ir::Value value(ir::ExprId expr) const {
        try {
            return ir::Evaluator(ir::Surroundings{module_, interpreter_.deployment()}).value(expr);
        } catch (const ir::FaultSignal& fault) {
            throw Stop{{Failure::Kind::Fault, fault.at, "what the step says faults", fault, {}, {}, {}}};
        }
    }
    uint32_t place(ir::ExprId expr) const { return static_cast<uint32_t>(value(expr).number); }
    std::string named(uint32_t location) const { return ir::locationText(names_[location]); }

    /// Whether fields, or chosen values, are as a step says.
    bool fits(const ir::ScenarioStep& step, const std::vector<ir::Value>& parts) const {
        ir::Evaluator evaluator(ir::Surroundings{module_, interpreter_.deployment()});
        for (size_t i = 0; i < parts.size(); ++i) evaluator.bind(step.parts[i], parts[i]);
        try {
            return evaluator.truth(step.value);
        } catch (const ir::FaultSignal& fault) {
            throw Stop{{Failure::Kind::Fault, fault.at, "what the step says faults", fault, {}, {}, {}}};
        }
    }
    bool fits(const ir::ScenarioStep& step, const Packet& packet) const {
        return packet.message == step.message && packet.to == place(step.place) &&
               (!step.from.valid() || packet.from == place(step.from)) && fits(step, packet.payload);
    }

    [[noreturn]] static void impossible(Span span, std::string what, std::vector<std::string> notes = {}) {
        throw Stop{{Failure::Kind::Impossible, span, std::move(what), {}, std::move(notes), {}, {}}};
    }
    [[noreturn]] static void violated(Span span) { throw Stop{{Failure::Kind::Statement, span, {}, {}, {}, {}, {}}}; }

    // ---- what happens ----

    /// Clocks go right; between two bounds a timer fires at a moment that is the same in each play, but not always the
    /// least: random time-outs are there to differ.
    int64_t wait(int64_t least, int64_t most) {
        return least + static_cast<int64_t>(random_.below(static_cast<uint64_t>(most - least) + 1));
    }

    /// Makes it happen. The event must be accepted, or rejected if a step says so.
    void happen(const Choice& choice, Span span, bool rejected = false) {
        const size_t before = recorder_.run().events.size();
        if (choice.kind == Choice::Kind::Receive) {
            const Packet& packet = world_.packet(choice.packet);
            world_.nowNs = std::max(world_.nowNs, packet.readyNs);
            arrived_.push_back(packet);
        }
        moves_.push_back({choice, std::exchange(repeated_, std::nullopt), world_.nowNs});
        recorder_.apply(choice, static_cast<uint32_t>(before));
        stepOf_.resize(recorder_.run().events.size(), span);
        world_.nowNs += kEventNs;
        const Event* event = recorder_.run().events.size() > before ? &recorder_.run().events.back() : nullptr;
        if (event != nullptr && rejected != (event->fault != ir::Fault::None)) {
            if (recorder_.violated()) violated(span);   // an assertion
            Failure failure{Failure::Kind::Fault, span, {}, {}, {}, {}, {}};
            failure.what = rejected ? named(event->location) + " accepts `" + event->text + "`"
                                    : named(event->location) + " rejects `" + event->text + "`";
            if (!rejected) failure.fault = {event->fault, event->faultAt, event->faultDetail};
            throw Stop{std::move(failure)};
        }
        const std::optional<Violation>& violation = recorder_.run().violation;
        if (rejected && violation && !violation->statement)
            recorder_.run().violation.reset();   // an assertion that fails, as it should
        else if (violation) violated(span);
    }

    void needsSystem(uint32_t location, Span span) const {
        if (!world_.inside[location]) impossible(span, named(location) + " is outside the system");
    }
    void needsUp(uint32_t location, Span span) const {
        needsSystem(location, span);
        if (!world_.isUp(location)) impossible(span, named(location) + " is down");
        if (!world_.started[location]) impossible(span, named(location) + " has not started");
    }

    void step(const ir::ScenarioStep& step) {
        switch (step.kind) {
        case Kind::Input: {
            const uint32_t to = transitions_.inputs()[nextInput_].to;
            needsUp(to, step.span);
            happen({Choice::Kind::Request, 0, 0, nextInput_++}, step.span);
            happen({Choice::Kind::Receive, to, world_.packets.back().id}, step.span);
            break;
        }
        case Kind::Receive:
        case Kind::Reject:
            happen({Choice::Kind::Receive, 0, packetFor(step)}, step.span, step.kind == Kind::Reject);
            break;
        case Kind::Lose: {
            const uint32_t packet = packetFor(step);
            if (!transitions_.canBeLost(world_, world_.packet(packet)))
                impossible(step.span,
                           "`" + step.text + "` does not pass between locations of the system: it cannot be lost");
            happen({Choice::Kind::Lose, 0, packet}, step.span);
            break;
        }
        case Kind::Act: act(step); break;
        case Kind::Start: {
            const uint32_t location = place(step.place);
            needsSystem(location, step.span);
            if (!transitions_.canStart(world_, location))
                impossible(step.span, named(location) + (world_.isUp(location) ? " has started before" : " is down"));
            happen({Choice::Kind::Start, location}, step.span);
            break;
        }
        case Kind::Crash: {
            const uint32_t location = place(step.place);
            needsSystem(location, step.span);
            if (!world_.isUp(location)) impossible(step.span, named(location) + " is down");
            happen({Choice::Kind::Crash, location}, step.span);
            break;
        }
        case Kind::Restart: {
            const uint32_t location = place(step.place);
            needsSystem(location, step.span);
            if (world_.isUp(location)) impossible(step.span, named(location) + " has not crashed");
            happen({Choice::Kind::Restart, location}, step.span);
            if (!startsLater(location, now_ + 1, step.chapter)) happen({Choice::Kind::Start, location}, step.span);
            break;
        }
        case Kind::Wait: {
            const int64_t time = value(step.value).number;
            if (time < 0) impossible(step.span, "time does not go back");
            if (time > kTimeMaxNs - world_.nowNs) impossible(step.span, "so much time is more than 100 years");
            world_.nowNs += time;
            break;
        }
        case Kind::Fairly: fairly(step); break;
        case Kind::Expect:
            if (std::optional<Failure> failure = unmet(step)) throw Stop{std::move(*failure)};
            break;
        }
    }

    /// Whether a step from `first` on, of the same scenario, says when a location starts that has not.
    bool startsLater(uint32_t location, size_t first, uint32_t chapter) const {
        for (size_t i = first; i < scenario_.steps.size() && scenario_.steps[i].chapter == chapter; ++i) {
            const ir::ScenarioStep& step = scenario_.steps[i];
            const bool ofStep = step.kind == Kind::Start || step.kind == Kind::Crash || step.kind == Kind::Restart;
            if (ofStep && place(step.place) == location) return step.kind == Kind::Start;
        }
        return false;
    }

    /// The copy that a step speaks of.
    uint32_t packetFor(const ir::ScenarioStep& step) {
        const uint32_t to = place(step.place);
        if (step.kind != Kind::Lose && world_.inside[to]) needsUp(to, step.span);
        if (step.again) {
            for (auto one = arrived_.rbegin(); one != arrived_.rend(); ++one)
                if (fits(step, *one) && transitions_.passesNetwork(world_, *one)) {
                    repeated_ = *one;
                    return recorder_.repeat(*one);
                }
            impossible(step.span, "no `" + step.text + "` has arrived at " + named(to) + " from another location");
        }
        std::optional<uint32_t> found;
        for (const Packet& packet : world_.packets) {
            if (!fits(step, packet)) continue;
            const bool possible = step.kind == Kind::Lose ? transitions_.canBeLost(world_, packet)
                                                          : !transitions_.mustWait(world_, packet);
            if (possible) return packet.id;
            found = found.value_or(packet.id);
        }
        if (found && step.kind != Kind::Lose)
            impossible(step.span, "`" + step.text + "` cannot overtake what left for " + named(to) + " before it",
                       {"the spec says `links fifo`"});
        if (found) return *found;
        const bool isTimer = module_.isTimer(step.message);
        std::string from = step.from.valid() ? " from " + named(place(step.from)) : "";
        std::vector<std::string> there;
        for (const Packet& packet : world_.packets)
            if (packet.to == to && packet.timer && isTimer) there.emplace_back(module_.shortName(packet.message));
            else if (packet.to == to && !packet.timer && !isTimer)
                there.push_back(recorder_.run().messages[recorder_.messageOf(packet.id)].text + " from " +
                                named(packet.from));
        if (isTimer)
            impossible(step.span, "the timer `" + step.text + "` is not set at " + named(to),
                       {there.empty() ? "no timer is set there" : "set there are " + listed(there)});
        impossible(step.span, "no `" + step.text + "`" + from + " is on its way to " + named(to),
                   {there.empty() ? "nothing is on its way there" : "on their way there are " + listed(there)});
    }

    static std::string listed(const std::vector<std::string>& all) {
        std::string out;
        for (size_t i = 0; i < std::min(all.size(), kListed); ++i) out += (i ? ", " : "") + all[i];
        return out + (all.size() > kListed ? fmt::format(", and {} more", all.size() - kListed) : "");
    }

    void act(const ir::ScenarioStep& step) {
        const uint32_t location = place(step.place);
        needsUp(location, step.span);
        const ir::ActionRef wanted = module_.actions[step.action];
        std::vector<std::string> possible;
        for (const ir::EnabledAction& action : transitions_.actions(world_, location)) {
            const ir::AutomatonId automaton = ir::instanceAt(world_.states[location], action.instance).automaton;
            if (ir::ActionRef{automaton, action.clause} == wanted && fits(step, action.chosen))
                return happen({Choice::Kind::Act, location, 0, 0, action}, step.span);
            const std::string& name = module_.automata[automaton].clauses[action.clause].name;
            if (std::find(possible.begin(), possible.end(), name) == possible.end()) possible.push_back(name);
        }
        impossible(step.span, named(location) + " cannot do `" + step.text + "` now",
                   {possible.empty() ? "it can do nothing by itself" : "it can do " + listed(possible)});
    }

    /// What is expected and is not so.
    std::optional<Failure> unmet(const ir::ScenarioStep& step) {
        Failure out{Failure::Kind::Expectation, step.span, step.text, {}, {}, {}, {}};
        const ir::Judgement judged = recorder_.monitor().ask(step.value, world_.states, out.witness);
        if (judged.truth == ir::Truth::True) return std::nullopt;
        if (judged.truth == ir::Truth::Unknown) {
            out.fault = judged.fault;
            out.notes = {"it has no value here"};
        }
        return out;
    }

    // ---- the rest ----

    bool isDone(const ir::ScenarioStep& step) { return step.value.valid() && !unmet(step); }

    void fairly(const ir::ScenarioStep& step) {
        const size_t begin = recorder_.run().events.size();
        auto go = [&](const Choice& choice) {
            if (recorder_.run().events.size() - begin >= kFairEventsMax)
                impossible(step.span, fmt::format("after {} events there is still more to happen", kFairEventsMax),
                           {"`fairly until …` says when it is enough"});
            happen(choice, step.span);
            return isDone(step);
        };
        if (isDone(step)) return;
        for (;;) {
            bool any = false;
            std::vector<uint32_t> there;
            for (const Packet& packet : world_.packets) there.push_back(packet.id);
            for (uint32_t id : there) {
                if (!isThere(id)) continue;
                const Packet& packet = world_.packet(id);
                if (packet.readyNs > world_.nowNs || !transitions_.canArrive(world_, packet)) continue;
                any = true;
                if (go({Choice::Kind::Receive, packet.to, id})) return;
            }
            for (uint32_t i = 0; i < world_.states.size(); ++i)
                for (const ir::EnabledAction& action : fairActions(i)) {
                    const std::vector<ir::EnabledAction> still = fairActions(i);
                    const auto same = std::find_if(still.begin(), still.end(), [&](const ir::EnabledAction& one) {
                        return one.instance == action.instance && one.clause == action.clause;
                    });
                    if (same == still.end()) continue;
                    any = true;
                    if (go({Choice::Kind::Act, i, 0, 0, *same})) return;
                }
            if (!any && !waitForNext()) break;
        }
        if (std::optional<Failure> failure = step.value.valid() ? unmet(step) : std::nullopt) {
            failure->notes.push_back("nothing more can happen");
            throw Stop{std::move(*failure)};
        }
    }

    bool isThere(uint32_t packet) const {
        return std::any_of(world_.packets.begin(), world_.packets.end(),
                           [&](const Packet& one) { return one.id == packet; });
    }

    /// The first choice of each fair action that a location could do.
    std::vector<ir::EnabledAction> fairActions(uint32_t location) const {
        std::vector<ir::EnabledAction> out;
        for (ir::EnabledAction& action : transitions_.actions(world_, location)) {
            const bool known =
                !out.empty() && out.back().instance == action.instance && out.back().clause == action.clause;
            if (action.fair && !known) out.push_back(std::move(action));
        }
        return out;
    }

    /// Time goes on until the next message that waits may arrive.
    bool waitForNext() {
        int64_t next = INT64_MAX;
        for (const Packet& packet : world_.packets)
            if (packet.readyNs > world_.nowNs && transitions_.canArrive(world_, packet))
                next = std::min(next, packet.readyNs);
        if (next == INT64_MAX) return false;
        world_.nowNs = next;
        return true;
    }

    const ir::Interpreter& interpreter_;
    const ir::Module& module_;
    const ir::LocationNames& names_;
    const ir::Scenario& scenario_;
    Transitions transitions_;
    Recorder recorder_;
    World& world_;
    Random random_{1};
    std::vector<Packet> arrived_;   ///< what has arrived, in order
    std::vector<Move> moves_;
    std::optional<Packet> repeated_;   ///< of which a second copy arrives next
    std::vector<Span> stepOf_;         ///< by event
    size_t now_ = 0;                   ///< the step that plays
    uint32_t nextInput_ = 0;
};

}   // namespace

Played play(const ir::Module& module, const ir::Scenario& scenario) {
    Played out;
    out.name = scenario.name;
    Diagnostics mistakes;
    const std::optional<Instance> instance = instanceOf(module, scenario, mistakes);
    if (!instance) {
        out.failure = {Failure::Kind::Instance, scenario.span, mistakes.all().front().message, {}, {}, {}, mistakes};
        return out;
    }
    const ir::Interpreter interpreter(module, scenario.system, instance->deployment);
    try {
        Player player(interpreter, scenario);
        try {
            player.play();
        } catch (Stop& stop) { out.failure = std::move(stop.failure); }
        out.moves = player.moves();
        out.inputs = player.inputsPut();
        out.run = player.finish(out.failure);
        out.run.system = interpreter.system().name;
    } catch (Stop& stop) { out.failure = std::move(stop.failure); }
    return out;
}

}   // namespace evd::explore
