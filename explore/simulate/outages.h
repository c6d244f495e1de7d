#pragma once
// When locations crash in a simulated run, and when they come back.

#include "explore/simulate/options.h"
#include "explore/simulate/random.h"

#include <functional>
#include <optional>
#include <vector>

namespace evd::explore {

/// The outages of one run. They have random numbers of their own, so that they disturb the rest of the run little.
class Outages {
public:
    /// `options` must outlive them. `inside`: the locations that may crash.
    Outages(const SimOptions& options, std::vector<uint32_t> inside);

    /// Whether a condition holds of a location now.
    using Ask = std::function<bool(uint32_t condition, uint32_t location)>;
    /// The next crash or restart that is due at a step; asked again until there is none. `lately`: where the last event
    /// happened.
    std::optional<Choice> due(uint32_t step, const World& world, std::optional<uint32_t> lately, const Ask& ask);
    /// The first step after this one at which something may be due although nothing else happens.
    std::optional<uint32_t> next(uint32_t step) const;

private:
    struct Planned {
        uint32_t step = 0;
        std::optional<uint32_t> location;   ///< else the one at which the last event happened
        std::optional<uint32_t> back;       ///< when it restarts
    };
    void draw();
    std::optional<uint32_t> victim(const World& world, const Ask& ask);

    const SimOptions& options_;
    std::vector<uint32_t> inside_;
    Random random_;
    std::vector<Planned> crashes_;
    std::vector<Outage> restarts_;
    double crashChance_ = 1;   ///< at each moment at which a condition holds
    uint32_t crashesLeft_, restartsLeft_;
    std::vector<uint32_t> mine_;   ///< what a rate or a condition has crashed, and may bring back
    bool mayStillCrash_ = false;   ///< a condition held when it was asked last
    // Of the step that was asked about last:
    uint32_t step_ = 0;
    size_t crash_ = 0, restart_ = 0;
    bool drawn_ = false;
};

}   // namespace evd::explore
