#pragma once
// One deployment run twice: by the reference interpreter and by native code; every event must have the same effect in
// both.

#include "ir/interp/interp.h"
#include "runtime/abi.h"
#include "runtime/evident.h"
#include "tests/differential/random_value.h"

#include <algorithm>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

namespace evd::differential {

/// A send on its way.
struct InFlight {
    ir::MessageId message;
    uint32_t sender, to;
    std::vector<ir::Value> payload;
};

class Twins {
public:
    /// All must outlive the twins. `place`: line and column of a span, to compare the places of faults.
    Twins(const ir::Module& module, ir::SystemId system, const ir::Deployment& deployment, const evd_module* native,
          std::function<std::optional<std::pair<uint32_t, uint32_t>>(Span)> place = {});

    /// Why the native processes could not be made, or an assumption fails; empty if all is well.
    const std::string& problem() const { return problem_; }
    /// Whether that is a fault of a placement or an initial value for which both refuse a location, with the same code
    /// and place.
    bool refused() const { return refused_; }
    const std::vector<uint32_t>& locations() const { return locations_; }

    /// Each applies one event to both and returns what differs, if anything.
    std::optional<std::string> start(uint32_t location);
    std::optional<std::string> receive(uint32_t location, ir::MessageId message, uint32_t sender,
                                       const std::vector<ir::Value>& payload);
    /// One of the enabled actions; nothing happens if there is none.
    std::optional<std::string> act(uint32_t location, RandomValues& random);
    /// Some random event at some location; now and then a location starts over or goes on from a snapshot.
    std::optional<std::string> randomEvent(RandomValues& random);
    /// The location crashes: both are as they were created. Returns what the native process leaves behind, if anything.
    std::optional<std::string> crash(uint32_t location);
    /// The native process ends and another one goes on from its snapshot.
    std::optional<std::string> moveOn(uint32_t location);
    /// Objects that nobody refers to any more; makes the processes unusable.
    std::optional<std::string> leaks();
    /// States larger than so many bytes start over.
    void limitState(size_t bytes) { mostState_ = bytes; }

    size_t events() const { return events_; }
    size_t faults() const { return faults_; }
    size_t outputs() const { return outputs_; }
    /// Events that changed the state or put something out, and those of each message; faults do not count.
    size_t effects() const { return effects_; }
    bool awaits(ir::MessageId message) const {
        return std::find(awaited_.begin(), awaited_.end(), message) != awaited_.end();
    }
    const std::vector<size_t>& effectsOf() const { return effectsOf_; }
    size_t largestState() const { return largest_; }
    /// The last event, for messages.
    std::string lastEvent() const;

private:
    struct Free {
        void operator()(evd_rt* process) const { evident_destroy(process); }
    };
    struct Site {
        std::unique_ptr<evd_rt, Free> process;
        ir::LocationState state;
        bool started = false;
        size_t baseline = 0, idle = 0;
        std::string canonical;
    };
    /// What happens, kept for messages.
    struct Last {
        std::string what;
        uint32_t location = 0, sender = 0;
        std::optional<ir::MessageId> message;
        std::vector<ir::Value> payload;
    };
    std::optional<std::string> compare(uint32_t location, const ir::StepResult& expected, int status);
    std::optional<std::string> compareActionFaults(const Site& site,
                                                   const std::vector<ir::ActionFault>& expected) const;
    std::unique_ptr<evd_rt, Free> create(uint32_t location);
    template <class Instances> void rememberState(const Instances& instances, RandomValues& random);
    std::string describe(ir::MessageId message, const std::vector<ir::Value>& payload) const;
    std::optional<std::string> leakAt(Site& site);
    std::vector<ir::Value> randomPayload(ir::MessageId message, RandomValues& random);

    const ir::Module& module_;
    const ir::Deployment& deployment_;
    const evd_module* native_;
    std::function<std::optional<std::pair<uint32_t, uint32_t>>(Span)> place_;
    ir::SystemId system_;
    ir::Interpreter interpreter_;
    std::vector<uint32_t> locations_;
    std::map<uint32_t, Site> sites_;
    std::vector<InFlight> inFlight_, recent_;   // recent: delivered before, to be delivered again in part
    std::vector<ir::MessageId> awaited_;        // messages for which some automaton has a clause
    std::string problem_;
    bool refused_ = false;
    Last last_;
    std::vector<size_t> effectsOf_;
    size_t events_ = 0, faults_ = 0, outputs_ = 0, effects_ = 0, largest_ = 0, mostState_ = SIZE_MAX;
};

}   // namespace evd::differential
