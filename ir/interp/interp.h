#pragma once
// The reference interpreter: the definition of what a module means. Written to be read.

#include "base/result.h"
#include "ir/analysis/select.h"
#include "ir/core/module.h"
#include "ir/interp/value.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace evd::ir {

/// Ways an event is rejected (R1). The values are those of the diagnostics EVD70xx and of the runtime's status codes.
enum class Fault : uint8_t {
    None = 0,
    Overflow = 1,
    Division = 2,
    MissingKey = 3,
    Index = 4,
    NegativeNat = 5,
    Conflict = 6,
    Empty = 7,
    Depth = 8,
    Extern = 9,
    Assertion = 13
};

/// What a deployment supplies: location names, values for parameters, host functions.
struct Deployment {
    LocationNames names;         ///< sorted
    std::vector<Value> params;   ///< by Module::params; for function parameters a Map value from the
                                 ///< argument (a tuple if several) to the result
    /// Host functions by FunctionId; where absent the model (body) is used. A throw of HostFault rejects the event.
    std::vector<std::function<Value(const std::vector<Value>&)>> externs;
};

/// Thrown by a host function to reject the event.
struct HostFault {};

struct Instance;

/// An instance in a table. It is a value, but stays where it is in memory while others come and go.
class Child {
public:
    Child(Instance instance);
    Child(const Child& other);
    Child(Child&& other) noexcept;
    Child& operator=(Child other) noexcept;
    ~Child();
    operator Instance&() { return *instance_; }
    operator const Instance&() const { return *instance_; }
    const Instance* operator->() const { return instance_.get(); }
    const Instance* get() const { return instance_.get(); }

private:
    std::unique_ptr<Instance> instance_;
};

/// One live instance of an automaton with its children. Copyable: a location's state is a plain value.
struct Instance {
    AutomatonId automaton = 0;
    std::vector<Value> params;
    std::vector<Value> vars;
    std::vector<std::vector<Child>> tables;
    bool first = true;   ///< no event seen yet
    bool stopped = false;
};

/// The state of one location: its root instances in placement order.
struct LocationState {
    uint32_t location = 0;
    std::vector<Instance> roots;
    bool up = true;   ///< has not crashed, or is back
};

/// The live instances of an automaton at a location: what is placed and what has been spawned; an instance comes before
/// those that it spawned.
std::vector<const Instance*> liveInstances(const LocationState& state, AutomatonId automaton);

/// Whether an instance with these parameters waits for the timer: that is set, and nothing has cancelled it since.
bool isSet(const Module& module, const LocationState& state, MessageId timer, const std::vector<Value>& params);

/// Where an instance sits: root index, then alternating table and child index.
using InstancePath = std::vector<uint32_t>;

/// The instance that sits there.
const Instance& instanceAt(const LocationState& state, const InstancePath& path);

/// One event at a location.
struct Event {
    using Kind = Occasion::Kind;
    Kind kind = Kind::Start;
    MessageId message = 0;
    Payload payload;         ///< Receive, Observe: fields; Action: chosen values
    uint32_t sender = 0;     ///< Receive: location number
    InstancePath instance;   ///< Action
    uint32_t clause = 0;     ///< Action: index in the automaton's clauses
};

/// One message put out by an event, in the order in which the statements ran.
struct Output {
    MessageId message = 0;
    bool emitted = false;       ///< Emit: to the environment
    std::vector<uint32_t> to;   ///< Send: destinations in element order
    Payload payload;
    int64_t afterNs = 0;      ///< the least delay …
    int64_t afterMaxNs = 0;   ///< … and the greatest
    Span span;                ///< the statement
};

/// A fault, the expression that faults, and what its sentence leaves open: the missing key, the index, the host
/// function.
struct FaultAt {
    Fault fault = Fault::None;
    Span at;
    std::string detail;   ///< may be empty
};

/// What an event may have changed in the state of its location, by automaton. Repetitions are possible.
struct Changes {
    std::vector<std::pair<AutomatonId, uint32_t>> variables;   ///< assigned
    std::vector<AutomatonId> instances;   ///< of which some have come, or have gone with all below them
};

struct StepResult {
    Fault fault = Fault::None;   ///< if set, the state is unchanged, and there are no outputs and no changes
    Span faultAt;
    std::string faultDetail;
    std::vector<Output> outputs;
    Changes changes;
};

/// An action of which it is not known whether it could happen: its guard, or what a parameter is chosen from, faults.
/// It does not happen.
struct ActionFault {
    AutomatonId automaton = 0;
    uint32_t clause = 0;
    FaultAt fault;
};

/// An action that could happen now.
struct EnabledAction {
    InstancePath instance;
    uint32_t clause;
    std::vector<Value> chosen;
    bool fair;
};

class Coverage;

class Interpreter {
public:
    /// `module` and `deployment` must outlive the interpreter.
    Interpreter(const Module& module, SystemId system, const Deployment& deployment);

    /// Assumptions that do not hold of the parameters (or fault), by index.
    std::vector<uint32_t> failedAssumptions() const;
    /// Locations at which the system places something, ascending.
    std::vector<uint32_t> locations() const;
    /// The first fault on the way to the state before the start event, or to that of an observer. An initial state that
    /// does not exist is no event that could be rejected (R1), so the location must not run at all; the native runtime
    /// refuses to create the process.
    std::optional<FaultAt> initialFault(uint32_t location) const;
    /// The state before the start event; where initialFault has a fault, without the roots that fault.
    LocationState initial(uint32_t location) const;
    /// The state in which a location comes back after a crash, before its start event: the initial one, but with what
    /// is durable of the state it had. Every instance that is kept sees that start event as its first.
    LocationState restarted(const LocationState& crashed) const;
    /// The observers, in the order of the module.
    const std::vector<AutomatonId>& observers() const { return observers_; }
    /// The state of an observer before anything has happened; of none if its initial values fault (initialFault).
    LocationState initialObserver(AutomatonId observer) const;
    /// By how many millionths the clocks of locations may go wrong; 0 if nothing is said, or what is said faults or is
    /// no such share. (What is said is an assumption too.)
    int64_t driftPpm() const;
    /// Applies an event; atomic (R1, R9). What it reaches is added to `coverage`, if the event is accepted.
    StepResult step(LocationState& state, const Event& event, Coverage* coverage = nullptr) const;
    /// All enabled actions with all choices of their parameters, in instance and clause order. What faults on the way
    /// is added to `faults`.
    std::vector<EnabledAction> enabled(const LocationState& state, std::vector<ActionFault>* faults = nullptr) const;
    /// Canonical bytes of a state (see docs/wire-format.md) and their 64-bit FNV-1a hash; equal to the native
    /// runtime's.
    std::string canonical(const LocationState& state) const;
    uint64_t digest(const LocationState& state) const;
    /// Evaluates a closed expression over parameters, for tests and tools.
    Result<Value> evaluate(ExprId expr) const;
    /// The fault of such an expression, if it has no value.
    std::optional<FaultAt> faultOf(ExprId expr) const;

    const Module& module() const { return module_; }
    const System& system() const { return module_.systems[system_]; }
    const Deployment& deployment() const { return deployment_; }

private:
    const Module& module_;
    const Deployment& deployment_;
    SystemId system_;
    std::vector<AutomatonId> observers_;
    std::vector<bool> acts_;   ///< by automaton: it has actions, or what it may spawn or become has
};

}   // namespace evd::ir
