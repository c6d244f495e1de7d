// Steps, children, ending and replacing, and that a fault anywhere leaves no trace.

#include "runtime/engine/rt.h"
#include "tests/unit/runtime/test_process.h"
#include "tests/unit/runtime/tree_module.h"

#include <random>

namespace evd::runtime::test {

namespace {

std::string cmd(int64_t op, int64_t key, const std::string& text, int64_t fault = 0) {
    return cborArray({cborInt(op), cborInt(key), cborText(text), cborInt(fault)});
}

class Engine : public ::testing::Test {
protected:
    Engine() {
        EXPECT_NE(p.rt, nullptr) << p.error.text;
        EXPECT_EQ(evident_start(p.rt), 0);
    }
    int run(int64_t op, int64_t key, const std::string& text = "t", int64_t fault = 0) {
        evident_clear_sends(p.rt);
        return p.deliver(0, "a", cmd(op, key, text, fault));
    }
    static std::string leaf(int64_t key, const std::string& text,
                            const std::vector<std::pair<int64_t, std::string>>& log,
                            const std::vector<std::string>& children = {}) {
        std::vector<std::string> entries;
        for (const auto& [k, v] : log) {
            entries.push_back(cborInt(k));
            entries.push_back(cborText(v));
        }
        return cborArray({cborText("Leaf"), cborArray({cborInt(key), cborText(text)}), cborArray({cborArray(entries)}),
                          cborArray({cborArray(children), cborArray({})})});
    }
    static std::string ghost(const std::string& text) {
        return cborArray({cborText("Ghost"), cborArray({cborText(text)}), cborArray({}), cborArray({cborArray({})})});
    }
    /// Both roots are alike: the state of one, with its two tables.
    void expectRoots(const std::string& names, const std::vector<int64_t>& order,
                     const std::vector<std::string>& table0, const std::vector<std::string>& table1) {
        std::vector<std::string> numbers;
        for (int64_t n : order) numbers.push_back(cborInt(n));
        std::string root = cborArray({cborText("Node"), cborArray({}), cborArray({names, cborArray(numbers)}),
                                      cborArray({cborArray(table0), cborArray(table1)})});
        EXPECT_EQ(p.state(), cborArray({root, root}));
    }

