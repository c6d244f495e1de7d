// Protocols of the literature with planted bugs (NAME.evd, NAME.toml, NAME.bugs). Random runs find no violation in the
// right version, and one in each wrong version, which is shrunk to a run that violates the same.
// EVD_PROTOCOL_TRIES (default 0) is how many more runs are made of each; then a table of what was found is printed.

#include "driver/prepare.h"
#include "driver/tries.h"
#include "tests/fixture/files.h"
#include "tests/fixture/run_options.h"

#include <algorithm>
#include <cstdlib>
#include <gtest/gtest.h>
#include <set>
#include <sstream>
#include <thread>

namespace evd {

namespace {

namespace fs = std::filesystem;

const std::string kFolder = fixture::source("tests/protocols");
constexpr uint64_t kRightTries = 40;

/// What a bug replaces, one after the other from the beginning.
struct Hunk {
    std::string before, after;
};
struct Bug {
    std::string name;   ///< empty: none
    std::string options;
    uint64_t tries = 0;   ///< so many find it, by the same seeds; 0: more than a test should make
    std::vector<Hunk> hunks;
};

/// The right version and the wrong ones.
std::vector<Bug> bugsOf(const std::string& protocol) {
    std::vector<Bug> out(1);
    std::istringstream lines(fixture::read(kFolder + "/" + protocol + ".bugs"));
    std::string line;
    auto value = [&](const char* key) { return line.substr(std::string_view(key).size() + 2); };
    char last = ' ';
    while (std::getline(lines, line)) {
        if (line.rfind("options: ", 0) == 0) out.back().options = value("options");
        else if (line.rfind("tries: ", 0) == 0) out.back().tries = std::stoull(value("tries"));
        else if (line.rfind("bug: ", 0) == 0) {
            out.push_back({value("bug"), out.front().options, 0, {}});
            last = ' ';
        } else if (!line.empty() && (line[0] == '-' || line[0] == '+')) {
            std::vector<Hunk>& hunks = out.back().hunks;
            if (line[0] == '-' && last != '-') hunks.emplace_back();
            (line[0] == '-' ? hunks.back().before : hunks.back().after) += line.substr(2) + "\n";
            last = line[0];
        }
    }
    return out;
}

std::string planted(std::string text, const Bug& bug) {
    size_t from = 0;
    for (const Hunk& hunk : bug.hunks) {
        const size_t at = text.find(hunk.before, from);
        EXPECT_NE(at, std::string::npos) << bug.name << ": there is no\n" << hunk.before;
        if (at == std::string::npos) return text;
        text.replace(at, hunk.before.size(), hunk.after);
        from = at + hunk.after.size();
    }
    return text;
}

/// How the runs are made: options of `evident run`, and the file of another deployment.
struct Runs {
    fixture::RunOptions options;
    explore::SimOptions simulation;   ///< as the options, with what the deployment says
    std::string deployment;
};

Runs runsOf(const std::string& protocol, const std::string& text) {
    Runs out;
    out.deployment = kFolder + "/" + protocol + ".toml";
    out.options.simulation.schedule = explore::Schedule::Mixed;
    std::istringstream words(text);
    for (std::string word; words >> word;) {
        const std::string key = word.substr(0, word.find('='));
        const std::string value = word.substr(std::min(word.size(), key.size() + 1));
        if (key == "deployment") out.deployment = kFolder + "/" + value;
        else if (!out.options.set(key, value)) ADD_FAILURE() << "no option: " << word;
    }
    return out;
}

std::vector<std::string> protocols() {
    std::vector<std::string> out;
    for (const auto& entry : fs::directory_iterator(kFolder))
        if (entry.path().extension() == ".bugs") out.push_back(entry.path().stem().string());
    std::sort(out.begin(), out.end());
    return out;
}

class Protocols : public testing::TestWithParam<std::string> {};

/// How many more runs are made than the tests need.
uint64_t extraTries() {
    const char* more = std::getenv("EVD_PROTOCOL_TRIES");
    return more == nullptr ? 0 : std::strtoull(more, nullptr, 10);
}

/// A version of a protocol, ready to run.
std::unique_ptr<driver::Prepared> prepared(const std::string& protocol, const Bug& bug, Runs& runs) {
    const std::string spec = kFolder + "/" + protocol + ".evd";
    driver::Session session(fixture::source("stdlib"));
    session.setText(spec, planted(fixture::read(spec), bug));
    driver::PrepareRequest request;
    request.spec = spec;
    request.deployment = runs.deployment;
    Diagnostics diagnostics;
    SourceSet sources;
    auto out = driver::prepare(session, request, diagnostics, sources);
    std::string said;
    for (const Diagnostic& one : diagnostics.all()) said += codeName(one.code) + " " + one.message + "\n";
    EXPECT_TRUE(out && !diagnostics.hasErrors()) << said;
    if (!out) return out;
    runs.simulation = runs.options.at(out->deployment().names);
    runs.simulation.inputs = driver::inputs(out->file, *out->interpreter, diagnostics);
    return out;
}

const unsigned kThreads = std::max(1U, std::thread::hardware_concurrency());

/// Under whatever conditions a bug is looked for.
TEST_P(Protocols, RightVersionsViolateNothing) {
    std::set<std::string> seen;
    for (const Bug& bug : bugsOf(GetParam())) {
        const bool ofRuns = !bug.name.empty() && bug.hunks.empty();   // what is wrong is how it runs
        if (ofRuns || !seen.insert(bug.options).second) continue;
        SCOPED_TRACE(bug.options);
        Runs runs = runsOf(GetParam(), bug.options);
        auto right = prepared(GetParam(), {}, runs);
        ASSERT_TRUE(right);
        driver::Tries tries(*right, runs.simulation, kRightTries + extraTries(), false, kThreads);
        tries.run(false);
        EXPECT_FALSE(tries.found()) << tries.last.violation->name << " by seed " << tries.last.seed;
        if (extraTries() > 0)
            std::printf("| %s | none: %s | %zu runs | | |\n", GetParam().c_str(), bug.options.c_str(),
                        size_t(tries.series.runs));
    }
}

TEST_P(Protocols, BugsAreFoundAndShrunk) {
    for (const Bug& bug : bugsOf(GetParam())) {
        if (bug.name.empty() || bug.tries + extraTries() == 0) continue;
        SCOPED_TRACE(bug.name);
        Runs runs = runsOf(GetParam(), bug.options);
        auto wrong = prepared(GetParam(), bug, runs);
        ASSERT_TRUE(wrong);
        driver::Tries tries(*wrong, runs.simulation, bug.tries + extraTries(), false, kThreads);
        tries.run(false);
        EXPECT_TRUE(tries.found()) << "by no seed up to " << tries.series.runs;
        if (!tries.found()) continue;
        const std::string violated = tries.last.violation->name;
        const size_t whole = tries.last.events.size();
        EXPECT_TRUE(tries.shrink());
        EXPECT_EQ(tries.last.violation->name, violated);
        EXPECT_LE(tries.last.events.size(), whole);
        if (extraTries() > 0)
            std::printf("| %s | %s | seed %zu | %s | %zu → %zu events |\n", GetParam().c_str(), bug.name.c_str(),
                        size_t(tries.last.seed), violated.c_str(), whole, tries.last.events.size());
    }
}

INSTANTIATE_TEST_SUITE_P(Specs, Protocols, testing::ValuesIn(protocols()), [](const auto& info) { return info.param; });

}   // namespace

}   // namespace evd
