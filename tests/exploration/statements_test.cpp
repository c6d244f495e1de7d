// The statements of tests/statements, which have marks of what becomes of them in random runs: exploring refutes what
// random runs refute, and judges nothing refuted that the reference does not, because each run is played again.

#include "driver/prepare.h"
#include "explore/search/explorer.h"
#include "tests/fixture/files.h"

#include <filesystem>
#include <gtest/gtest.h>
#include <regex>

namespace evd::exploration {

namespace {

namespace fs = std::filesystem;
using Outcome = explore::Explored::Outcome;

constexpr size_t kStatesMax = 20'000;

/// By statement: the verdict of its mark. Empty if the runs have options, such as losses: then they are other runs.
std::map<std::string, std::string> marksOf(const std::string& text) {
    static const std::regex kStatement(R"(^\s*(?:property|invariant)\s+(\w+)\b)"), kMark(R"(//~\s*([\w ]+))");
    static const std::set<std::string> kVerdicts{"held", "violated", "vacuous", "unknown", "open", "not evaluated"};
    std::map<std::string, std::string> out;
    std::istringstream lines(text);
    for (std::string line, last; std::getline(lines, line);) {
        std::smatch found;
        if (std::regex_search(line, found, kStatement)) last = found[1];
        if (!std::regex_search(line, found, kMark)) continue;
        std::string mark = found[1];
        while (mark.ends_with(' ')) mark.pop_back();
        if (kVerdicts.count(mark) != 0) out[last] = mark;
        else if (!mark.starts_with("seeds") && !mark.starts_with("steps")) return {};
    }
    return out;
}

TEST(ExploredStatements, AreRefutedWhereRandomRunsViolateThem) {
    size_t judged = 0, refuted = 0, notExplored = 0;
    for (const auto& entry : fs::directory_iterator(fixture::source("tests/statements"))) {
        const fs::path path = entry.path();
        // There each run ends with an assertion.
        if (path.extension() != ".evd" || path.stem() == "asserts_that_fail") continue;
        const std::map<std::string, std::string> marks = marksOf(fixture::read(path));
        if (marks.empty()) continue;
        SCOPED_TRACE(path.string());
        driver::Session session(fixture::source("stdlib"));
        driver::PrepareRequest request;
        request.spec = path.string();
        request.deployment = fs::path(path).replace_extension(".toml").string();
        if (!fs::exists(request.deployment)) request.deployment = (path.parent_path() / "nodes.toml").string();
        Diagnostics diagnostics;
        SourceSet sources;
        const auto prepared = driver::prepare(session, request, diagnostics, sources);
        if (!prepared || !prepared->interpreter->observers().empty()) continue;
        explore::Instance instance = prepared->instances.front();
        instance.inputs = driver::inputs(prepared->file, *prepared->interpreter, diagnostics);
        std::vector<uint32_t> all;
        for (uint32_t i = 0; i < prepared->module.statements.size(); ++i) all.push_back(i);
        for (const bool reduce : {false, true}) {
            explore::ExploreOptions options;
            if (!reduce) options.reduce = explore::Reducing::none();
            options.statesMax = kStatesMax;
            options.closureSteps = 2000;
            const explore::Exploration found =
                explore::explore(*prepared->interpreter, instance, nullptr, all, options);
            for (const explore::Explored& one : found.statements) {
                const std::string& name = prepared->module.statements[one.statement].name;
                const auto mark = marks.find(name);
                if (mark == marks.end()) continue;
                if (one.outcome == Outcome::NotExplored) {
                    ++notExplored;
                    continue;
                }
                ++judged;
                if (one.outcome == Outcome::Refuted) {
                    ++refuted;
                    explore::RecorderOptions recorded;
                    recorded.statements.only = {name};
                    const explore::Run run = explore::replay(*prepared->interpreter, one.run, recorded).run;
                    EXPECT_TRUE(run.violation) << name << " is refuted by a run that does not violate it";
                }
                const bool complete = found.end == explore::Exploration::End::Complete;
                if (mark->second == "violated" && complete)
                    EXPECT_EQ(one.outcome, Outcome::Refuted) << name << ", " << (reduce ? "reduced" : "in full");
            }
        }
    }
    EXPECT_GT(refuted, 50U);
    std::cout << judged << " judged, " << refuted << " refuted, " << notExplored << " not explored\n";
}

}   // namespace

}   // namespace evd::exploration
