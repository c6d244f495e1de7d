#pragma once
// Diagnostics for tools: JSON Lines (docs/cli.md) and SARIF 2.1.0.

#include "base/diagnostics.h"
#include "base/source.h"

#include <string>
#include <vector>

namespace evd::driver {

/// One JSON object per line and diagnostic.
std::string renderJsonLines(const Diagnostics& diagnostics, const SourceSet& sources);

/// What one checked file contributes to a SARIF log.
struct SarifInput {
    const Diagnostics* diagnostics;
    const SourceSet* sources;
};
/// One SARIF 2.1.0 log with one run.
std::string renderSarif(const std::vector<SarifInput>& files, const std::string& version);

}   // namespace evd::driver
