#include "base/canonical_path.h"

#include <filesystem>

namespace evd {

namespace fs = std::filesystem;

std::string canonicalPath(std::string_view path) {
    if (path.empty() || path.find('\0') != std::string_view::npos) return std::string(path);
    std::error_code error;
    fs::path absolute = fs::absolute(path, error);
    if (error) absolute = path;
    fs::path found = fs::weakly_canonical(absolute, error);
    std::string out = (error ? absolute : found).lexically_normal().string();
    while (out.size() > 1 && out.back() == '/') out.pop_back();
    return out;
}

}   // namespace evd
