// Checks: what instances they are, how their runs go, and what is said of those that have none.

#include "driver/prepare.h"
#include "driver/tries.h"
#include "explore/simulate/check_run.h"
#include "ir/core/parse.h"
#include "ir/core/print.h"
#include "ir/core/verify.h"

#include <algorithm>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace evd::driver {

namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr const char* kSpec = R"(spec made
param nodes : Set<Loc>
param limit : Nat
param uid   : Loc -> Int
assume unique = forall i, j in nodes: uid(i) == uid(j) implies i == j
input   bump(x: Int)
output  reached(n: Int)
message hello(n: Int)
process Counter {
  var n     : Int = 0
  var heard : Nat = 0
  var order : List<Int> = []
  on start    { send hello(uid(self)) to nodes }
  on hello(_) { heard += 1 }
  on bump(x)  {
    n += x
    order += [x]
    if n >= limit { emit reached(n) }
  }
}
system Counters = Counter at nodes
system Others   = Counter at first(nodes)

property  quiet    = forall e, n: not (sent reached(n) @ e)
invariant small    = forall i in nodes: n of Counter at i <= 3
invariant few      = forall i in nodes: heard of Counter at i <= 2
invariant all_hear = forall i, j in nodes: was_sent hello(_) by i to j implies uid(i) > 0
invariant ordered  = forall i in nodes: order of Counter at i in [[], [1], [1, 2], [1, 2, 3], [1, 3], [1, 3, 2]]
property  heard_by = forall i, j in nodes: was_sent hello(_) by i leads_to heard of Counter at j > 0

scenario begun in Counters with nodes = {a, b}, limit = 2, uid = {a: 1, b: 2} {
  bump(1) to a
  b receives hello(_) from a
}
)";

/// What `evident run --check NAME` makes of a check that stands behind the spec.
struct Made {
    explicit Made(const std::string& check, const std::string& name, const std::string& spec = kSpec) {
        session.setText("made.evd", spec + check + "\n");
        PrepareRequest request;
        request.spec = "made.evd";
        request.check = name;
        SourceSet sources;
        prepared = prepare(session, request, diagnostics, sources);
        for (const Diagnostic& one : diagnostics.all())
            if (one.severity == Severity::Error) errors.push_back(codeName(one.code) + ": " + one.message);
    }

    /// The runs of the seeds from 1 on.
    Tries& runs(uint64_t count, uint32_t steps = 100) {
        explore::SimOptions options;
        options.schedule = explore::Schedule::Mixed;
        options.steps = steps;
        for (uint32_t statement : prepared->module.checks[*prepared->check].statements)
            options.only.push_back(prepared->module.statements[statement].name);
        tries = std::make_unique<Tries>(*prepared, options, count, false);
        tries->run(true);
        return *tries;
    }

    Session session{EVD_SOURCE_DIR "/stdlib"};
    Diagnostics diagnostics;
    std::unique_ptr<Prepared> prepared;
    std::unique_ptr<Tries> tries;
    std::vector<std::string> errors;
};

constexpr const char* kOn = " in Counters with nodes = {a, b}, limit = 9, uid = {a: 1, b: 2}";

TEST(Checks, AreInstances) {
    const std::string on = "check small in Counters with nodes = {a, b, c}, limit = 9, uid = ";
    struct Row {
        std::string values;
        size_t instances;
    };
    for (const Row& row : {Row{"{a: 1, b: 2, c: 3}", 1}, Row{"any injective", 6}, Row{"any", 6}}) {
        const Made made(on + row.values, "small");
        ASSERT_TRUE(made.prepared) << row.values;
        EXPECT_EQ(made.prepared->instances.size(), row.instances) << row.values;
        EXPECT_EQ(made.prepared->instances.front().deployment.names, (ir::LocationNames{"a", "b", "c"}));
    }
    const Made many(on + "any injective", "small");
    EXPECT_EQ(many.prepared->instanceText(0), "uid = {a: 1, b: 2, c: 3}");
    EXPECT_EQ(many.prepared->instanceText(5), "uid = {a: 3, b: 2, c: 1}");
}

