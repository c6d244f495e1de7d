#pragma once
// The way from a spec and a deployment file, or a check of the spec, to something that can run.

#include "driver/deployment.h"
#include "driver/session.h"
#include "explore/simulate/scenario.h"

#include <memory>

namespace evd::driver {

/// A spec, lowered, with instances whose values satisfy its assumptions. The parts refer to each other: never copy or
/// move.
struct Prepared {
    Checked checked;
    ir::Module module;
    DeploymentFile file;   ///< unless a check is prepared
    /// Of a deployment file one; of a check one or more.
    std::vector<explore::Instance> instances;
    std::vector<std::unique_ptr<ir::Interpreter>> interpreters;   ///< of each
    const ir::Interpreter* interpreter = nullptr;                 ///< of the first
    std::optional<uint32_t> check;                                ///< index into Module::checks
    std::optional<explore::Played> start;   ///< the scenario from which the runs of the check begin

    Prepared() = default;
    Prepared(const Prepared&) = delete;
    Prepared& operator=(const Prepared&) = delete;

    const ir::Deployment& deployment() const { return instances.front().deployment; }
    /// The number of the instance on which the run of a seed happens.
    size_t instanceOf(uint64_t seed) const { return static_cast<size_t>(seed % instances.size()); }
    /// What distinguishes an instance from the others of its check: `uid = {a: 2, b: 1}`; empty if there is only one.
    std::string instanceText(size_t instance) const;
};

/// What is asked for on a command line.
struct PrepareRequest {
    std::string spec, deployment, system;
    std::string check;                             ///< in place of a deployment: see `chooseCheck`
    std::map<std::string, std::string> typeArgs;   ///< come before those of the deployment file
    std::string purpose = "run";                   ///< for messages
    std::vector<std::string> conditions;           ///< formulas about a location `i`, which become Module::conditions
};

/// The check of a module that is called so: all statements that it names, separated by commas; one of them, if no other
/// check names it; or the line on which it stands. Else EVD6010.
std::optional<uint32_t> chooseCheck(const ir::Module& module, const SourceSet& sources, const std::string& name,
                                    Diagnostics& diagnostics);

/// The lines on which the checks of a spec stand, each of which names one for `chooseCheck`, in their order.
std::vector<std::string> linesOfChecks(Session& session, const std::string& spec);

/// Null if something is wrong. All diagnostics, warnings too, are in `checked` (given separately so that they survive a
/// failure).
std::unique_ptr<Prepared> prepare(Session& session, const PrepareRequest& request, Diagnostics& diagnostics,
                                  SourceSet& sources);

}   // namespace evd::driver
