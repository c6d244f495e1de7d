#include "base/span.h"

#include <algorithm>

namespace evd {

LineIndex::LineIndex(std::string_view text) {
    starts_.push_back(0);
    for (size_t i = 0; i < text.size(); ++i) {
        ascii_ = ascii_ && static_cast<signed char>(text[i]) >= 0;
        if (text[i] == '\r' && i + 1 < text.size() && text[i + 1] == '\n') ++i;
        else if (text[i] != '\n' && text[i] != '\r') continue;
        starts_.push_back(static_cast<uint32_t>(i + 1));
    }
}

namespace {

/// Length in bytes of the UTF-8 sequence that starts with `lead`; 1 for malformed bytes.
uint32_t sequenceLength(unsigned char lead) {
    if (lead >= 0xF0) return 4;
    if (lead >= 0xE0) return 3;
    if (lead >= 0xC0) return 2;
    return 1;
}

uint32_t unitsOf(unsigned char lead) { return lead >= 0xF0 ? 2 : 1; }

}   // namespace

std::string_view LineIndex::line(std::string_view text, uint32_t line) const {
    if (line >= starts_.size()) return {};
    uint32_t begin = starts_[line];
    auto end = static_cast<uint32_t>(line + 1 < starts_.size() ? starts_[line + 1] : text.size());
    while (end > begin && (text[end - 1] == '\n' || text[end - 1] == '\r')) --end;
    return text.substr(begin, end - begin);
}

LineColumn LineIndex::position(std::string_view text, uint32_t offset, ColumnUnit unit) const {
    offset = std::min(offset, static_cast<uint32_t>(text.size()));
    auto after = std::upper_bound(starts_.begin(), starts_.end(), offset);
    auto line = static_cast<uint32_t>(after - starts_.begin() - 1);
    uint32_t start = starts_[line];
    if (unit == ColumnUnit::Utf8 || ascii_) return {line, offset - start};
    uint32_t column = 0;
    for (uint32_t at = start; at < offset;) {
        auto lead = static_cast<unsigned char>(text[at]);
        uint32_t next = at + sequenceLength(lead);
        if (next > offset) break;
        column += unitsOf(lead);
        at = next;
    }
    return {line, column};
}

uint32_t LineIndex::offset(std::string_view text, LineColumn position, ColumnUnit unit) const {
    if (position.line >= starts_.size()) return static_cast<uint32_t>(text.size());
    uint32_t start = starts_[position.line];
    std::string_view content = line(text, position.line);
    auto end = static_cast<uint32_t>(start + content.size());
    if (unit == ColumnUnit::Utf8 || ascii_) return start + std::min(position.column, end - start);
    uint32_t at = start;
    for (uint32_t column = 0; at < end && column < position.column;) {
        auto lead = static_cast<unsigned char>(text[at]);
        column += unitsOf(lead);
        if (column > position.column) break;
        at = std::min(at + sequenceLength(lead), end);
    }
    return at;
}

}   // namespace evd