TEST(Checks, AreFoundByStatementAndLine) {
    const std::string two = std::string("check small, few") + kOn + "\ncheck few" + kOn;
    EXPECT_EQ(*Made(two, "small").prepared->check, 0u);
    EXPECT_EQ(*Made(two, "few").prepared->check, 1u);
    EXPECT_EQ(*Made(two, "small,few").prepared->check, 0u);
    const std::string all = kSpec;
    const std::string lines = std::to_string(std::count(all.begin(), all.end(), '\n') + 2);
    EXPECT_EQ(*Made(two, lines).prepared->check, 1u);
    EXPECT_THAT(Made(two, "quiet").errors, ElementsAre(HasSubstr("no check is called `quiet`; there is `small, few`")));
    EXPECT_THAT(Made("", "small").errors, ElementsAre(HasSubstr("declares no check")));
    const std::string twice = std::string("check small, few") + kOn + "\ncheck small, quiet" + kOn;
    EXPECT_THAT(Made(twice, "small").errors, ElementsAre(HasSubstr("several checks are called `small`")));
}

/// Whether some of 60 runs violates it.
TEST(Checks, RunWithinWhatTheySay) {
    struct Row {
        std::string check;
        bool violated;
    };
    for (const Row& row : {
             Row{std::string("check few") + kOn, false},
             Row{std::string("check few") + kOn + " faults duplicate", true},
             Row{std::string("check few") + kOn + " faults duplicate <= 1 - 1", false},
             Row{std::string("check few") + kOn + " faults drop, delay, reorder, crash <= 1", false},
             Row{std::string("check few") + kOn + " faults restart <= 1", true},
             Row{std::string("check small") + kOn + " given bump(2) to a, bump(2) to b", false},
             Row{std::string("check small") + kOn + " given bump(2) to a, bump(2) to a", true},
             Row{std::string("check small") + kOn + " given bump(2) to a, bump(2) to a bound n < 2", false},
             Row{std::string("check small") + kOn + " given bump(2) to a, bump(2) to a bound n <= 2", true},
             Row{std::string("check ordered") + kOn + " given bump(1) to a then bump(2) to a, bump(3) to a", false},
             Row{std::string("check ordered") + kOn + " given bump(1) to a, bump(2) to a, bump(3) to a", true},
             Row{"check small from scenario begun given bump(2) to a", false},
             Row{"check small from scenario begun given bump(3) to a", true},
             Row{"check quiet from scenario begun given bump(1) to a", true},
             Row{"check quiet from scenario begun given bump(1) to b", false},
             Row{std::string("check heard_by") + kOn, false},
         }) {
        Made made(row.check, row.check.substr(6, row.check.find(' ', 6) - 6));
        ASSERT_TRUE(made.prepared) << row.check << testing::PrintToString(made.errors);
        EXPECT_EQ(made.runs(60).found(), row.violated) << row.check;
    }
}

TEST(Checks, KeepToTheirBudgets) {
    Made made(std::string("check few") + kOn + " faults drop <= 1, crash <= 1, restart <= 1", "few");
    ASSERT_TRUE(made.prepared);
    for (uint64_t seed = 1; seed <= 60; ++seed) {
        explore::SimOptions options;
        options.seed = seed;
        const explore::Instance& instance = made.prepared->instances.front();
        const explore::SimOptions chosen = explore::within(instance, nullptr, options);
        const explore::Run run = explore::Simulator(*made.prepared->interpreter, chosen).run();
        auto count = [&](auto&& is) { return std::count_if(run.events.begin(), run.events.end(), is); };
        const auto lost = std::count_if(run.messages.begin(), run.messages.end(),
                                        [](const explore::Message& one) { return one.fate == explore::Fate::Dropped; });
        EXPECT_LE(lost, 1) << "seed " << seed;
        EXPECT_LE(count([](const explore::Event& one) { return one.kind == explore::EventKind::Crash; }), 2);
        EXPECT_LE(count([](const explore::Event& one) { return one.kind == explore::EventKind::Restart; }), 1);
    }
}

