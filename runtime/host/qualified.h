#pragma once
// Names of a deployment's tables that belong to parts of a spec: `px.nodes`, or `nodes` in a table `[params.px]`. Finds
// what `evident run` finds (driver/qualified.h).

#include <functional>
#include <string>
#include <string_view>
#include <toml++/toml.h>
#include <vector>

namespace evd::runtime {

/// The entry of a table for a qualified name: under the name as a whole, or in nested tables; if there is neither, the
/// entry for its last part, which all modules share. Null if there is none.
const toml::node* findQualified(const toml::table& table, std::string_view name);

/// Visits the keys of a table that no name in `known` takes, in nested tables too.
void eachUnknown(const toml::table& table, const std::vector<std::string>& known,
                 const std::function<void(const toml::key& key, const std::string& name)>& visit,
                 const std::string& prefix = "");

}   // namespace evd::runtime
