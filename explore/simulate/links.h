#pragma once
// What goes wrong between locations in a simulated run: losses, second copies, delays.

#include "explore/simulate/options.h"
#include "explore/simulate/random.h"
#include "explore/simulate/recorder.h"

#include <vector>

namespace evd::explore {

/// The links between locations as rules say, of which the last that fits holds.
class Links {
public:
    explicit Links(const SimOptions& options);

    /// What becomes of a message. All chances are drawn for every message, so that changing one probability disturbs
    /// the rest of a run little. `network`: it passes the network, so that it may be lost or doubled.
    Passage carry(uint32_t from, uint32_t to, bool network, Random& random);

private:
    std::vector<LinkRule> rules_;
    uint32_t dropsLeft_, duplicatesLeft_;
};

}   // namespace evd::explore
