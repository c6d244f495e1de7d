#pragma once
// An instance: a system with values for all parameters, what the environment puts in, and what may go wrong. A
// deployment file, a scenario and a check are three ways to write one; what is said of their mistakes is the same.

#include "base/diagnostics.h"
#include "explore/world/world.h"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace evd::explore {

/// More often than a run can tell.
inline constexpr uint32_t kAnyNumber = UINT32_MAX;

/// How often something may go wrong in one run.
struct Faults {
    uint32_t crashes = 0;    ///< locations that stop for good
    uint32_t restarts = 0;   ///< crashes after which the location comes back
    uint32_t drops = 0;
    uint32_t duplicates = 0;
    bool delays = false;   ///< messages need time
};

/// What engines run.
struct Instance {
    ir::SystemId system = 0;
    ir::Deployment deployment;
    std::vector<Input> inputs;
    Faults faults;
    std::vector<ir::ExprId> bounds;        ///< states where one does not hold are not gone on from
    const ir::Scenario* start = nullptr;   ///< of the module: the runs begin where it ends; null: at the initial states
};

/// Where an instance is written, for what is said of it.
struct Origin {
    std::string title;                             ///< "the deployment", "the scenario `s`", "the check of `p`"
    Span span;                                     ///< all of it
    std::function<Span(uint32_t param)> valueOf;   ///< where a parameter is given its value; not set: `span`
    std::string advice;                            ///< how a value that is missing is given; may be empty
};

/// What is written of an instance.
struct Written {
    Origin origin;
    std::optional<ir::SystemId> system;
    ir::LocationNames names;         ///< sorted
    std::vector<ir::Value> values;   ///< by parameter …
    std::vector<bool> given;         ///< … whether something is written for it
};

/// The instance, if it is one: all parameters have values, of which what is given to one of the spec counts for those
/// of its name in other modules (EVD6004); the assumptions hold (EVD6007, EVD6013); functions of the host have models
/// (EVD5004); and nothing faults before the first event (EVD70xx).
std::optional<Instance> build(const ir::Module& module, Written written, Diagnostics& diagnostics);

/// The instance on which a scenario plays. Besides: EVD7017.
std::optional<Instance> instanceOf(const ir::Module& module, const ir::Scenario& scenario, Diagnostics& diagnostics);

/// The most instances that a check may have.
inline constexpr size_t kInstancesMax = 10'000;

/// The instances of a check: one for each choice of values for the parameters that range over several, of which those
/// that do not satisfy the assumptions are left out. None if there is a mistake. Besides: EVD3034 (a budget below
/// zero), EVD6015 (an input that cannot be put in), EVD7017, EVD7019.
std::vector<Instance> instancesOf(const ir::Module& module, const ir::Check& check, Diagnostics& diagnostics);

/// "the check of `agreement, validity`"
std::string titleOf(const ir::Module& module, const ir::Check& check);
/// "the scenario `overtaken`"
std::string titleOf(const ir::Scenario& scenario);

/// If the expression at a missing key asks a function parameter that has no value for some location of the system:
/// notes which.
void noteMissingArgument(const ir::Interpreter& interpreter, Span at, Diagnostic& diagnostic);

/// Who sends inputs if nobody is named: the first location outside the system, else the receiver itself.
uint32_t defaultSender(const ir::Interpreter& interpreter, uint32_t receiver);
/// Why an input cannot go to a location, or come from one, as the rest of "the input …"; empty if it can.
std::string whyNoReceiver(const ir::Interpreter& interpreter, uint32_t to);
std::string whyNoSender(const ir::Interpreter& interpreter, uint32_t from);

}   // namespace evd::explore
