#include "explore/simulate/schedule.h"

#include <algorithm>
#include <array>

namespace evd::explore {

namespace {
constexpr std::array<std::pair<std::string_view, Schedule>, 4> kNames = {{{"even", Schedule::Even},
                                                                          {"starving", Schedule::Starving},
                                                                          {"priorities", Schedule::Priorities},
                                                                          {"mixed", Schedule::Mixed}}};
constexpr uint32_t kShortest = 4;     // steps for which something is withheld at least
constexpr uint32_t kDoublings = 8;    // and how often that may double
constexpr uint32_t kChangesMax = 5;   // of priorities in a run
constexpr uint64_t kPriorities = 1'000'000;
}   // namespace

std::optional<Schedule> scheduleNamed(std::string_view name) {
    for (const auto& [known, schedule] : kNames)
        if (known == name) return schedule;
    return std::nullopt;
}

Scheduler::Scheduler(Schedule schedule, uint64_t seed, uint32_t steps, Random& random)
    : schedule_(schedule), random_(random) {
    if (schedule == Schedule::Mixed)
        schedule_ = std::array{Schedule::Priorities, Schedule::Even, Schedule::Even, Schedule::Starving}[seed % 4];
    if (schedule_ != Schedule::Priorities) return;
    // Many a run is much shorter than it may be, so the changes lie within a length that is drawn, too.
    const uint64_t length = std::min<uint64_t>(std::max(steps, 1U), uint64_t{16} << random_.below(kDoublings));
    for (uint64_t left = 1 + random_.below(kChangesMax); left > 0; --left)
        changes_.push_back(static_cast<uint32_t>(random_.below(length)));
    std::sort(changes_.begin(), changes_.end(), std::greater<>());
}

size_t Scheduler::pick(const std::vector<Prospect>& all, uint32_t step) {
    switch (schedule_) {
    case Schedule::Starving: return starving(all, step);
    case Schedule::Priorities: return byPriority(all, step);
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
    const bool arrives = one.kind == Prospect::Kind::Arrival && example_.kind == Prospect::Kind::Arrival;
    switch (victim_) {
    case Victim::None: return false;
    case Victim::Location: return one.location == example_.location;
    case Victim::Link: return arrives && one.location == example_.location && one.from == example_.from;
    case Victim::Kind: return arrives && one.subject == example_.subject;
    case Victim::Message: return arrives && one.message == example_.message;
    }
    return false;
}

size_t Scheduler::starving(const std::vector<Prospect>& all, uint32_t step) {
    if (step >= until_) {
        // As often as not nothing is withheld for a while.
        victim_ = random_.chance(0.5) ? Victim::None : static_cast<Victim>(1 + random_.below(4));
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

}   // namespace evd::explore
