#pragma once
// TOML text as a small tree with exact positions. The only user of the TOML library in the driver.

#include "base/diagnostics.h"
#include "base/source.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace evd::driver {

struct TomlEntry;

/// One value of a TOML document.
struct TomlValue {
    enum class Kind { Integer, Float, Boolean, Text, Array, Table, Time } kind = Kind::Table;
    Span span;
    int64_t integer = 0;              ///< Integer; Boolean as 0 or 1
    std::string text;                 ///< Text
    std::vector<TomlValue> items;     ///< Array
    std::vector<TomlEntry> entries;   ///< Table, in the order of the text

    /// The value of a key of a table, or null.
    const TomlValue* find(std::string_view key) const;
    /// "the number 3", "a table": for messages.
    std::string describe() const;
};

struct TomlEntry {
    std::string key;
    Span keySpan;
    TomlValue value;
};

/// Parses a file of `sources`. Nothing, and EVD6003 at the place, if it is not TOML.
std::optional<TomlValue> parseToml(FileId file, const SourceSet& sources, Diagnostics& diagnostics);

}   // namespace evd::driver
