#pragma once
// One deployment run twice: by the reference interpreter and by native code; every event must have the same effect in both.

#include "ir/interp/interp.h"
#include "runtime/abi.h"
#include "runtime/evident.h"
#include "tests/differential/random_value.h"

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

namespace evd::differential {

/// A send on its way.
struct InFlight { ir::MessageId message; uint32_t sender, to; std::vector<ir::Value> payload; };

class Twins {
public:
    /// All must outlive the twins. `place`: line and column of a span, to compare the places of faults.
    Twins(const ir::Module& module, ir::SystemId system, const ir::Deployment& deployment, const evd_module* native,
          std::function<std::optional<std::pair<uint32_t, uint32_t>>(Span)> place = {});

    /// Why the native processes could not be made, or an assumption fails; empty if all is well.
    const std::string& problem() const { return problem_; }
    const std::vector<uint32_t>& locations() const { return locations_; }

    /// Each applies one event to both and returns what differs, if anything.
    std::optional<std::string> start(uint32_t location);
    std::optional<std::string> receive(uint32_t location, ir::MessageId message, uint32_t sender, const std::vector<ir::Value>& payload);
    /// One of the enabled actions; nothing happens if there is none.
    std::optional<std::string> act(uint32_t location, RandomValues& random);
    /// Some random event at some location.
    std::optional<std::string> randomEvent(RandomValues& random);
    /// Objects that nobody refers to any more; makes the processes unusable.
    std::optional<std::string> leaks();

    size_t events() const { return events_; }
    size_t faults() const { return faults_; }
    size_t outputs() const { return outputs_; }
    size_t largestState() const { return largest_; }
    /// The last event, for messages.
    const std::string& lastEvent() const { return last_; }

private:
    struct Free { void operator()(evd_rt* process) const { evident_destroy(process); } };
    struct Site { std::unique_ptr<evd_rt, Free> process; ir::LocationState state; bool started = false; size_t baseline = 0; };
    std::optional<std::string> compare(uint32_t location, const ir::StepResult& expected, int status);
    std::unique_ptr<evd_rt, Free> create(uint32_t location);
    void rememberState(const std::vector<ir::Instance>& instances, RandomValues& random);
    std::string describe(ir::MessageId message, const std::vector<ir::Value>& payload);

    const ir::Module& module_;
    const ir::Deployment& deployment_;
    const evd_module* native_;
    std::function<std::optional<std::pair<uint32_t, uint32_t>>(Span)> place_;
    ir::SystemId system_;
    ir::Interpreter interpreter_;
    std::vector<uint32_t> locations_;
    std::map<uint32_t, Site> sites_;
    std::vector<InFlight> inFlight_;
    std::string problem_, last_;
    size_t events_ = 0, faults_ = 0, outputs_ = 0, largest_ = 0;
};

} // namespace evd::differential
