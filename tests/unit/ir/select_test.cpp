// Which clauses an event may make happen, and what is left of their guards.

#include "ir/analysis/select.h"
#include "ir/core/walk.h"
#include "tests/unit/ir/make.h"

#include <gmock/gmock.h>
#include <random>

namespace evd::ir::test {

namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using Kind = Occasion::Kind;

struct SelectTest : ::testing::Test {
    Make k;
    MessageId go = k.message("go", {k.Int()});
    MessageId other = k.message("other", {});
    MessageId out = k.message("out", {k.Int()}, MessageKind::Output);
    ExprId first() { return k.op(Op::IsFirst); }
    ExprId no(ExprId a) { return k.op(Op::Not, {a}); }
    ExprId both(ExprId a, ExprId b) { return k.op(Op::And, {a, b}); }
    ExprId either(ExprId a, ExprId b) { return k.op(Op::Or, {a, b}); }
    ExprId faulty() { return k.eq(k.div(k.num(1), k.field(0)), k.num(1)); }   // faults if the field is 0

    std::vector<Candidate> at(bool isFirst) { return candidatesAt(k.m, k.current(), {Kind::Receive, go, {}, isFirst}); }
};

TEST_F(SelectTest, TriggersDecideInTheOrderOfTheClauses) {
    k.in("A");
    k.receiving(go).on(Trigger::Receive, {});
    k.on(Trigger::StartOther, {});
    k.on(Trigger::Start, {});
    k.on(Trigger::Action, {}, {}, "tick");
    k.receiving(other);
    k.receiving(go).on(Trigger::Receive, {}, k.no());
    auto at = [&](Occasion occasion) { return clausesAt(k.current(), occasion); };
    EXPECT_THAT(at({Kind::Start, 0, {}, true}), ElementsAre(1, 2));
    EXPECT_THAT(at({Kind::Start, 0, {}, false}), IsEmpty());
    EXPECT_THAT(at({Kind::Receive, go, {}, true}), ElementsAre(0, 2, 4));
    EXPECT_THAT(at({Kind::Receive, go, {}, false}), ElementsAre(0, 4));
    EXPECT_THAT(at({Kind::Receive, other, {}, true}), ElementsAre(1, 2));
    EXPECT_THAT(at({Kind::Receive, other, {}, false}), IsEmpty());
    EXPECT_THAT(at({Kind::Action, 0, 3, false}), ElementsAre(3));
    EXPECT_THAT(at({Kind::Action, 0, 3, true}), ElementsAre(1, 2, 3));
    EXPECT_THAT(at({Kind::Action, 0, {}, true}), ElementsAre(1, 2));
    EXPECT_THAT(at({Kind::Action, 0, {}, false}), IsEmpty());
}

TEST_F(SelectTest, GuardsAreTakenApartAndWhatIsKnownIsLeftOut) {
    k.in("A", 1, 1);
    k.receiving(go);
    ExprId pin = k.eq(k.field(0), k.param(0)), state = k.eq(k.var(0), k.num(1));
    k.on(Trigger::Receive, {}, both(pin, both(first(), state)));
    k.on(Trigger::Receive, {}, both(both(no(first()), k.yes()), pin));
    k.on(Trigger::Receive, {}, both(state, k.no()));
    k.on(Trigger::Receive, {});
    EXPECT_EQ(at(true), (std::vector<Candidate>{{0, {pin, state}}, {3, {}}}));
    EXPECT_EQ(at(false), (std::vector<Candidate>{{1, {pin}}, {3, {}}}));
}

TEST_F(SelectTest, WhatMayFaultBeforeIsStillAsked) {
    k.in("A", 0, 1);
    k.receiving(go);
    ExprId faults = faulty(), isFirst = first(), state = k.eq(k.var(0), k.num(1));
    k.on(Trigger::Receive, {}, both(faults, both(isFirst, state)));
    k.on(Trigger::Receive, {}, both(isFirst, faults));
    k.on(Trigger::Receive, {}, either(faults, k.yes()));
    EXPECT_EQ(at(true),
              (std::vector<Candidate>{{0, {faults, state}}, {1, {faults}}, {2, {k.current().clauses[2].guard}}}));
    EXPECT_EQ(at(false), (std::vector<Candidate>{{0, {faults, isFirst}}, {2, {k.current().clauses[2].guard}}}));
}

TEST_F(SelectTest, ValuesOfRecursiveEnumsMayNestTooDeep) {
    TypeId tree = k.m.types.declareEnum("Tree"), flat = k.m.types.declareEnum("Flat");
    k.m.types.defineEnum(tree, {{"Leaf", {}, {}}, {"Node", {"below"}, {tree}}});
    k.m.types.defineEnum(flat, {{"One", {"x"}, {k.Int()}}});
    ExprId leaf = k.op(Op::Construct, {}, 0, 0, tree);
    EXPECT_FALSE(mayFault(k.m, leaf));
    EXPECT_TRUE(mayFault(k.m, k.op(Op::Construct, {leaf}, 1, 0, tree)));
    EXPECT_FALSE(mayFault(k.m, k.op(Op::Construct, {k.num(1)}, 0, 0, flat)));
}

TEST_F(SelectTest, DependenceOnTheFirstEventIsSeenInGuardsAndBodies) {
    k.in("A", 0, 1);
    k.receiving(go);
    ExprId mixed = either(first(), k.eq(k.var(0), k.num(1)));
    k.on(Trigger::Receive, {k.when(first(), {k.assign(0, k.num(1))})});
    k.on(Trigger::Receive, {k.emit(out, {k.num(1)})}, both(first(), k.eq(k.var(0), k.num(0))));
    k.on(Trigger::Receive, {k.emit(out, {k.num(1)})}, both(mixed, k.yes()));
    auto asks = [&](Candidate one) { return asksFirst(k.m, k.current(), {one}); };
    EXPECT_TRUE(asks({0, {}}));
    EXPECT_FALSE(asks(at(true)[1])) << "its condition is known";
    EXPECT_TRUE(asks({2, {mixed}}));
    EXPECT_FALSE(asksFirst(k.m, k.eq(k.var(0), k.num(1))));
}

/// Guards at random: what the selection leaves of one means what the whole means, its faults included.
TEST_F(SelectTest, WhatIsLeftMeansWhatTheWholeGuardMeans) {
    const uint32_t seed = 20260;
    SCOPED_TRACE(::testing::Message() << "seed " << seed);
    std::mt19937 random(seed);
    std::function<ExprId(int)> any = [&](int depth) -> ExprId {
        switch (random() % (depth == 0 ? 5 : 8)) {
        case 0: return k.op(Op::Bool, {}, 0, random() % 2);
        case 1:
        case 2: return first();
        case 3: return faulty();
        case 4: return k.eq(k.field(0), k.num(1));
        case 5: return no(any(depth - 1));
        case 6: return either(any(depth - 1), any(depth - 1));
        default: return both(any(depth - 1), any(depth - 1));
        }
    };
    const Make empty = k;
    size_t dropped = 0, shorter = 0;
    for (int round = 0; round < 400; ++round) {
        k = empty;
        AutomatonId a = k.in("A");
        k.receiving(go).on(Trigger::Receive, {k.emit(out, {k.num(7)})}, any(4));
        k.place(a);
        for (bool isFirst : {true, false}) {
            Make left = k;
            std::vector<Candidate> some = at(isFirst);
            ExprId guard = left.no();
            if (!some.empty()) {
                guard = left.yes();
                for (size_t i = some[0].conditions.size(); i-- > 0;)
                    guard = left.op(Op::And, {some[0].conditions[i], guard});
                shorter += some[0].conditions != std::vector<ExprId>{k.current().clauses[0].guard} ? 1 : 0;
            } else {
                ++dropped;
            }
            left.current().clauses[0].guard = guard;
            for (int64_t field : {0, 1, 2}) {
                Site one(k.m), two(left.m);
                if (!isFirst) one.start(), two.start();
                EXPECT_EQ(one.receive(go, {field}), two.receive(go, {field})) << "round " << round << ", " << field;
            }
        }
    }
    EXPECT_GT(dropped, 50u);
    EXPECT_GT(shorter, 50u);
}

}   // namespace

}   // namespace evd::ir::test
