// What is written for SPIN is run by SPIN: the same states as the explorer finds without reductions, and the same
// verdicts. EVD_EXPORTS=1 takes every spec of the repository under every kind of trouble, not only some.

#include "driver/exploration.h"
#include "explore/export/promela.h"
#include "ir/analysis/reads.h"
#include "tests/export/prepared.h"
#include "tests/export/spin.h"
#include "tests/fixture/files.h"

#include <cstdlib>
#include <gtest/gtest.h>

namespace evd::exporting {

namespace {

using explore::Exploration;
using explore::Explored;

constexpr size_t kOneOf = 97;   // of the pairs of a system and a trouble
constexpr size_t kOneExampleOf = 13;
constexpr size_t kStepsMax = 3'000;     // of the interpreter, for a table
constexpr size_t kStatesMax = 20'000;   // of a model

/// Both find the same states, and SPIN an error if and only if something is refuted or an assertion fails.
void expectSame(const explore::ExportSubject& subject, bool& exported, size_t stepsMax = 200'000) {
    Diagnostics diagnostics;
    const std::optional<std::string> model = explore::promelaOf(subject, diagnostics, stepsMax);
    exported = model.has_value();
    if (!model) return;
    explore::ExploreOptions options;
    options.reduce = explore::Reducing::none();
    options.decide = false;
    options.network = subject.network;
    const Exploration found =
        explore::explore(subject.interpreter, subject.instance, subject.start, subject.statements, options);
    std::string words;
    const std::optional<SpinResult> spun = spin(*model, words);
    ASSERT_TRUE(spun) << words << *model;
    EXPECT_EQ(spun->states, found.reached.states) << *model << spun->said;
    bool wrong = false;
    for (const Explored& one : found.statements) wrong |= one.outcome == Explored::Outcome::Refuted;
    for (const explore::FoundFault& one : found.faults) wrong |= one.fault.fault == ir::Fault::Assertion;
    EXPECT_EQ(spun->errors > 0, wrong) << *model << spun->said;
}

void expectSame(const std::string& spec, const std::string& check) {
    driver::Session session(fixture::source("stdlib"));
    const auto prepared = preparedCheck(session, spec, check);
    ASSERT_TRUE(prepared);
    bool exported = false;
    expectSame(subjectOf(*prepared), exported);
    EXPECT_TRUE(exported);
}

TEST(Promela, HasTheStatesOfTheExplorer) {
    const char* const statements[] = {"bounded, after_hub, small", "alive, after_hub", "told, never_two"};
    size_t turn = 0;
    for (const std::string rest : {
             "given go(1) to a, go(2) to b bound sum <= 3",
             "given go(1) to a then go(2) to b bound sum <= 4 faults crash <= 1",
             "given go(1) to a then go(1) to b bound sum <= 2 faults restart <= 1",
             "given go(1) to a bound sum <= 1 faults restart <= 2, drop <= 1",
             "given go(1) to a, go(2) to b bound sum <= 3 faults drop <= 1, duplicate <= 1",
             "given go(1) to a, go(1) to a bound sum <= 1 faults duplicate <= 1",
             "given go(1) to a bound sum <= 2 faults crash, drop",
         }) {
        const std::string check = "check " + std::string(statements[turn++ % std::size(statements)]) +
                                  " with nodes = {a, b}, hub = h, outer = o\n  " + rest + "\n";
        SCOPED_TRACE(check);
        expectSame(courier() + check, "check ");
        if (testing::Test::HasFailure()) return;
    }
}

/// The number on which SPIN, the explorer and a model that was written by hand agree (tests/exploration).
TEST(Promela, OfTheOneThirdRuleHasTheStatesOfTheModelByHand) {
    driver::Session session(fixture::source("stdlib"));
    const auto prepared = preparedCheck(session, fixture::read(fixture::source("bench/explore/one_third.evd")),
                                        "check agreement from scenario begun");
    ASSERT_TRUE(prepared);
    Diagnostics diagnostics;
    const std::optional<std::string> model = explore::promelaOf(subjectOf(*prepared), diagnostics);
    ASSERT_TRUE(model);
    std::string words;
    const std::optional<SpinResult> spun = spin(*model, words);
    ASSERT_TRUE(spun) << words;
    EXPECT_EQ(spun->states, 703'951U);
    EXPECT_EQ(spun->errors, 0U);
}

TEST(Promela, TellsTheRunOfAViolation) {
    driver::Session session(fixture::source("stdlib"));
    const auto prepared = preparedCheck(session,
                                        fixture::read(fixture::source("examples/lock_server/first_version.evd")) +
                                            "check one_holder with server = s, clients = {a, b} "
                                            "faults duplicate <= 1\n",
                                        "check one_holder");
    ASSERT_TRUE(prepared);
    Diagnostics diagnostics;
    const std::optional<std::string> model = explore::promelaOf(subjectOf(*prepared), diagnostics);
    ASSERT_TRUE(model);
    std::string words;
    const std::optional<SpinResult> spun = spin(*model, words, true);
    ASSERT_TRUE(spun) << words;
    EXPECT_EQ(spun->errors, 1U);
    EXPECT_NE(spun->said.find("violated_one_holder"), std::string::npos) << spun->said;
    EXPECT_NE(spun->said.find("receives grant from s to a"), std::string::npos) << spun->said;
}

/// Every system of the repository that is small enough, on its deployment.
class Systems : public testing::TestWithParam<std::string> {};

TEST_P(Systems, HaveAsManyStates) {
    const bool all = std::getenv("EVD_EXPORTS") != nullptr;
    size_t turn = 0, spun = 0;
    for (const Deployed& one : deployedBelow(GetParam())) {
        driver::Session session(fixture::source("stdlib"));
        const auto made = prepared(session, one);
        if (!made || !made->interpreter->observers().empty()) continue;
        for (const Trouble& trouble : troubles()) {
            if (!all && ++turn % (GetParam() == "examples" ? kOneExampleOf : kOneOf) != 0) continue;
            SCOPED_TRACE(one.spec + " " + one.system + ", " + trouble.name);
            explore::Instance instance = made->instances.front();
            instance.faults = trouble.faults;
            const explore::ExportSubject subject{
                *made->interpreter, instance, nullptr, statementsOfThePresent(*made), "it", "", {}, {trouble.inOrder}};
            explore::ExploreOptions options;
            options.reduce = explore::Reducing::none();
            options.statesMax = kStatesMax;
            if (explore::explore(subject.interpreter, instance, nullptr, {}, options).end != Exploration::End::Complete)
                continue;
            bool exported = false;
            expectSame(subject, exported, kStepsMax);
            spun += exported ? 1 : 0;
            if (HasFailure()) return;
        }
    }
    std::cout << spun << " models\n";
    EXPECT_GT(spun, 0U);
}

INSTANTIATE_TEST_SUITE_P(Folders, Systems, testing::Values("examples", "tests/corpus", "tests/statements"),
                         [](const auto& info) {
                             std::string name = info.param;
                             std::replace(name.begin(), name.end(), '/', '_');
                             return name;
                         });

}   // namespace

}   // namespace evd::exporting
