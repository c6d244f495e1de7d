// Functions that take functions or make sends are written out where they are used: chains that double are refused.

#include "tests/unit/lower/fixture.h"

#include <gtest/gtest.h>

namespace evd::lower::testing {
namespace {

const std::string kWrittenHead = "param nodes : Set<Loc>\ninput go(x: Int)\noutput done(x: Int)\n";

std::string chain(const std::string& first, const std::string& before, const std::string& between,
                  const std::string& after) {
    std::string out = first + "\n";
    for (int i = 1; i <= 60; ++i)
        out +=
            before + std::to_string(i) + between + std::to_string(i - 1) + after + std::to_string(i - 1) + "(x + 1)\n";
    return out;
}

TEST(WrittenOut, ChainsOfSendsThatDoubleAreRefused) {
    auto compiled = compile(
        kWrittenHead +
        chain("fn s0(x: Int) : Send = emit done(x)", "fn s", "(x: Int) : Send = if x > 0 then s", "(x) else s") +
        "class C = go(x) => s60(x)\nsystem S = C at nodes\n");
    EXPECT_TRUE(compiled->has(Code::WrittenOutTooLarge)) << compiled->errors;
}

TEST(WrittenOut, ChainsOfDataAreCalled) {
    auto compiled = compile(kWrittenHead + chain("fn f0(x: Int) : Int = x", "fn f", "(x: Int) : Int = f", "(x) + f") +
                            "class C = go(x) => emit done(f60(x))\nsystem S = C at nodes\n");
    EXPECT_TRUE(compiled->ok()) << compiled->errors;
}

}   // namespace
}   // namespace evd::lower::testing
