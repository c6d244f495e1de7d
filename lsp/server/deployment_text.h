#pragma once
// Deployment files as somebody writes them: what stands at a place of a text that may not be TOML yet.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace evd::lsp {

/// A place in a deployment file.
struct DeploymentSpot {
    enum class Part : uint8_t {
        Nothing,   ///< a comment, or where only an operator can stand
        Header,    ///< the name of a table, in its brackets
        Key,       ///< of the table, or of an inline table that is open
        Value
    } part = Part::Nothing;
    /// A bracket of the value that is open.
    struct Open {
        bool isTable = false;   ///< `{`, else `[`
        std::string key;        ///< of the table, if one has been written
        size_t index = 0;       ///< of the array: so many items come before
    };
    std::string table;               ///< in which it stands: `params.px`; empty before the first header
    std::string key;                 ///< whose value it is, or is in
    std::vector<Open> open;          ///< outermost first
    std::string word;                ///< that stands there, without quotes
    uint32_t begin = 0, end = 0;     ///< its bytes, without quotes
    bool quoted = false;             ///< whether it stands in quotes
    bool doubled = false;            ///< Header: in two pairs of brackets
    std::vector<std::string> used;   ///< the other words of the innermost bracket, or the other keys of the table
};

DeploymentSpot spotAt(std::string_view text, uint32_t offset);

/// The keys of all tables with this header, in order.
std::vector<std::string> keysOf(std::string_view text, std::string_view table);
/// The headers, in order, each as often as it stands there.
std::vector<std::string> tablesOf(std::string_view text);

}   // namespace evd::lsp
