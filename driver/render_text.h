#pragma once
// Diagnostics for people: what is wrong, the line with the place marked, what was expected, how it might be mended.

#include "base/diagnostics.h"
#include "base/source.h"

#include <string>

namespace evd::driver {

/// One diagnostic as several lines, ending with an empty one; without a file it has no excerpt and no empty line.
/// Columns count UTF-16 units from 1, as editors do.
std::string renderText(const Diagnostic& diagnostic, const SourceSet& sources, bool colour);
/// All, in order.
std::string renderText(const Diagnostics& diagnostics, const SourceSet& sources, bool colour);
/// "2 errors, 1 warning", or "" if there is nothing to count.
std::string countText(const Diagnostics& diagnostics);

}   // namespace evd::driver
