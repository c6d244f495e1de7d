// How messages reach children: which routes the pass finds, and that following them changes nothing.

#include "tests/unit/ir/make.h"

#include "ir/passes/pipeline.h"
#include "ir/passes/route.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

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
        for (size_t i = 0; i < route.fields.size(); ++i) out += fmt::format("{}{}={}", i == 0 ? "" : " ", route.fields[i], route.params[i]);
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

TEST_F(Routes, EqualitiesInTheConjunctionPin) {
    AutomatonId child = k.in("C", 2, 1);
    k.receiving(vote);
    k.on(Trigger::Receive, {}, both(both(pin(0, 1), k.eq(k.var(0), k.num(0))), k.eq(k.param(0), k.field(1))));
    EXPECT_EQ(of(parent(child, {1, 2})), "0=1 1=0");
}

TEST_F(Routes, EveryClauseMustPin) {
    AutomatonId child = k.in("C", 2);
    k.receiving(vote);
    k.on(Trigger::Receive, {}, both(pin(0, 0), pin(1, 1)));
    k.receiving(vote);
    k.on(Trigger::Receive, {}, pin(1, 1));
    EXPECT_EQ(of(parent(child, {1, 2})), "1=1");
    k.inAgain(child);
    k.receiving(vote).on(Trigger::Receive, {});
    EXPECT_EQ(of(static_cast<AutomatonId>(k.m.automata.size() - 1)), "scan");
}

TEST_F(Routes, ADisjunctionDoesNotPin) {
    AutomatonId child = k.in("C", 1);
    k.receiving(vote);
    k.on(Trigger::Receive, {}, k.op(Op::Or, {pin(0, 0), pin(1, 0)}));
    EXPECT_EQ(of(parent(child, {1})), "scan");
}

TEST_F(Routes, OnlyTestsBeforeAPossibleFaultPin) {
    AutomatonId child = k.in("C", 2, 1);
    k.receiving(vote);
    k.on(Trigger::Receive, {}, both(pin(0, 0), both(k.eq(k.div(k.num(1), k.var(0)), k.num(1)), pin(1, 1))));
    EXPECT_EQ(of(parent(child, {1, 2})), "0=0") << "a child that differs in the second field still faults the event";
}

TEST_F(Routes, TestsAroundTheWholeBodyPin) {
    AutomatonId child = k.in("C", 2, 1);
    k.receiving(vote);
    LocalId x = k.m.addLocal("x", k.Int());
    k.on(Trigger::Receive, {k.stmt({.kind = StmtKind::Let, .local = x, .expr = k.field(0)}), k.when(pin(0, 0), {k.when(pin(1, 1), {k.assign(0, k.num(1))})})});
    EXPECT_EQ(of(parent(child, {1, 2})), "0=0 1=1");
    k.inAgain(child);
    k.receiving(vote).on(Trigger::Receive, {});
    k.m.automata[child].clauses.pop_back();
    k.receiving(vote);
    k.on(Trigger::Receive, {k.when(pin(0, 0), {k.assign(0, k.num(1))}, {k.assign(0, k.num(2))})});
    EXPECT_EQ(of(static_cast<AutomatonId>(k.m.automata.size() - 1)), "scan") << "an else also happens";
}

TEST_F(Routes, PinsOfDescendantsGoThroughTheArguments) {
    AutomatonId grandchild = k.in("G", 2);
    k.receiving(vote);
    k.on(Trigger::Receive, {}, both(pin(0, 0), pin(1, 1)));
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
    k.receiving(vote).on(Trigger::Receive, {});
    AutomatonId child = k.in("C", 1);
    uint32_t t = k.table(successor);
    k.receiving(vote);
    k.on(Trigger::Receive, {k.become(t, {k.param(0)})}, pin(0, 0));
    EXPECT_EQ(of(parent(child, {1})), "scan");
}

TEST_F(Routes, ThePipelineKeepsTheMeaningAndIsRepeatable) {
    AutomatonId child = k.in("C", 1);
    k.receiving(vote);
    k.on(Trigger::Receive, {}, pin(0, 0));
    AutomatonId root = parent(child, {1});
    k.place(root);
    runPipeline(k.m);
    auto first = k.m.automata[root].tables[0].routes;
    ASSERT_EQ(first.size(), k.m.messages.size());
    runPipeline(k.m);
    EXPECT_EQ(k.m.automata[root].tables[0].routes.size(), first.size());
    EXPECT_EQ(of(root), "0=0");
}

} // namespace

} // namespace evd::ir::test
