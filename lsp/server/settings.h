#pragma once
// The settings of the server: one table, which documentation and editors read too.

#include "lsp/protocol/json.h"

#include <string>
#include <vector>

namespace evd::lsp {

/// One row of the table.
struct OptionRow {
    const char* key;    ///< without the leading `evident.`
    const char* type;   ///< `boolean` or `integer`
    int64_t standard;   ///< default; booleans as 0 and 1
    int64_t minimum, maximum;
    const char* description;
};

const std::vector<OptionRow>& optionTable();

/// Current values. What the client gives that is missing, of another type or out of bounds leaves the default.
class Settings {
public:
    /// `json`: the section `evident` as nested objects.
    void read(const Json& json);
    bool flag(const char* key) const { return number(key) != 0; }
    int64_t number(const char* key) const;

private:
    std::vector<int64_t> values_;
};

/// The answer of `evident/options`.
Json optionsJson();

}   // namespace evd::lsp
