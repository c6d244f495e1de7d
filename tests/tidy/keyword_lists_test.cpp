// The reserved words of the grammar, and every list of them elsewhere.

#include "tests/fixture/files.h"

#include <gtest/gtest.h>
#include <regex>
#include <set>

namespace evd::tidy {
namespace {

using Words = std::set<std::string>;

/// The words that a pattern finds in a text; its first group.
Words wordsBy(const std::string& text, const std::string& pattern) {
    Words out;
    std::regex rule(pattern);
    for (auto at = std::sregex_iterator(text.begin(), text.end(), rule); at != std::sregex_iterator(); ++at)
        out.insert((*at)[1]);
    return out;
}

/// What stands between two marks of a text.
std::string between(const std::string& text, const std::string& begin, const std::string& end) {
    size_t from = text.find(begin);
    if (from == std::string::npos) return "";
    from += begin.size();
    return text.substr(from, text.find(end, from) - from);
}

/// The keywords of the grammar that are not names elsewhere.
Words reserved() {
    std::string grammar = fixture::sourceText("grammar/Evident.g4");
    Words soft = wordsBy(between(grammar, "\nname : ", ";") + between(grammar, "\nsoftName : ", ";"), "([A-Z_]+)"), out;
    std::regex rule("\\b([A-Z_]+) : '([a-z][a-z_]*)' ;");
    for (auto at = std::sregex_iterator(grammar.begin(), grammar.end(), rule); at != std::sregex_iterator(); ++at)
        if (soft.count((*at)[1]) == 0) out.insert((*at)[2]);
    return out;
}

Words without(Words words, const Words& less) {
    for (const std::string& word : less) words.erase(word);
    return words;
}

/// The reserved words that editors colour in another way.
const Words kValues = {"true", "false", "self"};

TEST(Keywords, TheGrammarHasThem) {
    EXPECT_GT(reserved().size(), 60u);
    EXPECT_EQ(reserved().count("durable"), 1u);
    EXPECT_EQ(reserved().count("only"), 0u);
}

TEST(Keywords, TheLanguagePageListsThem) {
    std::string list = between(fixture::sourceText("docs/language.md"), "cannot be names (EVD0009): `", "`.");
    EXPECT_EQ(wordsBy(list, "([a-z_]+)"), reserved());
}

TEST(Keywords, EmacsColoursThem) {
    std::string list = between(fixture::sourceText("editors/emacs/evident-mode.el"), "(defconst evident-keywords", ")");
    EXPECT_EQ(wordsBy(list, "\"([a-z_]+)\""), without(reserved(), kValues));
}

TEST(Keywords, NeovimColoursThem) {
    std::string list = between(fixture::sourceText("editors/neovim/syntax/evident.vim"), "syn keyword evidentKeyword ",
                               "\n\"");   // up to a comment
    EXPECT_EQ(wordsBy(list, "([a-z_]+)"), without(reserved(), kValues));
}

TEST(Keywords, TheGrammarOfVsCodeColoursThem) {
    std::string text = fixture::sourceText("editors/vscode/syntaxes/evident.tmLanguage.json");
    for (const std::string& word : reserved())
        EXPECT_TRUE(std::regex_search(text, std::regex(R"((\\\\b|[(|:]))" + word + R"((\\\\b|[)|]))"))) << word;
}

/// What completion offers are words of the language: keywords, constants and logic.
TEST(Keywords, CompletionOffersNoOthers) {
    std::string grammar = fixture::sourceText("grammar/Evident.g4"),
                text = fixture::sourceText("lsp/features/completion_words.cpp");
    Words known = wordsBy(grammar, "'([a-z_]+)'");
    text = text.substr(0, text.find("kFaults"));   // faults are no keywords
    std::regex rule("vector<const char\\*> k[A-Za-z]+Words = \\{([^}]*)\\}");
    size_t offered = 0;
    for (auto at = std::sregex_iterator(text.begin(), text.end(), rule); at != std::sregex_iterator(); ++at)
        for (const std::string& word : wordsBy((*at)[1], "([a-z_]+)")) {
            ++offered;
            EXPECT_EQ(known.count(word), 1u) << word;
        }
    EXPECT_GT(offered, 30u);
}

}   // namespace
}   // namespace evd::tidy
