// Instances of modules as automata: what `use` gives their parameters, and where their messages go.

#include "tests/unit/lower/fixture.h"

#include <gtest/gtest.h>

namespace evd::lower::testing {
namespace {

const std::map<std::string, std::string> kFiles = {
    {"/specs/adder.evd", R"(spec adder
param step : Int
param scale : Int -> Int
input  add(x: Int)
output sum(x: Int)
process Adder {
  var total : Int = 0
  on add(x) { total += scale(x) + step  emit sum(total) }
}
)"},
    {"/specs/a.evd", "spec a\nmessage hello()\nprocess P { var n : Int = 0"
                     "  on start { send hello() to self }"
                     "  on hello() { n += 1 } }\n"},
    {"/specs/b.evd", "spec b\nmessage hello()\nprocess P { var n : Int = 0"
                     "  on start { send hello() to self }"
                     "  on hello() { n += 10 } }\n"}};

TEST(Instances, HaveParametersOfTheirOwn) {
    Driven run(R"(param nodes : Set<Loc>
param base : Int
fn twice(x: Int) : Int = 2 * x
use adder(step = base, scale = twice) as p
use adder(step = p.step + 1, scale = x => x) as q
system S = (p.Adder || q.Adder) at nodes
)",
               {{"base", "100"}}, kFiles);
    EXPECT_EQ(run.at("p.add(1)"), "p.sum(102)");
    EXPECT_EQ(run.at("q.add(1)"), "q.sum(102)");
    EXPECT_EQ(run.at("p.add(0)"), "p.sum(202)");
    EXPECT_EQ(run.at("q.add(0)"), "q.sum(203)");
}

TEST(Instances, WhatIsNotGivenStaysAParameter) {
    Driven run("param nodes : Set<Loc>\nuse adder(scale = x => x) as p\nsystem S = p.Adder at nodes", {{"p.step", "5"}},
               kFiles);
    EXPECT_EQ(run.at("p.add(1)"), "p.sum(6)");
}

TEST(Instances, AnOutputWiredToAnInputIsAMessageToSelf) {
    Driven run(R"(param nodes : Set<Loc>
use adder(step = 0, scale = x => x) as p
use adder(step = 1, scale = x => x, add = p.sum) as q
system S = (p.Adder || q.Adder) at nodes
)",
               {}, kFiles);
    EXPECT_EQ(run.at("p.add(7)"), "p.sum(7) to a");
    EXPECT_EQ(run.at("p.sum(7)", "a"), "q.sum(8)");
}

TEST(Instances, AHandlerAroundAnInstanceReceivesItsOutput) {
    Driven run(R"(param nodes : Set<Loc>
output told(x: Int)
use adder(step = 0, scale = x => x) as p
process Tell {
  on start { send p.add(3) to self }
  on p.sum(x) { emit told(x) }
}
class Also = p.sum(x) when x > 5 => emit told(-x)
system S = (p.Adder || Tell || Also) at nodes
)",
               {}, kFiles);
    EXPECT_EQ(run.at("start"), "p.add(3) to a");
    EXPECT_EQ(run.at("p.add(3)", "a"), "p.sum(3) to a");
    EXPECT_EQ(run.at("p.sum(3)", "a"), "told(3)");
    EXPECT_EQ(run.at("p.add(4)", "a"), "p.sum(7) to a");
    EXPECT_EQ(run.at("p.sum(7)", "a"), "told(-7) & told(7)");
}

TEST(Instances, MessagesOfOneNameAreTwo) {
    Driven run("param nodes : Set<Loc>\nimport \"./a.evd\" as a\nimport \"./b.evd\" as b\n"
               "system S = (a.P || b.P) at nodes\n"
               "invariant small = forall i in nodes: n of a.P at i <= 1 and n of b.P at i <= 10",
               {}, kFiles);
    EXPECT_EQ(run.at("start"), "a.hello() to a & b.hello() to a");
    EXPECT_EQ(run.at("b.hello()"), "");
    ASSERT_EQ(run.compiled().module.statements.size(), 1u);
}

TEST(Instances, CompositesAreWrittenOut) {
    Driven run(R"(param nodes : Set<Loc>
input go()
output said(n: Int)
process One(n: Int) { on go() { emit said(n) } }
class Two(n: Int) = One(n) || One(n + 1)
class Four = Two(1) || Two(3) at nodes
system Inner = Two(10) at nodes
system S = Four at nodes || Inner
)",
               {}, {}, "S");
    EXPECT_EQ(run.at("go()"), "said(1) & said(10) & said(11) & said(2) & said(3) & said(4)");
}

TEST(Instances, RunWhereBothPlacesSay) {
    std::string text = R"(param nodes : Set<Loc>
param some : Set<Loc>
input go()
output said(n: Int)
process One(n: Int) { on go() { emit said(n) } }
class Two = One(1) at some || One(2)
system S = Two at nodes
)";
    EXPECT_EQ(Driven(text, {{"some", "{b}"}}).at("go()"), "said(2)");
    EXPECT_EQ(Driven(text, {{"some", "{a, b}"}}).at("go()"), "said(1) & said(2)");
}

TEST(TypeParameters, StandForAnyDataType) {
    std::string text = R"(param nodes : Set<Loc>
param type Item
enum Op { Get, Put(x: Int) }
input keep(x: Item)
output kept(x: List<Item>)
process P { var items : List<Item> = []  on keep(x) { items += x  emit kept(items) } }
system S = P at nodes
)";
    for (const auto& [type, value] :
         std::vector<std::pair<std::string, std::string>>{{"Op", "Put(3)"},
                                                          {"(Int, Op)", "(1, Get)"},
                                                          {"Map<Loc, Set<Int>>", "{a: {1}}"},
                                                          {"{ op: Op, place: Loc }", "{ op = Get, place = a }"},
                                                          {"Option<Str>", "Some(\"x\")"}}) {
        Driven run(text, {}, {}, "", {{"Item", type}});
        EXPECT_EQ(run.at("keep(" + value + ")"), "kept([" + value + "])") << type;
    }
    for (const char* wrong : {"Opp", "Item", "Send", "Int ->", "List", "fn f() : Int = 1", "(Int"}) {
        auto compiled = compile(text, {}, false, {{"Item", wrong}});
        EXPECT_TRUE(compiled->has(Code::UnknownType)) << wrong;
    }
}

}   // namespace
}   // namespace evd::lower::testing
