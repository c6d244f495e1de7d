#pragma once
// A run as a space-time diagram in SVG, for light and dark pages.

#include "explore/trace/run.h"

#include <string>

namespace evd::explore {

/// A self-contained SVG document: one vertical lane per location, time downwards, an arrow per message in the colour of
/// its kind, lost messages dashed and ending in a cross, crashes marked. Details stand in tooltips; `<title>` and
/// `<desc>` tell the rest.
std::string renderSvg(const Run& run);

}   // namespace evd::explore
