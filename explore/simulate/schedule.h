#pragma once
// Who is next: how a simulated run chooses among what is possible.

#include "explore/simulate/random.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string_view>
#include <tuple>
#include <vector>

namespace evd::explore {

/// How the next event is chosen.
enum class Schedule : uint8_t {
    Even,         ///< evenly, and what has waited much longer than chance explains comes first
    Starving,     ///< evenly too, but something is withheld for a while: a location, a link, a kind of message, one
                  ///< message
    Priorities,   ///< what has the highest priority, which changes at a few moments (PCT: Burckhardt et al., ASPLOS
                  ///< 2010)
    Mixed,        ///< one of these, told by the seed: even for 1, 2, 5, 6, …; starving for 3, 7, …; else priorities
};
std::optional<Schedule> scheduleNamed(std::string_view name);   ///< `even`, `starving`, `priorities`, `mixed`

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
    size_t starving(const std::vector<Prospect>& all, uint32_t step);
    size_t byPriority(const std::vector<Prospect>& all, uint32_t step);
    bool isWithheld(const Prospect& one) const;

    Schedule schedule_;
    Random& random_;
    /// Starving: what is withheld, until when; what it has in common with the choice from which it was taken.
    enum class Victim : uint8_t { None, Location, Link, Kind, Message } victim_ = Victim::None;
    Prospect example_;
    uint32_t until_ = 0;
    /// Priorities: the higher, the sooner; and the steps at which what is chosen falls to the lowest, last first.
    std::map<Actor, uint64_t> priorities_;
    std::vector<uint32_t> changes_;
    uint64_t lowest_ = 1'000'000;
};

}   // namespace evd::explore
