// Small specs with scenarios. One that should fail has a mark on the line of the step where it does: `//~ EVD7015: no
// vote`, the code and a part of what is said; one without a mark holds. Specs with mistakes are in tests/wrong.

#include "driver/scenarios.h"
#include "driver/session.h"
#include "ir/core/parse.h"
#include "ir/core/print.h"
#include "tests/fixture/files.h"

#include <filesystem>
#include <gtest/gtest.h>
#include <map>
#include <regex>
#include <sstream>

namespace evd {

namespace {

namespace fs = std::filesystem;

const std::vector<std::string> kFolders = {"tests/scenarios", "examples"};

/// All specs with a scenario.
std::vector<std::string> specs() {
    std::vector<std::string> out;
    static const std::regex kScenario(R"(\nscenario )");
    for (const std::string& folder : kFolders)
        for (const auto& entry : fs::recursive_directory_iterator(fixture::source(folder)))
            if (entry.path().extension() == ".evd" && std::regex_search(fixture::read(entry.path()), kScenario))
                out.push_back(fs::relative(entry.path(), EVD_SOURCE_DIR).string());
    std::sort(out.begin(), out.end());
    return out;
}

/// By line: what is said there.
std::map<uint32_t, std::string> marksOf(const std::string& text) {
    static const std::regex kMark(R"(//~\s*(EVD\d{4}.*?)\s*$)");
    std::map<uint32_t, std::string> out;
    std::istringstream lines(text);
    std::string line;
    for (uint32_t number = 0; std::getline(lines, line); ++number)
        if (std::smatch found; std::regex_search(line, found, kMark)) out[number] = found[1];
    return out;
}

class Scenarios : public testing::TestWithParam<std::string> {};

TEST_P(Scenarios, PlayAsMarked) {
    const std::string path = fixture::source(GetParam()).string();
    driver::Session session(fixture::source("stdlib"));
    driver::Checked checked = session.check(path);
    std::string said;
    for (const Diagnostic& one : checked.diagnostics.all()) said += codeName(one.code) + " " + one.message + "\n";
    ASSERT_TRUE(checked.ok()) << said;
    const driver::Lowered module = session.lower(checked, {});
    ASSERT_TRUE(module);

    std::map<uint32_t, std::string> marks = marksOf(fixture::read(path));
    for (const ir::Scenario& scenario : module->scenarios) {
        SCOPED_TRACE(scenario.name);
        const explore::Played played = explore::play(*module, scenario);
        Diagnostics found;
        driver::reportScenario(*module, played, found);
        for (const Diagnostic& one : found.all()) {
            std::string all = codeName(one.code) + ": " + one.message;
            for (const std::string& note : one.notes) all += "\n" + note;
            for (const Label& label : one.labels) all += "\n" + label.text;
            // Where it fails: a violated statement stands elsewhere, and the step is a label.
            std::vector<Span> places{one.span};
            for (const Label& label : one.labels) places.push_back(label.span);
            bool marked = false;
            for (Span place : places) {
                const uint32_t line = checked.sources.file(place.file).position(place.begin).line;
                const auto mark = marks.find(line);
                if (mark == marks.end()) continue;
                const std::string code = mark->second.substr(0, 7);
                const std::string part = mark->second.size() > 9 ? mark->second.substr(9) : "";
                marked |= all.rfind(code, 0) == 0 && all.find(part) != std::string::npos;
                if (marked) {
                    marks.erase(mark);
                    break;
                }
            }
            EXPECT_TRUE(marked) << all;
        }
        EXPECT_EQ(found.all().size(), played.failure ? 1u : 0u);
    }
    for (const auto& [line, mark] : marks) ADD_FAILURE() << "line " << line + 1 << " does not say " << mark;
}

TEST_P(Scenarios, SurviveTheTextForm) {
    const std::string path = fixture::source(GetParam()).string();
    driver::Session session(fixture::source("stdlib"));
    driver::Checked checked = session.check(path);
    ASSERT_TRUE(checked.ok());
    const driver::Lowered module = session.lower(checked, {});
    const std::string text = ir::print(*module);
    const Result<ir::Module> read = ir::parse(text);
    ASSERT_TRUE(read);
    EXPECT_EQ(ir::print(*read), text);
}

INSTANTIATE_TEST_SUITE_P(Specs, Scenarios, testing::ValuesIn(specs()), [](const auto& info) {
    return std::regex_replace(info.param, std::regex("[^A-Za-z0-9]"), "_");
});

}   // namespace

}   // namespace evd
