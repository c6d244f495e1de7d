// Random programs of collection operations against the standard containers. Each failure prints its seed.

#include "tests/unit/ir/make.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <gtest/gtest.h>
#include <map>
#include <random>
#include <set>

namespace evd::ir::test {

namespace {

constexpr int kRounds = 200;

/// A random collection both as an expression and as a standard container.
template <class Container> struct Both {
    ExprId expr;
    Container known;
};

class Random {
public:
    explicit Random(uint32_t seed) : engine_(seed) {}
    int64_t number() { return std::uniform_int_distribution<int64_t>(-4, 4)(engine_); }
    std::vector<int64_t> numbers() {
        std::vector<int64_t> out(std::uniform_int_distribution<size_t>(0, 6)(engine_));
        for (int64_t& n : out) n = number();
        return out;
    }

private:
    std::mt19937 engine_;
};

template <class Container> std::string listed(const Container& container, const char* open, const char* close) {
    return open + fmt::format("{}", fmt::join(container, ", ")) + close;
}
std::string asSet(const std::set<int64_t>& s) { return listed(s, "{", "}"); }
std::string asBag(const std::multiset<int64_t>& s) { return listed(s, "bag [", "]"); }
std::string asList(const std::vector<int64_t>& s) { return listed(s, "[", "]"); }
std::string asMap(const std::map<int64_t, int64_t>& map) {
    std::vector<std::string> parts;
    for (auto [key, value] : map) parts.push_back(fmt::format("{}: {}", key, value));
    return listed(parts, "{", "}");
}

class Collections : public ::testing::TestWithParam<uint32_t> {
protected:
    Make k;
    Random random{GetParam()};
    std::string of(Op op, Exprs args) { return evaluated(k.m, k.op(op, std::move(args))); }

