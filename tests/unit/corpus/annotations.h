#pragma once
// Which diagnostics a wrong spec must give, as written in the spec itself.
//
// A comment line `//~` belongs to the nearest line above that is not one:
//     emit done(cnt)
// //~       ^^^ EVD1001 any words          the carets stand exactly under the range
// //~@0+5 EVD0013                          for ranges that begin in columns 0 to 2: start column + length
// A range over several lines counts up to the end of its first line. Columns are bytes.

#include "base/diagnostics.h"
#include "base/source.h"

#include <set>
#include <string>
#include <vector>

namespace evd::corpus {

/// One diagnostic, expected or found. Lines count from 1, columns from 0.
struct Mark {
    std::string file;   ///< empty for the file that is checked
    uint32_t line = 0, begin = 0, end = 0;
    std::string code;
    auto operator<=>(const Mark&) const = default;
};

/// The marks a text asks for. What cannot be read is in `errors`, one sentence each.
struct Expected {
    std::multiset<Mark> marks;
    std::vector<std::string> errors;
};
Expected expectedMarks(const std::string& text);

/// The marks of the diagnostics found; those in file `root` have an empty file name.
std::multiset<Mark> foundMarks(const Diagnostics& diagnostics, const SourceSet& sources, const std::string& root);

/// The difference in words with source lines, empty if there is none.
std::string difference(const std::multiset<Mark>& expected, const std::multiset<Mark>& found, const std::string& text,
                       const Diagnostics& diagnostics, const SourceSet& sources);

}   // namespace evd::corpus
