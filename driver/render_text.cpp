#include "driver/render_text.h"

#include "base/check.h"
#include "driver/excerpt.h"

#include <algorithm>
#include <fmt/format.h>

namespace evd::driver {

namespace {

const char* colourOf(Severity severity) {
    switch (severity) {
    case Severity::Error: return "1;31";
    case Severity::Warning: return "1;33";
    case Severity::Info:
    case Severity::Hint: return "1;36";
    }
    EVD_CHECK(false, "every kind is listed");
}

std::string place(const SourceFile& file, uint32_t offset) {
    LineColumn at = file.position(offset, ColumnUnit::Utf16);
    return fmt::format("{}:{}:{}", file.path(), at.line + 1, at.column + 1);
}

size_t gutterOf(const SourceSet& sources, const Diagnostic& diagnostic) {
    uint32_t line = 0;
    auto see = [&](Span span) {
        if (span.file < sources.size())
            line = std::max(line, sources.file(span.file).position(std::max(span.begin, span.end)).line + 1);
    };
    see(diagnostic.span);
    for (const Label& label : diagnostic.labels) see(label.span);
    return std::to_string(line).size();
}

/// The line an edit changes, as it will be, with the new text marked. Only for one edit within one line.
std::string preview(const SourceSet& sources, const Fix& fix, size_t gutter, const Painter& painter) {
    if (fix.edits.size() != 1 || fix.edits[0].span.file >= sources.size()) return "";
    const Edit& edit = fix.edits[0];
    const SourceFile& file = sources.file(edit.span.file);
    LineColumn begin = file.position(edit.span.begin), end = file.position(edit.span.end);
    if (begin.line != end.line || edit.text.find('\n') != std::string::npos) return "";
    std::string_view line = file.lines().line(file.text(), begin.line);
    if (begin.column > line.size() || end.column > line.size()) return "";
    std::string changed = std::string(line.substr(0, begin.column)) + edit.text + std::string(line.substr(end.column));
    ShownLine shown = show(changed);
    if (shown.width > 120) return "";
    size_t from = shown.columnOf[begin.column], to = shown.columnOf[begin.column + edit.text.size()];
    std::string bar = painter.frame("|"), blank(gutter + 1, ' ');
    std::string out = blank + bar + "\n" + painter.frame(fmt::format("{:>{}}", begin.line + 1, gutter)) + " " + bar +
                      " " + shown.text + "\n";
    if (to > from) {
        const char* mark = edit.span.empty() ? "+" : "~";
        std::string marks;
        for (size_t i = from; i < to; ++i) marks += mark;
        out += blank + bar + " " + std::string(from, ' ') + painter.good(marks) + "\n";
    }
    return out;
}

}   // namespace

std::string renderText(const Diagnostic& diagnostic, const SourceSet& sources, bool colour) {
    Painter painter(colour, colourOf(diagnostic.severity));
    std::string out =
        painter.accent(fmt::format("{}[{}]", severityName(diagnostic.severity), codeName(diagnostic.code))) +
        painter.strong(": " + diagnostic.message) + "\n";
    size_t gutter = gutterOf(sources, diagnostic);
    bool placed = diagnostic.span.file < sources.size();
    if (placed) {
        const SourceFile& file = sources.file(diagnostic.span.file);
        out += std::string(gutter, ' ') + painter.frame("--> ") + place(file, diagnostic.span.begin) + "\n";
        std::vector<Underline> here = {{diagnostic.span, "", true}};
        for (const Label& label : diagnostic.labels)
            if (label.span.file == diagnostic.span.file) {
                if (label.span == diagnostic.span && here[0].text.empty()) here[0].text = label.text;
                else here.push_back({label.span, label.text, false});
            }
        out += excerpt(file, here, gutter, painter);
        for (const Label& label : diagnostic.labels) {
            if (label.span.file == diagnostic.span.file || label.span.file >= sources.size()) continue;
            const SourceFile& other = sources.file(label.span.file);
            out += std::string(gutter, ' ') + painter.frame("::: ") + place(other, label.span.begin) + "\n";
            out += excerpt(other, {{label.span, label.text, false}}, gutter, painter);
        }
    }
    std::string indent = placed ? std::string(gutter + 1, ' ') + painter.frame("= ") : "  ";
    for (const std::string& note : diagnostic.notes) out += indent + painter.strong("note: ") + note + "\n";
    for (const Fix& fix : diagnostic.fixes)
        out += indent + painter.good("help: ") + fix.title + "\n" + preview(sources, fix, gutter, painter);
    return placed ? out + "\n" : out;
}

std::string renderText(const Diagnostics& diagnostics, const SourceSet& sources, bool colour) {
    constexpr size_t kShown = 200;
    const auto& all = diagnostics.all();
    std::string out;
    for (size_t i = 0; i < std::min(all.size(), kShown); ++i) out += renderText(all[i], sources, colour);
    size_t rest = all.size() + diagnostics.omitted() - std::min(all.size(), kShown);
    if (rest > 0) out += fmt::format("… and {} more\n\n", rest);
    return out;
}

std::string countText(const Diagnostics& diagnostics) {
    size_t errors = 0, warnings = 0;
    for (const Diagnostic& diagnostic : diagnostics.all()) {
        errors += diagnostic.severity == Severity::Error;
        warnings += diagnostic.severity == Severity::Warning;
    }
    if (diagnostics.omitted() > 0) return fmt::format("more than {} errors and warnings", diagnostics.all().size());
    auto count = [](size_t n, const char* what) { return fmt::format("{} {}{}", n, what, n == 1 ? "" : "s"); };
    if (errors && warnings) return count(errors, "error") + ", " + count(warnings, "warning");
    if (errors) return count(errors, "error");
    return warnings ? count(warnings, "warning") : "";
}

}   // namespace evd::driver
