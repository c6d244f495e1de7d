#pragma once
// Who is next: how a simulated run chooses among what is possible.

#include "explore/simulate/random.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

namespace evd::explore {

/// How the next event is chosen. None makes something happen that could not: they delay and reorder only.
enum class Schedule : uint8_t {
    Even,         ///< evenly, and what has waited much longer than chance explains comes first
    Starving,     ///< evenly too, but something is withheld for a while: a location, a link, a kind of message, one
                  ///< message
    Priorities,   ///< what has the highest priority, which changes at a few moments (PCT: Burckhardt et al., ASPLOS
                  ///< 2010)
    Partitions,   ///< evenly, but for a while nothing arrives between two parts of the locations, or on some links
    Delays,       ///< in the order of delays that are drawn for all that could happen, a few of them very long
    Unseen,       ///< often what has been chosen least often in the run so far
    Mixed,        ///< one of these, told by the seed: see scheduleOf
};
/// All names, in the order of the schedules: `even`, `starving`, …
const std::vector<std::string>& scheduleNames();
std::optional<Schedule> scheduleNamed(std::string_view name);
/// The schedule of a seed under `mixed`.
Schedule scheduleOf(uint64_t seed);

/// What a schedule knows of something that could happen.
struct Prospect {
    enum class Kind : uint8_t { Start, Arrival, Action, Request } kind = Kind::Start;
    uint32_t location = 0;
    uint32_t from = 0;      ///< Arrival: the sender
    uint32_t subject = 0;   ///< Arrival: the kind of message; Action: its clause; Request: its index
    uint32_t message = 0;   ///< Arrival
    bool fair = true;       ///< it must happen if it stays possible
    uint32_t since = 0;     ///< the step from which on it has been possible
};

/// Chooses among what is possible, step by step.
class Scheduler {
public:
    /// `steps`: how long the run may be. Mixed takes the schedule of the seed.
    Scheduler(Schedule schedule, uint64_t seed, uint32_t steps, Random& random);

    /// An index into `all`, which is not empty.
    size_t pick(const std::vector<Prospect>& all, uint32_t step);

private:
    using Actor = std::tuple<Prospect::Kind, uint32_t, uint32_t, uint32_t>;
    static Actor actorOf(const Prospect& one);

    size_t evenly(const std::vector<Prospect>& all, uint32_t step);
    size_t withholding(const std::vector<Prospect>& all, uint32_t step);
    size_t byPriority(const std::vector<Prospect>& all, uint32_t step);
    size_t byDelay(const std::vector<Prospect>& all, uint32_t step);
    size_t unseen(const std::vector<Prospect>& all);
    bool isWithheld(const Prospect& one) const;

    Schedule schedule_;
    Random& random_;
    /// Starving, Partitions: what is withheld, until when; what it has in common with the choice from which it was
    /// taken, or on which side each location is.
    enum class Victim : uint8_t { None, Location, Link, Kind, Message, Partition, Links } victim_ = Victim::None;
    Prospect example_;
    uint64_t sides_ = 0;
    uint32_t until_ = 0;
    /// Priorities: the higher, the sooner; and the steps at which what is chosen falls to the lowest, last first.
    std::map<Actor, uint64_t> priorities_;
    std::vector<uint32_t> changes_;
    uint64_t lowest_ = 1'000'000;
    /// Delays: when it is due, of messages by number.
    std::map<Actor, uint64_t> due_;
    std::vector<uint64_t> dueMessages_;
    /// Unseen: how often it was chosen.
    std::map<Actor, uint32_t> chosen_;
};

}   // namespace evd::explore
