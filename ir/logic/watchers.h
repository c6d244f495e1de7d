#pragma once
// The values of event classes over a recorded run.

#include "ir/logic/history.h"

#include <map>
#include <string>
#include <tuple>

namespace evd::ir {

/// Instances of classes that are shown the events of a location, each as its automaton says: the values of a class at
/// an event depend on the local history alone. They are shown more events as they are asked, and keep what they said.
class Watchers {
public:
    Watchers(const Interpreter& interpreter, const History& history) : interpreter_(interpreter), history_(history) {}

    /// The values of a class at an event. Throws FaultSignal if its automaton faults there or earlier.
    const std::vector<Value>& valuesAt(AutomatonId automaton, const std::vector<Value>& params, uint32_t event);
    /// A variable of a class at a location at a moment. Throws FaultSignal likewise.
    Value variableAt(AutomatonId automaton, const std::vector<Value>& params, uint32_t location, uint32_t moment,
                     uint32_t variable);

private:
    struct Seen {
        uint32_t event = 0;
        Instance after;
        std::vector<Value> values;
    };
    struct Watcher {
        Instance initial;
        std::vector<Seen> seen;
        size_t shown = 0;               ///< of the events at the location
        std::optional<FaultAt> fault;   ///< the first …
        uint32_t faultedFrom = 0;   ///< … and the moment from which on there is no state: 0 if there is no first one
    };
    Watcher& shown(AutomatonId automaton, const std::vector<Value>& params, uint32_t location, uint32_t moment);
    void show(Watcher& watcher, AutomatonId automaton, uint32_t event);

    const Interpreter& interpreter_;
    const History& history_;
    std::map<std::tuple<AutomatonId, uint32_t, std::string>, Watcher> watchers_;
};

}   // namespace evd::ir
