#include "tests/unit/lsp/spec.h"

#include "tests/fixture/files.h"
#include "tests/fixture/marks.h"

#include <filesystem>

namespace evd::lsp::testing {

namespace {

std::vector<std::string> paths(const std::vector<std::string>& folders) {
    std::vector<std::string> out;
    for (const std::string& spec : fixture::specsBelow(folders)) out.push_back(fixture::source(spec).string());
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
    fixture::Marked plain(source);
    out.text = std::move(plain.text);
    out.marks = std::move(plain.marks);
    Overlay overlay;
    overlay["/specs/main.evd"] = std::make_shared<const std::string>(out.text);
    for (const auto& [path, text] : others) overlay[path] = std::make_shared<const std::string>(text);
    out.analysis = Analysis::make("/specs/main.evd", overlay, EVD_SOURCE_DIR "/stdlib");
    return out;
}

std::vector<std::string> specFiles() { return paths({"examples", "tests/corpus", "stdlib"}); }

std::vector<std::string> wrongFiles() { return paths({"tests/wrong"}); }

}   // namespace evd::lsp::testing
