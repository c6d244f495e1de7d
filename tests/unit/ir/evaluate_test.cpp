// What each operation means, and how it faults.

#include "tests/unit/ir/make.h"

#include <gtest/gtest.h>
#include <limits>

namespace evd::ir::test {

namespace {

constexpr int64_t kMax = std::numeric_limits<int64_t>::max(), kMin = std::numeric_limits<int64_t>::min();

struct Evaluate : ::testing::Test {
    Make k;
    std::string of(ExprId expr) { return evaluated(k.m, expr); }
    std::string of(Op op, Exprs args, uint32_t index = 0, int64_t value = 0) {
        return of(k.op(op, std::move(args), index, value));
    }
};

TEST_F(Evaluate, ArithmeticChecksSixtyFourBits) {
    EXPECT_EQ(of(Op::Add, {k.num(2), k.num(3)}), "5");
    EXPECT_EQ(of(Op::Add, {k.num(kMax), k.num(1)}), "fault 1");
    EXPECT_EQ(of(Op::Sub, {k.num(kMin), k.num(1)}), "fault 1");
    EXPECT_EQ(of(Op::Mul, {k.num(kMax), k.num(2)}), "fault 1");
    EXPECT_EQ(of(Op::Mul, {k.num(-4), k.num(5)}), "-20");
    EXPECT_EQ(of(Op::Neg, {k.num(kMin)}), "fault 1");
    EXPECT_EQ(of(Op::Neg, {k.num(kMax)}), std::to_string(-kMax));
    EXPECT_EQ(of(Op::Min, {k.num(-1), k.num(1)}), "-1");
    EXPECT_EQ(of(Op::Max, {k.num(-1), k.num(1)}), "1");
    EXPECT_EQ(of(Op::CheckNat, {k.num(-1)}), "fault 5");
    EXPECT_EQ(of(Op::CheckNat, {k.num(0)}), "0");
}

TEST_F(Evaluate, DivisionIsEuclidean) {
    struct Row {
        int64_t a, b, quotient, remainder;
    };
    for (Row r : {Row{7, 2, 3, 1}, Row{-7, 2, -4, 1}, Row{7, -2, -3, 1}, Row{-7, -2, 4, 1}, Row{6, -3, -2, 0},
                  Row{-6, 3, -2, 0}, Row{kMin, 2, kMin / 2, 0}, Row{kMin, 3, -3074457345618258603, 1},
                  Row{kMin, kMin, 1, 0}, Row{-1, kMin, 1, kMax}, Row{0, -5, 0, 0}}) {
        EXPECT_EQ(of(Op::Div, {k.num(r.a), k.num(r.b)}), std::to_string(r.quotient)) << r.a << " / " << r.b;
        EXPECT_EQ(of(Op::Mod, {k.num(r.a), k.num(r.b)}), std::to_string(r.remainder)) << r.a << " mod " << r.b;
    }
    EXPECT_EQ(of(Op::Div, {k.num(1), k.num(0)}), "fault 2");
    EXPECT_EQ(of(Op::Mod, {k.num(1), k.num(0)}), "fault 2");
    EXPECT_EQ(of(Op::Div, {k.num(kMin), k.num(-1)}), "fault 1");
    EXPECT_EQ(of(Op::Mod, {k.num(kMin), k.num(-1)}), "0");
}

TEST_F(Evaluate, ControlIsLazy) {
    ExprId bad = k.eq(k.div(k.num(1), k.num(0)), k.num(1));
    EXPECT_EQ(of(Op::And, {k.no(), bad}), "false");
    EXPECT_EQ(of(Op::And, {k.yes(), bad}), "fault 2");
    EXPECT_EQ(of(Op::Or, {k.yes(), bad}), "true");
    EXPECT_EQ(of(Op::Or, {k.no(), bad}), "fault 2");
    EXPECT_EQ(of(Op::If, {k.yes(), k.num(1), k.div(k.num(1), k.num(0))}), "1");
    EXPECT_EQ(of(Op::If, {k.no(), k.num(1), k.div(k.num(1), k.num(0))}), "fault 2");
    EXPECT_EQ(of(Op::Not, {k.no()}), "true");
}

TEST_F(Evaluate, OperandsAreEvaluatedFromLeftToRight) {
    ExprId overflow = k.add(k.num(kMax), k.num(1)), division = k.div(k.num(1), k.num(0));
    EXPECT_EQ(of(Op::Add, {overflow, division}), "fault 1");
    EXPECT_EQ(of(Op::Add, {division, overflow}), "fault 2");
    EXPECT_EQ(of(Op::Put, {k.map({}), overflow, division}), "fault 1");
}

TEST_F(Evaluate, LetAndFoldBindLocals) {
    LocalId x = k.m.addLocal("x", k.Int());
    EXPECT_EQ(of(Op::Let, {k.num(4), k.add(k.op(Op::Local, {}, x), k.op(Op::Local, {}, x))}, x), "8");
    LocalId item = k.m.addLocal("item", k.Int());
    LocalId sum = k.m.addLocal("sum", k.Int());
    ExprId ten = k.op(Op::Mul, {k.op(Op::Local, {}, sum), k.num(10)});
    ExprId body = k.add(ten, k.op(Op::Local, {}, item));
    EXPECT_EQ(of(Op::Fold, {k.list({3, 1, 2}), k.num(0), body}, item), "312");
    EXPECT_EQ(of(Op::Fold, {k.list({3, 1, 2}, Op::Set), k.num(0), body}, item), "123");
    EXPECT_EQ(of(Op::Fold, {k.list({}), k.num(7), body}, item), "7");
    LocalId key = k.m.addLocal("key", k.Int());
    LocalId value = k.m.addLocal("value", k.Int());
    LocalId total = k.m.addLocal("total", k.Int());
    ExprId weighed =
        k.add(k.op(Op::Local, {}, total), k.op(Op::Mul, {k.op(Op::Local, {}, key), k.op(Op::Local, {}, value)}));
    EXPECT_EQ(of(Op::Fold, {k.map({2, 5, 3, 7}), k.num(0), weighed}, key), "31");
}

TEST_F(Evaluate, CallsAreLimitedInDepth) {
    LocalId n = k.m.addLocal("n", k.Int());
    k.m.functions.push_back({"count", {n}, k.Int(), {}, false, {}});
    ExprId read = k.op(Op::Local, {}, n);
    ExprId next = k.op(Op::Call, {k.op(Op::Sub, {read, k.num(1)})}, 0);
    k.m.functions[0].body = k.op(Op::If, {k.eq(read, k.num(0)), k.num(0), k.add(k.num(1), next)});
    EXPECT_EQ(of(Op::Call, {k.num(999)}, 0), "999");
    EXPECT_EQ(of(Op::Call, {k.num(1000)}, 0), "fault 8");
}

TEST_F(Evaluate, HostFunctionsReplaceTheModelAndMayFault) {
    LocalId n = k.m.addLocal("n", k.Int());
    k.m.functions.push_back({"ask", {n}, k.Int(), k.num(5), true, {}});
    k.m.functions.push_back({"none", {}, k.Int(), {}, true, {}});
    k.m.systems.push_back({"Main", {}, {}});
    ExprId call = k.op(Op::Call, {k.num(2)}, 0);
    EXPECT_EQ(of(call), "5");
    EXPECT_EQ(of(Op::Call, {}, 1), "fault 9");
    Deployment deployment{{}, {}, {}};
    deployment.externs.push_back([](const std::vector<Value>& args) -> Value {
        if (args[0].number == 0) throw HostFault{};
        return Value::scalar(args[0].number * 100);
    });
    Interpreter interpreter(k.m, 0, deployment);
    EXPECT_EQ(interpreter.evaluate(call)->number, 200);
    auto failed = interpreter.evaluate(k.op(Op::Call, {k.num(0)}, 0));
    ASSERT_FALSE(failed);
    EXPECT_EQ(failed.error().code, "EVD7009");
}

TEST_F(Evaluate, FunctionParametersAreTables) {
    k.m.params.push_back({"uid", {k.Int()}, k.Int(), {}});
    k.m.params.push_back({"cost", {k.Int(), k.Int()}, k.Int(), {}});
    k.m.systems.push_back({"Main", {}, {}});
    auto n = [](int64_t i) { return Value::scalar(i); };
    Deployment deployment{
        {}, {Value::ofItems({n(1), n(10), n(2), n(20)}), Value::ofItems({Value::ofItems({n(1), n(2)}), n(7)})}, {}};
    Interpreter interpreter(k.m, 0, deployment);
    EXPECT_EQ(interpreter.evaluate(k.op(Op::ParamCall, {k.num(2)}, 0))->number, 20);
    EXPECT_EQ(interpreter.evaluate(k.op(Op::ParamCall, {k.num(1), k.num(2)}, 1))->number, 7);
    EXPECT_EQ(interpreter.evaluate(k.op(Op::ParamCall, {k.num(3)}, 0)).error().code, "EVD7003");
}

TEST_F(Evaluate, ProductsAndSums) {
    ExprId pair = k.op(Op::Tuple, {k.num(1), k.yes()});
    EXPECT_EQ(of(pair), "(1, true)");
    EXPECT_EQ(of(Op::Get, {pair}, 1), "true");
    TypeId option = k.m.types.option(k.Int());
    ExprId some = k.op(Op::Construct, {k.num(4)}, 1, 0, option), none = k.op(Op::Construct, {}, 0, 0, option);
    EXPECT_EQ(of(some), "Some(4)");
    EXPECT_EQ(of(none), "None");
    EXPECT_EQ(of(Op::IsConstructor, {some}, 1), "true");
    EXPECT_EQ(of(Op::IsConstructor, {none}, 1), "false");
    EXPECT_EQ(of(Op::Payload, {some}, 1, 0), "4");
    EXPECT_EQ(of(Op::Lt, {none, some}), "true");
    TypeId record = k.m.types.record({{"b", k.Int()}, {"a", k.Int()}});
    EXPECT_EQ(of(k.op(Op::Tuple, {k.num(1), k.num(2)}, 0, 0, record)), "{ a = 1, b = 2 }");
}

TEST_F(Evaluate, MakingCollections) {
    EXPECT_EQ(of(k.list({3, 1, 3})), "[3, 1, 3]");
    EXPECT_EQ(of(k.list({3, 1, 3}, Op::Set)), "{1, 3}");
    EXPECT_EQ(of(k.list({3, 1, 3}, Op::Bag)), "bag [1, 3, 3]");
    EXPECT_EQ(of(k.map({2, 1, 1, 1, 2, 9})), "{1: 1, 2: 9}");
    EXPECT_EQ(of(Op::ToList, {k.list({2, 1}, Op::Set)}), "[1, 2]");
    EXPECT_EQ(of(Op::ToSet, {k.list({2, 1, 2})}), "{1, 2}");
    EXPECT_EQ(of(Op::ToBag, {k.list({2, 1, 2})}), "bag [1, 2, 2]");
    EXPECT_EQ(of(Op::ToList, {k.map({2, 5, 1, 6})}), "[(1, 6), (2, 5)]");
    EXPECT_EQ(of(Op::Keys, {k.map({2, 5, 1, 5})}), "{1, 2}");
    EXPECT_EQ(of(Op::Values, {k.map({2, 5, 1, 7, 3, 5})}), "bag [5, 5, 7]");
}

TEST_F(Evaluate, AskingCollections) {
    EXPECT_EQ(of(Op::Size, {k.map({2, 5, 1, 6})}), "2");
    EXPECT_EQ(of(Op::Size, {k.str("abc")}), "3");
    EXPECT_EQ(of(Op::Contains, {k.list({1, 2}, Op::Set), k.num(2)}), "true");
    EXPECT_EQ(of(Op::Contains, {k.map({2, 5}), k.num(5)}), "false");
    EXPECT_EQ(of(Op::Count, {k.list({1, 2, 1}), k.num(1)}), "2");
    EXPECT_EQ(of(Op::Count, {k.list({1, 2, 1}, Op::Bag), k.num(3)}), "0");
    EXPECT_EQ(of(Op::At, {k.list({7, 8}), k.num(1)}), "8");
    EXPECT_EQ(of(Op::At, {k.list({7, 8}), k.num(2)}), "fault 4");
    EXPECT_EQ(of(Op::At, {k.list({7, 8}), k.num(-1)}), "fault 4");
    EXPECT_EQ(of(Op::At, {k.map({7, 8}), k.num(7)}), "8");
    EXPECT_EQ(of(Op::At, {k.map({7, 8}), k.num(8)}), "fault 3");
    EXPECT_EQ(of(Op::Find, {k.map({7, 8}), k.num(7)}), "Some(8)");
    EXPECT_EQ(of(Op::Find, {k.map({7, 8}), k.num(8)}), "None");
    EXPECT_EQ(of(Op::First, {k.list({3, 1}, Op::Set)}), "1");
    EXPECT_EQ(of(Op::Last, {k.list({3, 1})}), "1");
    EXPECT_EQ(of(Op::First, {k.list({})}), "fault 7");
    EXPECT_EQ(of(Op::Last, {k.list({}, Op::Bag)}), "fault 7");
    EXPECT_EQ(of(Op::Subset, {k.list({1}, Op::Set), k.list({1, 2}, Op::Set)}), "true");
    EXPECT_EQ(of(Op::Subset, {k.list({1, 3}, Op::Set), k.list({1, 2}, Op::Set)}), "false");
}

TEST_F(Evaluate, ChangingCollections) {
    EXPECT_EQ(of(Op::Append, {k.list({1}), k.num(0)}), "[1, 0]");
    EXPECT_EQ(of(Op::SetAt, {k.list({1, 2}), k.num(0), k.num(9)}), "[9, 2]");
    EXPECT_EQ(of(Op::SetAt, {k.list({1, 2}), k.num(2), k.num(9)}), "fault 4");
    EXPECT_EQ(of(Op::Put, {k.map({1, 2}), k.num(0), k.num(9)}), "{0: 9, 1: 2}");
    EXPECT_EQ(of(Op::Insert, {k.list({2}, Op::Set), k.num(2)}), "{2}");
    EXPECT_EQ(of(Op::Insert, {k.list({2}, Op::Bag), k.num(2)}), "bag [2, 2]");
    EXPECT_EQ(of(Op::Remove, {k.list({2, 2}, Op::Bag), k.num(2)}), "bag [2]");
    EXPECT_EQ(of(Op::Remove, {k.list({2}, Op::Set), k.num(3)}), "{2}");
    EXPECT_EQ(of(Op::Remove, {k.map({2, 5, 3, 6}), k.num(2)}), "{3: 6}");
    EXPECT_EQ(of(Op::Union, {k.list({2}), k.list({1})}), "[2, 1]");
    EXPECT_EQ(of(Op::Union, {k.list({2}, Op::Bag), k.list({1, 2}, Op::Bag)}), "bag [1, 2, 2]");
    EXPECT_EQ(of(Op::Union, {k.map({1, 1, 2, 2}), k.map({2, 9})}), "{1: 1, 2: 9}");
    EXPECT_EQ(of(Op::Union, {k.str("a"), k.str("b")}), "\"ab\"");
    EXPECT_EQ(of(Op::Intersect, {k.list({1, 2}, Op::Set), k.list({2, 3}, Op::Set)}), "{2}");
    EXPECT_EQ(of(Op::Difference, {k.list({1, 1, 2}, Op::Bag), k.list({1, 3}, Op::Bag)}), "bag [1, 2]");
    EXPECT_EQ(of(Op::Slice, {k.list({1, 2, 3}), k.num(1), k.num(9)}), "[2, 3]");
    EXPECT_EQ(of(Op::Slice, {k.list({1, 2, 3}), k.num(-4), k.num(1)}), "[1]");
    EXPECT_EQ(of(Op::Slice, {k.list({1, 2, 3}), k.num(2), k.num(1)}), "[]");
}

TEST_F(Evaluate, RingsGoRound) {
    k.m.params.push_back({"ring", {}, k.m.types.ring(k.Int()), {}});
    k.m.systems.push_back({"Main", {}, {}});
    Deployment deployment{{}, {Value::ofItems({Value::scalar(5), Value::scalar(1), Value::scalar(3)})}, {}};
    Interpreter interpreter(k.m, 0, deployment);
    auto at = [&](Op op, Exprs args) {
        args.insert(args.begin(), k.op(Op::SystemParam, {}, 0));
        auto value = interpreter.evaluate(k.op(op, args));
        return value ? value->number : -7000 - std::stoll(value.error().code.substr(5));
    };
    EXPECT_EQ(at(Op::RingNext, {k.num(3)}), 5);
    EXPECT_EQ(at(Op::RingPrev, {k.num(5)}), 3);
    EXPECT_EQ(at(Op::RingNext, {k.num(4)}), -7003);
    EXPECT_EQ(at(Op::RingBetween, {k.num(1), k.num(3), k.num(5)}), 1);
    EXPECT_EQ(at(Op::RingBetween, {k.num(1), k.num(5), k.num(3)}), 0);
    EXPECT_EQ(at(Op::RingBetween, {k.num(1), k.num(1), k.num(3)}), 0);
}

}   // namespace

}   // namespace evd::ir::test
