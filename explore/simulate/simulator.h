#pragma once
// The deterministic simulator: one random but replayable run of a system over an unreliable network.

#include "explore/simulate/links.h"
#include "explore/simulate/options.h"
#include "explore/simulate/outages.h"
#include "explore/simulate/random.h"
#include "explore/simulate/recorder.h"
#include "explore/simulate/schedule.h"

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace evd::explore {

/// How often a crash loses a message that its location has sent, or would have received.
inline constexpr double kLossAtCrash = 0.5;

/// Simulated time that passes at each step.
inline constexpr int64_t kStepNs = 1'000'000;

/// What is known of the statements of runs with these options before any run, for several that share it
/// (SimOptions::plan). The interpreter must outlive it.
std::shared_ptr<const Monitor::Plan> planFor(const ir::Interpreter& interpreter, const SimOptions& options);

/// A policy over the transitions of a system: at each step the schedule picks among what is possible: the start of a
/// location, the arrival of a message on its way (in any order, R5) whose delay has passed, an enabled action (then its
/// parameters), an input of the environment. Time advances by kStepNs a step, but not beyond the next timer, and jumps
/// ahead if only waiting could make something possible.
/// Timers fire on time: once one is due, nothing else happens before it. A location's clock goes wrong by a share that
/// is drawn once, within the drift that the spec allows.
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
    bool begin();
    void play();
    bool leavesBound();
    void drawRates();
    void passStep();
    bool takeOutages(uint32_t step);
    bool holds(uint32_t condition, uint32_t location);
    std::optional<uint32_t> nextChange(uint32_t step) const;
    bool isCut(const Packet& packet, uint32_t step) const;
    bool waitForMessages(uint32_t step);
    const Packet* dueTimer() const;
    void findProspects(uint32_t step);
    void addArrival(const Packet& packet);
    void addArrivals(uint32_t step);
    void addActions(uint32_t location, uint32_t step);
    void perform(size_t index, uint32_t step);
    void apply(const Choice& choice, uint32_t step);
    int64_t wait(uint32_t location, int64_t leastNs, int64_t mostNs);

    const ir::Interpreter& interpreter_;
    const SimOptions options_;
    Random random_;
    Scheduler scheduler_;
    Links links_;
    Transitions transitions_;
    Recorder recorder_;
    World& world_;
    bool beginning_ = false;   ///< within SimOptions::begin, where the network does nothing by itself
    Outages outages_;
    ir::Coverage coverage_;

    /// What could happen now. Actions with several choices of parameters are one prospect; `choices_` has of each of
    /// them, in order, which in `enabled_` these are: from one to before another.
    std::vector<Prospect> prospects_;
    std::vector<std::pair<size_t, size_t>> choices_;
    size_t firstAction_ = 0;    ///< index of the first action in `prospects_`
    std::vector<char> takes_;   ///< by location: what is ready may arrive there, or is lost there

    std::vector<uint32_t> sentAtStep_;   ///< by copy on its way
    std::vector<int64_t> ratesPpm_;      ///< by location: by how many millionths its clock is slow; empty: by none
    std::vector<uint32_t> startableSince_;
    std::vector<std::optional<std::vector<ir::EnabledAction>>>
        enabled_;   ///< by location; empty after each of its events
    /// By location: since when each action has been enabled without a break, by instance path and clause.
    using ActionKey = std::pair<ir::InstancePath, uint32_t>;
    std::vector<std::map<ActionKey, uint32_t>> enabledSince_;
};

}   // namespace evd::explore
