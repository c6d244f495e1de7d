#pragma once
// The faults of one run or of many, by their places in the spec.

#include "driver/prepare.h"

#include <functional>

namespace evd::driver {

/// Counts what faulted, and reports each place once, with the first run that shows it.
class FaultTally {
public:
    void add(const explore::Run& run);
    bool empty() const { return places_.empty(); }

    /// "3 of 5 runs had faults". Only if some had.
    std::string sentence() const;
    /// One diagnostic for each place. `replay` gives the run of a seed, told in full. `failure`: a fault is an error,
    /// else a warning, since the run goes on without the event (R1).
    void report(const Prepared& prepared, const std::function<explore::Run(uint64_t seed)>& replay, bool failure,
                Diagnostics& diagnostics) const;

private:
    enum class Of : uint8_t { Event, Action, Statement };
    struct Place {
        Of of;
        ir::FaultAt fault;
        uint64_t times = 0, runs = 0;
        uint64_t seed = 0;   ///< the first run with it …
        size_t index = 0;    ///< … and the event, the untried action or the invariant there
    };

    void add(Of of, const ir::FaultAt& fault, uint64_t times, uint64_t seed, size_t index);
    std::string note(const Place& place, const explore::Run& run) const;

    std::vector<Place> places_;   ///< in the order in which they were found
    std::vector<uint64_t> lastSeed_;
    uint64_t runs_ = 0, faulty_ = 0;
};

}   // namespace evd::driver
