#pragma once
// The way from a spec and a deployment file to something that can run.

#include "driver/deployment.h"
#include "driver/session.h"

#include <memory>

namespace evd::driver {

/// A spec, lowered, with a deployment whose values satisfy its assumptions. The parts refer to each other: never copy
/// or move.
struct Prepared {
    Checked checked;
    ir::Module module;
    DeploymentFile file;
    ir::Deployment deployment;
    ir::SystemId system = 0;
    std::unique_ptr<ir::Interpreter> interpreter;

    Prepared() = default;
    Prepared(const Prepared&) = delete;
    Prepared& operator=(const Prepared&) = delete;
};

/// What is asked for on a command line.
struct PrepareRequest {
    std::string spec, deployment, system;
    std::map<std::string, std::string> typeArgs;   ///< come before those of the deployment file
    std::string purpose = "run";                   ///< for messages
};

/// If the expression at a missing key asks a function parameter that has no value for some location: notes which.
void noteMissingArgument(const Prepared& prepared, Span at, Diagnostic& diagnostic);

/// Null if something is wrong. All diagnostics, warnings too, are in `checked` (given separately so that they survive a
/// failure).
std::unique_ptr<Prepared> prepare(Session& session, const PrepareRequest& request, Diagnostics& diagnostics,
                                  SourceSet& sources);

}   // namespace evd::driver
