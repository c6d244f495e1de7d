#pragma once
// Specs of the world made ready to run or build, with the texts that editors hold.

#include "driver/prepare.h"
#include "driver/tries.h"
#include "lsp/server/request.h"

namespace evd::lsp {

/// A finished run, or a sentence that says why there is none.
struct Running {
    std::string error;
    std::vector<std::string> systems;   ///< that could be meant, if it was not said which
    std::unique_ptr<driver::Prepared> prepared;
    std::optional<driver::Tries> tries;   ///< if there is no error

    const explore::Run& run() const { return tries->last; }
};

/// Simulates the spec `uri` of the parameters of evident/run and tells the server what it has found. Ends between two
/// runs if the request is cancelled. `told`: whether the run is wanted in full, whatever it shows.
Running simulate(const Request& request, const Json& params, bool told);

/// The deployment file that belongs to a spec: the one given, or the only fitting one in its folder. Empty if there is
/// none.
std::string deploymentOf(const std::string& spec, const Json& params);

/// A session that sees the texts of the world.
driver::Session sessionOf(const World& world);

/// The systems among which one must be chosen, if diagnostics say so (EVD5002).
std::vector<std::string> systemsToChoose(const Diagnostics& diagnostics);
/// An answer that says why there is nothing else: `error`, and `systems` if one of them would do.
Json failed(const std::string& error, const std::vector<std::string>& systems = {});

/// All diagnostics that are errors, as text for people.
std::string errorText(const Diagnostics& diagnostics, const SourceSet& sources);

/// Where the things that a run names stand in the source.
Json placesOf(const Request& request, const Analysis& analysis);

}   // namespace evd::lsp
