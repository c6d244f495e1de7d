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
#include <sstream>

namespace evd::exporting {

namespace {

using explore::Exploration;
using explore::Explored;

constexpr size_t kSomeOf = 11;       // of the pairs of a system and a trouble
constexpr size_t kTlaStates = 700;   // of a model

std::vector<std::string> invariantsOf(const explore::TlaText& text) {
    std::vector<std::string> out;
    std::istringstream in(text.config);
    for (std::string word; in >> word;)
        if (word == "INVARIANT" && in >> word) out.push_back(word);
    return out;
}

void expectSameTla(const explore::ExportSubject& subject, size_t statesMax, size_t& searched,
                   Diagnostics& diagnostics) {
    const std::optional<explore::TlaText> text = explore::tlaOf(subject, "Made", diagnostics);
    if (!text) return;
    explore::ExploreOptions options;
    options.reduce = false;
    options.decide = false;
    const Exploration found =
        explore::explore(subject.interpreter, subject.instance, subject.start, subject.statements, options);
    try {
        const std::vector<std::string> invariants = invariantsOf(*text);
        const TlaFound tla = searchTla(readTla(text->module), invariants, statesMax);
        EXPECT_EQ(tla.states, found.reached.states) << text->module;
        EXPECT_EQ(tla.terminal, found.terminal);
        std::set<std::string> refuted;
        for (const Explored& one : found.statements) {
            const std::string& name = subject.module().statements[one.statement].name;
            if (one.outcome == Explored::Outcome::Refuted &&
                std::find(invariants.begin(), invariants.end(), name) != invariants.end())
                refuted.insert(name);
        }
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
            options.reduce = false;
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

}   // namespace

}   // namespace evd::exporting
