#pragma once
// Reading specs from disk and checking them, for the tests of this folder.

#include "base/diagnostics.h"
#include "base/source.h"
#include "frontend/sema/program.h"

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace evd::corpus {

/// The folder of the source tree.
std::filesystem::path sourceFolder();

/// Texts given by name, and the disk for the rest (imports, the standard library).
class Reader : public SourceReader {
public:
    Reader() = default;
    Reader(std::string path, std::string text) { texts_[std::move(path)] = std::move(text); }
    std::optional<std::string> read(const std::string& path) override;

private:
    std::map<std::string, std::string> texts_;
};

/// One checked spec.
struct Checked {
    SourceSet sources;
    Diagnostics diagnostics;
    std::shared_ptr<const sema::Program> program;
    std::string path;
    std::string listing() const;   ///< the diagnostics, one a line
};

/// Checks a file of the source tree (`tests/corpus/x.evd`).
std::unique_ptr<Checked> checkFile(const std::string& path);
/// Checks a text as if it were a file of that name.
std::unique_ptr<Checked> checkText(const std::string& path, const std::string& text);

/// The spec files of a folder of the source tree in order, as paths from the source tree; not those of folders inside.
std::vector<std::string> specsIn(const std::string& folder);
/// The bytes of a file of the source tree.
std::string fileText(const std::string& path);

/// A fenced code block of a Markdown page.
struct Block {
    std::string info, text;
    uint32_t line = 0;
};
std::vector<Block> blocksOf(const std::string& markdown);

}   // namespace evd::corpus
