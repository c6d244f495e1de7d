#pragma once
// Everything that can be done with a spec, and what must hold at each step.

#include "tests/specs/generator.h"

#include <optional>
#include <string>

namespace evd::specs {

/// What came of a spec.
struct Outcome {
    enum Kind {
        Passed,
        Refused,       ///< by `check`: `what` is the code of its first error
        NotDeployed,   ///< the made values fault or break an assumption
        Failed,        ///< `what` says what is wrong
    } kind = Passed;
    std::string what;
    std::string step;   ///< where it failed
    size_t events = 0, faults = 0, outputs = 0;
};

/// Takes a spec through check, dumps, format, lower, verify, print and parse, deploy, run and native code. Random
/// values are drawn with the seed. Exceptions are failures.
Outcome tryOut(const MadeSpec& spec, uint64_t seed);

}   // namespace evd::specs
