#pragma once
// Runs of a prepared spec with successive seeds, and what they have shown.

#include "driver/fault_tally.h"
#include "explore/simulate/simulator.h"
#include "explore/trace/series.h"

#include <functional>
#include <memory>
#include <vector>

namespace evd::driver {

/// Runs with successive seeds until one shows what is looked for: a violated invariant, or a fault if that counts as a
/// failure. Only a run that is shown is told in full.
class Tries {
public:
    /// `prepared` must outlive the tries. `tries`: how many at most, at least 1. `threads`: how many runs are made at a
    /// time; what is found does not depend on it.
    Tries(const Prepared& prepared, explore::SimOptions simulation, uint64_t tries, bool failOnFault,
          unsigned threads = 1);

    explore::Run last;        ///< the last run
    explore::Series series;   ///< what all of them have shown
    FaultTally faults;

    /// `told`: whether the last run is wanted in full, whatever it shows. `goOn` is asked after each run.
    void run(bool told, const std::function<bool()>& goOn = [] { return true; });

    /// Lets the last run be the fewest events that violate the same. False if it violates nothing, or cannot be
    /// shrunk.
    bool shrink();

    /// Whether the last run is one that was looked for.
    bool found() const { return last.violation || (failOnFault_ && !faults.empty()); }

    /// The violation of the last run with its witness and the events that matter, and every fault, at their places.
    void report(Diagnostics& diagnostics) const;

private:
    void add(explore::Run run);
    /// What a run of an instance is made with.
    explore::SimOptions options(size_t instance, uint64_t seed) const;
    /// The run of a seed.
    explore::Run of(uint64_t seed, bool told) const;

    const Prepared& prepared_;
    explore::SimOptions simulation_;
    uint64_t tries_;
    bool failOnFault_;
    unsigned threads_;
    std::vector<explore::Run::NotEvaluated> notEvaluated_;
    std::vector<std::shared_ptr<const explore::Monitor::Plan>> plans_;   ///< by instance; none if no runs share them
};

}   // namespace evd::driver
