// Modules that break a promise are told so; the sentence names the place.

#include "tests/unit/ir/make.h"

#include "ir/core/verify.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace evd::ir::test {

namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

struct Verify : ::testing::Test {
    Make k;
    MessageId go = k.message("go", {k.Int()});
    MessageId out = k.message("out", {k.basic(TypeKind::Nat)}, MessageKind::Output);
    MessageId input = k.message("input", {}, MessageKind::Input);
    AutomatonId child = k.in("Child", 1);
    AutomatonId a = k.in("A", 1, 1);
    uint32_t t = k.table(child);

    std::vector<std::string> broken() { return verify(k.m); }
    ExprId raw(Op op, TypeId type, Exprs args = {}, uint32_t index = 0, int64_t value = 0) {
        return k.m.add({op, type, index, value, std::move(args), {}});
    }
};

TEST_F(Verify, AcceptsAWellFormedModule) {
    LocalId x = k.m.addLocal("x", k.Int());
    k.receiving(go);
    k.on(Trigger::Receive,
         {k.stmt({.kind = StmtKind::Let, .local = x, .expr = k.field(0)}), k.assign(0, k.op(Op::Local, {}, x)),
          k.spawn(t, {k.var(0)}), k.emit(out, {k.op(Op::CheckNat, {k.var(0)})}),
          k.stmt({.kind = StmtKind::Send, .index = go, .to = k.op(Op::Sender), .args = {k.num(1)}})});
    k.place(a, {k.num(1)});
    EXPECT_THAT(broken(), IsEmpty());
}

TEST_F(Verify, NamesTheAutomatonAndTheClause) {
    k.on(Trigger::Start, {k.assign(0, k.yes())}, {}, "first");
    EXPECT_THAT(broken(), ElementsAre("automaton A, clause 0 (first): the variable `v0` wants Int, not Bool"));
}

TEST_F(Verify, TypesOfOperands) {
    k.on(Trigger::Start, {k.assign(0, raw(Op::Add, k.Int(), {k.num(1), k.yes()}))});
    EXPECT_THAT(broken(), ElementsAre(HasSubstr("`add` does not take (Int, Bool)")));
}

TEST_F(Verify, TypesOfResults) {
    k.on(Trigger::Start, {}, raw(Op::Size, k.Bool(), {k.list({1})}));
    EXPECT_THAT(broken(), ElementsAre(HasSubstr("`size` gives Nat, not Bool")));
}

TEST_F(Verify, NumbersOfArguments) {
    k.on(Trigger::Start, {}, raw(Op::Not, k.Bool(), {k.yes(), k.yes()}));
    EXPECT_THAT(broken(), ElementsAre(HasSubstr("`not` does not take (Bool, Bool)")));
}

TEST_F(Verify, FieldsAndSendersOnlyInClausesForMessages) {
    k.receiving(go);
    ExprId field = k.field(0), sender = k.op(Op::Sender);
    k.received.reset();
    k.on(Trigger::Start, {k.assign(0, field)}, k.eq(sender, k.self()));
    EXPECT_THAT(broken(), ElementsAre(HasSubstr("`sender` stands outside"), HasSubstr("`sender` does not take"),
                                      HasSubstr("`field` stands outside"), HasSubstr("`field` does not take")));
}

TEST_F(Verify, LocalsAreReadInTheirScopeOnly) {
    LocalId x = k.m.addLocal("x", k.Int());
    k.on(Trigger::Start, {k.when(k.yes(), {k.stmt({.kind = StmtKind::Let, .local = x, .expr = k.num(1)})}),
                          k.assign(0, k.op(Op::Local, {}, x))});
    EXPECT_THAT(broken(), ElementsAre(HasSubstr("`x` is read where it is not bound")));
}

TEST_F(Verify, LocalsAreBoundOnce) {
    LocalId x = k.m.addLocal("x", k.Int());
    auto let = [&] { return k.stmt({.kind = StmtKind::Let, .local = x, .expr = k.num(1)}); };
    k.on(Trigger::Start, {let(), let()});
    EXPECT_THAT(broken(), ElementsAre(HasSubstr("`x` is bound at two places")));
}

TEST_F(Verify, ASharedNodeIsOnePlace) {
    LocalId x = k.m.addLocal("x", k.Int());
    ExprId let = k.op(Op::Let, {k.num(1), k.op(Op::Local, {}, x)}, x);
    k.on(Trigger::Start, {k.assign(0, k.add(let, let))});
    EXPECT_THAT(broken(), IsEmpty());
}

