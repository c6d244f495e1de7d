#pragma once
// A run as JSON for other tools; the schema is in docs/cli.md.

#include "explore/trace/series.h"

#include <string>

namespace evd::explore {

/// One JSON object, keys in a fixed order, two spaces of indentation, newline at the end. `series`: the runs of which
/// it is the last.
std::string renderJson(const Run& run, const Series* series = nullptr);

}   // namespace evd::explore
