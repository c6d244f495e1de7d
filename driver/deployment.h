#pragma once
// Deployment files: locations, parameter values, types and inputs (docs/cli.md).

#include "driver/toml_tree.h"
#include "explore/instance/instance.h"
#include "ir/interp/interp.h"

#include <map>
#include <optional>
#include <string>

namespace evd::driver {

/// A deployment file that has been parsed but not yet matched with a spec: the types are needed before lowering.
struct DeploymentFile {
    FileId file = 0;
    TomlValue root;
    std::map<std::string, std::string> typeArgs;   ///< [types]
    std::string system;                            ///< system = "X", or [system] name = "X"; empty if absent
    Span systemSpan;                               ///< where it says so
};

/// Parses `file` of `sources`. Errors: EVD6003, EVD6008, EVD6014; unknown keys: EVD6009.
std::optional<DeploymentFile> readDeployment(FileId file, const SourceSet& sources, Diagnostics& diagnostics);

/// The names of the locations, sorted.
ir::LocationNames locationNames(const DeploymentFile& file);

/// Reports the entries of [types] that stand for none of the declared `param type`s: EVD6009.
void checkTypes(const DeploymentFile& file, const std::vector<std::string>& declared, Diagnostics& diagnostics);

/// Matches the values with the parameters of a module. Errors: EVD6005, EVD6006; times that are none: EVD6003. Of the
/// instance the system is left open.
explore::Written writtenIn(const DeploymentFile& file, const ir::Module& module, Diagnostics& diagnostics);

/// The `[[inputs]]` of the file. Errors: EVD6006, EVD6011, EVD6015; unknown keys: EVD6009.
std::vector<explore::Input> inputs(const DeploymentFile& file, const ir::Interpreter& interpreter,
                                   Diagnostics& diagnostics);

}   // namespace evd::driver
