#include "tests/unit/lsp/spec.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace evd::lsp::testing {

namespace {

std::vector<std::string> specsIn(const std::vector<std::string>& folders) {
    std::vector<std::string> out;
    for (const std::string& folder : folders)
        for (const auto& entry : std::filesystem::recursive_directory_iterator(EVD_SOURCE_DIR + folder))
            if (entry.path().extension() == ".evd") out.push_back(entry.path().string());
    std::sort(out.begin(), out.end());
    return out;
}

}   // namespace

std::string Spec::shown(const Place& place) const {
    if (place.file == nullptr) return "nowhere";
    LineColumn at = place.file->position(place.begin);
    std::string out = std::to_string(at.line + 1) + ":" + std::to_string(at.column + 1);
    std::string name = std::filesystem::path(place.file->path()).filename().string();
    return name == "main.evd" ? out : name + ":" + out;
}

Spec spec(const std::string& marked, const std::map<std::string, std::string>& others) {
    Spec out;
    std::string source = marked.rfind("spec ", 0) == 0 ? marked : "spec main\n\n" + marked;
    const std::string open = "⟦", close = "⟧";
    for (size_t i = 0; i < source.size();) {
        if (source.compare(i, open.size(), open) == 0) {
            out.marks.push_back({0, static_cast<uint32_t>(out.text.size()), 0});
            i += open.size();
        } else if (source.compare(i, close.size(), close) == 0) {
            out.marks.back().end = static_cast<uint32_t>(out.text.size());
            i += close.size();
        } else out.text += source[i++];
    }
    Overlay overlay;
    overlay["/specs/main.evd"] = std::make_shared<const std::string>(out.text);
    for (const auto& [path, text] : others) overlay[path] = std::make_shared<const std::string>(text);
    out.analysis = Analysis::make("/specs/main.evd", overlay, EVD_SOURCE_DIR "/stdlib");
    return out;
}

std::vector<std::string> specFiles() { return specsIn({"/examples", "/tests/corpus", "/stdlib"}); }

std::vector<std::string> wrongFiles() { return specsIn({"/tests/wrong"}); }

std::string readFile(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
}

}   // namespace evd::lsp::testing
