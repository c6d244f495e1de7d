#pragma once
// Formulas about a location that stand on a command line: `leader of Server at i`.

#include "driver/session.h"

namespace evd::driver {

/// Checks a spec, and formulas as if they stood at its end, where `i` is a location. Mistakes in a formula are reported
/// at its own text, which is one more source. Returns the names under which they can be lowered
/// (LowerOptions::conditions).
std::vector<std::string> checkConditions(Session& session, const std::string& spec,
                                         const std::vector<std::string>& formulas, Checked& checked);

}   // namespace evd::driver
