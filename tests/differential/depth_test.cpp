// Values of recursive enums nest up to one limit, the same for the interpreter, native code, frames and snapshots: the
// event that would make a deeper one faults in both, and what can be held can be compared, sent and restored.

#include "backend/jit/jit.h"
#include "driver/prepare.h"
#include "tests/differential/twins.h"

#include <gtest/gtest.h>

namespace evd::differential {
namespace {

static_assert(ir::kDepthMax == EVD_DEPTH_MAX);

/// How a value grows by one step, and how many levels that adds.
struct Growth {
    const char* name;
    std::string types, step;
    uint32_t levels;
};
void PrintTo(const Growth& growth, std::ostream* out) { *out << growth.name; }

std::string specOf(const Growth& growth) {
    return "spec deep\nparam nodes : Set<Loc>\n" + growth.types +
           "input grow(xs: List<Int>)\ninput same()\ninput share()\nmessage hold(t: T)\noutput shown(t: T)\n"
           "process P {\n  var t : T = Leaf\n  var u : T = Leaf\n  var equal : Int = 0\n"
           "  on grow(xs) {\n    for x in xs {\n      t := " +
           growth.step +
           "\n    }\n  }\n"
           "  on same() {\n    u := t\n    if u == t { equal := equal + 1 }\n  }\n"
           "  on share() {\n    send hold(t) to nodes\n    emit shown(t)\n  }\n  on hold(x) { u := x }\n}\n"
           "system S = P at nodes\n";
}

class Depth : public testing::TestWithParam<Growth> {};

TEST_P(Depth, EndsAtTheSamePlace) {
    const Growth& growth = GetParam();
    driver::Session session(EVD_SOURCE_DIR "/stdlib");
    session.setText("/deep.evd", specOf(growth));
    driver::Checked checked = session.check("/deep.evd");
    auto module = session.lower(checked, {});
    ASSERT_TRUE(module) << specOf(growth);
    auto place = [&](Span span) {
        auto at = checked.sources.file(span.file).position(span.begin);
        return std::optional(std::pair(at.line + 1, at.column + 1));
    };
    backend::CodeOptions options;
    options.locate = [&](Span span) {
        return std::optional(backend::Place{"deep.evd", place(span)->first, place(span)->second});
    };
    auto code = backend::compileInProcess(*module, options);
    ASSERT_TRUE(code) << code.error().message;
    ir::Deployment deployment;
    deployment.names = {"a"};
    deployment.params = {ir::Value::ofItems({ir::Value::scalar(0)})};
    Twins twins(*module, 0, deployment, (*code)->module(), place);
    ASSERT_EQ(twins.problem(), "");

    enum : ir::MessageId { Grow, Same, Share, Hold };
    auto grow = [&](size_t steps) {
        return twins.receive(0, Grow, 0, {ir::Value::ofItems(std::vector(steps, ir::Value::scalar(7)))});
    };
    auto agree = [&](std::optional<std::string> difference, size_t faults) {
        EXPECT_EQ(difference.value_or(""), "");
        EXPECT_EQ(twins.faults(), faults);
    };
    size_t most = ir::kDepthMax / growth.levels;
    agree(twins.start(0), 0);
    agree(grow(most - 2), 0);
    agree(grow(3), 1);
    agree(grow(2), 1);
    agree(twins.receive(0, Same, 0, {}), 1);
    agree(grow(1), 2);
    agree(twins.receive(0, Share, 0, {}), 2);
    agree(twins.moveOn(0), 2);
    agree(twins.receive(0, Same, 0, {}), 2);
    agree(twins.receive(0, Share, 0, {}), 2);
    agree(grow(1), 3);
    agree(twins.crash(0), 3);
    EXPECT_EQ(twins.leaks().value_or(""), "");
}

INSTANTIATE_TEST_SUITE_P(
    All, Depth,
    testing::Values(
        Growth{"Direct", "enum T { Leaf, Node(of: T, item: Int) }\n", "Node(t, x)", 1},
        Growth{"TwoBranches", "enum T { Leaf, Node(left: T, item: Str, right: T) }\n", "Node(Leaf, \"a\", t)", 1},
        Growth{"List", "enum T { Leaf, Node(of: List<T>) }\n", "Node([Leaf, t])", 2},
        Growth{"Map", "enum T { Leaf, Node(of: Map<Int, T>) }\n", "Node({x: t})", 2},
        Growth{"Set", "enum T { Leaf, Node(of: Set<T>) }\n", "Node({t})", 2},
        Growth{"Tuple", "enum T { Leaf, Node(of: (Int, T)) }\n", "Node((x, t))", 2},
        Growth{"RecordInList", "enum T { Leaf, Node(of: List<{ a: T, b: Int }>) }\n", "Node([{ a = t, b = x }])", 3},
        Growth{"Option", "enum T { Leaf, Node(of: Option<T>) }\n", "Node(Some(t))", 2},
        Growth{"OptionFound", "enum T { Leaf, Node(of: Option<T>) }\n", "Node(find({x: t}, x))", 2},
        Growth{"Mutual", "enum T { Leaf, Node(of: V) }\nenum V { None0, Wrap(t: T, x: Int) }\n", "Node(Wrap(t, x))", 2},
        Growth{"Generic", "enum G<A> { Nil, Cons(head: A, tail: G<A>) }\nenum T { Leaf, Node(of: G<T>) }\n",
               "Node(Cons(t, Nil))", 2},
        Growth{"ThroughAFlatEnum", "enum F<A> { One(a: A), Two(a: A, b: A) }\nenum T { Leaf, Node(of: F<List<T>>) }\n",
               "Node(Two([], [t]))", 3}),
    [](const auto& info) { return std::string(info.param.name); });

}   // namespace
}   // namespace evd::differential
