#pragma once
// A run as JSON for other tools; the schema is in docs/cli.md.

#include "explore/trace/run.h"

#include <string>

namespace evd::explore {

/// One JSON object, keys in a fixed order, two spaces of indentation, newline at the end.
std::string renderJson(const Run& run);

}   // namespace evd::explore
