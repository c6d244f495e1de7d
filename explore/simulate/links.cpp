#include "explore/simulate/links.h"

#include "base/check.h"

#include <algorithm>

namespace evd::explore {

namespace {

/// Heavy-tailed delays from 0 on have this part of the greatest as their usual one.
constexpr int64_t kUsualPart = 1024;

int64_t drawn(const Delay& delay, Random& random) {
    if (delay.mostNs <= 0) return 0;
    EVD_CHECK(delay.leastNs <= delay.mostNs, "the least delay is not above the greatest");
    if (!delay.heavyTailed) {
        const uint64_t spread = static_cast<uint64_t>(delay.mostNs - delay.leastNs) + 1;
        return delay.leastNs + static_cast<int64_t>(random.below(spread));
    }
    const int64_t least = std::max({delay.leastNs, delay.mostNs / kUsualPart, int64_t{1}});
    return static_cast<int64_t>(random.heavyTailed(static_cast<uint64_t>(least), static_cast<uint64_t>(delay.mostNs)));
}

}   // namespace

bool Partition::cuts(uint32_t a, uint32_t b) const {
    const auto inside = [&](uint32_t one) { return std::find(apart.begin(), apart.end(), one) != apart.end(); };
    return inside(a) != inside(b);
}

Links::Links(const SimOptions& options)
    : rules_{{{}, {}, options.drop, options.duplicate, options.delay}}, dropsLeft_(options.dropsAtMost),
      duplicatesLeft_(options.duplicatesAtMost) {
    rules_.insert(rules_.end(), options.links.begin(), options.links.end());
}

Passage Links::carry(uint32_t from, uint32_t to, bool network, Random& random) {
    double drop = 0, duplicate = 0;
    Delay delay;
    for (const LinkRule& rule : rules_) {
        if ((rule.from && *rule.from != from) || (rule.to && *rule.to != to)) continue;
        drop = rule.drop.value_or(drop);
        duplicate = rule.duplicate.value_or(duplicate);
        delay = rule.delay.value_or(delay);
    }
    Passage out;
    out.dropped = random.chance(drop) && network && dropsLeft_ > 0;
    out.doubled = random.chance(duplicate) && network && !out.dropped && duplicatesLeft_ > 0;
    dropsLeft_ -= out.dropped ? 1 : 0;
    duplicatesLeft_ -= out.doubled ? 1 : 0;
    out.delayNs = drawn(delay, random);
    if (out.doubled) out.copyDelayNs = drawn(delay, random);
    return out;
}

}   // namespace evd::explore
