// One layout for the C++ sources, that of clang-format, and a width for every other source.

#include "tests/tidy/source_tree.h"

#include <array>
#include <cstdio>
#include <gtest/gtest.h>

namespace {

using evd::tidy::SourceText;

const std::string kFormatter = "clang-format-22";   // as in ./dev fmt

/// The output of a shell command and what it returned.
std::pair<std::string, int> run(const std::string& command) {
    FILE* pipe = popen((command + " 2>&1").c_str(), "r");
    if (pipe == nullptr) return {"the shell cannot be started", -1};
    std::string out;
    std::array<char, 4096> part;
    for (size_t count; (count = fread(part.data(), 1, part.size(), pipe)) > 0;) out.append(part.data(), count);
    return {out, pclose(pipe)};
}

TEST(Layout, IsThatOfTheFormatter) {
    ASSERT_EQ(run(kFormatter + " --version").second, 0)
        << kFormatter << " is not on the PATH; ./dev setup installs it, and without it nothing is checked here";
    size_t seen = 0;
    std::string command = "cd '" EVD_SOURCE_DIR "' && " + kFormatter + " --dry-run -Werror --style=file";
    for (const SourceText& file : evd::tidy::sourceTree({".h", ".hpp", ".cpp", ".c"})) {
        if (evd::tidy::isCopy(file)) continue;
        command += " '" + file.path + "'";
        ++seen;
    }
    EXPECT_GT(seen, 400u) << "the test found hardly any sources: is it looking in the right place?";
    auto [complaints, status] = run(command);
    EXPECT_EQ(status, 0) << "./dev fmt mends this:\n" << complaints.substr(0, 4000);
}

/// The text with its raw string literals emptied down to their line ends: they quote other languages and are laid out
/// by nobody.
std::string withoutRawStrings(const std::string& text) {
    std::string out;
    size_t at = 0;
    for (size_t open = 0; (open = text.find("R\"", open)) != std::string::npos;) {
        size_t bracket = text.find_first_of("( )\\\"\n", open + 2);
        bool literal = bracket != std::string::npos && text[bracket] == '(' &&
                       (open == 0 || std::isalnum(static_cast<unsigned char>(text[open - 1])) == 0);
        std::string end = literal ? ")" + text.substr(open + 2, bracket - open - 2) + "\"" : "";
        size_t close = literal ? text.find(end, bracket) : std::string::npos;
        if (close == std::string::npos) {
            ++open;
            continue;
        }
        out += text.substr(at, open + 2 - at);
        out.append(static_cast<size_t>(std::count(text.begin() + open, text.begin() + close, '\n')), '\n');
        at = open = close + end.size() - 1;
    }
    return out + text.substr(at);
}

/// Characters of a line, which is UTF-8.
size_t width(const std::string& line) {
    return static_cast<size_t>(std::count_if(line.begin(), line.end(), [](char c) { return (c & 0xc0) != 0x80; }));
}

void expectWidth(const SourceText& file, const std::string& text, size_t most) {
    size_t number = 0;
    for (const std::string& line : evd::tidy::lines(text)) {
        ++number;
        EXPECT_LE(width(line), most) << file.path << ":" << number << ": " << line.substr(0, 200);
    }
}

TEST(Layout, CppLinesHave120Columns) {
    for (const SourceText& file : evd::tidy::sourceTree({".h", ".hpp", ".cpp", ".c"}))
        expectWidth(file, withoutRawStrings(file.text), 120);
}

TEST(Layout, SpecsHave120Columns) {
    for (const SourceText& file : evd::tidy::sourceTree({".evd"})) {
        // Inputs for what the compiler says of bad texts, and of bad layouts.
        if (file.folder(2) == "tests/wrong" || file.folder(2) == "tests/cli") continue;
        expectWidth(file, file.text, 120);
    }
}

TEST(Layout, OtherSourcesHave160Columns) {
    size_t scripts = 0;
    for (const SourceText& file : evd::tidy::sourceTree(
             {".cmake", ".txt", ".def", ".g4", ".sh", "", ".toml", ".ts", ".mjs", ".css", ".lua", ".el", ".vim"})) {
        std::string extension = std::filesystem::path(file.path).extension().string();
        bool lists = extension != ".txt" || file.path.ends_with("CMakeLists.txt");
        bool script = extension.empty() && (file.text.rfind("#!", 0) == 0 || file.path.ends_with("/cmd"));
        scripts += script ? 1 : 0;
        if (lists && (!extension.empty() || script) && !evd::tidy::isCopy(file)) expectWidth(file, file.text, 160);
    }
    EXPECT_GT(scripts, 20u) << "the test found hardly any scripts: is it looking in the right place?";
}

TEST(Layout, WideLinesAreFound) {
    std::string wide(121, 'x');
    EXPECT_EQ(width("ä⟦x"), 3u);
    EXPECT_EQ(withoutRawStrings("a R\"(" + wide + ")\" b"), "a R\"\" b");
    EXPECT_EQ(withoutRawStrings("a R\"~(\n" + wide + ")\" still )~\" b" + wide), "a R\"\n\" b" + wide);
    for (const std::string& kept : {"R\"( without end" + wide, "\"STAR\" + f(\")STAR\")" + wide, wide})
        EXPECT_EQ(withoutRawStrings(kept), kept);
    EXPECT_NE(run("printf 'int  x;' | " + kFormatter + " --dry-run -Werror").second, 0);
}

}   // namespace
