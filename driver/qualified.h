#pragma once
// Names of a deployment's tables that belong to parts of a spec: `px.nodes`, or `nodes` in a table `[params.px]`.

#include "driver/toml_tree.h"

namespace evd::driver {

/// The last part of a qualified name: `nodes` of `px.nodes`.
std::string_view lastPart(std::string_view name);

/// The entry of a table for a qualified name: under the name as a whole, or in nested tables; if there is neither, the
/// entry for its last part, which all modules share. Null if there is none.
const TomlValue* findQualified(const TomlValue& table, std::string_view name);

/// The entries of a table that no name in `known` takes, in nested tables too; their keys are written in full.
std::vector<TomlEntry> unknownEntries(const TomlValue& table, const std::vector<std::string>& known);

}   // namespace evd::driver
