// R6: what can produce nothing any more is dropped. Instances are counted over many events.

#include "tests/unit/lower/fixture.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace evd::lower::testing {
namespace {

const std::string kMemoryHead =
    "param nodes : Set<Loc>\ninput a(x: Int)\ninput b(x: Int)\ninput c(x: Int)\noutput out(x: Int)\n";

/// The most instances below the roots while a(0) b(0) a(1) b(1) … happen.
size_t mostInstances(const std::string& classes, int rounds, const std::string& expected) {
    Driven driven(kMemoryHead + classes);
    driven.at("start");
    size_t most = 0;
    for (int i = 0; i < rounds; ++i) {
        driven.at(fmt::format("a({})", i));
        EXPECT_EQ(driven.at(fmt::format("b({})", i)), fmt::vformat(expected, fmt::make_format_args(i)))
            << "round " << i;
        most = std::max(most, driven.instances());
        if (::testing::Test::HasFailure()) break;
    }
    return most;
}

TEST(Memory, ChildrenOfAnUntilGoWithIt) {
    // The end comes at once; the other branch of the union lives on.
    EXPECT_LE(mostInstances("class D(x: Int) = b(_) => emit out(x)\nclass R = ((each x in a spawn D(x)) until b(0)) || "
                            "(b(x) when x > 0 => emit out(x))\nsystem S = R at nodes\n",
                            1000, "out({0})"),
              2u);
}

TEST(Memory, ChildrenOfAnUntilInARuleOfAPairGoWithIt) {
    EXPECT_LE(mostInstances("class D(x: Int) = b(_) => x\nclass R = b(y) & (((each x in a spawn D(x)) until b(0)) || "
                            "(b(_) => 7)) as v when v == 7 => emit out(y)\nsystem S = R at nodes\n",
                            1000, "out({0})"),
              2u);
}

TEST(Memory, ChildrenOfAnOnceGoWithIt) {
    EXPECT_LE(mostInstances("class D(x: Int) = b(_) => x\nclass R = (once (each x in a spawn D(x)) as x => emit "
                            "out(x)) || (b(x) when x > 0 => emit out(x))\nsystem S = R at nodes\n",
                            1000, "out({0})"),
              2u);
}

TEST(Memory, AnUntilInsideASpawnedClassTakesItsChildrenAlong) {
    // Each child E(x) has an until that ends at b(x) with a child in it, and goes on to wait for c(x).
    Driven driven(kMemoryHead +
                  "class D = b(_) => 1\nclass E(x: Int) = ((each _ in a spawn D) until b(^x) as _ => emit "
                  "out(x)) || once (c(^x) => emit out(x))\n"
                  "class R = each x in a spawn E(x)\nsystem S = R at nodes\n");
    driven.at("start");
    EXPECT_EQ(driven.at("a(1)"), "");
    EXPECT_EQ(driven.at("a(2)"), "");
    EXPECT_EQ(driven.at("b(1)"), "out(1) & out(1) & out(2)");
    EXPECT_EQ(driven.at("b(1)"), "out(2)");
    EXPECT_EQ(driven.at("b(2)"), "out(2)");
    EXPECT_EQ(driven.at("b(2)"), "");
    EXPECT_EQ(driven.instances(), 2u) << "E(1) and E(2), which wait for c";
    EXPECT_EQ(driven.at("c(1)"), "out(1)");
    EXPECT_EQ(driven.at("c(2)"), "out(2)");
    EXPECT_EQ(driven.instances(), 0u) << "E(x) ends with both of its parts";
}

class TwoThirdsMemory : public ::testing::TestWithParam<std::string> {};

TEST_P(TwoThirdsMemory, StaysBoundedOverManySlots) {
    Driven driven(fixture::sourceText("examples/two_thirds/two_thirds.evd"),
                  {{"f", "0"}, {"nodes", "{a}"}, {"clients", "{c}"}}, {}, GetParam());
    driven.at("start");
    size_t most = 0;
    for (int slot = 0; slot < 500 && !HasFailure(); ++slot) {
        EXPECT_GE(driven.settle(fmt::format("propose({}, \"A\")", slot)), 3u) << "propose, vote, decided";
        most = std::max(most, driven.instances());
    }
    EXPECT_EQ(most, 0u) << "a slot goes when it has decided";
}

INSTANTIATE_TEST_SUITE_P(BothForms, TwoThirdsMemory, ::testing::Values("TwoThirds", "TwoThirdsClasses"));

}   // namespace
}   // namespace evd::lower::testing
