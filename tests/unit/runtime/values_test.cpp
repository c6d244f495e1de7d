// Operations on values against the standard containers, in place and shared, with undo.

#include "runtime/values/box.h"
#include "runtime/values/edit.h"
#include "tests/unit/runtime/test_types.h"

#include <gtest/gtest.h>
#include <map>
#include <random>
#include <set>

namespace evd::runtime::test {

namespace {

class Values : public ::testing::Test {
protected:
    ~Values() override { EXPECT_EQ(rt.heap.live(), 0u) << "something was not given up"; }

    evd_word text(const std::string& s) {
        Object* o = rt.heap.make(types().Str, (s.size() + 7) / 8);
        std::copy(s.begin(), s.end(), o->bytes());
        o->size = static_cast<uint32_t>(s.size());
        return handle(o);
    }
    static std::string read(evd_word h) { return {object(h)->bytes(), object(h)->size}; }
    static std::vector<evd_word> words(evd_word h) {
        return {object(h)->words(), object(h)->words() + object(h)->size * object(h)->width};
    }
    evd_word list(const std::vector<evd_word>& elements) {
        evd_word h = evd_empty(&rt, types().ListInt, 0);
        for (evd_word element : elements) h = evd_append1(&rt, h, element);
        return h;
    }
    evd_word set(const evd_type* type, const std::vector<evd_word>& elements) {
        evd_word h = evd_empty(&rt, type, 0);
        for (evd_word element : elements) h = evd_insert1(&rt, h, element);
        return h;
    }

