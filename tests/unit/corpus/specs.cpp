#include "tests/unit/corpus/specs.h"

#include "frontend/sema/check.h"

#include <algorithm>
#include <fmt/format.h>
#include <fstream>
#include <sstream>

namespace evd::corpus {

namespace {

std::optional<std::string> contents(const std::filesystem::path& path) {
    std::ifstream in(path, std::ios::binary);
    if (!in) return std::nullopt;
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
}

std::unique_ptr<Checked> check(const std::string& path, Reader reader) {
    auto checked = std::make_unique<Checked>();
    checked->path = path;
    checked->program =
        sema::check(path, reader, (sourceFolder() / "stdlib").string(), checked->sources, checked->diagnostics);
    checked->diagnostics.sortAndDeduplicate();
    return checked;
}

}   // namespace

std::filesystem::path sourceFolder() { return EVD_SOURCE_DIR; }

std::optional<std::string> Reader::read(const std::string& path) {
    auto found = texts_.find(path);
    return found != texts_.end() ? found->second : contents(path);
}

std::string Checked::listing() const {
    std::string out;
    for (const Diagnostic& diagnostic : diagnostics.all()) {
        const SourceFile& file = sources.file(diagnostic.span.file);
        LineColumn at = file.position(diagnostic.span.begin);
        out += fmt::format("{}:{}:{}: {} {}\n", file.path(), at.line + 1, at.column + 1, codeName(diagnostic.code),
                           diagnostic.message);
    }
    return out;
}

std::unique_ptr<Checked> checkFile(const std::string& path) {
    return check((sourceFolder() / path).string(), Reader());
}

std::unique_ptr<Checked> checkText(const std::string& path, const std::string& text) {
    return check(path, Reader(path, text));
}

std::vector<std::string> specsIn(const std::string& folder) {
    std::vector<std::string> specs;
    for (const auto& entry : std::filesystem::directory_iterator(sourceFolder() / folder))
        if (entry.path().extension() == ".evd") specs.push_back(folder + "/" + entry.path().filename().string());
    std::sort(specs.begin(), specs.end());
    return specs;
}

std::string fileText(const std::string& path) { return contents(sourceFolder() / path).value_or(""); }

std::vector<Block> blocksOf(const std::string& markdown) {
    std::vector<Block> blocks;
    std::istringstream in(markdown);
    bool inside = false;
    uint32_t number = 0;
    for (std::string line; std::getline(in, line);) {
        ++number;
        if (line.rfind("```", 0) == 0) {
            if (!inside) blocks.push_back({line.substr(3), "", number});
            inside = !inside;
        } else if (inside) blocks.back().text += line + "\n";
    }
    return blocks;
}

}   // namespace evd::corpus