    Both<std::set<int64_t>> set() {
        auto n = random.numbers();
        return {k.list(n, Op::Set), {n.begin(), n.end()}};
    }
    Both<std::multiset<int64_t>> bag() {
        auto n = random.numbers();
        return {k.list(n, Op::Bag), {n.begin(), n.end()}};
    }
    Both<std::vector<int64_t>> list() {
        auto n = random.numbers();
        return {k.list(n), n};
    }
    Both<std::map<int64_t, int64_t>> map() {
        auto n = random.numbers();
        if (n.size() % 2 != 0) n.pop_back();
        std::map<int64_t, int64_t> known;
        for (size_t i = 0; i < n.size(); i += 2) known[n[i]] = n[i + 1];
        return {k.map(n), known};
    }
};

TEST_P(Collections, Sets) {
    auto a = set(), b = set();
    int64_t x = random.number();
    std::set<int64_t> both, common, rest, more = a.known, less = a.known;
    std::set_union(a.known.begin(), a.known.end(), b.known.begin(), b.known.end(), std::inserter(both, both.end()));
    std::set_intersection(a.known.begin(), a.known.end(), b.known.begin(), b.known.end(),
                          std::inserter(common, common.end()));
    std::set_difference(a.known.begin(), a.known.end(), b.known.begin(), b.known.end(),
                        std::inserter(rest, rest.end()));
    more.insert(x);
    less.erase(x);
    EXPECT_EQ(of(Op::Union, {a.expr, b.expr}), asSet(both));
    EXPECT_EQ(of(Op::Intersect, {a.expr, b.expr}), asSet(common));
    EXPECT_EQ(of(Op::Difference, {a.expr, b.expr}), asSet(rest));
    EXPECT_EQ(of(Op::Insert, {a.expr, k.num(x)}), asSet(more));
    EXPECT_EQ(of(Op::Remove, {a.expr, k.num(x)}), asSet(less));
    EXPECT_EQ(of(Op::Contains, {a.expr, k.num(x)}), a.known.count(x) ? "true" : "false");
    EXPECT_EQ(of(Op::Subset, {a.expr, b.expr}),
              std::includes(b.known.begin(), b.known.end(), a.known.begin(), a.known.end()) ? "true" : "false");
    EXPECT_EQ(of(Op::Lt, {a.expr, b.expr}), a.known < b.known ? "true" : "false");
    EXPECT_EQ(of(Op::Eq, {a.expr, b.expr}), a.known == b.known ? "true" : "false");
    EXPECT_EQ(of(Op::First, {a.expr}), a.known.empty() ? "fault 7" : std::to_string(*a.known.begin()));
    EXPECT_EQ(of(Op::Last, {a.expr}), a.known.empty() ? "fault 7" : std::to_string(*a.known.rbegin()));
}

TEST_P(Collections, Bags) {
    auto a = bag(), b = bag();
    int64_t x = random.number();
    std::multiset<int64_t> sum = a.known, rest, less = a.known;
    sum.insert(b.known.begin(), b.known.end());
    std::set_difference(a.known.begin(), a.known.end(), b.known.begin(), b.known.end(),
                        std::inserter(rest, rest.end()));
    if (auto at = less.find(x); at != less.end()) less.erase(at);
    EXPECT_EQ(of(Op::Union, {a.expr, b.expr}), asBag(sum));
    EXPECT_EQ(of(Op::Difference, {a.expr, b.expr}), asBag(rest));
    EXPECT_EQ(of(Op::Remove, {a.expr, k.num(x)}), asBag(less));
    EXPECT_EQ(of(Op::Count, {a.expr, k.num(x)}), std::to_string(a.known.count(x)));
    EXPECT_EQ(of(Op::ToSet, {a.expr}), asSet({a.known.begin(), a.known.end()}));
}

TEST_P(Collections, Maps) {
    auto a = map(), b = map();
    int64_t key = random.number(), value = random.number();
    auto both = b.known, more = a.known, less = a.known;
    both.insert(a.known.begin(), a.known.end());
    more[key] = value;
    less.erase(key);
    EXPECT_EQ(of(Op::Union, {a.expr, b.expr}), asMap(both));
    EXPECT_EQ(of(Op::Put, {a.expr, k.num(key), k.num(value)}), asMap(more));
    EXPECT_EQ(of(Op::Remove, {a.expr, k.num(key)}), asMap(less));
    EXPECT_EQ(of(Op::At, {a.expr, k.num(key)}), a.known.count(key) ? std::to_string(a.known[key]) : "fault 3");
    std::set<int64_t> keys;
    std::multiset<int64_t> values;
    for (auto [k1, v1] : b.known) {
        keys.insert(k1);
        values.insert(v1);
    }
    EXPECT_EQ(of(Op::Keys, {b.expr}), asSet(keys));
    EXPECT_EQ(of(Op::Values, {b.expr}), asBag(values));
}

TEST_P(Collections, Lists) {
    auto a = list(), b = list();
    int64_t at = random.number(), x = random.number();
    auto both = a.known, changed = a.known;
    both.insert(both.end(), b.known.begin(), b.known.end());
    bool inside = at >= 0 && at < static_cast<int64_t>(a.known.size());
    if (inside) changed[static_cast<size_t>(at)] = x;
    std::vector<int64_t> slice;
    for (int64_t i = 0; i < static_cast<int64_t>(a.known.size()); ++i)
        if (i >= at && i < x) slice.push_back(a.known[static_cast<size_t>(i)]);
    EXPECT_EQ(of(Op::Union, {a.expr, b.expr}), asList(both));
    EXPECT_EQ(of(Op::SetAt, {a.expr, k.num(at), k.num(x)}), inside ? asList(changed) : "fault 4");
    EXPECT_EQ(of(Op::At, {a.expr, k.num(at)}), inside ? std::to_string(a.known[static_cast<size_t>(at)]) : "fault 4");
    EXPECT_EQ(of(Op::Slice, {a.expr, k.num(at), k.num(x)}), asList(slice));
    EXPECT_EQ(of(Op::Lt, {a.expr, b.expr}), a.known < b.known ? "true" : "false");
    EXPECT_EQ(of(Op::ToBag, {a.expr}), asBag({a.known.begin(), a.known.end()}));
}

INSTANTIATE_TEST_SUITE_P(Seeds, Collections, ::testing::Range(1u, kRounds + 1u),
                         [](const auto& info) { return "seed" + std::to_string(info.param); });

}   // namespace

}   // namespace evd::ir::test
