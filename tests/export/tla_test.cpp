// What is written for TLC, which is not at hand here, is read and searched by a small evaluator of these tests: the
// same states as the explorer finds without reductions, and the same verdicts. EVD_EXPORTS=1 takes every spec of the
// repository under every kind of trouble, not only some.

#include "driver/exploration.h"
#include "explore/export/tla.h"
#include "tests/export/prepared.h"
#include "tests/export/tla_search.h"
#include "tests/fixture/files.h"

#include <cstdlib>
#include <gtest/gtest.h>

namespace evd::exporting {

namespace {

using explore::Exploration;
using explore::Explored;

constexpr size_t kSomeOf = 11;                 // of the pairs of a system and a trouble
constexpr size_t kFirst = 1080, kSpecs = 20;   // that are made at random: some of these are exported
constexpr size_t kTlaStates = 700;             // of a model

void expectSameTla(const explore::ExportSubject& subject, size_t statesMax, size_t& searched,
                   Diagnostics& diagnostics) {
    const std::optional<explore::TlaText> text = explore::tlaOf(subject, "Made", diagnostics);
    if (!text) return;
    explore::ExploreOptions options;
    options.reduce = explore::Reducing::none();
    options.decide = false;
    const Exploration found =
        explore::explore(subject.interpreter, subject.instance, subject.start, subject.statements, options);
    try {
        std::vector<std::string> invariants;
        for (const auto& [number, name] : text->invariants) invariants.push_back(name);
        const TlaFound tla = searchTla(readTla(text->module), invariants, statesMax);
        EXPECT_EQ(tla.states, found.reached.states) << text->module;
        if (subject.instance.bounds.empty())
            EXPECT_EQ(tla.terminal, found.terminal);   // what is outside leads nowhere there
        std::set<std::string> refuted;
        for (const Explored& one : found.statements)
            for (const auto& [number, name] : text->invariants)
                if (one.outcome == Explored::Outcome::Refuted && one.statement == number) refuted.insert(name);
        EXPECT_EQ(tla.violated, refuted) << text->module;
        bool asserted = false;
        for (const explore::FoundFault& one : found.faults) asserted |= one.fault.fault == ir::Fault::Assertion;
        EXPECT_EQ(tla.asserted, asserted);
        ++searched;
    } catch (const TlaError& error) { ADD_FAILURE() << error.what() << "\n" << text->module; }
}

void expectSameTla(const std::string& spec, const std::string& check, size_t statesMax = 20'000) {
    driver::Session session(fixture::source("stdlib"));
    const auto made = preparedCheck(session, spec, check);
    ASSERT_TRUE(made);
    size_t searched = 0;
    Diagnostics diagnostics;
    expectSameTla(subjectOf(*made), statesMax, searched, diagnostics);
    EXPECT_EQ(searched, 1U) << (diagnostics.all().empty() ? "" : diagnostics.all().front().message);
}

TEST(Tla, OfTheRingHasTheStatesOfTheExplorer) {
    expectSameTla(fixture::read(fixture::source("examples/ring_election/ring_election.evd")) +
                      "check one_leader, the_highest in RingElection with ring = [a, c, b], uid = {a: 3, b: 9, c: 5}\n",
                  "check one_leader, the_highest");
}

TEST(Tla, HasTheStatesOfTheExplorer) {
    for (const std::string rest : {
             "given go(1) to a, go(2) to b bound sum <= 3",
             "given go(1) to a then go(2) to b bound sum <= 4 faults crash <= 1",
             "given go(1) to a then go(1) to b bound sum <= 2 faults restart <= 1",
             "given go(1) to a bound sum <= 1 faults restart <= 2, drop <= 1",
             "given go(1) to a, go(2) to b bound sum <= 3 faults drop <= 1, duplicate <= 1",
             "given go(1) to a, go(1) to a bound sum <= 1 faults duplicate <= 1",
             "given go(1) to a bound sum <= 2 faults crash, drop",
             "given go(1) to a, go(-1) to b bound size(seen) <= 1",
         }) {
        const std::string check =
            "check bounded, small, after_hub, alive with nodes = {a, b}, hub = h, outer = o\n  " + rest + "\n";
        SCOPED_TRACE(check);
        expectSameTla(courier() + check, "check ");
        if (testing::Test::HasFailure()) return;
    }
}

const std::string kBuckets = R"(spec buckets
param nodes : Set<Loc>
param limit : Int
enum Level { Empty, Low(n: Nat), High(n: Nat, by: Loc) }
message pour(n: Int)
message tell(level: Level, known: Map<Loc, Int>)
process Bucket {
  var level : Level = Empty
  var got   : Map<Loc, Int> = {}
  var log   : List<(Int, Bool)> = []
  var bag   : Bag<Int> = bag([])
  on start { for n in nodes { if n != self { send pour(limit) to n } } }
  on pour(n) from p when p not in got {
    got[p] := n
    for (k, v) in got { log += (v * 3 mod 4, k < self) }
    bag += n - 1
    level := match level { Empty => Low(n), Low(m) => High(m + n, p), High(m, q) => High(m, q) }
    assert size(log) <= 3
    send tell(level, got) to [x for x in nodes if x != self]
  }
  on tell(l, m) from p {
    log := slice(log, 1, 3)
    if size(values(m)) > 1 { bag -= 10 / (m[p] - limit) } else { bag += first(values(m)) }
  }
  on tell(High(n, by), _) when n > 2 * limit { got := got + {by: n} }
}
system S = Bucket at nodes
predicate full(i: Loc) = match level of Bucket at i { High(n, _) => n >= limit, _ => false }
invariant never_full = forall i in nodes: not full(i)
invariant few        = forall i in nodes: size(bag of Bucket at i) <= 2
invariant told       = exists i in nodes: size(log of Bucket at i) < 3 or forall k in keys(got of Bucket at i): k != i
invariant passing    = not in_flight tell(Empty, _)
invariant keyed      = forall i, j in nodes: (got of Bucket at i)[j] == limit
scenario begun with nodes = {a, b}, limit = 2 { a receives pour(2) from b }
check never_full, few, told, passing, keyed from scenario begun
check never_full, few, told, passing, keyed with nodes = {a, b}, limit = 1
  faults duplicate <= 1
)";

/// Values of every kind, loops, what faults in the middle of a body, two handlers of one message, and assertions.
TEST(Tla, OfValuesOfEveryKindHasTheStatesOfTheExplorer) {
    expectSameTla(kBuckets, "check never_full, few, told, passing, keyed from");
    expectSameTla(kBuckets, "check never_full, few, told, passing, keyed with");
}

/// What SANY or TLC would not take.
TEST(Tla, TheReaderIsStrict) {
    const auto said = [](const std::string& body) -> std::string {
        try {
            const TlaModule module = readTla("---- MODULE M ----\nEXTENDS Integers\nVARIABLES v\n" + body +
                                             "\nInit == v = 0\nNext == v' = v\n====\n");
            searchTla(module, {"I"}, 10);
        } catch (const TlaError& error) { return error.what(); }
        return "";
    };
    EXPECT_EQ(said("I == v = 0"), "");
    EXPECT_NE(said("I == ~~TRUE"), "");
    EXPECT_NE(said("I == v = 0 /\\ v = 0 \\/ v = 1"), "");
    EXPECT_NE(said("I == [a |-> 1].b = 1"), "");
    EXPECT_NE(said("I == \\A v \\in {} : TRUE"), "");
    EXPECT_NE(said("I == v = \"a\""), "");
    EXPECT_NE(said("I == <<1>>[2] = 1"), "");
    EXPECT_NE(said("I == missing"), "");
    EXPECT_EQ(said("I == LET f[i \\in 0..3] == IF i = 0 THEN 1 ELSE 2 * f[i - 1] IN f[3] = 8"), "");
}

/// Every system of the repository that TLA+ has words for and that is small enough, on its deployment.
class Modules : public testing::TestWithParam<std::string> {};

TEST_P(Modules, HaveAsManyStates) {
    const bool all = std::getenv("EVD_EXPORTS") != nullptr;
    size_t turn = 0, searched = 0, refused = 0, large = 0;
    for (const Deployed& one : deployedBelow(GetParam())) {
        driver::Session session(fixture::source("stdlib"));
        const auto made = prepared(session, one);
        if (!made || !made->interpreter->observers().empty()) continue;
        for (const Trouble& trouble : troubles()) {
            if (trouble.inOrder || (!all && ++turn % kSomeOf != 0)) continue;
            SCOPED_TRACE(one.spec + " " + one.system + ", " + trouble.name);
            explore::Instance instance = made->instances.front();
            instance.faults = trouble.faults;
            const explore::ExportSubject subject{
                *made->interpreter, instance, nullptr, statementsOfThePresent(*made), "it", "", {}, {}};
            explore::ExploreOptions options;
            options.reduce = explore::Reducing::none();
            options.statesMax = kTlaStates;
            if (explore::explore(subject.interpreter, instance, nullptr, {}, options).end !=
                Exploration::End::Complete) {
                ++large;
                continue;
            }
            const size_t before = searched;
            Diagnostics diagnostics;
            expectSameTla(subject, 2 * kTlaStates, searched, diagnostics);
            refused += searched == before ? 1 : 0;
            if (HasFailure()) return;
        }
    }
    std::cout << searched << " modules; " << refused << " are not exported, " << large << " are large\n";
    EXPECT_GT(searched, 0U);
}

INSTANTIATE_TEST_SUITE_P(Folders, Modules, testing::Values("examples", "tests/corpus", "tests/statements"),
                         [](const auto& info) {
                             std::string name = info.param;
                             std::replace(name.begin(), name.end(), '/', '_');
                             return name;
                         });

/// Specs made at random, with inputs. EVD_SEED chooses the first, EVD_SPECS how many.
TEST(Tla, OfRandomSpecsHasTheStatesOfTheExplorer) {
    const size_t first = specs::numberFrom("EVD_SEED", kFirst), count = specs::numberFrom("EVD_SPECS", kSpecs);
    size_t searched = 0, others = 0;
    for (size_t seed = first; seed < first + count; ++seed) {
        SCOPED_TRACE("EVD_SEED=" + std::to_string(seed) + " EVD_SPECS=1");
        const std::optional<specs::MadeSpec> spec = specs::specOf(seed);
        if (!spec) continue;
        driver::Session session(fixture::source("stdlib"));
        const auto made = preparedSpec(session, *spec, seed);
        if (!made) continue;
        const std::vector<explore::Input> inputs = inputsAtRandom(*made, seed);
        for (const Trouble& trouble : troubles()) {
            if (trouble.inOrder) continue;
            explore::Instance instance = made->instances.front();
            instance.inputs = inputs;
            instance.faults = trouble.faults;
            const explore::ExportSubject subject{
                *made->interpreter, instance, nullptr, statementsOfThePresent(*made), "it", "", {}, {}};
            Diagnostics unsaid;
            if (!explore::tlaOf(subject, "Made", unsaid)) {
                ++others;
                continue;
            }
            explore::ExploreOptions options;
            options.reduce = explore::Reducing::none();
            options.statesMax = kTlaStates;
            options.secondsMax = 1;
            if (explore::explore(subject.interpreter, instance, nullptr, {}, options).end != Exploration::End::Complete)
                continue;
            Diagnostics diagnostics;
            expectSameTla(subject, 2 * kTlaStates, searched, diagnostics);
            if (HasFailure()) {
                std::cout << trouble.name << "\n" << spec->text();
                return;
            }
        }
    }
    std::cout << searched << " modules; " << others << " are not exported\n";
    EXPECT_TRUE(searched > 0 || count < kSpecs);
}

}   // namespace

}   // namespace evd::exporting
