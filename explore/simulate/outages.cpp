#include "explore/simulate/outages.h"

#include <algorithm>

namespace evd::explore {

namespace {
constexpr uint64_t kOwnNumbers = 0x6372617368657321;
constexpr uint64_t kChances = 5;   // 1, 1/2, … of a crash while a condition holds
}   // namespace

Outages::Outages(const SimOptions& options, std::vector<uint32_t> inside)
    : options_(options), inside_(std::move(inside)), random_(options.seed ^ kOwnNumbers),
      crashesLeft_(options.crashesMax), restartsLeft_(options.restartsMax) {
    for (const Outage& one : options.crashes) crashes_.push_back({one.step, one.location, std::nullopt});
    restarts_ = options.restarts;
    if (inside_.empty()) return;
    if (options.randomCrashes > 0) draw();
    if (!options.crashWhen.empty()) crashChance_ = 1.0 / static_cast<double>(uint64_t{1} << random_.below(kChances));
}

/// Where and when locations crash and come back at random. Half of the crashes come just after an event of the
/// location, where most goes wrong.
void Outages::draw() {
    // Many a run is much shorter than it may be.
    const uint64_t length = std::min<uint64_t>(std::max(options_.steps, 1U), uint64_t{8} << random_.below(8));
    uint32_t restarts = options_.randomRestarts;
    for (uint64_t left = 1 + random_.below(options_.randomCrashes); left > 0; --left) {
        Planned one;
        one.location = inside_[random_.below(inside_.size())];
        one.step = static_cast<uint32_t>(random_.below(length));
        if (random_.chance(0.5)) one.location.reset();
        const auto back = one.step + static_cast<uint32_t>(random_.heavyTailed(1, length));   // mostly soon
        if (restarts > 0 && random_.chance(0.75)) {
            one.back = back;
            --restarts;
        }
        crashes_.push_back(one);
    }
}

std::optional<Choice> Outages::due(uint32_t step, const World& world, std::optional<uint32_t> lately, const Ask& ask) {
    if (step != step_) {
        step_ = step;
        crash_ = restart_ = 0;
        drawn_ = false;
    }
    for (; crash_ < crashes_.size(); ++crash_) {
        const Planned& one = crashes_[crash_];
        const std::optional<uint32_t> location = one.location ? one.location : lately;
        if (one.step != step || !location || !world.isUp(*location)) continue;
        if (!one.location && std::find(inside_.begin(), inside_.end(), *location) == inside_.end()) continue;
        if (one.back) restarts_.push_back({*location, *one.back});
        ++crash_;
        return Choice{Choice::Kind::Crash, *location};
    }
    for (; restart_ < restarts_.size(); ++restart_) {
        const Outage one = restarts_[restart_];
        if (one.step != step || world.isUp(one.location)) continue;
        ++restart_;
        return Choice{Choice::Kind::Restart, one.location};
    }
    if (drawn_) return std::nullopt;
    drawn_ = true;
    std::erase_if(mine_, [&](uint32_t location) { return world.isUp(location); });
    if (restartsLeft_ > 0 && !mine_.empty() && random_.chance(options_.restartRate)) {
        --restartsLeft_;
        return Choice{Choice::Kind::Restart, mine_[random_.below(mine_.size())]};
    }
    const std::optional<uint32_t> location = crashesLeft_ > 0 ? victim(world, ask) : std::nullopt;
    if (!location) return std::nullopt;
    --crashesLeft_;
    mine_.push_back(*location);
    return Choice{Choice::Kind::Crash, *location};
}

/// What crashes at this step by a condition, or else by the rate.
std::optional<uint32_t> Outages::victim(const World& world, const Ask& ask) {
    std::vector<uint32_t> all;
    for (const CrashWhen& one : options_.crashWhen)
        for (uint32_t location : inside_)
            if (world.isUp(location) && (!one.only || *one.only == location) && ask(one.condition, location))
                all.push_back(location);
    mayStillCrash_ = !all.empty();
    if (!all.empty() && random_.chance(crashChance_)) return all[random_.below(all.size())];
    if (options_.crashRate <= 0 || !random_.chance(options_.crashRate)) return std::nullopt;
    all.clear();
    for (uint32_t location : inside_)
        if (world.isUp(location)) all.push_back(location);
    return all.empty() ? std::nullopt : std::optional(all[random_.below(all.size())]);
}

std::optional<uint32_t> Outages::next(uint32_t step) const {
    std::optional<uint32_t> out;
    const auto add = [&](uint32_t at) {
        if (at > step && (!out || at < *out)) out = at;
    };
    for (const Planned& one : crashes_) add(one.step);
    for (const Outage& one : restarts_) add(one.step);
    if (restartsLeft_ > 0 && !mine_.empty() && options_.restartRate > 0) add(step + 1);
    if (crashesLeft_ > 0 && mayStillCrash_) add(step + 1);
    return out;
}

}   // namespace evd::explore
