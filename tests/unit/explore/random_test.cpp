// The generator gives the published sequences, on every platform.

#include "explore/simulate/random.h"

#include <gtest/gtest.h>
#include <vector>

namespace {

using evd::explore::Random;

// Computed with a separate implementation of the authors' reference code (SplitMix64 seeding, xoshiro256**).
TEST(Random, GivesTheReferenceSequence) {
    Random one(1);
    EXPECT_EQ(one.next(), 12966619160104079557u);
    EXPECT_EQ(one.next(), 9600361134598540522u);
    Random zero(0);
    EXPECT_EQ(zero.next(), 11091344671253066420u);
    EXPECT_EQ(zero.next(), 13793997310169335082u);
}

TEST(Random, StaysBelowItsBoundAndReachesEverything) {
    Random random(9);
    std::vector<int> seen(7, 0);
    for (int i = 0; i < 7000; ++i) {
        uint64_t number = random.below(7);
        ASSERT_LT(number, 7u);
        ++seen[number];
    }
    for (int count : seen) EXPECT_GT(count, 850);   // 1000 expected; 850 is five standard deviations away
    for (int i = 0; i < 100; ++i) EXPECT_EQ(random.below(1), 0u);
}

TEST(Random, ChancesAreWhatTheySay) {
    Random random(10);
    int hits = 0;
    for (int i = 0; i < 10000; ++i) hits += random.chance(0.3);
    EXPECT_NEAR(hits, 3000, 230);
    for (int i = 0; i < 100; ++i) {
        EXPECT_FALSE(random.chance(0));
        EXPECT_TRUE(random.chance(1));
    }
}

TEST(Random, HeavyTailsHalveWithEachDoubling) {
    Random random(11);
    constexpr int kDrawn = 16000;
    std::vector<int> atLeast(4, 0);   // 8, 16, 32, 64
    for (int i = 0; i < kDrawn; ++i) {
        const uint64_t number = random.heavyTailed(8, 64);
        ASSERT_GE(number, 8u);
        ASSERT_LE(number, 64u);
        for (size_t k = 0; k < atLeast.size(); ++k) atLeast[k] += number >= uint64_t{8} << k;
    }
    for (size_t k = 0; k < atLeast.size(); ++k) EXPECT_NEAR(atLeast[k], kDrawn >> k, 250) << k;
    for (int i = 0; i < 100; ++i) {
        EXPECT_EQ(random.heavyTailed(5, 5), 5u);
        EXPECT_GE(random.heavyTailed(uint64_t{1} << 62, UINT64_MAX), uint64_t{1} << 62);
    }
}

}   // namespace
