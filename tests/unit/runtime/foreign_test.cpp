// Words that a host function returns are looked at before anything believes them.

#include "runtime/engine/foreign.h"
#include "runtime/values/edit.h"
#include "runtime/wire/codec.h"
#include "tests/unit/runtime/test_types.h"

#include <gtest/gtest.h>

namespace evd::runtime::test {

namespace {

class Foreign : public ::testing::Test {
protected:
    ~Foreign() override { EXPECT_EQ(rt.heap.live(), 0u); }
    bool good(const evd_type* type, const std::vector<evd_word>& words) { return isValue(rt, type, words.data()); }

    evd_rt rt{emptyModule(), {"a", "b"}, 0};
};

TEST_F(Foreign, NumbersAreInTheirRange) {
    EXPECT_TRUE(good(types().Int, {INT64_MIN}));
    EXPECT_TRUE(good(types().Duration, {-1}));
    EXPECT_TRUE(good(types().Nat, {0}));
    EXPECT_FALSE(good(types().Nat, {-1}));
    EXPECT_TRUE(good(types().Bool, {1}));
    for (evd_word no : {evd_word{2}, evd_word{-1}, evd_word{7}}) EXPECT_FALSE(good(types().Bool, {no}));
    EXPECT_FALSE(good(types().Unit, {1}));
    EXPECT_TRUE(good(types().Loc, {1}));
    for (evd_word no : {evd_word{2}, evd_word{-1}, evd_word{999}}) EXPECT_FALSE(good(types().Loc, {no}));
}

TEST_F(Foreign, EnumsHaveAConstructorAndNothingElse) {
    EXPECT_TRUE(good(types().Option, {0, 0}));
    EXPECT_TRUE(good(types().Option, {1, 5}));
    EXPECT_FALSE(good(types().Option, {0, 5})) << "equal values must have equal words";
    for (evd_word no : {evd_word{2}, evd_word{-1}}) EXPECT_FALSE(good(types().Option, {no, 0}));
    EXPECT_FALSE(good(types().Shape, {1, 0, 0, 0})) << "a text is needed";
}

TEST_F(Foreign, HandlesAreAliveAndOfTheirType) {
    evd_word list = evd_empty(&rt, types().ListInt, 2000);   // too large for a chunk
    evd_word small = evd_empty(&rt, types().SetInt, 1);
    EXPECT_TRUE(good(types().ListInt, {list}));
    EXPECT_TRUE(good(types().SetInt, {small}));
    EXPECT_FALSE(good(types().ListInt, {small}));
    EXPECT_FALSE(good(types().Str, {small}));
    for (evd_word no :
         {evd_word{0}, evd_word{5}, evd_word{4096}, small + 8, small + 1, list + 32, INT64_MAX, INT64_MIN})
        EXPECT_FALSE(good(types().SetInt, {no})) << no;
    evd_drop(&rt, list);
    evd_drop(&rt, small);
    EXPECT_FALSE(good(types().ListInt, {list}));
    EXPECT_FALSE(good(types().SetInt, {small}));
}

TEST_F(Foreign, WhatIsNoHandleIsNotDropped) {
    evd_word words[2] = {5, evd_empty(&rt, types().ListInt, 1)};
    const evd_type* pair = types().Pair;   // (Int, Str)
    dropForeign(rt, pair, words);
    EXPECT_EQ(rt.heap.live(), 1u);
    evd_drop(&rt, words[1]);
}

}   // namespace

}   // namespace evd::runtime::test
