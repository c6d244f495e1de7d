#pragma once
// What must happen in the end, if it stays possible: weak fairness, as the language declares it.

#include "explore/states/space.h"

#include <string>
#include <unordered_map>
#include <vector>

namespace evd::explore {

/// Requirements: each has a number. One that is possible from some point on for ever must be met again and again:
/// a location that is up starts; one that has stopped, and is not gone for good, comes back; a message that is on its
/// way to a location where it can arrive arrives, each for itself; a timer that is set fires, unless it is set anew; a
/// fair action of an instance that can do it is done, with any values; the environment puts in what is given. Nothing
/// else is owed: neither crashes, losses and second copies, nor actions that are not fair.
class Fairness {
public:
    static constexpr uint32_t kNone = UINT32_MAX;

    /// Both must outlive this.
    Fairness(const Transitions& transitions, Locals& locals) : transitions_(transitions), locals_(locals) {}

    /// What a way out of a state meets; `local`: what the location was that does it. kNone if it meets nothing.
    uint32_t metBy(const Via& via, uint32_t local);
    /// The same, if it has been asked for already.
    std::optional<uint32_t> known(const Via& via) const {
        if (via.request || via.what >= met_.size() || met_[via.what] == kUnknown) return std::nullopt;
        return met_[via.what];
    }
    /// What would be met if an event were not rejected.
    uint32_t metBy(const LocalMove& move, uint32_t local);
    /// The timers that are set anew by a move, though they were set.
    const std::vector<uint32_t>& setAnew(uint32_t move, uint32_t local);

    bool hasTimers() const { return transitions_.hasTimers(); }

private:
    uint32_t number(const std::string& key);
    std::string instanceText(uint32_t location, uint32_t local, const ir::InstancePath& path) const;
    uint32_t timer(uint32_t location, const Packet& packet);

    const Transitions& transitions_;
    Locals& locals_;
    std::unordered_map<std::string, uint32_t> numbers_;
    static constexpr uint32_t kUnknown = UINT32_MAX - 1;
    std::vector<uint32_t> met_;   ///< by move
    std::unordered_map<uint32_t, std::vector<uint32_t>> anew_;
};

}   // namespace evd::explore