    Process p{treeModule(), {"a"}, "a", {}};
};

const std::string kNoNames = cborArray({});

TEST_F(Engine, ChildrenSeeTheirSpawningEventAsStart) {
    ASSERT_EQ(run(1, 7, "x"), 0);
    expectRoots(kNoNames, {}, {leaf(7, "x", {{-2, "x"}, {-1, "x"}})}, {});
    ASSERT_EQ(run(3, 8, "y"), 0);
    expectRoots(kNoNames, {}, {leaf(7, "x", {{-2, "x"}, {-1, "x"}})}, {});
    ASSERT_EQ(run(3, 7, "z"), 0);
    expectRoots(kNoNames, {}, {leaf(7, "x", {{-2, "x"}, {-1, "x"}, {3, "z"}})}, {});
}

TEST_F(Engine, ChildrenAreVisitedOldestFirstAndYield) {
    for (const char* text : {"x", "y"}) ASSERT_EQ(run(2, 5, text), 0);
    ASSERT_EQ(run(2, 6, "z"), 0);
    // the second spawn was an event of key 5 for the first leaf: it yielded once
    std::vector<std::string> leaves = {leaf(5, "x", {{-2, "x"}, {-1, "x"}, {2, "y"}}),
                                       leaf(5, "y", {{-2, "y"}, {-1, "y"}}), leaf(6, "z", {{-2, "z"}, {-1, "z"}})};
    expectRoots(kNoNames, {5}, {}, leaves);
    ASSERT_EQ(run(11, 5, "w"), 0);
    leaves[0] = leaf(5, "x", {{-2, "x"}, {-1, "x"}, {2, "y"}, {11, "w"}});
    leaves[1] = leaf(5, "y", {{-2, "y"}, {-1, "y"}, {11, "w"}});
    expectRoots(kNoNames, {5, 5, 5}, {}, leaves);
}

TEST_F(Engine, StoppedChildrenVanishWithAllBelow) {
    ASSERT_EQ(run(1, 7, "x"), 0);
    ASSERT_EQ(run(6, 7, "y"), 0);
    ASSERT_EQ(run(6, 7, "z"), 0);
    EXPECT_EQ(p.counters().instances, 2u + 2 * 4) << "the leaf, its two children, and a grandchild, at both roots";
    ASSERT_EQ(run(4, 7, "end"), 0);
    EXPECT_EQ(p.counters().instances, 2u);
    expectRoots(kNoNames, {}, {}, {});
}

TEST_F(Engine, ASuccessorTakesThePlaceAndSeesTheEvent) {
    for (const char* text : {"x", "y"}) ASSERT_EQ(run(1, 7, text), 0);
    ASSERT_EQ(run(5, 7, "new"), 0);
    std::string successor = leaf(7, "new", {{-2, "new"}, {-1, "new"}});
    expectRoots(kNoNames, {}, {successor, successor}, {});
    ASSERT_EQ(run(3, 7, "later"), 0);
    successor = leaf(7, "new", {{-2, "new"}, {-1, "new"}, {3, "later"}});
    expectRoots(kNoNames, {}, {successor, successor}, {});
}

TEST_F(Engine, ASuccessorOfAnotherKindStillSeesEverything) {
    ASSERT_EQ(run(1, 7, "x"), 0);
    ASSERT_EQ(run(1, 8, "y"), 0);
    ASSERT_EQ(run(7, 7, "boo"), 0);
    EXPECT_EQ(evident_send_count(p.rt), 2u) << "it saw the event at which it came";
    expectRoots(kNoNames, {}, {ghost("boo"), leaf(8, "y", {{-2, "y"}, {-1, "y"}})}, {});
    ASSERT_EQ(run(3, 99), 0);
    EXPECT_EQ(evident_send_count(p.rt), 2u) << "the index does not know it, so it is asked";
    ASSERT_EQ(run(3, 8, "z"), 0);
    expectRoots(kNoNames, {}, {ghost("boo"), leaf(8, "y", {{-2, "y"}, {-1, "y"}, {3, "z"}})}, {});
    ASSERT_EQ(run(9, 1), 0);
    expectRoots(kNoNames, {}, {leaf(8, "y", {{-2, "y"}, {-1, "y"}, {3, "z"}})}, {});
}

TEST_F(Engine, BecomingTwiceIsAConflict) {
    ASSERT_EQ(run(1, 7, "x"), 0);
    std::string before = p.snapshot();
    EXPECT_EQ(run(8, 7), EVD_FAULT_CONFLICT);
    evident_fault fault;
    evident_last_fault(p.rt, &fault);
    EXPECT_STREQ(fault.code, "EVD7006");
    EXPECT_EQ(fault.line, 2u) << "the innermost site";
    EXPECT_EQ(p.snapshot(), before);
}

TEST_F(Engine, EndlessReplacementFaults) {
    ASSERT_EQ(run(1, 7, "x"), 0);
    ASSERT_EQ(run(7, 7, "ghost"), 0);
    std::string before = p.snapshot();
    EXPECT_EQ(run(10, 7), EVD_FAULT_DEPTH);
    EXPECT_EQ(p.snapshot(), before);
    EXPECT_EQ(evident_send_count(p.rt), 0u);
}

TEST_F(Engine, FaultsBelowReportTheirOwnPlace) {
    ASSERT_EQ(run(2, 7, "x"), 0);
    EXPECT_EQ(run(0, 7, "y", 2), EVD_FAULT_INDEX);
    evident_fault fault;
    evident_last_fault(p.rt, &fault);
    EXPECT_STREQ(fault.code, "EVD7004");
    EXPECT_EQ(fault.line, 2u) << "not that of the delivering node";
}

// Events at random, a third of them with faults at some depth: a rejected one changes neither state, sends nor
// references.
TEST_F(Engine, RandomEventsAreAtomic) {
    uint64_t seed = std::random_device{}();
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937_64 random(seed);
    int faults = 0, events = 8000;
    for (int i = 0; i < events; ++i) {
        int64_t op = static_cast<int64_t>(random() % 12);
        // More endings than spawns, or every event would visit ever more leaves.
        if (p.counters().instances > 60 && random() % 2 == 0) op = random() % 2 == 0 ? 4 : 9;
        std::string before = p.snapshot();
        evident_counters counters = p.counters();
        evident_clear_sends(p.rt);
        counters.objects = p.counters().objects;
        int status = p.deliver(0, "a",
                               cmd(op, static_cast<int64_t>(random() % 6), std::string(random() % 30, 'x'),
                                   static_cast<int64_t>(random() % 8)));
        ASSERT_GE(status, 0) << p.error.text;
        if (status == 0) continue;
        ++faults;
        ASSERT_EQ(p.snapshot(), before);
        ASSERT_EQ(p.counters().objects, counters.objects);
        ASSERT_EQ(p.counters().instances, counters.instances);
        ASSERT_EQ(evident_send_count(p.rt), 0u);
    }
    EXPECT_GT(faults, events / 20);
    EXPECT_LT(faults, events * 3 / 4);
    // A process restored from the snapshot shares nothing, so it never has fewer objects unless we leaked some.
    Process fresh(treeModule(), {"a"}, "a", {});
    std::string snapshot = p.snapshot();
    ASSERT_EQ(evident_restore(fresh.rt, snapshot.data(), snapshot.size(), &fresh.error), 0) << fresh.error.text;
    EXPECT_LE(p.counters().objects, fresh.counters().objects);
    EXPECT_EQ(p.state(), fresh.state());
}

TEST_F(Engine, SteadyStateAllocatesNothing) {
    if (EVD_SANITIZED) GTEST_SKIP() << "every object is a block of its own under AddressSanitizer";
    auto round = [&] {
        for (int64_t i = 0; i < 50; ++i) {
            run(0, i, "abc");
            run(1, i % 5, "def");
            run(4, i % 5, "end");
            run(1, 3, "x", 1);
            run(3, 0, "abc");
        }
    };
    round();
    evd_rt& rt = *p.rt;
    size_t blocks = rt.heap.systemBlocks(), objects = rt.heap.live();
    for (int i = 0; i < 20; ++i) round();
    EXPECT_EQ(rt.heap.systemBlocks(), blocks);
    EXPECT_EQ(rt.heap.live(), objects);
}

}   // namespace

}   // namespace evd::runtime::test
