#include "explore/simulate/random.h"

#include "base/check.h"

#include <algorithm>
#include <bit>

namespace evd::explore {

Random::Random(uint64_t seed) {
    for (uint64_t& word : state_) {
        seed += 0x9e3779b97f4a7c15;
        uint64_t z = seed;
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
        z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
        word = z ^ (z >> 31);
    }
}

uint64_t Random::next() {
    uint64_t result = std::rotl(state_[1] * 5, 7) * 9;
    uint64_t shifted = state_[1] << 17;
    state_[2] ^= state_[0];
    state_[3] ^= state_[1];
    state_[1] ^= state_[2];
    state_[0] ^= state_[3];
    state_[2] ^= shifted;
    state_[3] = std::rotl(state_[3], 45);
    return result;
}

uint64_t Random::below(uint64_t bound) {
    EVD_CHECK(bound > 0, "a random choice needs something to choose from");
    uint64_t tooLow = (0 - bound) % bound;   // 2^64 mod bound: numbers below it would make small results likelier
    uint64_t number;
    do number = next();
    while (number < tooLow);
    return number % bound;
}

uint64_t Random::heavyTailed(uint64_t least, uint64_t most) {
    EVD_CHECK(0 < least && least <= most, "a distribution has a range");
    const auto doublings = static_cast<unsigned>(std::countr_zero(next() | uint64_t{1} << 63));
    if (doublings >= static_cast<unsigned>(std::countl_zero(least)) || least << doublings >= most) return most;
    const uint64_t from = least << doublings;
    return std::min(most, from + below(from));
}

bool Random::chance(double probability) { return static_cast<double>(next() >> 11) * 0x1p-53 < probability; }

}   // namespace evd::explore
