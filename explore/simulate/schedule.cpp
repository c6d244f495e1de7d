#include "explore/simulate/schedule.h"

#include <algorithm>
#include <array>

namespace evd::explore {

namespace {
constexpr uint32_t kShortest = 4;     // steps for which something is withheld at least
constexpr uint32_t kDoublings = 8;    // and how often that may double
constexpr uint32_t kChangesMax = 5;   // of priorities in a run
constexpr uint64_t kPriorities = 1'000'000;
constexpr uint64_t kDelayMin = 16, kDelayMax = kDelayMin << 12;   // in sixteenths of a step
}   // namespace

const std::vector<std::string>& scheduleNames() {
    static const std::vector<std::string> kNames = {"even",   "starving", "priorities", "partitions",
                                                    "delays", "unseen",   "mixed"};
    return kNames;
}

std::optional<Schedule> scheduleNamed(std::string_view name) {
    const auto found = std::find(scheduleNames().begin(), scheduleNames().end(), name);
    if (found == scheduleNames().end()) return std::nullopt;
    return static_cast<Schedule>(found - scheduleNames().begin());
}

Schedule scheduleOf(uint64_t seed) {
    using S = Schedule;
    constexpr std::array kPortfolio = {S::Priorities, S::Even,   S::Priorities, S::Partitions,
                                       S::Priorities, S::Unseen, S::Delays,     S::Starving};
    return kPortfolio[seed % kPortfolio.size()];
}

Scheduler::Scheduler(Schedule schedule, uint64_t seed, uint32_t steps, Random& random)
    : schedule_(schedule == Schedule::Mixed ? scheduleOf(seed) : schedule), random_(random) {
    if (schedule_ != Schedule::Priorities) return;
    // Many a run is much shorter than it may be, so the changes lie within a length that is drawn, too.
    const uint64_t length = std::min<uint64_t>(std::max(steps, 1U), uint64_t{16} << random_.below(kDoublings));
    for (uint64_t left = 1 + random_.below(kChangesMax); left > 0; --left)
        changes_.push_back(static_cast<uint32_t>(random_.below(length)));
    std::sort(changes_.begin(), changes_.end(), std::greater<>());
}

size_t Scheduler::pick(const std::vector<Prospect>& all, uint32_t step) {
    switch (schedule_) {
    case Schedule::Starving:
    case Schedule::Partitions: return withholding(all, step);
    case Schedule::Priorities: return byPriority(all, step);
    case Schedule::Delays: return byDelay(all, step);
    case Schedule::Unseen: return unseen(all);
    case Schedule::Even:
    case Schedule::Mixed: break;   // which is one of the others
    }
    return evenly(all, step);
}

size_t Scheduler::evenly(const std::vector<Prospect>& all, uint32_t step) {
    // Waiting 8 times the number of rivals happens by chance about once in 3000 times; then it is owed.
    const Prospect* oldest = nullptr;
    for (const Prospect& one : all)
        if (one.fair && (oldest == nullptr || one.since < oldest->since)) oldest = &one;
    if (oldest != nullptr && step > oldest->since && step - oldest->since > 8 * all.size() + 8)
        return static_cast<size_t>(oldest - all.data());
    return random_.below(all.size());
}

bool Scheduler::isWithheld(const Prospect& one) const {
    const bool arrives = one.kind == Prospect::Kind::Arrival;
    const bool both = arrives && example_.kind == Prospect::Kind::Arrival;
    switch (victim_) {
    case Victim::None: return false;
    case Victim::Location: return one.location == example_.location;
    case Victim::Link: return both && one.location == example_.location && one.from == example_.from;
    case Victim::Kind: return both && one.subject == example_.subject;
    case Victim::Message: return both && one.message == example_.message;
    case Victim::Partition: return arrives && ((sides_ >> one.location % 64 ^ sides_ >> one.from % 64) & 1) != 0;
    case Victim::Links: return arrives && (sides_ >> (one.location * 13 + one.from) % 64 & 1) != 0;
    }
    return false;
}

size_t Scheduler::withholding(const std::vector<Prospect>& all, uint32_t step) {
    if (step >= until_) {
        // As often as not nothing is withheld for a while.
        victim_ = random_.chance(0.5) ? Victim::None : static_cast<Victim>(1 + random_.below(4));
        if (schedule_ == Schedule::Partitions && victim_ != Victim::None) {
            victim_ = random_.chance(0.5) ? Victim::Partition : Victim::Links;
            sides_ = random_.next();
        }
        example_ = all[random_.below(all.size())];
        uint32_t span = kShortest;   // heavy-tailed: each doubling half as often
        for (uint32_t i = 0; i < kDoublings && random_.chance(0.5); ++i) span *= 2;
        until_ = step + span;
    }
    std::vector<size_t> left;
    for (size_t i = 0; i < all.size(); ++i)
        if (!isWithheld(all[i])) left.push_back(i);
    return left.empty() ? random_.below(all.size()) : left[random_.below(left.size())];
}

Scheduler::Actor Scheduler::actorOf(const Prospect& one) { return {one.kind, one.location, one.from, one.subject}; }

size_t Scheduler::byPriority(const std::vector<Prospect>& all, uint32_t step) {
    std::vector<size_t> best;
    uint64_t highest = 0;
    for (size_t i = 0; i < all.size(); ++i) {
        auto [known, isNew] = priorities_.try_emplace(actorOf(all[i]), 0);
        if (isNew) known->second = kPriorities + 1 + random_.below(kPriorities);
        if (known->second > highest) best.clear();
        if (known->second >= highest) best.push_back(i);
        highest = std::max(highest, known->second);
    }
    // Of one link and kind of message any copy.
    const size_t chosen = best[random_.below(best.size())];
    if (!changes_.empty() && step >= changes_.back()) {
        changes_.pop_back();
        priorities_[actorOf(all[chosen])] = lowest_--;
    }
    return chosen;
}

/// As if each took its own time: the delay of a message is drawn once, that of anything else anew whenever it happens.
size_t Scheduler::byDelay(const std::vector<Prospect>& all, uint32_t step) {
    size_t first = 0;
    uint64_t earliest = UINT64_MAX;
    for (size_t i = 0; i < all.size(); ++i) {
        uint64_t* due = nullptr;
        if (all[i].kind == Prospect::Kind::Arrival) {
            if (all[i].message >= dueMessages_.size()) dueMessages_.resize(all[i].message + 1, 0);
            due = &dueMessages_[all[i].message];
        } else due = &due_[actorOf(all[i])];
        if (*due == 0) *due = uint64_t{step} * kDelayMin + random_.heavyTailed(kDelayMin, kDelayMax);
        if (*due >= earliest) continue;
        earliest = *due;
        first = i;
    }
    if (all[first].kind != Prospect::Kind::Arrival) due_.erase(actorOf(all[first]));
    return first;
}

size_t Scheduler::unseen(const std::vector<Prospect>& all) {
    std::vector<size_t> least;
    uint32_t fewest = UINT32_MAX;
    for (size_t i = 0; i < all.size(); ++i) {
        const uint32_t times = chosen_[actorOf(all[i])];
        if (times < fewest) least.clear();
        if (times <= fewest) least.push_back(i);
        fewest = std::min(fewest, times);
    }
    const size_t out = random_.chance(0.5) ? random_.below(all.size()) : least[random_.below(least.size())];
    ++chosen_[actorOf(all[out])];
    return out;
}

}   // namespace evd::explore
