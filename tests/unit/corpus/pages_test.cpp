// Every code has a page; the wrong spec of the page gives the code and no other error, the right one gives nothing.

#include "tests/unit/corpus/specs.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace evd::corpus {
namespace {

std::string pathOf(Code code) { return "docs/diagnostics/" + codeName(code) + ".md"; }

std::vector<CodeInfo> codes() { return allCodes(); }

class Page : public testing::TestWithParam<CodeInfo> {};

TEST_P(Page, HasTheCodesTitleAndAnExample) {
    std::string page = sourceText(pathOf(GetParam().code));
    ASSERT_NE(page, "") << "no page " << pathOf(GetParam().code);
    EXPECT_EQ(page.substr(0, page.find('\n')), fmt::format("# {} {}", codeName(GetParam().code), GetParam().name));
    EXPECT_FALSE(blocksOf(page).empty()) << "a page shows an example";
}

TEST_P(Page, WrongGivesTheCodeAndRightGivesNothing) {
    size_t wrong = 0, right = 0;
    for (const Block& block : blocksOf(sourceText(pathOf(GetParam().code)))) {
        if (block.info.rfind("evident", 0) != 0) continue;
        auto checked = checkText("page.evd", block.text);
        if (block.info == "evident right") {
            ++right;
            EXPECT_EQ(checked->listing(), "") << "the block at line " << block.line;
            continue;
        }
        ++wrong;
        bool found = false;
        for (const Diagnostic& diagnostic : checked->diagnostics.all()) {
            found |= diagnostic.code == GetParam().code;
            // What a page marks as a gap is not found yet, or found as something less exact.
            if (block.info == "evident wrong")
                EXPECT_TRUE(diagnostic.code == GetParam().code || diagnostic.severity != Severity::Error)
                    << checked->listing();
        }
        if (block.info == "evident wrong")
            EXPECT_TRUE(found) << "the block at line " << block.line << " gives:\n" << checked->listing();
        else if (block.info == "evident wrong gap")
            EXPECT_FALSE(found) << "no gap any more: the page can drop the word";
        else ADD_FAILURE() << "unknown kind of block: " << block.info;
    }
    EXPECT_EQ(wrong, right) << "each wrong spec has its right one";
}

std::string testName(const testing::TestParamInfo<CodeInfo>& info) { return codeName(info.param.code); }

INSTANTIATE_TEST_SUITE_P(Diagnostics, Page, testing::ValuesIn(codes()), testName);

}   // namespace
}   // namespace evd::corpus
