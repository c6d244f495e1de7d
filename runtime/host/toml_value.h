#pragma once
// TOML nodes as values of a type.

#include "runtime/host/deployment.h"
#include "runtime/host/notation.h"

#include <toml++/toml.h>

namespace evd::runtime {

/// Reads a node into zeroed words (owned). On an error, added to `problems`, nothing is owned.
/// `param` is the name of the parameter, for messages.
bool valueFromToml(evd_rt& rt, const evd_type* type, const toml::node& node, const std::string& param, evd_word* words,
                   std::vector<Problem>& problems);

/// "the number 3", "a table": for messages.
std::string describe(const toml::node& node);
/// A problem at a node.
Problem problemAt(const toml::node& node, const char* code, std::string text);

}   // namespace evd::runtime
