#pragma once
// The deterministic simulator: one random but replayable run of a system over an unreliable network.

#include "explore/simulate/random.h"
#include "explore/simulate/recorder.h"
#include "explore/simulate/schedule.h"

#include <map>
#include <string>
#include <utility>
#include <vector>

namespace evd::explore {

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
    std::vector<std::string> only;                    ///< the statements to evaluate, by name; empty: all
    bool record = true;                               ///< RecorderOptions::record
    bool inFull = false;                              ///< Monitor::Options::inFull
    std::shared_ptr<const Monitor::Plan> plan = {};   ///< of these statements (planFor), if several runs share it
};

/// What runs with such options can share.
std::shared_ptr<const Monitor::Plan> planFor(const ir::Interpreter& interpreter, const SimOptions& options);

/// How often a crash loses a message that its location has sent, or would have received.
inline constexpr double kLossAtCrash = 0.5;

/// Simulated time that passes at each step.
inline constexpr int64_t kStepNs = 1'000'000;

/// A policy over the transitions of a system: at each step the schedule picks among what is possible: the start of a
/// location, the arrival of a message on its way (in any order, R5) whose delay has passed, an enabled action (then its
/// parameters), an input of the environment. Time advances by kStepNs a step, and jumps ahead if only waiting could
/// make something possible.
/// Fairness: under Schedule::Even what has been possible without a break for much longer than chance explains is picked
/// first, oldest first; so no message and no fair action starves. Plain actions have no such promise (they may also
/// never happen).
/// Same module, deployment and options: the same run, byte for byte, on every platform.
class Simulator {
public:
    /// The interpreter must outlive the simulator.
    Simulator(const ir::Interpreter& interpreter, SimOptions options);

    /// The whole run: until the steps are used up, nothing more can happen, or a statement is violated.
    Run run();

private:
    void play();
    void drawOutages();
    bool takeOutages(uint32_t step);
    bool waitForMessages();
    void findProspects(uint32_t step);
    void addActions(uint32_t location, uint32_t step);
    void perform(size_t chosen, uint32_t step);
    Passage carry(const World& world, const Packet& packet);
    int64_t delay();
    void finish(End end);

    const ir::Interpreter& interpreter_;
    SimOptions options_;   ///< with the outages that were drawn
    Random random_;
    Scheduler scheduler_;
    Transitions transitions_;
    Recorder recorder_;
    World& world_;

    /// What could happen now. Actions with several choices of parameters are one prospect; of the actions the choices,
    /// from which one to before which one in `enabled_`.
    std::vector<Prospect> prospects_;
    std::vector<std::pair<size_t, size_t>> choices_;
    size_t firstAction_ = 0;             ///< the prospect for which the first of `choices_` is
    std::vector<char> acts_;             ///< by location: it can have actions
    std::vector<char> isDown_, takes_;   ///< by location: it has crashed; what is ready may arrive, or is lost there

    std::vector<uint32_t> sentAtStep_;   ///< by copy on its way
    std::vector<uint32_t> startableSince_;
    /// Since when each action has been enabled without a break: by location, then by instance path and clause.
    using ActionKey = std::pair<ir::InstancePath, uint32_t>;
    std::vector<std::map<ActionKey, uint32_t>> enabledSince_;
    std::vector<std::optional<std::vector<ir::EnabledAction>>>
        enabled_;                                         ///< by location; empty after each of its events
    std::vector<std::vector<ir::ActionFault>> untried_;   ///< by location: what faulted when `enabled_` was found
};

}   // namespace evd::explore
