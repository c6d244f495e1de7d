#pragma once
// Options of runs that a spec does not let take effect.

#include "explore/simulate/simulator.h"

#include <string>

namespace evd::driver {

/// Which messages the options of a run neither lose nor repeat, since the spec says `links reliable`: a sentence, empty
/// if they are asked to do neither or the spec does not say it.
std::string keptPromises(const ir::Module& module, const explore::SimOptions& options);

}   // namespace evd::driver
