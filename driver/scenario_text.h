#pragma once
// Runs as scenarios of the spec that ran.

#include "base/result.h"
#include "driver/prepare.h"
#include "explore/trace/run.h"

#include <functional>

namespace evd::driver {

/// The text of a scenario that does what a run did, as a declaration of the spec. It has been played: it violates the
/// same statement as the run, or none if the run violates none. Where the run can be told without saying when locations
/// start and what reaches others outside, it is. An error if no scenario does: a value that has no literal, or two
/// instances that cannot be told apart.
Result<std::string> scenarioText(Session& session, const Prepared& prepared, const explore::Run& run,
                                 const std::string& spec, const std::string& name);

/// What such a scenario is called: after the statement that it violates, or the seed. Not yet declared in the spec.
std::string scenarioName(const Prepared& prepared, const explore::Run& run);

}   // namespace evd::driver
