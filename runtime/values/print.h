#pragma once
// Values in the language's own notation: `{n1: "A"}`, `Some(3)`, `200ms`, by type descriptor.

#include "runtime/abi.h"

#include <string>

namespace evd::runtime {

/// Appends the text of a value (borrowed words).
void printValue(const evd_rt& rt, const evd_type* type, const evd_word* words, std::string& out);
/// The name of a location as the notation reads it: in quotes if it is more than letters, digits, `_` and, inside, `-`.
std::string locationText(const std::string& name);

}   // namespace evd::runtime
