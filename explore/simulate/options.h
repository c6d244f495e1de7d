#pragma once
// What a simulated run is made with.

#include "explore/simulate/monitor.h"
#include "explore/simulate/schedule.h"
#include "explore/world/world.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace evd::explore {

/// Something that happens first, as it is written down.
struct Move {
    Choice choice;
    std::optional<Packet> again;   ///< of which the network has made a second copy, which `choice` receives
    int64_t nowNs = 0;             ///< the time then
};

/// A crash or restart of a location at a step.
struct Outage {
    uint32_t location = 0;
    uint32_t step = 0;
};

/// A condition under which a location may crash.
struct CrashWhen {
    uint32_t condition = 0;         ///< index into Module::conditions
    std::optional<uint32_t> only;   ///< the one location; any of which it holds if absent
};

/// The simulated time that a message needs.
struct Delay {
    int64_t leastNs = 0;
    int64_t mostNs = 0;         ///< chosen evenly in between …
    bool heavyTailed = false;   ///< … or each doubling half as often
};

/// What holds of messages between some locations. Where nothing is said, what is said of all of them.
struct LinkRule {
    std::optional<uint32_t> from, to;   ///< any if absent
    std::optional<double> drop, duplicate;
    std::optional<Delay> delay;
};

/// Some locations are cut off from all others: what passes between the two parts arrives when it is over.
struct Partition {
    std::vector<uint32_t> apart;
    uint32_t from = 0, until = 0;   ///< from this step on; no more at this one

    bool cuts(uint32_t a, uint32_t b) const;
};

/// How often a location that crashed by a rate or on a condition comes back: the chance at each step.
inline constexpr double kRestartRate = 0.1;

/// Nothing goes wrong where nothing is said.
struct SimOptions {
    uint64_t seed = 1;
    Schedule schedule = Schedule::Even;
    uint32_t steps = 200;
    uint32_t events = UINT32_MAX;   ///< events at most
    double drop = 0;        ///< probability that the network loses a message between two locations of the system
    double duplicate = 0;   ///< probability that it delivers one twice
    uint32_t dropsAtMost = UINT32_MAX;   ///< however probable they are
    uint32_t duplicatesAtMost = UINT32_MAX;
    Delay delay;
    std::vector<LinkRule> links;   ///< exceptions; the last that fits holds
    bool fifo = false;             ///< messages from one location to another arrive in the order in which they left
    std::vector<Partition> partitions;
    std::vector<Outage> crashes;
    std::vector<Outage> restarts;
    uint32_t randomCrashes = 0;         ///< besides those: up to so many, at locations and steps that the seed says …
    uint32_t randomRestarts = 0;        ///< … and up to so many of them come back
    std::vector<CrashWhen> crashWhen;   ///< while one holds, the location crashes with a chance that the seed says
    double crashRate = 0;               ///< chance at each step that some location crashes
    uint32_t crashesMax = 1;            ///< by the last two together
    double restartRate = kRestartRate;
    uint32_t restartsMax = 0;   ///< of the locations that these have crashed
    std::vector<Input> inputs;
    std::vector<ir::ExprId> bounds;                   ///< the run ends where one does not hold
    std::vector<Move> begin;                          ///< what happens first; its inputs are the first of `inputs`
    std::vector<std::string> only;                    ///< the statements to evaluate, by name; empty: all
    bool record = true;                               ///< RecorderOptions::record
    bool cover = false;                               ///< whether Run::coverage is wanted
    bool inFull = false;                              ///< Monitor::Options::inFull
    std::shared_ptr<const Monitor::Plan> plan = {};   ///< of these statements (planFor), if several runs share it
};

}   // namespace evd::explore
