#pragma once
// The specs of the source tree, in files and in Markdown.

#include "tests/fixture/checked.h"

#include <string>
#include <vector>

namespace evd::corpus {

using fixture::checkFile;
using fixture::checkText;
using fixture::source;
using fixture::sourceText;

/// The spec files of a folder of the source tree in order, as paths from the source tree; not those of folders inside.
std::vector<std::string> specsIn(const std::string& folder);

/// A fenced code block of a Markdown page.
struct Block {
    std::string info, text;
    uint32_t line = 0;
};
std::vector<Block> blocksOf(const std::string& markdown);

}   // namespace evd::corpus
