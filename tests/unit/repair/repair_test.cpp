// Each repair is applied to a text with its mistake, and the text is checked again: the mistake must be gone, and no
// other error come.

#include "tests/unit/repair/checked.h"

#include <filesystem>
#include <gtest/gtest.h>

namespace {

namespace fs = std::filesystem;
using evd::Code;
using evd::repair::testing::applied;
using evd::repair::testing::Checked;

std::string read(const std::string& name) { return evd::fixture::sourceText("tests/wrong/" + name); }

const evd::repair::Exports kExports = {{"plurality", "std.quorum"}, {"sum", "std.collection"}};

struct Case {
    const char* file;
    Code code;
    const char* title;   ///< how the wanted repair begins
};

class Repair : public testing::TestWithParam<Case> {};

TEST_P(Repair, MendsTheMistake) {
    const Case& test = GetParam();
    Checked before(read(test.file));
    ASSERT_FALSE(before.text.empty()) << test.file;
    ASSERT_GT(before.count(test.code), 0u) << before.listing();
    std::string offered;
    for (const evd::Diagnostic& diagnostic : before.diagnostics.all()) {
        if (diagnostic.code != test.code) continue;
        for (const evd::Fix& fix : repairsOf(before, diagnostic, kExports)) {
            offered += fix.title + "\n";
            if (fix.title.rfind(test.title, 0) != 0) continue;
            Checked after(applied(before.text, fix));
            EXPECT_LT(after.count(test.code), before.count(test.code)) << fix.title << "\n"
                                                                       << after.listing() << after.text;
            size_t gone = diagnostic.severity == evd::Severity::Error ? 1 : 0;
            EXPECT_LE(after.errors() + gone, before.errors()) << fix.title << "\n" << after.listing() << after.text;
            return;
        }
    }
    FAIL() << "not offered: " << test.title << "; offered were:\n" << offered;
}

INSTANTIATE_TEST_SUITE_P(
    Codes, Repair,
    testing::Values(Case{"function_in_capitals.evd", Code::WrongCase, "rename to `double`"},
                    Case{"process_in_small_letters.evd", Code::WrongCase, "rename to `"},
                    Case{"chained_comparison.evd", Code::ChainedComparison, "join with `and`"},
                    Case{"chained_equality.evd", Code::ChainedComparison, "join with `and`"},
                    Case{"unterminated_text.evd", Code::UnterminatedText, "close the text"},
                    Case{"bad_escape.evd", Code::BadEscape, "write a backslash"},
                    Case{"reserved_word_as_message.evd", Code::ReservedWord, "rename to `match_`"},
                    Case{"unclosed_brace.evd", Code::UnclosedBracket, "close with `}`"},
                    Case{"missing_header.evd", Code::MissingSpecHeader, "add a header"},
                    Case{"assign_with_equals.evd", Code::EqualsInAssignment, "write `:=`"},
                    Case{"let_with_assign.evd", Code::AssignInLet, "write `=`"},
                    Case{"assign_in_if.evd", Code::AssignInExpression, "write `==`"},
                    Case{"and_of_other_languages.evd", Code::ForeignOperator, "write `and`"},
                    Case{"and_of_classes.evd", Code::ForeignOperator, "write `&`"},
                    Case{"increment_operator.evd", Code::ForeignOperator, "write `+= 1`"},
                    Case{"decrement_operator.evd", Code::ForeignOperator, "write `-= 1`"},
                    Case{"comments_of_other_languages.evd", Code::ForeignOperator, "write `//`"},
                    Case{"emit_with_destination.evd", Code::UnexpectedToken, "remove the destination"},
                    Case{"type_in_small_letters.evd", Code::UnknownType, "replace by `Int`"},
                    Case{"type_of_other_languages.evd", Code::UnknownType, "replace by `Str`"},
                    Case{"length_of_a_list.evd", Code::UnknownName, "replace by `size`"},
                    Case{"null_of_other_languages.evd", Code::UnknownName, "replace by `None`"},
                    Case{"misspelt_module.evd", Code::UnknownModule, "replace by `std.quorum`"},
                    Case{"semicolons.evd", Code::UnknownCharacter, "remove `;`"},
                    Case{"misspelt_function.evd", Code::UnknownName, "replace by `"},
                    Case{"misspelt_variable.evd", Code::UnknownName, "replace by `counter`"},
                    Case{"misspelt_method.evd", Code::UnknownName, "replace by `append`"},
                    Case{"unknown_message_sent.evd", Code::UnknownMessage, "declare `message "},
                    Case{"unknown_output_emitted.evd", Code::UnknownMessage, "declare `output "},
                    Case{"unknown_message_received.evd", Code::UnknownMessage, "declare `input "},
                    Case{"unknown_type.evd", Code::UnknownType, "declare `param type "},
                    Case{"unknown_constructor.evd", Code::UnknownConstructor, "replace by `Some`"},
                    Case{"unknown_constructor_in_pattern.evd", Code::UnknownConstructor, "add `Rad` to `Color`"},
                    Case{"assign_to_unknown.evd", Code::UnknownVariable, "declare `var "},
                    Case{"unknown_module.evd", Code::UnknownModule, "remove the import"},
                    Case{"unused_let.evd", Code::UnusedName, "rename to `_"},
                    Case{"unused_function.evd", Code::UnusedName, "remove `"},
                    Case{"unused_class.evd", Code::UnusedName, "remove `"},
                    Case{"unused_variable.evd", Code::UnusedName, "remove `"},
                    Case{"missing_constructor.evd", Code::NonExhaustiveMatch, "add the case `Blue`"},
                    Case{"missing_constructor.evd", Code::NonExhaustiveMatch, "add the case `_`"},
                    Case{"missing_case_in_statement.evd", Code::NonExhaustiveMatch, "add the case `None`"},
                    Case{"missing_nested_case.evd", Code::NonExhaustiveMatch, "add the case `(Some(false), true)`"},
                    Case{"case_twice.evd", Code::UnreachableCase, "remove this case"},
                    Case{"missing_field.evd", Code::MissingField, "add `y = 0`"},
                    Case{"too_few_arguments.evd", Code::WrongArgumentCount, "add the missing arguments"},
                    Case{"too_few_message_patterns.evd", Code::WrongArgumentCount, "add `_`"},
                    Case{"too_few_message_arguments.evd", Code::WrongArgumentCount, "add the missing arguments"},
                    Case{"spawn_without_arguments.evd", Code::WrongArgumentCount, "add the arguments"},
                    Case{"arguments_in_wrong_order.evd", Code::WrongArgumentOrder, "exchange the arguments"},
                    Case{"extern_without_types.evd", Code::SignatureNeeded, "write `: Int`"},
                    Case{"send_without_destination.evd", Code::SendNeedsDestination, "send to `self`"},
                    Case{"emit_of_a_message.evd", Code::EmitNeedsOutput, "send it to `self`"},
                    Case{"input_is_sent.evd", Code::CannotSend, "declare `go` as `message`"},
                    Case{"message_nobody_receives.evd", Code::NeverHandled, "receive `vote` in `P`"},
                    Case{"message_nobody_sends.evd", Code::NeverSent, "declare it as `input`"},
                    Case{"frame_broken_by_handler.evd", Code::FrameViolation, "add `on go` to the frame"},
                    Case{"frame_broken_by_send.evd", Code::FrameViolation, "add `on go` to the frame"},
                    Case{"statement_after_stop.evd", Code::StatementAfterStop, "remove what never happens"},
                    Case{"fair_action_without_effect.evd", Code::FairWithoutEffect, "remove `fair`"},
                    Case{"open_without_frame.evd", Code::OpenProcessHavoc, "add the frame of `"},
                    Case{"open_without_frame.evd", Code::OpenProcessHavoc, "close the process"}),
    [](const auto& info) {
        std::string name = std::string(info.param.file).substr(0, std::string(info.param.file).size() - 4) + "_" +
                           std::to_string(info.index);
        return name;
    });

TEST(Repairs, ImportWhatAModuleDeclares) {
    Checked before("spec s\nparam nodes : Set<Loc>\ninput go(xs: Bag<Int>)\noutput out(x: Int)\nclass C = go(xs) => "
                   "emit out(plurality(xs))\nsystem S = C at nodes\n");
    ASSERT_EQ(before.count(Code::UnknownName), 1u) << before.listing();
    auto fixes = repairsOf(before, before.diagnostics.all().front(), kExports);
    ASSERT_FALSE(fixes.empty());
    EXPECT_EQ(fixes.back().title, "import `std.quorum`");
    Checked after(applied(before.text, fixes.back()));
    EXPECT_EQ(after.errors(), 0u) << after.listing() << after.text;
}

TEST(Repairs, AddEveryMissingConstructorAtOnce) {
    Checked before(
        "spec s\nparam nodes : Set<Loc>\nenum C { Red, Green(x: Int), Blue }\ninput go(c: C)\noutput out(x: Int)\n"
        "fn f(c: C) : Int =\n  match c {\n    Red => 1\n  }\nclass K = go(c) => emit out(f(c))\nsystem S = K at "
        "nodes\n");
    auto fixes = repairsOf(before, before.diagnostics.all().front());
    ASSERT_EQ(fixes.size(), 2u);
    EXPECT_EQ(fixes[0].title, "add the cases `Green(_)`, `Blue`");
    Checked after(applied(before.text, fixes[0]));
    EXPECT_EQ(after.errors(), 0u) << after.listing() << after.text;
    EXPECT_NE(after.text.find("    Red => 1,\n    Green(_) => 0,\n    Blue => 0\n  }"), std::string::npos)
        << after.text;
}

TEST(Rewrites, KeepTheTextSound) {
    Checked before(
        "spec s\nparam nodes : Set<Loc>\ninput go(x: Int)\noutput out(x: Int)\nclass C = go(x) => emit out(x)\n"
        "process P {\n  var n = 0\n  on go(x) { n := n + x  emit out(n) }\n}\nsystem S = P at nodes || C at nodes\n");
    ASSERT_EQ(before.errors(), 0u) << before.listing();
    auto offered = [&](const std::string& at) {
        auto offset = static_cast<uint32_t>(before.text.find(at));
        return evd::repair::rewrites(*before.program, before.sources,
                                     {before.program->root().tree->file, offset, offset});
    };
    auto try_ = [&](const std::string& at, const std::string& title, const std::string& expected) {
        for (const evd::Fix& fix : offered(at)) {
            if (fix.title != title) continue;
            Checked after(applied(before.text, fix));
            EXPECT_EQ(after.errors(), 0u) << title << "\n" << after.listing() << after.text;
            EXPECT_NE(after.text.find(expected), std::string::npos) << after.text;
            return;
        }
        ADD_FAILURE() << title << " is not offered";
    };
    try_("C = go", "wrap in `once`", "class C = once (go(x) => emit out(x))\n");
    try_("n = 0", "add the frame of `n`", "  only on go affects n\n}");
    try_("n = 0", "write the type `Int`", "var n : Int = 0");
    try_("go(x: Int)", "receive `go` in `P`", "  on go(x) {}\n}");
    EXPECT_TRUE(offered("system").empty());
}

/// Whatever the diagnostic, a repair is a set of edits in order inside the text, and nothing breaks.
TEST(Repairs, AreWellFormedOnEveryWrongSpec) {
    size_t seen = 0, repaired = 0;
    for (const auto& entry : fs::recursive_directory_iterator(fs::path(EVD_SOURCE_DIR) / "tests" / "wrong")) {
        if (entry.path().extension() != ".evd") continue;
        Checked before(evd::fixture::read(entry.path()));
        for (const evd::Diagnostic& diagnostic : before.diagnostics.all()) {
            if (diagnostic.span.file >= before.sources.size()) continue;
            auto fixes = repairsOf(before, diagnostic, kExports);
            ++seen;
            repaired += fixes.empty() ? 0 : 1;
            for (const evd::Fix& fix : fixes) {
                EXPECT_FALSE(fix.title.empty());
                EXPECT_FALSE(fix.edits.empty()) << entry.path() << " " << fix.title;
                Checked after(applied(before.text, fix));
                size_t gone = diagnostic.severity == evd::Severity::Error ? 1 : 0;
                EXPECT_LE(after.errors() + gone, before.errors() + before.hidden)
                    << entry.path() << " " << fix.title << "\n"
                    << after.listing() << after.text;
                EXPECT_LT(after.count(diagnostic.code), before.count(diagnostic.code) + before.hidden)
                    << entry.path() << " " << fix.title << "\n"
                    << after.listing() << after.text;
                uint32_t end = 0;
                for (const evd::Edit& edit : fix.edits) {
                    EXPECT_LE(end, edit.span.begin) << entry.path() << " " << fix.title;
                    EXPECT_LE(edit.span.begin, edit.span.end) << entry.path() << " " << fix.title;
                    EXPECT_LE(edit.span.end, before.sources.file(edit.span.file).text().size())
                        << entry.path() << " " << fix.title;
                    end = edit.span.end;
                }
            }
        }
        for (uint32_t at = 0; at < before.text.size(); at += 7)
            evd::repair::rewrites(*before.program, before.sources, {before.program->root().tree->file, at, at});
    }
    EXPECT_GT(seen, 150u);
    EXPECT_GT(repaired, seen / 3) << "of " << seen;
}

}   // namespace
