#pragma once
// A small random number generator that gives the same numbers on every platform.

#include <cstdint>

namespace evd::explore {

/// xoshiro256** seeded by SplitMix64 (both by Blackman and Vigna, public domain). The sequence of a seed is part of
/// what users rely on: a reported seed must replay. Never use library distributions on it; they differ between
/// platforms.
class Random {
public:
    explicit Random(uint64_t seed);

    uint64_t next();
    /// A number in `[0, bound)`, unbiased. `bound` > 0.
    uint64_t below(uint64_t bound);
    /// True with the given probability; consumes one number whatever the probability is.
    bool chance(double probability);
    /// A number from `least` (at least 1) to `most`, of which each doubling is half as likely: a Pareto distribution of
    /// shape 1, cut off. In integers, so that it is the same on every platform.
    uint64_t heavyTailed(uint64_t least, uint64_t most);

private:
    uint64_t state_[4];
};

}   // namespace evd::explore