TEST_F(Verify, ANatIsCheckedWhereItIsStored) {
    k.on(Trigger::Start, {k.emit(out, {k.var(0)})});
    EXPECT_THAT(broken(), ElementsAre(HasSubstr("`out` `f0` is a Nat; the value is not checked")));
    k.current().clauses.clear();
    k.on(Trigger::Start, {k.emit(out, {k.add(k.num(1), k.op(Op::Mod, {k.var(0), k.num(3)}))})});
    EXPECT_THAT(broken(), IsEmpty());
}

TEST_F(Verify, DirectionsOfMessages) {
    k.receiving(out).on(Trigger::Receive, {});
    k.on(Trigger::Start, {k.emit(go, {k.num(1)}), k.stmt({.kind = StmtKind::Send, .index = input, .to = k.self()})});
    EXPECT_THAT(broken(),
                ElementsAre(HasSubstr("receives the output `out`"), HasSubstr("emits `go`, which is no output"),
                            HasSubstr("sends the input `input`")));
}

TEST_F(Verify, ArgumentsOfMessagesAndSpawns) {
    k.on(Trigger::Start, {k.emit(out, {}), k.spawn(t, {k.yes()}),
                          k.stmt({.kind = StmtKind::Send, .index = go, .to = k.num(1), .args = {k.num(1)}})});
    EXPECT_THAT(broken(), ElementsAre(HasSubstr("`out` takes 1, 0 given"), HasSubstr("Child `p0` wants Int, not Bool"),
                                      HasSubstr("the destination of `go`")));
}

TEST_F(Verify, TablesAndYields) {
    k.on(Trigger::Start, {k.spawn(7), k.deliver(t), k.yield(k.num(1))});
    EXPECT_THAT(broken(), ElementsAre(HasSubstr("names a table that does not exist"), HasSubstr("delivered to anyway"),
                                      HasSubstr("yields without a type")));
}

TEST_F(Verify, StatementsStayOutOfAutomata) {
    k.on(Trigger::Start, {}, raw(Op::Up, k.Bool(), {k.self()}));
    k.m.assumptions.push_back(
        {"early", raw(Op::Up, k.Bool(), {raw(Op::First, k.Loc(), {raw(Op::Locations, k.m.types.set(k.Loc()))})}), {}});
    EXPECT_THAT(broken(), ElementsAre("automaton A, clause 0: `up` belongs to statements",
                                      "assumption early: `up` belongs to statements"));
}

TEST_F(Verify, InitialValuesDoNotReadVariables) {
    k.current().vars[0].initial = k.add(k.param(0), k.var(0));
    EXPECT_THAT(broken(), ElementsAre(HasSubstr("`var` stands in an initial value")));
}

TEST_F(Verify, IdsInRangeAndNoCycles) {
    ExprId loop = raw(Op::Not, k.Bool());
    k.m.exprs[loop.index].args = {loop};
    EXPECT_THAT(broken(), ElementsAre(HasSubstr("contains itself")));
    k.m.exprs[loop.index].args = {ExprId{123456}};
    EXPECT_THAT(broken(), ElementsAre(HasSubstr("has an argument that does not exist")));
}

TEST_F(Verify, ActionsHaveOneDomainPerParameter) {
    LocalId x = k.m.addLocal("x", k.Bool());
    Clause clause;
    clause.trigger = Trigger::Action;
    clause.name = "pick";
    clause.chosen = {x};
    clause.domains = {k.list({1}, Op::Set)};
    clause.guard = k.op(Op::Local, {}, x);
    k.current().clauses.push_back(clause);
    EXPECT_THAT(broken(),
                ElementsAre("automaton A, clause 0 (pick): `x` is not chosen from a list or set of its type"));
}

TEST_F(Verify, NamesAreDistinct) {
    k.message("go", {});
    k.in("A");
    EXPECT_THAT(broken(),
                ElementsAre(HasSubstr("two messages are called `go`"), HasSubstr("two automata are called `A`")));
}

TEST_F(Verify, RoutesFitTheMessageAndTheChild) {
    k.m.automata[a].tables[t].routes.resize(k.m.messages.size());
    k.m.automata[a].tables[t].routes[go] = {Route::Kind::Index, {0}, {3}};
    EXPECT_THAT(broken(), ElementsAre(HasSubstr("the route of `go` names a field or parameter that does not exist")));
}

}   // namespace

}   // namespace evd::ir::test
