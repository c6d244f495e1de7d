// Values of an event on the right of `&`: they go into classes without a memory, and are refused below operators with
// one (EVD3007).

#include "tests/unit/lower/fixture.h"

#include <gtest/gtest.h>

namespace evd::lower::testing {
namespace {

const std::string kHead =
    "param nodes : Set<Loc>\ninput a(x: Int)\ninput b(x: Int)\ninput c(x: Int, y: Int)\noutput out(x: Int)\n";
std::string root(const std::string& declarations) {
    return kHead + declarations + "\nsystem S = (Root as x => emit out(x)) at nodes\n";
}

TEST(EventValues, AnArgumentOfAClassWithoutMemory) {
    Driven driven(
        root("class Above(p: Int) = c(_, y) when y > p => y - p\nclass Root = c(x, _) & Above(x) as d => x * 10 + d"));
    driven.at("start");
    EXPECT_EQ(driven.at("c(1, 3)"), "out(12)");
    EXPECT_EQ(driven.at("c(3, 1)"), "");
}

TEST(EventValues, AClassWithAMemoryThatDoesNotUseTheArgument) {
    Driven driven(
        root("class First(p: Int) = (once (a as v => v)) as v => v + p\nclass Root = a(x) & First(x) as v => v"));
    driven.at("start");
    EXPECT_EQ(driven.at("a(2)"), "out(4)");
    EXPECT_EQ(driven.at("a(2)"), "");
}

class Refused : public ::testing::TestWithParam<const char*> {};

TEST_P(Refused, AsNotKnownBeforeTheEvent) {
    auto compiled = compile(root(GetParam()));
    EXPECT_TRUE(compiled->has(Code::PatternNotConstant)) << compiled->errors;
    EXPECT_EQ(compiled->errors.find("EVD3007"), 0u) << compiled->errors;
}

INSTANTIATE_TEST_SUITE_P(
    Operators, Refused,
    ::testing::Values("class Root = a(x) & once (b(y) when y == x) => x",
                      "class Matching(p: Int) = once (b(y) when y == p => y)\nclass Root = a(x) & Matching(x) => x",
                      "class Matching(p: Int) = once (b(^p))\nclass Root = a(x) & Matching(x) => x",
                      "class Matching(p: Int) = b(_) until (a(y) when y == p)\nclass Root = a(x) & Matching(x) => x",
                      "class Root = a(x) & (latest (b(y) => y + x) else x) => x",
                      "class D(p: Int) = b(^p)\nclass Root = a(x) & (each _ in a spawn D(x)) => x",
                      "class D(p: Int) = b(^p)\nclass Root = a(x) & once D(x) => x",
                      "state T(p: Int) : Int = p { on b(x) -> x + p }\nclass Root = a(x) & T(x) => x",
                      "state T(p: Int) : Int = p { on b(x) -> x + p }\nclass Root = a(x) & before T(x) => x"));

}   // namespace
}   // namespace evd::lower::testing
