#pragma once
// Every run of an instance: breadth-first search over its states, for a short run that violates a statement.

#include "explore/reduce/reductions.h"
#include "explore/simulate/replay.h"
#include "explore/simulate/scenario.h"
#include "explore/states/judge.h"

#include <functional>
#include <optional>

namespace evd::explore {

/// How far a search has come.
struct Progress {
    uint64_t states = 0, transitions = 0;
    uint64_t waiting = 0;   ///< states that have been found and not yet been left
    uint32_t depth = 0;     ///< events in the shortest run to those
    double seconds = 0;     ///< since it began
};

struct ExploreOptions {
    Network network;
    size_t statesMax = 1'000'000'000;
    size_t bytesMax = size_t{2} << 30;   ///< of memory, about
    double secondsMax = 0;               ///< 0: as long as it takes
    Reducing reduce;
    size_t closureSteps = 1'000'000;   ///< of the interpreter, to find the local closure
    bool ends = false;                 ///< every end of a run is found, also where no statement asks for it
    bool decide = true;                ///< nothing is looked at once every statement is refuted
    /// Told about ten times a second; false ends the search.
    std::function<bool(const Progress&)> progress;
};

/// What became of one statement of a check.
struct Explored {
    enum class Outcome : uint8_t { Held, Refuted, Unknown, NotExplored } outcome = Outcome::Held;
    uint32_t statement = 0;       ///< index into Module::statements
    bool looked = false;          ///< something that it speaks of was found; else it held vacuously
    uint64_t unknown = 0;         ///< states in which it faults …
    ir::FaultAt fault;            ///< … and how, first
    uint64_t unconfirmed = 0;     ///< runs that violate it here, but not when they are played again
    bool openEnds = false;        ///< it speaks of what must happen, and some runs that end are not judged, because
                                  ///< something was lost or has stopped
    bool unfinished = false;      ///< what was allowed was used up before it was judged
    std::string whyNot;           ///< NotExplored
    std::vector<Deed> run;        ///< Refuted: a run of the fewest moves that violates it …
    bool shortest = true;         ///< … and of the fewest events, if nothing was left out or its caller has made sure …
    std::optional<Round> round;   ///< … and where it goes round for ever, if it violates it by that
};

/// An event that is rejected in some run (R1), or an action that cannot be tried. A failed assertion is a violation.
struct FoundFault {
    ir::FaultAt fault;
    bool guard = false;
    std::vector<Deed> run;   ///< a run that comes there

    /// Whether both are the same fault at the same place of the spec.
    bool isLike(const FoundFault& other) const {
        return fault.fault == other.fault.fault && fault.at == other.fault.at;
    }
};

/// What a search has found.
struct Exploration {
    enum class End : uint8_t {
        Complete,   ///< all states were found
        Decided,    ///< every statement is refuted, so that the rest was not looked at
        States,
        Memory,
        Time,
        Stopped   ///< the budget that is used up
    } end = End::Complete;
    bool bounded = false;   ///< some states were not left because a bound does not hold in them
    Progress reached;
    uint64_t terminal = 0;   ///< states that nothing leads out of …
    uint64_t ends = 0;       ///< … and what the locations are in these, if they are not told apart by the rest
    uint64_t steps = 0;      ///< of the interpreter
    size_t bytes = 0;
    std::vector<Explored> statements;
    std::vector<FoundFault> faults;
    std::vector<std::string> reductions;   ///< what is left out, each with the reason why verdicts survive it
};

/// Explores an instance, from its initial states or from where the scenario `start` ends, for some statements.
/// Time is abstract: what waits for a time may happen at any later moment.
Exploration explore(const ir::Interpreter& interpreter, const Instance& instance, const Played* start,
                    const std::vector<uint32_t>& statements, const ExploreOptions& options);

}   // namespace evd::explore
