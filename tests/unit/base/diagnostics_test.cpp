#include "base/diagnostics.h"

#include <gtest/gtest.h>

namespace evd {
namespace {

TEST(Diagnostics, FillsTheTextOfItsCode) {
    Diagnostics diagnostics;
    diagnostics.report(Code::TypeMismatch, {0, 3, 5}, "Int", "Bool");
    ASSERT_EQ(diagnostics.all().size(), 1u);
    EXPECT_EQ(diagnostics.all()[0].message, "expected Bool, found Int");
    EXPECT_TRUE(diagnostics.hasErrors());
    EXPECT_EQ(codeName(Code::TypeMismatch), "EVD2001");
}

TEST(Diagnostics, WarningsAreNotErrors) {
    Diagnostics diagnostics;
    diagnostics.report(Code::UnusedName, {0, 0, 1}, "x");
    EXPECT_FALSE(diagnostics.hasErrors());
}

TEST(Diagnostics, SortsByPositionAndDropsRepetitions) {
    Diagnostics diagnostics;
    diagnostics.report(Code::UnknownName, {0, 9, 10}, "b");
    diagnostics.report(Code::UnknownName, {0, 1, 2}, "a");
    diagnostics.report(Code::UnknownName, {0, 9, 10}, "b");
    diagnostics.sortAndDeduplicate();
    ASSERT_EQ(diagnostics.all().size(), 2u);
    EXPECT_EQ(diagnostics.all()[0].span.begin, 1u);
}

TEST(Nearest, FindsMisspellingsButNotStrangers) {
    std::vector<std::string> names = {"votes", "round", "seen", "nodes"};
    EXPECT_EQ(nearest("vots", names), "votes");
    EXPECT_EQ(nearest("roudn", names), "round");
    EXPECT_EQ(nearest("quorum", names), "");
    EXPECT_EQ(nearest("SEEN", names), "seen");
    EXPECT_EQ(nearest("x", names), "");
    EXPECT_EQ(nearest("abs", {"and"}), "");
    EXPECT_EQ(nearest("Foo", {"Bool"}), "");
    EXPECT_EQ(nearest("", names), "");
}

}   // namespace
}   // namespace evd
