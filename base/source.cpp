#include "base/source.h"

#include <algorithm>

namespace evd {

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

}   // namespace evd
