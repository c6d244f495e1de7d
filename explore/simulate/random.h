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

private:
    uint64_t state_[4];
};

}   // namespace evd::explore
