// What hover says of declarations, and where the types of values are declared.

#include "lsp/features/hover.h"
#include "lsp/features/navigate.h"
#include "lsp/features/words.h"
#include "tests/fixture/files.h"
#include "tests/unit/lsp/spec.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace evd::lsp {
namespace {

using ::testing::HasSubstr;
using testing::Spec;
using testing::spec;

TEST(Hover, ShowsTypeParametersAndConstructors) {
    const std::string kTypes =
        "enum Shape<T> { Dot, Circle(r: Int, tag: T) }\ntype Pair<First, Second> = { one: First, two: Second }\n"
        "fn swap<P, Q>(p: Pair<P, Q>) : Pair<Q, P> = { one = p.two, two = p.one }\nprocess R {\n  durable var kept : "
        "Int = 0\n}\n";
    auto code = [&](const std::string& name) {
        Spec one = spec(kTypes);
        return hover(*one.analysis, static_cast<uint32_t>(one.text.find(name)), false)->code;
    };
    EXPECT_EQ(code("Shape<"), "enum Shape<T> { Dot, Circle(r: Int, tag: T) }");
    EXPECT_EQ(code("Circle("), "Circle(r: Int, tag: T): Shape<T>");
    EXPECT_EQ(code("tag: T"), "tag: T");
    EXPECT_EQ(code("Pair<First"), "type Pair<First, Second> = { one: First, two: Second }");
    EXPECT_EQ(code("swap<"), "fn swap<P, Q>(p: { one: P, two: Q }): { one: Q, two: P }");
    EXPECT_THAT(code("kept"), HasSubstr("durable var kept: Int"));
}

TEST(Hover, SaysWhatAWordOfTheLanguageMeans) {
    Spec one =
        spec("param nodes : Set<Loc>\nprocess P {\n  var n : Nat = if true then 1 else 0\n}\nsystem S = P at nodes\n");
    auto at = [&](const std::string& word) {
        return hover(*one.analysis, static_cast<uint32_t>(one.text.find(word)), false);
    };
    for (const char* word : {"param", "process", "var", "if", "then", "else", "system", "at nodes", "true"}) {
        auto found = at(word);
        ASSERT_TRUE(found) << word;
        EXPECT_FALSE(found->doc.empty()) << word;
    }
    EXPECT_EQ(at("Set<")->code, "Set<Loc>");
    EXPECT_THAT(at("Set<")->doc, HasSubstr("Distinct elements"));
}

/// The table of meanings has every keyword of the grammar.
TEST(Words, AreAllExplained) {
    const std::string grammar = fixture::sourceText("grammar/Evident.g4");
    const size_t begin = grammar.find("\nSPEC :"), end = grammar.find("DECREASES : 'decreases'");
    ASSERT_LT(begin, end);
    size_t count = 0;
    for (size_t at = grammar.find('\'', begin); at < end + 30 && at != std::string::npos;
         at = grammar.find('\'', at + 1)) {
        const size_t close = grammar.find('\'', at + 1);
        const std::string word = grammar.substr(at + 1, close - at - 1);
        EXPECT_FALSE(docOf(word).empty()) << word;
        at = close;
        ++count;
    }
    EXPECT_GT(count, 80u);
    for (const Word& word : kWords) EXPECT_FALSE(std::string_view(word.doc).empty()) << word.text;
}

TEST(TypeDefinition, FindsTheAliasOfARecord) {
    const std::string kBody = "process P {\n  var ⟦⟧r : R = { a = 1, b = self }\n}\n";
    Spec one = spec("type R = { a: Int, b: Loc }\n" + kBody);
    auto found = typeDefinition(*one.analysis, one.at());
    ASSERT_EQ(found.size(), 1u);
    EXPECT_EQ(one.shown(found[0].name), "3:6");
    Spec two = spec("type R = { a: Int, b: Loc }\ntype S = { b: Loc, a: Int }\n" + kBody);
    EXPECT_TRUE(typeDefinition(*two.analysis, two.at()).empty()) << "either may have been meant";
}

}   // namespace
}   // namespace evd::lsp
