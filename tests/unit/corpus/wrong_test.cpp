// Every spec of tests/wrong gives exactly the diagnostics its marks say: code, line and columns, no more and no fewer.

#include "frontend/lower/lower.h"
#include "tests/unit/corpus/annotations.h"
#include "tests/unit/corpus/specs.h"

#include <gtest/gtest.h>

namespace evd::corpus {
namespace {

class WrongSpec : public testing::TestWithParam<std::string> {};

/// What a spec gives other than its marks say, in words.
std::string differenceOf(const std::string& path) {
    std::string text = sourceText(path);
    Expected expected = expectedMarks(text);
    for (const std::string& error : expected.errors) ADD_FAILURE() << path << ": " << error;
    EXPECT_FALSE(expected.marks.empty()) << path << " has no mark";
    auto checked = checkFile(path);
    if (checked->program != nullptr && !checked->diagnostics.hasErrors())   // as `check` does
        lower::lower(*checked->program, checked->sources, {}, checked->diagnostics);
    return difference(expected.marks,
                      foundMarks(checked->diagnostics, checked->sources, fixture::source(path).string()), text,
                      checked->diagnostics, checked->sources);
}

TEST_P(WrongSpec, GivesExactlyItsMarks) { EXPECT_EQ(differenceOf(GetParam()), "") << GetParam(); }

std::string testName(const testing::TestParamInfo<std::string>& info) {
    return std::filesystem::path(info.param).stem().string();
}

INSTANTIATE_TEST_SUITE_P(Wrong, WrongSpec, testing::ValuesIn(specsIn("tests/wrong")), testName);

bool onlyCode(const fixture::Checked& checked, Code code) {
    return checked.diagnostics.all().size() == 1 && checked.diagnostics.all().front().code == code;
}

const std::string kSmall = "spec small\nparam nodes : Set<Loc>\ninput go(x: Int)\noutput done(x: Int)\n"
                           "class C = go(x) => emit done(x)\nsystem S = C at nodes\n";

TEST(WrongText, TheSmallSpecItselfIsRight) {
    auto checked = checkText("small.evd", kSmall);
    EXPECT_EQ(checked->listing(), "");
}

TEST(WrongText, FileTooLarge) {
    auto checked = checkText("small.evd", kSmall + "//" + std::string(size_t{5} << 20, 'x') + "\n");
    EXPECT_TRUE(onlyCode(*checked, Code::FileTooLarge)) << checked->listing();
}

TEST(WrongText, NotUtf8) {
    auto checked = checkText("small.evd", kSmall + "// \xc3\x28\n");
    EXPECT_TRUE(onlyCode(*checked, Code::NotUtf8)) << checked->listing();
}

TEST(WrongText, NestingTooDeep) {
    auto checked = checkText("small.evd", kSmall + "fn f(x: Int) : Int = " + std::string(3000, '(') + "x" +
                                              std::string(3000, ')') + "\n");
    EXPECT_TRUE(onlyCode(*checked, Code::NestingTooDeep)) << checked->listing();
}

TEST(WrongText, ExpressionTooLong) {
    std::string sum, fields;
    for (int i = 0; i < 12000; ++i) {
        sum += "x + ";
        fields += ".a";
    }
    auto checked = checkText("small.evd", kSmall + "fn f(x: Int) : Int = " + sum + "x\n");
    EXPECT_TRUE(onlyCode(*checked, Code::ExpressionTooLong)) << checked->listing();
    checked = checkText("small.evd", kSmall + "fn f(x: Int) : Int = x" + fields + "\n");
    EXPECT_TRUE(onlyCode(*checked, Code::ExpressionTooLong)) << checked->listing();
}

/// What stands one after the other is no nesting, however much of it there is.
TEST(WrongText, ManyStatementsAndArmsAreNotDeep) {
    std::string body, arms;
    for (int i = 0; i < 11000; ++i) {
        body += i % 2 == 0 ? "if not (x == 1) { emit done(x) }\n" : "v := if x == 1 then 1 else 2\n";
        arms += std::to_string(i) + " => x,\n";
    }
    auto checked =
        checkText("small.evd", kSmall + "process P {\nvar v : Int = 0\non go(x) {\n" + body +
                                   "emit done(v)\n}\n}\nfn f(x: Int) : Int = match x {\n" + arms + "_ => 0\n}\n");
    for (const Diagnostic& one : checked->diagnostics.all()) {
        EXPECT_NE(one.code, Code::NestingTooDeep);
        EXPECT_NE(one.code, Code::ExpressionTooLong);
    }
}

/// Dropping or doubling a character of a right spec, or cutting it off, never crashes the checker.
TEST(WrongText, DamagedSpecsDoNotCrash) {
    for (const std::string& path :
         {std::string("tests/corpus/class_spawn.evd"), std::string("tests/corpus/match_statement.evd")}) {
        std::string text = sourceText(path);
        ASSERT_NE(text, "");
        for (size_t i = 0; i + 1 < text.size(); i += 7) {
            checkText("damaged.evd", text.substr(0, i) + text.substr(i + 1));
            checkText("damaged.evd", text.substr(0, i) + text.substr(i, 1) + text.substr(i));
            checkText("damaged.evd", text.substr(0, i));
        }
    }
}

}   // namespace
}   // namespace evd::corpus
