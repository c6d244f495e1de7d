#pragma once
// A run as a Mermaid sequence diagram, for Markdown pages.

#include "explore/trace/run.h"

#include <string>

namespace evd::explore {

/// `sequenceDiagram …`; messages as arrows at the event that received them, lost ones with a cross.
std::string renderMermaid(const Run& run);

}   // namespace evd::explore
