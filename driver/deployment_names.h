#pragma once
// Where a deployment file names what a spec declares.

#include "driver/deployment.h"
#include "frontend/sema/program.h"

#include <string>
#include <vector>

namespace evd::driver {

/// The edits of a deployment file of `sources` that give a symbol of a program another name in it: a parameter, a type,
/// a system, a message, a constructor. What a value means is told by the type of its parameter.
std::vector<Edit> renameInDeployment(const DeploymentFile& file, const SourceSet& sources, const sema::Program& program,
                                     sema::SymbolId symbol, const std::string& name);

}   // namespace evd::driver
