// How messages reach children: which routes the pass finds, and that following them changes nothing.

#include "tests/unit/ir/make.h"

#include "ir/passes/pipeline.h"
#include "ir/passes/route.h"

#include <fmt/format.h>
#include <functional>
#include <gtest/gtest.h>
#include <random>

namespace evd::ir::test {

namespace {

struct Routes : ::testing::Test {
    Make k;
    MessageId vote = k.message("vote", {k.Int(), k.Int()});
    MessageId other = k.message("other", {});

    ExprId pin(uint32_t field, uint32_t param) { return k.eq(k.field(field), k.param(param)); }
    ExprId both(ExprId a, ExprId b) { return k.op(Op::And, {a, b}); }
    /// The route of `vote` in a table, e.g. `0=1 1=0`.
    std::string of(AutomatonId automaton, uint32_t table = 0) {
        route(k.m);
        const Route& route = k.m.automata[automaton].tables[table].routes.at(vote);
        if (route.kind != Route::Kind::Index) return route.kind == Route::Kind::Ignore ? "ignore" : "scan";
        std::string out;
        for (size_t i = 0; i < route.fields.size(); ++i)
            out += fmt::format("{}{}={}", i == 0 ? "" : " ", route.fields[i], route.params[i]);
        return out;
    }
    AutomatonId parent(AutomatonId child, std::vector<int64_t> args = {}) {
        AutomatonId made = k.in("Parent");
        Exprs values;
        for (int64_t n : args) values.push_back(k.num(n));
        k.on(Trigger::Start, {k.spawn(k.table(child), values)});
        return made;
    }
};

TEST_F(Routes, NoClauseIsIgnored) {
    AutomatonId child = k.in("C");
    k.receiving(other).on(Trigger::Receive, {});
    k.on(Trigger::Start, {});
    EXPECT_EQ(of(parent(child)), "ignore");
}

TEST_F(Routes, AClauseThatDoesNothingIsIgnored) {
    AutomatonId child = k.in("C", 1);
    k.receiving(vote);
    k.on(Trigger::Receive, {k.when(k.yes(), {})});
    EXPECT_EQ(of(parent(child, {1})), "ignore");
}

TEST_F(Routes, EqualitiesInTheConjunctionPin) {
    AutomatonId child = k.in("C", 2, 1);
    k.receiving(vote);
    k.on(Trigger::Receive, {k.stop()}, both(both(pin(0, 1), k.eq(k.var(0), k.num(0))), k.eq(k.param(0), k.field(1))));
    EXPECT_EQ(of(parent(child, {1, 2})), "0=1 1=0");
}

TEST_F(Routes, EveryClauseMustPin) {
    AutomatonId child = k.in("C", 2);
    k.receiving(vote);
    k.on(Trigger::Receive, {k.stop()}, both(pin(0, 0), pin(1, 1)));
    k.receiving(vote);
    k.on(Trigger::Receive, {k.stop()}, pin(1, 1));
    EXPECT_EQ(of(parent(child, {1, 2})), "1=1");
    k.inAgain(child);
    k.receiving(vote).on(Trigger::Receive, {k.stop()});
    EXPECT_EQ(of(static_cast<AutomatonId>(k.m.automata.size() - 1)), "scan");
}

TEST_F(Routes, ADisjunctionDoesNotPin) {
    AutomatonId child = k.in("C", 1);
    k.receiving(vote);
    k.on(Trigger::Receive, {k.stop()}, k.op(Op::Or, {pin(0, 0), pin(1, 0)}));
    EXPECT_EQ(of(parent(child, {1})), "scan");
}

TEST_F(Routes, OnlyTestsBeforeAPossibleFaultPin) {
    AutomatonId child = k.in("C", 2, 1);
    k.receiving(vote);
    k.on(Trigger::Receive, {k.stop()}, both(pin(0, 0), both(k.eq(k.div(k.num(1), k.var(0)), k.num(1)), pin(1, 1))));
    EXPECT_EQ(of(parent(child, {1, 2})), "0=0") << "a child that differs in the second field still faults the event";
}

TEST_F(Routes, TestsAroundTheWholeBodyPin) {
    AutomatonId child = k.in("C", 2, 1);
    k.receiving(vote);
    LocalId x = k.m.addLocal("x", k.Int());
    k.on(Trigger::Receive, {k.stmt({.kind = StmtKind::Let, .local = x, .expr = k.field(0)}),
                            k.when(pin(0, 0), {k.when(pin(1, 1), {k.assign(0, k.num(1))})})});
    EXPECT_EQ(of(parent(child, {1, 2})), "0=0 1=1");
    k.inAgain(child);
    k.receiving(vote).on(Trigger::Receive, {k.stop()});
    k.m.automata[child].clauses.pop_back();
    k.receiving(vote);
    k.on(Trigger::Receive, {k.when(pin(0, 0), {k.assign(0, k.num(1))}, {k.assign(0, k.num(2))})});
    EXPECT_EQ(of(static_cast<AutomatonId>(k.m.automata.size() - 1)), "scan") << "an else also happens";
}

TEST_F(Routes, NewChildrenSeeTheEventAnyway) {
    AutomatonId child = k.in("C", 2, 1);
    k.receiving(vote);
    ExprId guard = k.op(
        Op::Or, {k.op(Op::IsFirst), both(pin(0, 0), k.op(Op::Or, {pin(1, 1), both(k.op(Op::IsFirst), pin(1, 0))}))});
    k.on(Trigger::Receive, {k.assign(0, k.num(1))}, guard);
    EXPECT_EQ(of(parent(child, {1, 2})), "0=0 1=1");
    AutomatonId once = k.in("Once", 1, 1);
    k.receiving(vote);
    k.on(Trigger::Receive, {k.assign(0, k.num(1))}, k.op(Op::IsFirst));
    EXPECT_EQ(of(parent(once, {1})), "ignore");
}

TEST_F(Routes, DeliveringIsWhatTheChildrenDo) {
    AutomatonId grandchild = k.in("G", 2);
    k.m.automata[grandchild].yields = k.Int();
    k.receiving(vote);
    k.on(Trigger::Receive, {k.yield(k.num(1))}, both(pin(0, 0), pin(1, 1)));
    AutomatonId child = k.in("C", 1, 1);
    uint32_t t = k.table(grandchild, true);
    LocalId one = k.m.addLocal("one", k.Int());
    k.receiving(vote);
    ExprId yields = k.op(Op::Yields, {}, t);
    k.on(Trigger::Receive, {k.when(pin(0, 0), {k.spawn(t, {k.param(0), k.field(1)})}), k.deliver(t),
                            k.stmt({.kind = StmtKind::ForEach,
                                    .local = one,
                                    .expr = yields,
                                    .body = {k.assign(0, k.op(Op::Local, {}, one))}})});
    AutomatonId root = parent(child, {1});
    EXPECT_EQ(of(child), "0=0 1=1");
    EXPECT_EQ(of(root), "0=0");
    // Asking for the yields in another way may see that there are none.
    k.inAgain(child);
    k.receiving(vote);
    k.on(Trigger::Receive,
         {k.when(k.eq(k.op(Op::Size, {k.op(Op::Yields, {}, t)}), k.num(0)), {k.assign(0, k.num(1))})});
    EXPECT_EQ(of(root), "scan");
}

/// Random trees of pinned children, delivered to by a root; a second interpreter runs the same module in which children
/// are skipped as the routes say, written out as a guard around the child's clauses. Nothing may differ.
class RoutesAtRandom : public ::testing::TestWithParam<uint32_t> {};

TEST_P(RoutesAtRandom, SkippingChangesNothing) {
    std::mt19937 engine(GetParam());
    auto chance = [&](int n) { return std::uniform_int_distribution<int>(0, n - 1)(engine) == 0; };
    auto small = [&](int n) { return std::uniform_int_distribution<int>(0, n - 1)(engine); };
    Make k;
    MessageId vote = k.message("vote", {k.Int(), k.Int()}), grow = k.message("grow", {k.Int(), k.Int()});
    MessageId out = k.message("out", {k.Int()}, MessageKind::Output);
    AutomatonId child = k.in("C", 2, 1);
    std::function<ExprId(int)> condition = [&](int depth) -> ExprId {
        int kind = depth == 0 ? small(4) : small(6);
        if (kind == 0) return k.op(Op::IsFirst);
        if (kind == 1) return k.eq(k.div(k.num(6), k.var(0)), k.field(static_cast<uint32_t>(small(2))));
        if (kind <= 3) return k.eq(k.field(static_cast<uint32_t>(small(2))), k.param(static_cast<uint32_t>(small(2))));
        ExprId left = condition(depth - 1), right = condition(depth - 1);
        return k.op(kind == 4 ? Op::And : Op::Or, {left, right});
    };
    k.on(Trigger::Start, {k.assign(0, k.num(small(3)))});
    for (int i = 0; i < 1 + small(2); ++i) {
        k.receiving(vote);
        ExprId guard = condition(2), test = condition(1);
        Stmts body{k.when(test, {k.emit(out, {k.param(0)})}, chance(4) ? Stmts{k.emit(out, {k.param(1)})} : Stmts{})};
        k.on(Trigger::Receive, body, guard);
    }
    AutomatonId root = k.in("Root");
    uint32_t t = k.table(child);
    k.receiving(grow);
    k.on(Trigger::Receive, {k.spawn(t, {k.field(0), k.field(1)})});
    k.place(root);
    route(k.m);
    const Route found = k.m.automata[root].tables[t].routes.at(vote);

    RecordProperty("route", static_cast<int>(found.kind));

    Make skipping = k;   // the child first asks whether the route leads to it
    if (found.kind != Route::Kind::Scan) {
        skipping.inAgain(child);
        for (size_t i = 1; i < skipping.current().clauses.size(); ++i) {
            skipping.received = vote;
            ExprId reached = found.kind == Route::Kind::Ignore ? skipping.no() : skipping.yes();
            for (size_t j = 0; j < found.fields.size(); ++j)
                reached = skipping.op(
                    Op::And, {reached, skipping.eq(skipping.field(found.fields[j]), skipping.param(found.params[j]))});
            ExprId shown = skipping.op(Op::Or, {skipping.op(Op::IsFirst), reached});
            skipping.current().clauses[i].guard = skipping.op(Op::And, {shown, skipping.current().clauses[i].guard});
        }
    }
    Site all(k.m), some(skipping.m);
    for (int i = 0; i < 40; ++i) {
        MessageId message = chance(4) ? grow : vote;
        std::vector<int64_t> payload{small(3), small(3)};
        ASSERT_EQ(all.receive(message, payload), some.receive(message, payload))
            << "seed " << GetParam() << ", event " << i;
        ASSERT_EQ(all.state(), some.state()) << "seed " << GetParam() << ", event " << i;
    }
}

INSTANTIATE_TEST_SUITE_P(Seeds, RoutesAtRandom, ::testing::Range(1u, 151u),
                         [](const auto& info) { return "seed" + std::to_string(info.param); });

TEST_F(Routes, PinsOfDescendantsGoThroughTheArguments) {
    AutomatonId grandchild = k.in("G", 2);
    k.receiving(vote);
    k.on(Trigger::Receive, {k.stop()}, both(pin(0, 0), pin(1, 1)));
    AutomatonId child = k.in("C", 1);
    uint32_t t = k.table(grandchild);
    k.receiving(vote);
    k.on(Trigger::Receive, {k.spawn(t, {k.param(0), k.field(1)})}, pin(0, 0));
    AutomatonId root = parent(child, {1});
    EXPECT_EQ(of(child), "0=0 1=1");
    EXPECT_EQ(of(root), "0=0") << "the second parameter of the grandchild is not one of the child";
}

TEST_F(Routes, CyclesEnd) {
    AutomatonId node = k.in("N", 2);
    uint32_t t = k.table(node);
    k.receiving(vote);
    k.on(Trigger::Receive, {k.spawn(t, {k.param(0), k.add(k.param(1), k.num(1))})}, both(pin(0, 0), pin(1, 1)));
    EXPECT_EQ(of(parent(node, {1, 2})), "0=0");
    EXPECT_EQ(of(node), "0=0");
}

TEST_F(Routes, ASuccessorCountsAsPartOfWhatBecomesIt) {
    AutomatonId successor = k.in("S", 1);
    k.receiving(vote).on(Trigger::Receive, {k.stop()});
    AutomatonId child = k.in("C", 1);
    uint32_t t = k.table(successor);
    k.receiving(vote);
    k.on(Trigger::Receive, {k.become(t, {k.param(0)})}, pin(0, 0));
    EXPECT_EQ(of(parent(child, {1})), "scan");
}

TEST_F(Routes, ThePipelineKeepsTheMeaningAndIsRepeatable) {
    AutomatonId child = k.in("C", 1);
    k.receiving(vote);
    k.on(Trigger::Receive, {k.stop()}, pin(0, 0));
    AutomatonId root = parent(child, {1});
    k.place(root);
    runPipeline(k.m);
    auto first = k.m.automata[root].tables[0].routes;
    ASSERT_EQ(first.size(), k.m.messages.size());
    runPipeline(k.m);
    EXPECT_EQ(k.m.automata[root].tables[0].routes.size(), first.size());
    EXPECT_EQ(of(root), "0=0");
}

}   // namespace

}   // namespace evd::ir::test
