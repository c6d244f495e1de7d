#include "tests/specs/layout.h"

#include "base/diagnostics.h"
#include "frontend/format/format.h"
#include "frontend/syntax/parse.h"

#include <algorithm>

namespace evd::specs {

std::string disturbed(const std::string& text, Chance& chance) {
    Diagnostics ignored;
    auto tree = syntax::parse(0, text, ignored);
    std::vector<Span> spans;
    for (const auto& token : tree->tokens)
        if (!token.span.empty()) spans.push_back(token.span);
    for (const auto& comment : tree->comments) spans.push_back(comment.span);
    std::sort(spans.begin(), spans.end(), [](Span a, Span b) { return a.begin < b.begin; });
    std::string out;
    uint32_t end = 0;
    for (const Span& span : spans) {
        std::string gap = text.substr(end, span.begin - end);
        if (std::count(gap.begin(), gap.end(), '\n') > 0) {
            out += gap.find("\n\n") != std::string::npos && chance.percent(50) ? "\n  \n"
                   : chance.percent(20)                                        ? " \r\n"
                                                                               : "\n";
            out += std::string(chance.below(6), ' ');
        } else if (gap.empty()) {
            // `- -` must not come together, and a bracket that begins a line means something else
            if (end > 0 && chance.percent(10)) out += " ";
        } else {
            char next = text[span.begin];
            bool mayBreak = next != '(' && next != '[' && chance.percent(8);
            out += mayBreak ? "\n" : std::string(1 + chance.below(3), chance.percent(15) ? '\t' : ' ');
        }
        out += text.substr(span.begin, span.end - span.begin);
        end = span.end;
    }
    out += chance.percent(70) ? "\n" : "";
    return format::sameMeaning(text, out) ? out : text;
}

}   // namespace evd::specs
