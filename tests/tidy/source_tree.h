#pragma once
// Reads the tracked kinds of files of the source tree, for the tests that hold the house rules.

#include "tests/fixture/files.h"

#include <algorithm>
#include <filesystem>
#include <sstream>
#include <string>
#include <vector>

namespace evd::tidy {

struct SourceText {
    std::string path;   ///< relative to the root, with `/`
    std::string text;

    std::string folder(size_t depth) const {   ///< the first `depth` parts of the path
        size_t at = 0;
        for (size_t i = 0; i < depth; ++i) {
            size_t slash = path.find('/', at);
            if (slash == std::string::npos) return path.substr(0, at == 0 ? 0 : at - 1);
            at = slash + 1;
        }
        return path.substr(0, at - 1);
    }
};

/// Examples, headers and documents are copied into the extension's folder when it is packed.
inline bool isCopy(const SourceText& file) {
    const std::string extension = "editors/vscode/";
    for (const char* folder : {"examples/", "server/", "out/"})
        if (file.path.rfind(extension + folder, 0) == 0) return true;
    return false;
}

/// All files below the root with one of the extensions, without build output and installed packages.
inline std::vector<SourceText> sourceTree(const std::vector<std::string>& extensions) {
    namespace fs = std::filesystem;
    fs::path root = EVD_SOURCE_DIR;
    std::vector<SourceText> files;
    for (auto it = fs::recursive_directory_iterator(root); it != fs::recursive_directory_iterator(); ++it) {
        std::string name = it->path().filename().string();
        bool skip = name == "build" || name == ".git" || name == "node_modules" || name == ".cache";
        if (it->is_directory() && skip) {
            it.disable_recursion_pending();
            continue;
        }
        if (!it->is_regular_file()) continue;
        for (const auto& extension : extensions)
            if (it->path().extension() == extension)
                files.push_back({fs::relative(it->path(), root).generic_string(), fixture::read(it->path())});
    }
    std::sort(files.begin(), files.end(), [](const auto& a, const auto& b) { return a.path < b.path; });
    return files;
}

inline std::vector<std::string> lines(const std::string& text) {
    std::vector<std::string> out;
    std::istringstream in(text);
    for (std::string line; std::getline(in, line);) out.push_back(line);
    return out;
}

}   // namespace evd::tidy
