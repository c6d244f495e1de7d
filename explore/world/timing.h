#pragma once
// Whether events can have times: a run whose order was chosen without looking at the clock may be one that no clock
// allows. Source: simple temporal networks (Dechter, Meiri, Pearl, Artificial Intelligence 49, 1991).

#include <cstdint>
#include <optional>
#include <vector>

namespace evd::explore {

/// The delays between the events of one order.
class Timing {
public:
    /// By how many millionths clocks may go wrong.
    explicit Timing(int64_t driftPpm) : driftPpm_(driftPpm) {}

    /// What event `from` sets to happen after a delay between these happens at event `to`.
    void happens(uint32_t from, uint32_t to, int64_t leastNs, int64_t mostNs);
    /// It has not happened before event `to`, so it is not overdue there.
    void waits(uint32_t from, uint32_t to, int64_t mostNs);
    /// What event `from` sends after a delay arrives at event `to`, whenever it likes after that.
    void arrives(uint32_t from, uint32_t to, int64_t leastNs);

    /// The earliest times of so many events, in their order and at least so far apart; nothing if there are none.
    std::optional<std::vector<int64_t>> times(uint32_t events, int64_t apartNs) const;

private:
    struct Bound {
        uint32_t from, to;
        int64_t ns;
    };
    int64_t share(int64_t ns) const;

    int64_t driftPpm_;
    std::vector<Bound> least_, most_;
};

}   // namespace evd::explore
