// Diagnostics as text and for tools.

#include "driver/excerpt.h"
#include "driver/render_json.h"
#include "driver/render_text.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace {

using namespace evd;
using namespace evd::driver;

struct Found {
    SourceSet sources;
    Diagnostics diagnostics;
    FileId add(const std::string& path, const std::string& text) { return sources.add(path, text); }
    std::string text() const { return renderText(diagnostics, sources, false); }
};

TEST(RenderText, MarksThePlaceLabelsAndRepair) {
    Found found;
    FileId file = found.add("a.evd", "spec a\n\nfn f(x: Int) = x\nfn g() = f(tru)\n");
    found.diagnostics.report(Code::UnknownName, {file, 36, 39}, "tru")
        .label({file, 11, 12}, "called here")
        .note("names are case-sensitive")
        .replace("write `true`", {file, 36, 39}, "true");
    EXPECT_EQ(found.text(), "error[EVD1001]: there is no `tru` here\n"
                            " --> a.evd:4:12\n"
                            "  |\n"
                            "3 | fn f(x: Int) = x\n"
                            "  |    - called here\n"
                            "4 | fn g() = f(tru)\n"
                            "  |            ^^^\n"
                            "  = note: names are case-sensitive\n"
                            "  = help: write `true`\n"
                            "  |\n"
                            "4 | fn g() = f(true)\n"
                            "  |            ~~~~\n"
                            "\n");
}

TEST(RenderText, LinesUpWideCharactersTabsAndLongMarks) {
    Found found;
    FileId file = found.add("a.evd", "\t\"日本é\" + x\nnext\n");
    found.diagnostics.report(Code::UnknownName, {file, 14, 15}, "x");
    found.diagnostics.report(Code::UnterminatedText, {file, 1, 18});
    EXPECT_EQ(found.text(), "error[EVD1001]: there is no `x` here\n"
                            " --> a.evd:1:10\n"
                            "  |\n"
                            "1 |     \"日本é\" + x\n"
                            "  |               ^\n"
                            "\n"
                            "error[EVD0003]: this text literal is not closed\n"
                            " --> a.evd:1:2\n"
                            "  |\n"
                            "1 |     \"日本é\" + x\n"
                            "  |     ^^^^^^^^^^^…\n"
                            "\n");
}

TEST(RenderText, NeverWritesControlCharactersOfTheSource) {
    Found found;
    FileId file = found.add("a.evd", "x \x1b[31m \xff \xe2\x80\xae y\n");
    found.diagnostics.report(Code::UnknownName, {file, 0, 1}, "x");
    std::string text = found.text();
    EXPECT_EQ(text.find('\x1b'), std::string::npos);
    EXPECT_EQ(text.find('\xff'), std::string::npos);
    EXPECT_EQ(text.find("\xe2\x80\xae"), std::string::npos) << "a direction override";
}

TEST(RenderText, SurvivesAnyPlace) {
    std::string text = "spec a\r\nç 日\tfoo\n\nend";
    for (uint32_t begin = 0; begin <= text.size() + 3; ++begin)
        for (uint32_t end = 0; end <= text.size() + 3; ++end) {
            Found found;
            FileId file = found.add("a.evd", text);
            found.diagnostics.report(Code::UnknownName, {file, begin, end}, "x")
                .label({file, end, begin}, "l")
                .replace("fix", {file, begin, end}, "é\n");
            std::string out = found.text();
            ASSERT_NE(out.find("a.evd:"), std::string::npos);
        }
}

TEST(RenderText, ShowsNoExcerptWithoutAFile) {
    Found found;
    found.diagnostics.report(Code::BadUsage, {UINT32_MAX, 0, 0}, "no such option").note("try --help");
    EXPECT_EQ(found.text(), "error[EVD6010]: no such option\n  note: try --help\n");
}

TEST(RenderJson, HasOneObjectPerLine) {
    Found found;
    FileId file = found.add("a.evd", "spec a\n日本 x\n");
    found.diagnostics.report(Code::UnknownName, {file, 14, 15}, "x").note("n").replace("t", {file, 14, 15}, "y");
    found.diagnostics.report(Code::BadUsage, {UINT32_MAX, 0, 0}, "u");
    std::string text = renderJsonLines(found.diagnostics, found.sources);
    size_t cut = text.find('\n');
    auto first = nlohmann::json::parse(text.substr(0, cut)), second = nlohmann::json::parse(text.substr(cut + 1));
    EXPECT_EQ(first["code"], "EVD1001");
    EXPECT_EQ(first["range"]["start"]["line"], 2);
    EXPECT_EQ(first["range"]["start"]["column"], 4) << "UTF-16 units from 1";
    EXPECT_EQ(first["range"]["start"]["offset"], 14);
    EXPECT_EQ(first["fixes"][0]["edits"][0]["text"], "y");
    EXPECT_FALSE(second.contains("range"));
}

TEST(RenderSarif, HasWhatTheStandardRequires) {
    Found found;
    FileId file = found.add("/dir name/a.evd", "spec a\nx\n");
    found.diagnostics.report(Code::UnknownName, {file, 7, 8}, "x")
        .label({file, 0, 4}, "l")
        .replace("t", {file, 7, 8}, "y");
    found.diagnostics.report(Code::UnusedName, {file, 7, 8}, "x");
    auto log = nlohmann::json::parse(renderSarif({{&found.diagnostics, &found.sources}}, "1.2.3"));
    EXPECT_EQ(log["version"], "2.1.0");
    const auto& run = log["runs"][0];
    EXPECT_EQ(run["tool"]["driver"]["name"], "evident");
    ASSERT_EQ(run["results"].size(), 2u);
    const auto& result = run["results"][0];
    EXPECT_EQ(result["level"], "error");
    EXPECT_EQ(run["results"][1]["level"], "warning");
    const auto& place = result["locations"][0]["physicalLocation"];
    EXPECT_EQ(place["artifactLocation"]["uri"], "file:///dir%20name/a.evd");
    EXPECT_EQ(place["region"]["startLine"], 2);
    EXPECT_EQ(result["relatedLocations"][0]["message"]["text"], "l");
    EXPECT_EQ(result["fixes"][0]["artifactChanges"][0]["replacements"][0]["insertedContent"]["text"], "y");
    for (const auto& rule : run["tool"]["driver"]["rules"]) EXPECT_TRUE(rule.contains("id"));
}

TEST(Excerpt, CutsLongLinesAroundTheMark) {
    SourceSet sources;
    std::string line = std::string(500, 'a') + "MARK" + std::string(500, 'b');
    FileId file = sources.add("a.evd", line);
    std::string out = excerpt(sources.file(file), {{{file, 500, 504}, "", true}}, 1, Painter(false, ""));
    size_t second = out.find("1 | ") + 4, third = out.find("  | ", second) + 4;
    std::string shown = out.substr(second, out.find('\n', second) - second),
                marks = out.substr(third, out.find('\n', third) - third);
    EXPECT_LT(shown.size(), 160u);
    size_t ellipsis = std::string("…").size() - 1;   // takes one column but several bytes
    EXPECT_EQ(shown.find("MARK"), marks.find("^^^^") + ellipsis);
}

}   // namespace
