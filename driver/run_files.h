#pragma once
// Files that show a run: which kinds there are, by the ends of their names.

#include "explore/trace/run.h"

#include <string>
#include <vector>

namespace evd::driver {

/// What is wrong with the first file that is no diagram; empty if all are: `.svg`, `.mmd`, `.shiviz`.
std::string whyNoDiagram(const std::vector<std::string>& paths);

/// The run as the file wants it.
std::string diagramOf(const explore::Run& run, const std::string& path);

}   // namespace evd::driver