    evd_rt rt{emptyModule(), {"a", "b", "c"}, 0};
};

TEST_F(Values, ListsAppendReplaceSlice) {
    evd_word l = list({1, 2, 3, 4, 5, 6, 7, 8, 9, 10});
    evd_arg(&rt, 42);
    l = evd_set_at(&rt, l, 3);
    EXPECT_EQ(words(l), (std::vector<evd_word>{1, 2, 3, 42, 5, 6, 7, 8, 9, 10}));
    evd_dup(l);
    evd_word part = evd_slice(&rt, l, 2, 5);
    EXPECT_EQ(words(part), (std::vector<evd_word>{3, 42, 5}));
    evd_dup(l);
    evd_word none = evd_slice(&rt, l, 8, 3);
    EXPECT_EQ(evd_size(none), 0);
    evd_dup(l);
    evd_word clamped = evd_slice(&rt, l, -4, 2);
    EXPECT_EQ(words(clamped), (std::vector<evd_word>{1, 2}));
    part = evd_union(&rt, part, clamped);
    EXPECT_EQ(words(part), (std::vector<evd_word>{3, 42, 5, 1, 2}));
    for (evd_word h : {l, part, none, clamped}) evd_drop(&rt, h);
}

TEST_F(Values, SharedListsAreCopied) {
    evd_word l = list({1, 2});
    evd_dup(l);
    evd_word longer = evd_append1(&rt, l, 3);
    EXPECT_NE(longer, l);
    EXPECT_EQ(words(l), (std::vector<evd_word>{1, 2}));
    EXPECT_EQ(words(longer), (std::vector<evd_word>{1, 2, 3}));
    evd_word same = evd_append1(&rt, longer, 4);
    EXPECT_EQ(same, longer) << "an unshared list with room changes in place";
    evd_drop(&rt, l);
    evd_drop(&rt, same);
}

TEST_F(Values, TakenValuesChangeInPlaceAndComeBack) {
    evd_word state = list({1, 2, 3});
    evd_take(&rt, state);
    evd_word changed = evd_append1(&rt, state, 4);
    EXPECT_EQ(changed, state);
    evd_arg(&rt, 9);
    changed = evd_set_at(&rt, changed, 0);
    EXPECT_EQ(words(changed), (std::vector<evd_word>{9, 2, 3, 4}));
    rt.undo.rollback();
    evd_drop(&rt, changed);
    EXPECT_EQ(words(state), (std::vector<evd_word>{1, 2, 3}));

    ++rt.epoch;   // the mark is of one event only
    evd_dup(state);
    changed = evd_append1(&rt, state, 4);
    EXPECT_NE(changed, state);
    evd_drop(&rt, changed);
    evd_drop(&rt, state);
}

TEST_F(Values, UndoKeepsReferencesRight) {
    evd_word map = evd_empty(&rt, types().MapStrList, 0);
    for (const char* key : {"b", "a", "c"}) map = evd_put11(&rt, map, text(key), list({1}));
    size_t before = rt.heap.live();
    for (bool commit : {false, true}) {
        ++rt.epoch;
        evd_take(&rt, map);
        evd_word m = evd_put11(&rt, map, text("a"), list({2, 2}));   // replaces
        m = evd_put11(&rt, m, text("0"), list({3}));                 // inserts
        evd_word key = text("b");
        m = evd_remove1(&rt, m, key);
        evd_drop(&rt, key);
        ASSERT_EQ(m, map);
        EXPECT_EQ(evd_size(m), 3);
        if (commit) {
            rt.undo.commit();
            evd_drop(&rt, map);
            map = m;
        } else {
            rt.undo.rollback();
            evd_drop(&rt, m);
            EXPECT_EQ(rt.heap.live(), before);
        }
    }
    EXPECT_EQ(read(evd_word_at(map, 0, 0)), "0");
    EXPECT_EQ(words(evd_word_at(map, 1, 1)), (std::vector<evd_word>{2, 2}));
    evd_drop(&rt, map);
}

TEST_F(Values, SetsAgainstStd) {
    uint64_t seed = std::random_device{}();
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937_64 random(seed);
    for (int round = 0; round < 200; ++round) {
        std::set<evd_word> x, y;
        for (int i = 0; i < 20; ++i) {
            x.insert(static_cast<evd_word>(random() % 24) - 8);
            if (random() % 2) y.insert(static_cast<evd_word>(random() % 24) - 8);
        }
        evd_word a = set(types().SetInt, {x.rbegin(), x.rend()}), b = set(types().SetInt, {y.begin(), y.end()});
        auto check = [&](auto op, auto stdOp) {
            std::vector<evd_word> expected;
            stdOp(x.begin(), x.end(), y.begin(), y.end(), std::back_inserter(expected));
            evd_dup(a);
            evd_word result = op(&rt, a, b);
            EXPECT_EQ(words(result), expected);
            evd_drop(&rt, result);
        };
        using It = std::set<evd_word>::iterator;
        using Out = std::back_insert_iterator<std::vector<evd_word>>;
        check(evd_union, std::set_union<It, It, Out>);
        check(evd_intersect, std::set_intersection<It, It, Out>);
        check(evd_difference, std::set_difference<It, It, Out>);
        EXPECT_EQ(evd_subset(b, a), std::includes(x.begin(), x.end(), y.begin(), y.end()) ? 1 : 0);
        evd_word some = static_cast<evd_word>(random() % 24) - 8;
        EXPECT_EQ(evd_find1(&rt, a, some) >= 0, x.count(some) == 1);
        a = evd_remove1(&rt, a, some);
        x.erase(some);
        EXPECT_EQ(words(a), std::vector<evd_word>(x.begin(), x.end()));
        evd_drop(&rt, a);
        evd_drop(&rt, b);
    }
}

TEST_F(Values, BagsAgainstStd) {
    std::mt19937_64 random(7);
    for (int round = 0; round < 200; ++round) {
        std::multiset<evd_word> x, y;
        for (int i = 0; i < 12; ++i) {
            x.insert(static_cast<evd_word>(random() % 5));
            if (random() % 2) y.insert(static_cast<evd_word>(random() % 5));
        }
        evd_word a = set(types().BagInt, {x.rbegin(), x.rend()}), b = set(types().BagInt, {y.begin(), y.end()});
        EXPECT_EQ(words(a), std::vector<evd_word>(x.begin(), x.end()));
        for (evd_word v = 0; v < 6; ++v) EXPECT_EQ(evd_count1(&rt, a, v), static_cast<evd_word>(x.count(v)));
        std::multiset<evd_word> sum = x, rest = x;
        sum.insert(y.begin(), y.end());
        for (evd_word v : y)
            if (auto it = rest.find(v); it != rest.end()) rest.erase(it);
        evd_dup(a);
        evd_word u = evd_union(&rt, a, b);
        EXPECT_EQ(words(u), std::vector<evd_word>(sum.begin(), sum.end()));
        evd_dup(a);
        evd_word d = evd_difference(&rt, a, b);
        EXPECT_EQ(words(d), std::vector<evd_word>(rest.begin(), rest.end()));
        for (evd_word h : {a, b, u, d}) evd_drop(&rt, h);
    }
}

TEST_F(Values, MapsOfHandlesAgainstStd) {
    std::mt19937_64 random(11);
    std::map<std::string, std::vector<evd_word>> model;
    evd_word map = evd_empty(&rt, types().MapStrList, 0);
    for (int i = 0; i < 2000; ++i) {
        std::string key = "k" + std::to_string(random() % 40);
        if (random() % 16 == 0) {
            evd_word extra = map;
            evd_dup(extra);
            map = evd_put11(&rt, map, text("x"), list({1}));
            model["x"] = {1};
            evd_drop(&rt, extra);
        }
        evd_word k = text(key);
        if (random() % 3 == 0) {
            map = evd_remove1(&rt, map, k);
            model.erase(key);
            evd_drop(&rt, k);
        } else {
            evd_word at = evd_find1(&rt, map, k);
            evd_word old = at < 0 ? list({}) : evd_word_at(map, at, 1);
            if (at >= 0) evd_dup(old);
            map = evd_put11(&rt, map, k, evd_append1(&rt, old, i));
            model[key].push_back(i);
        }
    }
    ASSERT_EQ(evd_size(map), static_cast<evd_word>(model.size()));
    evd_word at = 0;
    for (const auto& [key, value] : model) {
        EXPECT_EQ(read(evd_word_at(map, at, 0)), key);
        EXPECT_EQ(words(evd_word_at(map, at, 1)), value);
        ++at;
    }
    evd_word keys = evd_keys(&rt, types().SetStr, map);
    EXPECT_EQ(read(evd_word_at(keys, 0, 0)), model.begin()->first);
    evd_word values = evd_values(&rt, types().BagListInt, map);
    EXPECT_EQ(evd_size(values), evd_size(map));
    for (evd_word i = 1; i < evd_size(values); ++i)
        EXPECT_LE(evd_compare(types().ListInt, evd_word_at(values, i - 1, 0), evd_word_at(values, i, 0)), 0);
    for (evd_word h : {map, keys, values}) evd_drop(&rt, h);
}

TEST_F(Values, MapUnionPrefersTheRight) {
    evd_word a = evd_empty(&rt, types().MapIntInt, 0), b = evd_empty(&rt, types().MapIntInt, 0);
    for (evd_word k : {1, 2, 3}) a = evd_put11(&rt, a, k, 10 * k);
    for (evd_word k : {2, 4}) b = evd_put11(&rt, b, k, 100 * k);
    a = evd_union(&rt, a, b);
    EXPECT_EQ(words(a), (std::vector<evd_word>{1, 10, 2, 200, 3, 30, 4, 400}));
    evd_drop(&rt, a);
    evd_drop(&rt, b);
}

TEST_F(Values, WideElementsAreStaged) {
    evd_word pairs = evd_empty(&rt, types().SetPair, 0);
    for (evd_word i : {3, 1, 2, 1}) {
        evd_arg(&rt, i);
        evd_arg(&rt, text(i == 1 ? "one" : "more"));
        pairs = evd_insert(&rt, pairs);
    }
    EXPECT_EQ(evd_size(pairs), 3);
    EXPECT_EQ(evd_word_at(pairs, 0, 0), 1);
    EXPECT_EQ(read(evd_word_at(pairs, 2, 1)), "more");
    evd_word one = text("one");
    evd_arg(&rt, 1);
    evd_arg(&rt, one);
    EXPECT_EQ(evd_find(&rt, pairs), 0);
    evd_arg(&rt, 2);
    evd_arg(&rt, one);
    EXPECT_EQ(evd_find(&rt, pairs), -1);
    evd_arg(&rt, 1);
    evd_arg(&rt, one);
    pairs = evd_remove(&rt, pairs);
    EXPECT_EQ(evd_size(pairs), 2);
    evd_word bag = evd_convert(&rt, types().BagPair, pairs);
    EXPECT_EQ(evd_size(bag), 2);
    for (evd_word h : {pairs, bag, one}) evd_drop(&rt, h);
}

TEST_F(Values, ConvertSortsAndJoins) {
    evd_word l = list({3, 1, 3, 2, 1});
    evd_word s = evd_convert(&rt, types().SetInt, l), b = evd_convert(&rt, types().BagInt, l),
             back = evd_convert(&rt, types().ListInt, s);
    EXPECT_EQ(words(s), (std::vector<evd_word>{1, 2, 3}));
    EXPECT_EQ(words(b), (std::vector<evd_word>{1, 1, 2, 3, 3}));
    EXPECT_EQ(words(back), (std::vector<evd_word>{1, 2, 3}));
    evd_word map = evd_put11(&rt, evd_empty(&rt, types().MapIntStr, 0), 7, text("seven"));
    evd_word pairs = evd_convert(&rt, types().SetPair, map);
    EXPECT_EQ(read(evd_word_at(pairs, 0, 1)), "seven");
    for (evd_word h : {l, s, b, back, map, pairs}) evd_drop(&rt, h);
}

TEST_F(Values, TextsOrderAndJoin) {
    evd_word a = text("ab"), b = text("abc"), c = text("b");
    EXPECT_LT(evd_compare(types().Str, a, b), 0);
    EXPECT_LT(evd_compare(types().Str, b, c), 0);
    evd_dup(a);
    evd_word joined = evd_union(&rt, a, c);
    EXPECT_EQ(read(joined), "abb");
    EXPECT_EQ(read(a), "ab");
    joined = evd_union(&rt, joined, joined);
    EXPECT_EQ(read(joined), "abbabb");
    for (evd_word h : {a, b, c, joined}) evd_drop(&rt, h);
}

TEST_F(Values, BoxesOrderAndDropDeeply) {
    auto chain = [&](const std::vector<evd_word>& numbers) {
        evd_word tail = evd_box(&rt, types().Chain, 0);
        for (auto it = numbers.rbegin(); it != numbers.rend(); ++it) {
            evd_arg(&rt, *it);
            evd_arg(&rt, tail);
            tail = evd_box(&rt, types().Chain, 1);
        }
        return tail;
    };
    evd_word a = chain({1, 2}), b = chain({1, 3}), c = chain({1});
    EXPECT_LT(evd_compare(types().Chain, a, b), 0);
    EXPECT_LT(evd_compare(types().Chain, c, a), 0);
    EXPECT_EQ(evd_box_ctor(a), 1);
    EXPECT_EQ(evd_box_word(a, 0), 1);
    EXPECT_EQ(evd_box_word(evd_box_word(a, 1), 0), 2);
    for (evd_word h : {a, b, c}) evd_drop(&rt, h);

    evd_word deepest = chain(std::vector<evd_word>(EVD_DEPTH_MAX, 5)),
             same = chain(std::vector<evd_word>(EVD_DEPTH_MAX, 5));
    EXPECT_EQ(evd_compare(types().Chain, deepest, same), 0);
    EXPECT_EQ(hashHandle(types().Chain, deepest, 1), hashHandle(types().Chain, same, 1));
    evd_drop(&rt, same);
    evd_arg(&rt, 5);
    evd_arg(&rt, deepest);
    EXPECT_EQ(evd_box(&rt, types().Chain, 1), 0) << "and its parts are given up";
}

TEST_F(Values, DroppingNeedsNoStack) {
    evd_word deep = handle(makeBox(rt.heap, types().Chain, 0));
    for (int i = 0; i < 1000000; ++i) {   // deeper than any value
        Object* link = makeBox(rt.heap, types().Chain, 1);
        link->words()[2] = deep;
        deep = handle(link);
    }
    evd_drop(&rt, deep);
}

TEST_F(Values, RingsGoRound) {
    evd_word ring = handle(rt.heap.make(types().RingLoc, 4));
    for (evd_word location : {2, 0, 1}) object(ring)->words()[object(ring)->size++] = location;
    auto step = [&](evd_word from, evd_word delta) {
        evd_arg(&rt, from);
        return evd_ring_step(&rt, ring, delta);
    };
    EXPECT_EQ(step(2, 1), 1);
    EXPECT_EQ(step(1, 1), 0);
    EXPECT_EQ(step(2, -1), 2);
    EXPECT_EQ(step(7, 1), -1);
    evd_drop(&rt, ring);
}

TEST_F(Values, SteadyStateAllocatesNothing) {
    evd_word map = evd_empty(&rt, types().MapIntStr, 0);
    auto round = [&] {
        for (evd_word i = 0; i < 100; ++i)
            map = evd_put11(&rt, map, i % 10, text("some longer text than fits into a few words"));
        for (evd_word i = 0; i < 10; ++i) map = evd_remove1(&rt, map, i);
    };
    round();
    size_t blocks = rt.heap.systemBlocks();
    for (int i = 0; i < 100; ++i) round();
    if (!EVD_SANITIZED) EXPECT_EQ(rt.heap.systemBlocks(), blocks);   // else every object is a block of its own
    evd_drop(&rt, map);
}

}   // namespace

}   // namespace evd::runtime::test
