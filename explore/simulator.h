#pragma once
// The deterministic simulator: one random but replayable run of a system over an unreliable network.

#include "explore/monitor.h"
#include "explore/random.h"
#include "explore/run.h"
#include "explore/schedule.h"
#include "ir/interp/interp.h"

#include <map>
#include <set>
#include <string>
#include <vector>

namespace evd::explore {

/// An input the environment puts in.
struct Input {
    ir::MessageId message = 0;
    std::vector<ir::Value> payload;
    uint32_t from = 0;   ///< the authenticated sender: a location outside the system if there is one
    uint32_t to = 0;
    uint32_t notBefore = 0;   ///< earliest step
};

/// A crash or restart of a location at a step.
struct Outage {
    uint32_t location = 0;
    uint32_t step = 0;
};

struct SimOptions {
    uint64_t seed = 1;
    Schedule schedule = Schedule::Even;
    uint32_t steps = 200;
    uint32_t events = UINT32_MAX;   ///< events at most
    double drop = 0;          ///< probability that the network loses a message between two locations of the system
    double duplicate = 0;     ///< probability that it delivers one twice
    int64_t delayMinNs = 0;   ///< simulated time a message needs at least …
    int64_t delayMaxNs = 0;   ///< … and at most, chosen evenly
    bool fifo = false;        ///< messages from one location to another arrive in the order in which they left
    std::vector<Outage> crashes;
    std::vector<Outage> restarts;
    uint32_t randomCrashes = 0;    ///< besides those: up to so many, at locations and steps that the seed says …
    uint32_t randomRestarts = 0;   ///< … and up to so many of them come back
    std::vector<Input> inputs;
    std::vector<std::string> only;   ///< the statements to evaluate, by name; empty: all
    bool record = true;   ///< whether the run is told: texts, changes, clocks. Without, only what is counted; the same
                          ///< things happen
};

/// How often a crash loses a message that its location has sent, or would have received.
inline constexpr double kLossAtCrash = 0.5;

/// Simulated time that passes at each step.
inline constexpr int64_t kStepNs = 1'000'000;

/// What happens: at each step the schedule picks among what is possible: the start of a location, the arrival
/// of a message
///   on its way (in any order, R5) whose delay has passed, an enabled action (then its parameters), an input of the
///   environment. Time advances by kStepNs a step, and jumps ahead if only waiting could make something possible.
/// Fairness: under Schedule::Even what has been possible without a break for much longer than chance explains is picked
/// first, oldest first; so no
///   message and no fair action starves. Plain actions have no such promise (they may also never happen).
/// Faults: a crashed location takes no event; messages that arrive there are lost, and so is what waits in its own
/// memory: delayed
///   sends (timers) and messages to itself. What it has sent and nobody has received yet, and what is on its way to it,
///   may be lost too. A restart keeps what is durable (Interpreter::restarted), and the next event is the start.
///   Messages of a location to itself and inputs do not pass the network: they are neither lost nor doubled there.
/// Same module, deployment and options: the same run, byte for byte, on every platform.
class Simulator {
public:
    /// The interpreter must outlive the simulator.
    Simulator(const ir::Interpreter& interpreter, SimOptions options);

    /// The whole run: until the steps are used up, nothing more can happen, or a statement is violated.
    Run run();

private:
    /// Something that could happen now. Actions with several choices of parameters are one candidate.
    struct Candidate {
        using Kind = Choice::Kind;
        Kind kind;
        uint32_t location = 0;
        uint32_t subject = 0;                     ///< Arrival: message; Request: index into options.inputs
        std::vector<ir::EnabledAction> choices;   ///< Action
        bool fair = true;
        uint32_t since = 0;   ///< the step from which on it has been possible
    };

    void play();
    std::string whyOpen() const;
    void drawOutages();
    bool takeOutages(uint32_t step);
    void loseAtCrash(const Event& crash);
    bool waitForMessages();
    bool isOvertaking(uint32_t id) const;
    std::vector<Candidate> candidates(uint32_t step);
    void addActions(uint32_t location, uint32_t step, std::vector<Candidate>& out);
    const Candidate& pick(const std::vector<Candidate>& all, uint32_t step);
    Choice choiceOf(const Candidate& candidate) const;
    void perform(const Candidate& chosen, uint32_t step);
    void describeAction(Event& event, const ir::EnabledAction& action) const;
    void arrive(uint32_t message, uint32_t step);
    void request(uint32_t input, uint32_t step);

    Event& newEvent(EventKind kind, uint32_t location, uint32_t step, std::string text);
    void apply(Event& event, const ir::Event& what);
    void finishClock(Event& event);
    void send(Event& event, const ir::Output& output);
    uint32_t put(Message message);
    int64_t delay();
    std::string messageText(ir::MessageId kind, const std::vector<ir::Value>& payload) const;
    void noteUntried(uint32_t location, uint32_t step);
    void noteUnhandled(const Message& message);
    void finish(End end);
    ir::Happening happeningOf(const Event& event, const ir::Event& what) const;
    void tell(const Event& event, ir::Happening::Kind kind, const Message* message);
    void takeOff(uint32_t message, bool byNextEvent) {
        if (monitor_.listens()) monitor_.takeOff(transits_[message], byNextEvent);
    }
    bool checkStatements(std::optional<uint32_t> event);

    const ir::Interpreter& interpreter_;
    const ir::Module& module_;
    const ir::LocationNames& names_;
    const SimOptions given_;
    SimOptions options_;   ///< with the outages that were drawn
    Random random_;
    Scheduler scheduler_;
    Run run_;

    std::vector<ir::LocationState> states_;   ///< by location number
    Monitor monitor_;
    std::vector<uint32_t> transits_;   ///< by message: its number in the monitor, if that listens
    std::vector<bool> started_, crashed_, requested_;
    std::vector<std::optional<uint32_t>> lastEvent_;
    std::vector<uint32_t> pool_;         ///< messages in flight, oldest first
    std::vector<uint32_t> sentAtStep_;   ///< by message
    std::vector<uint32_t> startableSince_;
    /// Since when each action has been enabled without a break, by location, instance path and clause.
    using ActionKey = std::tuple<uint32_t, ir::InstancePath, uint32_t>;
    std::map<ActionKey, uint32_t> enabledSince_;
    std::vector<std::optional<std::vector<ir::EnabledAction>>>
        enabled_;                                         ///< by location; empty after each of its events
    std::vector<std::vector<ir::ActionFault>> untried_;   ///< by location: what faulted when `enabled_` was found
    std::vector<std::set<ir::MessageId>> handled_;        ///< by location
    int64_t now_ = 0;
};

}   // namespace evd::explore
