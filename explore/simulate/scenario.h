#pragma once
// Plays the scenarios of a spec: scripts of events on one instance, with what is expected on the way.

#include "explore/simulate/simulator.h"

#include <optional>
#include <string>
#include <vector>

namespace evd::explore {

/// Why a scenario failed.
struct Failure {
    enum class Kind : uint8_t {
        Instance,      ///< its instance cannot be made: a value faults, or an assumption does not hold
        Impossible,    ///< a step cannot happen
        Fault,         ///< the event of a step is rejected, or one that should be is not
        Expectation,   ///< what is expected is not so
        Statement,     ///< a statement is violated, or an assertion failed: Run::violation
    } kind = Kind::Impossible;
    Span span;           ///< the step, or what in it faults
    std::string what;    ///< the sentence: "no `vote(0, _)` is on its way to n1"; of an Expectation its text
    ir::FaultAt fault;   ///< Fault, Instance: if there is one
    std::vector<std::string> notes;
    std::vector<ir::Binding> witness;   ///< Expectation: the values for which it fails
    Diagnostics mistakes;               ///< Instance: all that is wrong with it
};

/// What became of a scenario.
struct Played {
    std::string name;
    Run run;
    std::vector<Move> moves;          ///< what has happened, for runs that go on from there …
    std::vector<Input> inputs;        ///< … and the inputs that it speaks of
    std::optional<Failure> failure;   ///< it holds if there is none
};

/// Under `fairly` at most so many events happen.
inline constexpr uint32_t kFairEventsMax = 10'000;

/// Plays one scenario. The same module: the same run, byte for byte.
/// All locations start at the beginning, in the order of their names, but those of which a step says so; a location
/// that restarts starts at once, unless such a step follows. Time stands still but for `wait`, and moves on to when a
/// message that is to arrive may arrive. Under `fairly`, in rounds: what is on its way arrives, oldest first, then each
/// fair action that is possible happens once; when nothing of this can happen any more, time goes on to the next
/// message that waits. Plain actions happen only where a step says so.
Played play(const ir::Module& module, const ir::Scenario& scenario);

}   // namespace evd::explore
