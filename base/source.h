#pragma once
// Source files as immutable texts. No input or output here: texts arrive through a SourceReader.

#include "base/span.h"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace evd {

/// How many lines end in a text, as LineIndex counts them.
size_t lineBreaks(std::string_view text);

/// One immutable text with its name and line index.
class SourceFile {
public:
    SourceFile(std::string path, std::string text) : path_(std::move(path)), text_(std::move(text)), lines_(text_) {}

    const std::string& path() const { return path_; }
    std::string_view text() const { return text_; }
    std::string_view text(Span span) const;
    const LineIndex& lines() const { return lines_; }
    LineColumn position(uint32_t offset, ColumnUnit unit = ColumnUnit::Utf8) const {
        return lines_.position(text_, offset, unit);
    }

private:
    std::string path_;
    std::string text_;
    LineIndex lines_;
};

/// The files of one program. File ids are dense and never reused.
class SourceSet {
public:
    FileId add(std::string path, std::string text);
    const SourceFile& file(FileId id) const { return *files_.at(id); }
    size_t size() const { return files_.size(); }
    std::string_view text(Span span) const { return file(span.file).text(span); }

private:
    std::vector<std::shared_ptr<const SourceFile>> files_;
};

/// `a/./b/../c` -> `a/c`: one spelling for the ways to write a path.
std::string normalPath(std::string_view path);

/// How the front end gets the text of an import. Implementations read disk, editor buffers or memory.
class SourceReader {
public:
    virtual ~SourceReader() = default;
    /// The text of the file, or nothing if there is no such file.
    virtual std::optional<std::string> read(const std::string& path) = 0;
    /// The name of the file that a path leads to: two paths have the same if and only if they lead to one file. Texts
    /// are read and reported under it, and the imports of a file begin in the folder of its name. A reader of disks
    /// follows symbolic links.
    virtual std::string name(const std::string& path) { return normalPath(path); }
};

}   // namespace evd
