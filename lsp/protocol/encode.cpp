#include "lsp/protocol/encode.h"

#include <algorithm>

namespace evd::lsp {

Json Encoder::position(const SourceFile& file, uint32_t offset) const {
    LineColumn at = file.position(offset, unit);
    return object("line", at.line, "character", at.column);
}

Json Encoder::range(const SourceFile& file, uint32_t begin, uint32_t end) const {
    return object("start", position(file, begin), "end", position(file, std::max(begin, end)));
}

Json Encoder::location(const Place& place) const {
    if (lastUri_.empty() || lastPath_ != place.file->path()) {
        lastPath_ = place.file->path();
        lastUri_ = uri(lastPath_);
    }
    return object("uri", lastUri_, "range", range(place));
}

Json Encoder::locations(const std::vector<Place>& places) const {
    Json out = Json::array();
    for (const Place& place : places) out.push_back(location(place));
    return out;
}

uint32_t Encoder::offset(const SourceFile& file, const Json& position) const {
    return file.lines().offset(file.text(), lineColumn(position), unit);
}

LineColumn lineColumn(const Json& position) {
    auto number = [&](const char* key) {
        return static_cast<uint32_t>(std::clamp<int64_t>(intAt(position, key), 0, UINT32_MAX - 1));
    };
    return {number("line"), number("character")};
}

}   // namespace evd::lsp
