#pragma once
// Values of literal tokens.

#include "base/diagnostics.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace evd::syntax {

/// An integer literal (decimal or 0x, with `_`); EVD0008 and 0 if it does not fit.
int64_t readInt(std::string_view text, bool negative, Span span, Diagnostics& diagnostics);
/// A duration literal in nanoseconds; EVD0008 and 0 if it does not fit.
int64_t readDuration(std::string_view text, bool negative, Span span, Diagnostics& diagnostics);
/// Whether this integer or duration fits only with a `-` before it.
bool fitsOnlyNegative(std::string_view text, bool isDuration);
/// The contents of a text or bytes literal with its escapes resolved; EVD0010 at a wrong escape. An unclosed literal is
/// accepted.
std::string readText(std::string_view literal, Span span, bool isBytes, Diagnostics& diagnostics);

}   // namespace evd::syntax
