// The text form: what is printed is read back and prints the same; what is wrong is told with its place.

#include "tests/unit/ir/make.h"

#include "ir/core/parse.h"
#include "ir/core/print.h"
#include "ir/core/verify.h"
#include "ir/passes/pipeline.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace evd::ir::test {

namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

/// A module with at least one of everything the text form has.
Make everything() {
    Make k;
    k.m.name = "every \"thing\"";
    TypeId tree = k.m.types.declareEnum("Tree<Int>");
    TypeId forest = k.m.types.declareEnum("Forest");
    k.m.types.defineEnum(forest, {{"Empty", {}, {}}, {"Of", {"trees"}, {k.m.types.list(tree)}}});
    k.m.types.defineEnum(tree, {{"Leaf", {""}, {k.Int()}}, {"Inner", {"left", "right"}, {tree, tree}}});
    TypeId option = k.m.types.option(k.m.types.tuple({k.Int(), k.Loc()}));
    TypeId record = k.m.types.record({{"at", k.Loc()}, {"n", k.Int()}}, "Place");
    k.m.params.push_back({"ring", {}, k.m.types.ring(k.Loc()), {}});
    k.m.params.push_back({"uid", {k.Loc(), k.Int()}, k.basic(TypeKind::Nat), {}});
    MessageId go = k.message("go", {k.Int(), tree});
    MessageId note =
        k.message("note", {record, option, k.basic(TypeKind::Bytes), k.basic(TypeKind::Duration)}, MessageKind::Output);
    k.message("ask", {}, MessageKind::Input);

    LocalId n = k.m.addLocal("n", k.Int());
    k.m.functions.push_back({"twice<Int>", {n}, k.Int(), k.op(Op::Mul, {k.op(Op::Local, {}, n), k.num(2)}), false, {}});
    k.m.functions.push_back({"host", {}, k.m.types.map(k.Loc(), k.Int()), {}, true, {}});

    AutomatonId child = k.in("Child<0>", 1);
    k.m.automata[child].fromClass = true;
    k.m.automata[child].yields = k.Int();
    k.receiving(go);
    k.on(Trigger::Receive, {k.yield(k.param(0)), k.stop()}, k.eq(k.field(0), k.param(0)), "pinned \\ \n");
    AutomatonId a = k.in("A", 1, 2);
    k.current().vars[1].durable = true;
    uint32_t waiting = k.table(child), asked = k.table(child, true);
    LocalId key = k.m.addLocal("key", k.Loc());
    LocalId value = k.m.addLocal("value", k.Int());
    LocalId sum = k.m.addLocal("sum", k.Int());
    LocalId one = k.m.addLocal("one", k.Int());
    LocalId where = k.m.addLocal("where", k.Loc());
    LocalId weight = k.m.addLocal("weight", k.Int());
    ExprId host = k.op(Op::Call, {}, 1);
    ExprId total = k.op(Op::Fold, {host, k.num(0), k.add(k.op(Op::Local, {}, sum), k.op(Op::Local, {}, value))}, key);
    ExprId place = k.op(Op::Tuple, {k.self(), k.num(-3)}, 0, 0, record);
    ExprId some = k.op(Op::Construct, {k.op(Op::Tuple, {k.num(1), k.self()})}, 1, 0, option);
    ExprId bytes = k.op(Op::Str, {}, k.m.addText(std::string("\0\xff\"b", 4)), 0, k.basic(TypeKind::Bytes));
    ExprId delay = k.op(Op::Int, {}, 0, 1500, k.basic(TypeKind::Duration));
    k.receiving(go);
    ExprId got = k.op(Op::Payload, {k.field(1)}, 0, 0);
    ExprId isLeaf = k.op(Op::IsConstructor, {k.field(1)}, 0);
    k.on(Trigger::Receive, {k.stmt({.kind = StmtKind::Let, .local = one, .expr = k.op(Op::If, {isLeaf, got, total})}),
                            k.when(k.op(Op::IsFirst), {k.assign(0, k.op(Op::Local, {}, one))},
                                   {k.spawn(waiting, {k.op(Op::Local, {}, one)}), k.deliver(asked)}),
                            k.stmt({.kind = StmtKind::ForEach,
                                    .local = where,
                                    .expr = host,
                                    .body = {k.assign(1, k.op(Op::Local, {}, weight))}}),
                            k.emit(note, {place, some, bytes, delay}),
                            k.stmt({.kind = StmtKind::Send,
                                    .index = go,
                                    .to = k.op(Op::Sender),
                                    .after = delay,
                                    .args = {k.op(Op::Size, {k.op(Op::Yields, {}, asked)}), k.field(1)}})});
    k.on(Trigger::StartOther, {k.become(waiting, {k.op(Op::Call, {k.num(4)}, 0)})}, k.op(Op::TableEmpty, {}, waiting));
    LocalId pick = k.m.addLocal("pick", k.Int());
    Clause act;
    act.trigger = Trigger::Action;
    act.name = "act";
    act.fair = true;
    act.chosen = {pick};
    act.domains = {k.op(Op::Set, {}, 0, 0, k.m.types.set(k.Int()))};
    act.guard = k.yes();
    k.current().clauses.push_back(act);
    k.current().frames.push_back({{0, 2}, false, 1, {}});
    k.current().frames.push_back({{}, true, go, {}});
    k.place(a, {k.op(Op::ParamCall, {k.self(), k.num(1)}, 1)});
    ExprId here = k.op(Op::First, {k.op(Op::Locations)});
    ExprId numbers = k.op(Op::Instances, {here}, a, 0, k.m.types.list(k.basic(TypeKind::Nat)));
    k.m.statements.push_back({.kind = StatementKind::Invariant,
                              .name = "first",
                              .formula = k.eq(k.op(Op::VarOf, {here, k.op(Op::First, {numbers})}, a, 1), k.num(0))});
    k.m.statements.push_back({.name = "later", .whyNot = "`v` ranges over every \"Int\""});
    k.m.actions.push_back({a, static_cast<uint32_t>(k.current().clauses.size()) - 1});
    const TypeId event = k.basic(TypeKind::Event);
    ExprId acted = k.op(Op::Acted, {}, 0, 0, k.m.types.list(k.m.types.tuple({event, k.Int()})));
    k.m.statements.push_back({.name = "acts",
                              .formula = k.op(Op::Always, {k.eq(k.op(Op::Size, {acted}), k.num(0))}),
                              .judged = Judged::WholeRun});
    k.m.assumptions.push_back({"sized", k.eq(k.op(Op::Size, {k.op(Op::SystemParam, {}, 0)}), k.num(3)), {}});
    return k;
}

