#pragma once
// A run as a log with vector clocks, which ShiViz draws and searches.

#include "explore/trace/run.h"

#include <string>

namespace evd::explore {

/// Two lines for each event, in order: the location with its vector clock as JSON, and what happened. ShiViz reads it
/// with its own parser: `(?<host>\S*) (?<clock>{.*})\n(?<event>.*)`. Source: Beschastnikh et al., CACM 59(8), 2016.
std::string renderShiviz(const Run& run);

}   // namespace evd::explore