TEST(Checks, TheSameSeedIsTheSameRunOfTheSameInstance) {
    Made made("check few in Counters with nodes = {a, b}, limit = 9, uid = any injective faults duplicate", "few");
    const Tries& tries = made.runs(60);
    ASSERT_TRUE(tries.found());
    Diagnostics told;
    tries.report(told);
    const std::string instance = made.prepared->instanceText(made.prepared->instanceOf(tries.last.seed));
    EXPECT_THAT(told.all().front().notes, testing::Contains("on the instance with " + instance));
}

TEST(Checks, WithoutAnInstanceSaySo) {
    struct Row {
        std::string check, said;
    };
    for (const Row& row : {
             Row{"check small in Counters with nodes = {a, b}, limit = 9, uid = {a: 1, b: 1}",
                 "EVD6007: the check of `small` does not satisfy the assumption `unique`"},
             Row{"check small in Counters with nodes = {a, b}, limit = 9, uid = {a: 1}",
                 "EVD6013: the parameter `uid` has no value for b"},
             Row{"check small in Counters with nodes = {a, b}, limit = size({a}) / (size({a}) - 1), uid = any",
                 "EVD7017: the check of `small` cannot play: the value of `limit` faults"},
             Row{"check small in Counters with nodes = {a, b, c, d, e, f, g, h}, limit = 9, uid = any injective",
                 "EVD7019: the check of `small` has more than 10000 instances"},
             Row{std::string("check small") + kOn + " faults crash <= limit - 12",
                 "EVD3034: `crash` cannot stand among the faults: at most -3 times is never"},
             Row{"check small in Counters with nodes = {a, b}, limit = 9, uid = {a: 1, b: 2, k: 3} given bump(1) to k",
                 "EVD6015: the input cannot go to `k`: the system runs nothing there"},
             Row{std::string("check small") + kOn + " given bump(1) to a from b",
                 "EVD6015: the input cannot come from `b`: the system runs there, and inputs come from outside it"},
             Row{std::string("check small") + kOn + " given bump(1 / (limit - 9)) to a", "EVD7002: fault"},
         }) {
        const Made made(row.check, "small");
        EXPECT_FALSE(made.prepared) << row.check;
        ASSERT_EQ(made.errors.size(), 1u) << row.check << testing::PrintToString(made.errors);
        EXPECT_THAT(made.errors.front(), HasSubstr(row.said)) << row.check;
    }
}

TEST(Checks, SurviveTheTextForm) {
    for (const std::string& check :
         {std::string("check small, few") + kOn + " given bump(1) to a then bump(2) to b, bump(3) to a",
          std::string("check few in Others with nodes = {a}, limit = 1, uid = any bound n < 3, heard < 2"),
          std::string(
              "check few in Others with nodes = {a}, limit = 1, uid = any injective faults drop, crash <= limit"),
          std::string("check small from scenario begun faults delay, restart < 3")}) {
        const Made made(check, check.substr(6, check.find_first_of(" ,", 6) - 6));
        ASSERT_TRUE(made.prepared) << check << testing::PrintToString(made.errors);
        EXPECT_THAT(ir::verify(made.prepared->module), testing::IsEmpty()) << check;
        const std::string text = ir::print(made.prepared->module);
        const Result<ir::Module> read = ir::parse(text);
        ASSERT_TRUE(read) << read.error().message;
        EXPECT_EQ(ir::print(*read), text);
        EXPECT_THAT(ir::verify(*read), testing::IsEmpty()) << check;
    }
}

TEST(Checks, DoNotBeginWhereAScenarioFails) {
    const std::string spec = std::string(kSpec) + "scenario fails from begun { expect n of Counter at a == 5 }\n";
    const Made made("check small from scenario fails", "small", spec);
    EXPECT_THAT(made.errors, ElementsAre(HasSubstr("`fails`, from which it goes on, fails")));
}

}   // namespace

}   // namespace evd::driver
