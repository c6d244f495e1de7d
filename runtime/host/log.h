#pragma once
// What a node says to people: one line each, whatever peers and files put into it.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace evd::runtime {

/// Text of others as part of one line that a terminal only shows: control characters, separators of lines and changes
/// of direction as `\n`, `\u{1b}`, what is not UTF-8 as `\xff`.
std::string printable(std::string_view text);

/// Writes `who: text` to standard error, printable.
void logLine(const std::string& who, const std::string& text);

/// Lines that may come with every message: the first few of a kind are said, then ever fewer, with their number.
class Repeats {
public:
    /// The kind happened once more. Nothing if the line is to be left out, else what to add to it.
    std::optional<std::string> again(const std::string& kind);

private:
    static constexpr uint64_t kSaidAll = 10;
    static constexpr size_t kKinds = 1000;   // others can make up kinds; the rest counts as one

    std::map<std::string, uint64_t> times_;
};

}   // namespace evd::runtime
