#include "base/source.h"

#include <algorithm>

namespace evd {

size_t lineBreaks(std::string_view text) {
    size_t count = 0;
    for (size_t i = 0; i < text.size(); ++i)
        count += text[i] == '\n' || (text[i] == '\r' && (i + 1 == text.size() || text[i + 1] != '\n'));
    return count;
}

std::string_view SourceFile::text(Span span) const {
    auto size = static_cast<uint32_t>(text_.size());
    uint32_t begin = std::min(span.begin, size);
    uint32_t end = std::clamp(span.end, begin, size);
    return std::string_view(text_).substr(begin, end - begin);
}

FileId SourceSet::add(std::string path, std::string text) {
    files_.push_back(std::make_shared<SourceFile>(std::move(path), std::move(text)));
    return static_cast<FileId>(files_.size() - 1);
}

std::string normalPath(std::string_view path) {
    std::vector<std::string_view> parts;
    for (size_t at = 0; at <= path.size();) {
        size_t slash = std::min(path.find('/', at), path.size());
        std::string_view part = path.substr(at, slash - at);
        if (part == ".." && !parts.empty() && parts.back() != "..") parts.pop_back();
        else if (!part.empty() && part != ".") parts.push_back(part);
        at = slash + 1;
    }
    std::string out = path.substr(0, 1) == "/" ? "/" : "";
    for (size_t i = 0; i < parts.size(); ++i) {
        if (i > 0) out += '/';
        out += parts[i];
    }
    return out;
}

}   // namespace evd
