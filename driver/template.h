#pragma once
// Deployment templates: every parameter with its type and a value to start from.

#include "base/source.h"
#include "frontend/lower/lower.h"
#include "frontend/sema/program.h"
#include "ir/core/module.h"

#include <string>

namespace evd::driver {

/// TOML text that `evident run --with` reads without errors of form; whether its values satisfy the assumptions, which
/// stand in it as comments, is up to the user.
std::string deploymentTemplate(const ir::Module& module, const sema::Program& program, const SourceSet& sources,
                               const lower::LowerOptions& options);

}   // namespace evd::driver
