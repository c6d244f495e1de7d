// Each diagnostic is declared once, emitted somewhere, documented on a page, and provoked by a test.

#include "base/diagnostics.h"
#include "tests/tidy/source_tree.h"

#include <gtest/gtest.h>
#include <set>

namespace {

using evd::tidy::SourceText;

bool anyContains(const std::vector<SourceText>& files, const std::string& folder,
                 const std::vector<std::string>& needles) {
    for (const SourceText& file : files) {
        if (file.path.rfind(folder, 0) != 0 || file.path == "base/codes.def") continue;
        for (const std::string& needle : needles)
            if (file.text.find(needle) != std::string::npos) return true;
    }
    return false;
}

bool isEmitted(const std::vector<SourceText>& sources, const evd::CodeInfo& row) {
    std::vector<std::string> ways = {std::string("Code::") + row.name + ")", std::string("Code::") + row.name + ",",
                                     std::string("Code::") + row.name + ";", std::string("Code::") + row.name + " ",
                                     std::string("Code::") + row.name + "}", std::string("Code::") + row.name + "\n",
                                     "\"" + evd::codeName(row.code),         " " + evd::codeName(row.code) + ":"};
    for (const char* folder : {"frontend/", "ir/", "explore/", "backend/", "runtime/", "driver/", "lsp/"})
        if (anyContains(sources, folder, ways)) return true;
    return false;
}

TEST(DiagnosticTable, AscendsWithoutRepetition) {
    const auto& rows = evd::allCodes();
    std::set<std::string> names;
    for (size_t i = 0; i < rows.size(); ++i) {
        if (i > 0) { EXPECT_LT(rows[i - 1].code, rows[i].code) << rows[i].name; }
        EXPECT_TRUE(names.insert(rows[i].name).second) << rows[i].name << " stands twice";
        std::string text = rows[i].text;
        EXPECT_FALSE(text.empty());
        EXPECT_NE(text.back(), '.') << rows[i].name << ": no full stop at the end of a message";
    }
}

TEST(DiagnosticTable, EveryCodeIsEmitted) {
    auto sources = evd::tidy::sourceTree({".h", ".cpp", ".c", ".def"});
    for (const auto& row : evd::allCodes())
        EXPECT_TRUE(isEmitted(sources, row))
            << evd::codeName(row.code) << " " << row.name << " is declared but never emitted";
}

TEST(DiagnosticTable, EveryCodeHasAPage) {
    auto pages = evd::tidy::sourceTree({".md"});
    for (const auto& row : evd::allCodes()) {
        std::string path = "docs/diagnostics/" + evd::codeName(row.code) + ".md";
        auto page = std::find_if(pages.begin(), pages.end(), [&](const SourceText& file) { return file.path == path; });
        if (page == pages.end()) {
            ADD_FAILURE() << path << " is missing";
            continue;
        }
        std::string title = "# " + evd::codeName(row.code) + " " + row.name;
        EXPECT_EQ(page->text.rfind(title, 0), 0u) << path << " must begin with `" << title << "`";
    }
    for (const SourceText& page : pages) {
        if (page.path.rfind("docs/diagnostics/EVD", 0) != 0) continue;
        std::string name = page.path.substr(17, 7);
        bool known = false;
        for (const auto& row : evd::allCodes()) known |= evd::codeName(row.code) == name;
        EXPECT_TRUE(known) << page.path << " is about a code that is not declared";
    }
}

TEST(DiagnosticTable, EveryCodeIsProvokedByATest) {
    auto tests = evd::tidy::sourceTree({".evd", ".cpp", ".md", ".txt", ".sh", ".out", ".err", ".json"});
    // Codes that no test can provoke on purpose, each with the reason.
    const std::set<std::string> exceptions = {
        "EVD9001",   // internal errors are our own mistakes
    };
    for (const auto& row : evd::allCodes()) {
        std::string name = evd::codeName(row.code);
        bool provoked = anyContains(tests, "tests/", {name, std::string("Code::") + row.name});
        if (exceptions.count(name) != 0) continue;
        EXPECT_TRUE(provoked) << name << " " << row.name << " appears in no test";
    }
}

TEST(Documents, HaveOneTitle) {
    for (const SourceText& page : evd::tidy::sourceTree({".md"})) {
        size_t titles = 0;
        bool code = false;
        for (const std::string& line : evd::tidy::lines(page.text)) {
            if (line.rfind("```", 0) == 0) code = !code;
            titles += !code && line.rfind("# ", 0) == 0 ? 1 : 0;
        }
        EXPECT_EQ(titles, 1u) << page.path;
    }
}

}   // namespace
