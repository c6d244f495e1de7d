#pragma once
// Runs SPIN on a model: `spin -a`, the C compiler, and the verifier that they make.

#include <cstdint>
#include <optional>
#include <string>

namespace evd::exporting {

/// What SPIN says of a model.
struct SpinResult {
    uint64_t states = 0, transitions = 0, errors = 0;
    std::string said;   ///< all of its output
};

/// Explores the whole model, without reductions and beyond errors. `error`: only up to the first error, and what it
/// tells of the run there is in `said`. Nothing if one of the tools fails, whose words are in `words`.
std::optional<SpinResult> spin(const std::string& model, std::string& words, bool error = false);

}   // namespace evd::exporting
