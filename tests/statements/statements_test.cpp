// Small specs whose statements have marks of what becomes of them in simulated runs: `//~ violated`. Each statement is
// evaluated by itself, so that none ends the run of another.

#include "driver/prepare.h"
#include "driver/tries.h"
#include "explore/trace/summary.h"
#include "tests/fixture/files.h"
#include "tests/fixture/run_options.h"

#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <map>
#include <regex>
#include <sstream>

namespace evd {

namespace {

namespace fs = std::filesystem;

const std::string kFolder = fixture::source("tests/statements");

std::vector<std::string> specs() {
    std::vector<std::string> out;
    for (const auto& entry : fs::directory_iterator(kFolder))
        if (entry.path().extension() == ".evd") out.push_back(entry.path().stem().string());
    std::sort(out.begin(), out.end());
    return out;
}

/// What a mark says of a statement: one of the verdicts, and for `violated` perhaps the values: `i = a, e = #3`.
struct Mark {
    std::string verdict, witness;
};

struct Marked {
    std::map<std::string, Mark> statements;
    uint64_t seeds = 10;        ///< `//~ seeds 40`
    fixture::RunOptions runs;   ///< `//~ steps 40`, `//~ drop 0.2`, `//~ fifo`, `//~ crash a@5`
    std::string problem;
};

Marked marksOf(const std::string& spec) {
    static const std::regex kStatement(R"(^\s*(?:property|invariant)\s+(\w+)\b)"), kMark(R"(//~\s*(.*?)\s*$)"),
        kOption(R"((\w+)(?:\s+(\S+))?)"), kOfModule(R"((\w+\.\w+)\s+(.*))");
    static const std::set<std::string> kVerdicts{"held", "violated", "vacuous", "unknown", "open", "not evaluated"};
    Marked out;
    std::ifstream file(kFolder + "/" + spec + ".evd");
    std::string line, last;
    while (std::getline(file, line)) {
        std::smatch found;
        if (std::regex_search(line, found, kStatement)) out.statements[last = found[1]] = {};
        if (!std::regex_search(line, found, kMark)) continue;
        std::string mark = found[1];
        if (std::smatch named; std::regex_match(mark, named, kOfModule)) {   // `//~ lib.low violated`
            last = named[1];
            mark = named[2].str();
        }
        const std::string verdict = mark.substr(0, mark.find(':'));
        if (kVerdicts.count(verdict) != 0) {
            out.statements[last] = {verdict, mark.size() == verdict.size() ? "" : mark.substr(verdict.size() + 2)};
            continue;
        }
        std::smatch option;
        if (!std::regex_match(mark, option, kOption)) {
            out.problem = "no mark: " + mark;
            return out;
        }
        const std::string name = option[1], value = option[2];
        if (name == "seeds") out.seeds = std::stoull(value);
        else if (!out.runs.set(name, value)) out.problem = "no mark: " + mark;
    }
    return out;
}

class Statements : public testing::TestWithParam<std::string> {};

TEST_P(Statements, AreJudgedAsMarked) {
    const Marked marked = marksOf(GetParam());
    ASSERT_EQ(marked.problem, "");
    driver::Session session(fixture::source("stdlib"));
    driver::PrepareRequest request;
    request.spec = kFolder + "/" + GetParam() + ".evd";
    request.deployment = kFolder + "/" + GetParam() + ".toml";
    if (!fs::exists(request.deployment)) request.deployment = kFolder + "/nodes.toml";
    Diagnostics diagnostics;
    SourceSet sources;
    auto prepared = driver::prepare(session, request, diagnostics, sources);
    std::string said;
    for (const Diagnostic& one : diagnostics.all()) said += codeName(one.code) + " " + one.message + "\n";
    ASSERT_TRUE(prepared && !diagnostics.hasErrors()) << said;
    explore::SimOptions simulation = marked.runs.at(prepared->deployment().names);
    simulation.inputs = driver::inputs(prepared->file, *prepared->interpreter, diagnostics);
    EXPECT_EQ(prepared->module.statements.size(), marked.statements.size());
    for (const ir::Statement& statement : prepared->module.statements) {
        simulation.only = {statement.name};
        simulation.seed = 1;
        driver::Tries tries(*prepared, simulation, marked.seeds, false);
        tries.run(true, [] { return true; });
        const explore::Run::Watched& watched = tries.series.statements.at(0);
        const bool violated = tries.last.violation.has_value();
        const std::string verdict = violated                        ? "violated"
                                    : !watched.notEvaluated.empty() ? "not evaluated"
                                    : watched.unknown != 0          ? "unknown"
                                    : watched.open != 0             ? "open"
                                    : watched.looked                ? "held"
                                                                    : "vacuous";
        const auto mark = marked.statements.find(statement.name);
        ASSERT_NE(mark, marked.statements.end()) << statement.name;
        EXPECT_EQ(verdict, mark->second.verdict)
            << statement.name << ": " << (violated ? explore::violationText(tries.last) : explore::outcome(watched));
        if (violated && !mark->second.witness.empty())
            EXPECT_EQ(explore::witnessText(tries.last.violation->witness), mark->second.witness) << statement.name;
    }
}

INSTANTIATE_TEST_SUITE_P(Specs, Statements, testing::ValuesIn(specs()), [](const auto& info) { return info.param; });

}   // namespace

}   // namespace evd
