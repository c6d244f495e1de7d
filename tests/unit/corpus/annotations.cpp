#include "tests/unit/corpus/annotations.h"

#include <algorithm>
#include <regex>
#include <sstream>

namespace evd::corpus {

namespace {

std::vector<std::string> linesOf(const std::string& text) {
    std::vector<std::string> lines;
    std::istringstream in(text);
    for (std::string line; std::getline(in, line);) lines.push_back(line);
    return lines;
}

std::string drawn(const Mark& mark, const std::vector<std::string>& lines) {
    std::string where =
        mark.file.empty() ? "line " + std::to_string(mark.line) : mark.file + ", line " + std::to_string(mark.line);
    std::string out =
        "  " + where + ", columns " + std::to_string(mark.begin) + " to " + std::to_string(mark.end) + "\n";
    if (mark.file.empty() && mark.line >= 1 && mark.line <= lines.size())
        out += "    " + lines[mark.line - 1] + "\n    " + std::string(mark.begin, ' ') +
               std::string(std::max<uint32_t>(1, mark.end - mark.begin), '^') + "\n";
    return out;
}

}   // namespace

Expected expectedMarks(const std::string& text) {
    static const std::regex carets(R"(//~( *)(\^+) (EVD\d{4})\b.*)");
    static const std::regex counted(R"(//~@(\d+)\+(\d+) (EVD\d{4})\b.*)");
    Expected expected;
    auto lines = linesOf(text);
    uint32_t above = 0;
    for (uint32_t i = 0; i < lines.size(); ++i) {
        if (lines[i].rfind("//~", 0) != 0) {
            above = i + 1;
            continue;
        }
        std::smatch match;
        if (std::regex_match(lines[i], match, carets)) {
            auto begin = static_cast<uint32_t>(3 + match[1].length());
            expected.marks.insert({"", above, begin, begin + static_cast<uint32_t>(match[2].length()), match[3]});
        } else if (std::regex_match(lines[i], match, counted)) {
            auto begin = static_cast<uint32_t>(std::stoul(match[1]));
            expected.marks.insert({"", above, begin, begin + static_cast<uint32_t>(std::stoul(match[2])), match[3]});
        } else expected.errors.push_back("line " + std::to_string(i + 1) + ": this mark cannot be read: " + lines[i]);
    }
    return expected;
}

std::multiset<Mark> foundMarks(const Diagnostics& diagnostics, const SourceSet& sources, const std::string& root) {
    std::multiset<Mark> found;
    for (const Diagnostic& diagnostic : diagnostics.all()) {
        const SourceFile& file = sources.file(diagnostic.span.file);
        LineColumn begin = file.position(diagnostic.span.begin), end = file.position(diagnostic.span.end);
        uint32_t last = begin.line == end.line
                            ? end.column
                            : static_cast<uint32_t>(file.lines().line(file.text(), begin.line).size());
        found.insert(
            {file.path() == root ? "" : file.path(), begin.line + 1, begin.column, last, codeName(diagnostic.code)});
    }
    return found;
}

std::string difference(const std::multiset<Mark>& expected, const std::multiset<Mark>& found, const std::string& text,
                       const Diagnostics& diagnostics, const SourceSet& sources) {
    auto lines = linesOf(text);
    std::vector<Mark> missing, surplus;
    std::set_difference(expected.begin(), expected.end(), found.begin(), found.end(), std::back_inserter(missing));
    std::set_difference(found.begin(), found.end(), expected.begin(), expected.end(), std::back_inserter(surplus));
    std::string out;
    for (const Mark& mark : missing) out += "expected " + mark.code + ", not found:\n" + drawn(mark, lines);
    for (const Mark& mark : surplus) {
        std::string message;
        for (const Diagnostic& diagnostic : diagnostics.all())
            if (codeName(diagnostic.code) == mark.code &&
                sources.file(diagnostic.span.file).position(diagnostic.span.begin).line + 1 == mark.line)
                message = diagnostic.message;
        out += "found " + mark.code + ", not expected: " + message + "\n" + drawn(mark, lines);
    }
    return out;
}

}   // namespace evd::corpus
