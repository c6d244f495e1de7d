// Links between the documents lead somewhere: to a file or folder of the source tree, and to a heading that is there.

#include "tests/tidy/source_tree.h"

#include <cctype>
#include <gtest/gtest.h>
#include <regex>
#include <set>

namespace {

namespace fs = std::filesystem;
using evd::tidy::SourceText;

/// The lines of a document that are not in a block of code.
std::vector<std::string> prose(const std::string& text) {
    std::vector<std::string> out;
    bool code = false;
    for (const std::string& line : evd::tidy::lines(text)) {
        bool fence = line.find_first_not_of(' ') != std::string::npos &&
                     line.compare(line.find_first_not_of(' '), 3, "```") == 0;
        if (fence) code = !code;
        else if (!code) out.push_back(line);
    }
    return out;
}

/// Targets of links and pictures, without those in quoted code.
std::vector<std::string> links(const std::string& text) {
    static const std::regex kCode("`[^`]*`"), kLink(R"(\]\(([^)\s]+))"), kReference(R"(^\[[^\]]+\]:\s*(\S+))");
    std::vector<std::string> out;
    for (const std::string& line : prose(text)) {
        std::string plain = std::regex_replace(line, kCode, "`");
        for (const std::regex& form : {kLink, kReference})
            for (std::sregex_iterator one(plain.begin(), plain.end(), form), end; one != end; ++one)
                out.push_back((*one)[1]);
    }
    return out;
}

/// The name by which links call a heading: small letters, `-` for spaces, no marks.
std::string anchorOf(const std::string& heading) {
    std::string out;
    for (char c : heading) {
        if (c == ' ' || c == '-') out += '-';
        else if (std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || (c & 0x80) != 0)
            out += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    }
    return out;
}

std::set<std::string> anchors(const std::string& text) {
    static const std::regex kHeading("^#+ +(.*[^ ]) *$");
    std::set<std::string> out;
    for (const std::string& line : prose(text)) {
        std::smatch match;
        if (std::regex_match(line, match, kHeading)) out.insert(anchorOf(match[1]));
    }
    return out;
}

/// Why a link of a document leads nowhere; empty if it leads somewhere.
std::string problem(const SourceText& page, const std::string& link) {
    size_t mark = link.find('#');
    std::string path = link.substr(0, mark);
    fs::path target =
        fs::path(EVD_SOURCE_DIR) / (path.empty() ? fs::path(page.path) : fs::path(page.path).parent_path() / path);
    if (!fs::exists(target)) return "there is no such file";
    if (mark == std::string::npos || target.extension() != ".md") return "";
    return anchors(evd::fixture::read(target)).count(link.substr(mark + 1)) != 0 ? "" : "there is no such heading";
}

TEST(Documents, LinksLeadSomewhere) {
    static const std::regex kElsewhere("^[a-z]+:.*");
    size_t seen = 0;
    for (const SourceText& page : evd::tidy::sourceTree({".md"}))
        for (const std::string& link : links(page.text)) {
            if (evd::tidy::isCopy(page) || std::regex_match(link, kElsewhere)) continue;
            ++seen;
            std::string why = problem(page, link);
            EXPECT_TRUE(why.empty()) << page.path << " links to " << link << ", but " << why;
        }
    EXPECT_GT(seen, 50u) << "the test found hardly any links: is it looking in the right place?";
}

TEST(Documents, DeadLinksAreFound) {
    SourceText page{"docs/README.md", "[a](cli.md#build) [b](nowhere.md) [c](cli.md#nowhere) "
                                      "`[d](quoted.md)`\n```\n[e](code.md)\n```\n[f]: gone.md\n"};
    EXPECT_EQ(links(page.text), (std::vector<std::string>{"cli.md#build", "nowhere.md", "cli.md#nowhere", "gone.md"}));
    EXPECT_EQ(problem(page, "cli.md#build"), "");
    EXPECT_EQ(problem(page, "../editors/README.md"), "");
    EXPECT_NE(problem(page, "nowhere.md"), "");
    EXPECT_NE(problem(page, "cli.md#nowhere"), "");
}

}   // namespace
