#include "explore/world/timing.h"

#include "ir/core/module.h"

#include <algorithm>

namespace evd::explore {

/// How much longer or shorter a delay may take by a clock that goes wrong; rounded up.
int64_t Timing::share(int64_t ns) const {
    return ns / ir::kMillion * driftPpm_ + (ns % ir::kMillion * driftPpm_ + ir::kMillion - 1) / ir::kMillion;
}

void Timing::happens(uint32_t from, uint32_t to, int64_t leastNs, int64_t mostNs) {
    arrives(from, to, leastNs);
    waits(from, to, mostNs);
}

void Timing::waits(uint32_t from, uint32_t to, int64_t mostNs) { most_.push_back({from, to, mostNs + share(mostNs)}); }

void Timing::arrives(uint32_t from, uint32_t to, int64_t leastNs) {
    least_.push_back({from, to, leastNs - share(leastNs)});
}

/// Each event as early as the others allow: later ones push it, and it pulls earlier ones after itself that must not be
/// too far away. Where this does not end after as many rounds as there are events, it never does.
std::optional<std::vector<int64_t>> Timing::times(uint32_t events, int64_t apartNs) const {
    std::vector<int64_t> at(events, 0);
    std::vector<std::vector<const Bound*>> before(events);   // by event: what it must be after
    for (const Bound& bound : least_) before[bound.to].push_back(&bound);
    for (uint32_t round = 0; round <= events; ++round) {
        for (uint32_t i = 0; i < events; ++i) {
            if (i > 0) at[i] = std::max(at[i], at[i - 1] + apartNs);
            for (const Bound* bound : before[i]) at[i] = std::max(at[i], at[bound->from] + bound->ns);
        }
        bool moved = false;
        for (const Bound& bound : most_) {
            if (at[bound.to] - bound.ns <= at[bound.from]) continue;
            at[bound.from] = at[bound.to] - bound.ns;
            moved = true;
        }
        if (!moved) return at;
    }
    return std::nullopt;
}

}   // namespace evd::explore
