#pragma once
// Values in the language's own notation: `{n1: "A"}`, `Some(3)`, `200ms`, by type descriptor.

#include "runtime/abi.h"

#include <cstddef>
#include <string>
#include <string_view>

namespace evd::runtime {

/// Appends the text of a value (borrowed words).
void printValue(const evd_rt& rt, const evd_type* type, const evd_word* words, std::string& out);
/// How many characters at the beginning of a text are the name of a location without quotes: letters, digits, `_` and,
/// inside, `-`.
size_t plainLocation(std::string_view text);
/// The name of a location as the notation reads it: in quotes if it is not plain.
std::string locationText(const std::string& name);
/// `name(field, …)` of a message.
std::string printMessage(const evd_rt& rt, uint32_t message, const evd_word* words);

}   // namespace evd::runtime
