#include "lsp/server/text_edits.h"

#include <algorithm>

namespace evd::lsp {

std::string applied(const std::string& text, const TextChange& change, ColumnUnit unit) {
    if (!change.range) return change.text;
    LineIndex lines(text);
    uint32_t begin = lines.offset(text, change.range->first, unit),
             end = lines.offset(text, change.range->second, unit);
    if (begin > end) std::swap(begin, end);
    std::string out;
    out.reserve(text.size() - (end - begin) + change.text.size());
    out.append(text, 0, begin).append(change.text).append(text, end, std::string::npos);
    return out;
}

}   // namespace evd::lsp