TEST(Text, EverythingIsReadBack) {
    Make k = everything();
    ASSERT_THAT(verify(k.m), IsEmpty());
    runPipeline(k.m);
    std::string once = print(k.m);
    auto again = parse(once);
    ASSERT_TRUE(again) << again.error().message << "\n" << once;
    EXPECT_EQ(print(*again), once);
    EXPECT_THAT(verify(*again), IsEmpty());
    EXPECT_EQ(again->name, k.m.name);
    EXPECT_EQ(again->automata[1].frames.size(), 2u);
    EXPECT_TRUE(again->automata[1].vars[1].durable);
    EXPECT_EQ(again->automata[0].clauses[0].name, "pinned \\ \n");
}

TEST(Text, WhatIsReadBehavesTheSame) {
    Make k;
    MessageId go = k.message("go", {k.Int()}), out = k.message("out", {k.Int()}, MessageKind::Output);
    AutomatonId child = k.in("C", 1);
    k.receiving(go);
    k.on(Trigger::Receive, {k.emit(out, {k.add(k.param(0), k.field(0))})});
    AutomatonId a = k.in("A", 0, 1);
    uint32_t t = k.table(child);
    k.receiving(go);
    k.on(Trigger::Receive, {k.spawn(t, {k.field(0)}), k.assign(0, k.div(k.num(12), k.field(0)))});
    k.place(a);
    auto again = parse(print(k.m));
    ASSERT_TRUE(again) << again.error().message;
    Site one(k.m), two(*again);
    for (int64_t n : {1, 0, 5, 3}) EXPECT_EQ(one.receive(go, {n}), two.receive(go, {n})) << n;
    EXPECT_EQ(one.state(), two.state());
    EXPECT_EQ(one.state(), "A[4]{C(1) C(5) C(3)}");
    EXPECT_EQ(one.interpreter.digest(one.location), two.interpreter.digest(two.location));
}

TEST(Text, ErrorsNameThePlace) {
    auto error = [](std::string_view text) {
        auto read = parse(text);
        return read ? std::string("no error") : read.error().message;
    };
    EXPECT_EQ(error(""), "1:1: expected `module`");
    EXPECT_EQ(error("module \"m\"\nthing"), "2:1: expected a declaration");
    EXPECT_EQ(error("module \"m\"\nparam x (): Nothing\n"), "2:20: expected a type");
    EXPECT_EQ(error("module \"m\"\nassume a (plus:Int)"), "2:11: expected the name of an operation");
    EXPECT_EQ(error("module \"m\"\nassume a (int:Int 99999999999999999999)"), "2:19: expected a number of 64 bits");
    EXPECT_EQ(error("module \"m\"\nlocal %1 x: Int"), "2:9: expected the locals in order");
    EXPECT_EQ(error("module \"m\"\nenum \"E\" { A() }\nenum \"E\" { A() }"),
              "3:9: expected another name: this enum is declared before");
    EXPECT_EQ(error("module \"m\"\nautomaton \"A\" { on noon"),
              "2:20: expected `start`, `start_other`, `receive`, `action` or `observe`");
    std::string deep = "module \"m\"\nassume a ";
    for (int i = 0; i < 20000; ++i) deep += "(not:Bool ";
    EXPECT_THAT(error(deep), HasSubstr("expected less nesting"));
}

TEST(Text, EveryPrefixIsRefusedWithoutHarm) {
    std::string whole = print(everything().m);
    size_t accepted = 0;
    for (size_t n = 0; n < whole.size(); n += 7) accepted += parse(whole.substr(0, n)) ? 1 : 0;
    EXPECT_LT(accepted, whole.size() / 7) << "only prefixes that end between declarations are modules";
    EXPECT_TRUE(parse(whole));
}

}   // namespace

}   // namespace evd::ir::test
