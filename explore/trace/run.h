#pragma once
// A run: what happened where, in one order that respects causality. Plain data; the writers and later tools read it.

#include "base/diagnostics.h"
#include "ir/core/reader.h"
#include "ir/interp/coverage.h"
#include "ir/interp/interp.h"
#include "ir/logic/witness.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace evd::explore {

/// What became of a copy of a message.
enum class Fate : uint8_t {
    InFlight,   ///< still on its way when the run ended
    Delivered,
    Dropped,       ///< lost by the network
    LostAtCrash,   ///< arrived at a crashed location, or was lost when its sender or receiver crashed
};

/// One copy of a message on its way to one location.
struct Message {
    uint32_t id = 0;   ///< index in Run::messages
    ir::MessageId kind = 0;
    ir::Payload payload;
    std::string text;                 ///< `vote(0, 1, "A")`
    uint32_t from = 0, to = 0;        ///< location numbers
    std::optional<uint32_t> sentBy;   ///< the event that sent it; none if the environment put it in without an event
    std::optional<uint32_t> receivedBy;   ///< the event that received it
    std::optional<uint32_t> lostAfter;    ///< the last event before the network, or the crashed location, lost it
    int64_t leavesNs = 0;                 ///< simulated time at which it leaves its sender (`after` delays it)
    int64_t readyNs = 0;                  ///< simulated time from which on it may arrive
    Fate fate = Fate::InFlight;
    bool duplicate = false;   ///< a copy made by the network
};

/// A value emitted to the environment.
struct Emitted {
    ir::MessageId kind = 0;
    std::string text;
    Span span;
};

/// One difference between the states before and after an event. A spawned instance has no `before`, an ended one no
/// `after`.
struct Change {
    std::string subject;   ///< `Replica.seen`, `Replica/Slot(0, "A").round`
    std::string before, after;
};

enum class EventKind : uint8_t {
    Start,
    Receive,
    Action,
    Request,          ///< the environment, at a location outside the system, sends an input
    OutsideReceive,   ///< a message or output reaches a location outside the system
    Crash,
    Restart,
    Timer,   ///< a timer fires; `cause` is the event that set it
};

/// One event.
struct Event {
    uint32_t id = 0;      ///< index in Run::events
    uint32_t step = 0;    ///< the simulator's step
    int64_t timeNs = 0;   ///< simulated time
    uint32_t location = 0;
    EventKind kind = EventKind::Start;
    std::string text;                      ///< `start`, `vote(0, "A")`, `propose`, `crash`
    std::string actor;                     ///< Action: the acting instance, `Node`; Timer: its process
    ir::ActionRef action;                  ///< Action …
    ir::InstancePath instance;             ///< … where the instance sat …
    std::vector<ir::Value> chosen;         ///< … and what was chosen; Timer: the parameters of its process
    ir::MessageId timer = 0;               ///< Timer: which
    std::optional<uint32_t> message;       ///< receipts: the message that arrived
    std::optional<uint32_t> cause;         ///< receipts: the event that sent it; Timer: the one that set it
    std::optional<uint32_t> predecessor;   ///< the event before this one at the location
    std::vector<uint32_t> sends;           ///< messages sent, in order; duplicates made by the network included
    std::vector<Emitted> emits;
    std::vector<Change> changes;
    bool aside = false;                  ///< it cannot have led to the violation: writers may leave it out
    ir::Fault fault = ir::Fault::None;   ///< if set, the event was rejected and changed nothing
    Span faultAt;
    std::string faultDetail;
    std::vector<uint32_t>
        clock;   ///< vector clock: per location number, how many of its events are at or before this one
};

/// Whether `a` is causally before `b` (strictly).
bool happensBefore(const Event& a, const Event& b);

/// Why a run ended.
enum class End : uint8_t {
    Steps,       ///< as many steps as asked for
    Quiescent,   ///< nothing more could happen
    Bound,       ///< it has left the states that are looked at
    Violation,   ///< a statement was violated, or an assertion failed
};

/// A violated statement or assertion. Without an event: the initial states violate it.
struct Violation {
    std::optional<uint32_t> statement;   ///< index into Run::statements; none: an `assert` of a handler, or `fault`
    std::string name;                    ///< of an assertion its text: `left >= 0`; of a fault what it says
    std::optional<uint32_t> event;
    Span span;
    std::vector<ir::Binding> witness;   ///< the values for which it fails: `i = n1`, `e = #3`; empty if it has none
    bool atEnd = false;   ///< no event violates it, but nothing more can happen, and what it wants has not happened
    ir::Fault fault = ir::Fault::Assertion;   ///< of what is no statement; another one: an observer cannot go on
};

struct Run {
    std::string spec;
    std::string system;   ///< for titles; the simulator leaves it to its caller
    uint64_t seed = 0;
    std::string scenario;             ///< the one that has played; empty for a run of a seed
    std::vector<std::string> names;   ///< locations by number
    std::vector<bool> inside;         ///< by location number: the system places something there
    std::vector<std::string> kinds;   ///< message names by MessageId
    std::vector<Event> events;        ///< of a run that is told; of one that is only counted there are none …
    std::vector<Message> messages;    ///< … of these either
    uint32_t happened = 0;            ///< how many events, told or not
    /// An event that was rejected.
    struct Rejected {
        uint32_t event = 0;
        ir::FaultAt fault;
    };
    std::vector<Rejected> rejected;
    std::optional<uint32_t> loop;   ///< the run goes round for ever: what happens from this event on comes again and
                                    ///< again; if there is no such event, it stays as it is, and nothing is owed
    bool trivial = false;   ///< nothing happened but the start of the locations: all that held in it held of hardly
                            ///< anything
    End end = End::Steps;
    std::optional<Violation> violation;
    /// What became of one property or invariant of the spec: in how many states it held and its formula faulted; or, if
    /// it speaks of whole runs, in how many runs.
    struct Watched {
        ir::StatementKind kind = ir::StatementKind::Invariant;
        std::string name;
        bool wholeRun = false;
        uint32_t held = 0, unknown = 0;
        uint32_t open = 0;          ///< runs that ended before it was decided …
        std::string whyOpen;        ///< … and why the last of them leaves it open: "a message was lost"
        bool violatedToo = false;   ///< besides the one with which the run ends
        bool premise = false;       ///< it says what holds if something else does
        bool looked = false;   ///< something that it speaks of was found, or there is nothing; else it held vacuously
        std::string notEvaluated;   ///< why it is not evaluated; empty if it is
        ir::FaultAt fault;          ///< the first of its faults, if it is unknown in some state
    };
    std::vector<Watched> statements;
    /// An action that could not be tried, because its guard or what a parameter is chosen from faults: the first time
    /// for each such place in the spec.
    struct Untried {
        uint32_t location = 0, step = 0;
        std::string action;   ///< `win of Node`
        ir::FaultAt fault;
    };
    std::vector<Untried> untried;
    uint32_t untriedAtEnd = 0;   ///< how many actions, of all locations, fault like that in the last state
    /// Messages that reached a location where no process has a handler for them, or can spawn one that has.
    struct Unhandled {
        ir::MessageId message = 0;
        uint32_t location = 0, count = 0;
    };
    std::vector<Unhandled> unhandled;
    /// What became of a condition under which locations crash.
    struct Condition {
        std::string text;
        uint32_t held = 0, unknown = 0;   ///< at so many moments for some location; at so many it faulted for one
        ir::FaultAt fault;                ///< the first of these
    };
    std::vector<Condition> conditions;
    ir::Coverage coverage;   ///< what the events have reached, if that was asked for
    /// A statement of the spec that a simulated run does not evaluate: `property`, `only_three`.
    struct NotEvaluated {
        std::string kind, name;
    };
    std::vector<NotEvaluated> notEvaluated;

    bool lacksInputs = false;   ///< there are messages that the environment sends, and it was given none to send

    /// The name of a location as inputs and options of the command take it.
    std::string place(uint32_t location) const { return ir::locationText(names[location]); }
};

/// The diagnostic of a fault, its name (`EVD7003`), and its sentence, which ends with the detail. There must be a
/// fault.
Code codeOf(ir::Fault fault);
Code codeOf(const Violation& violation);
std::string faultCode(ir::Fault fault);
std::string faultText(ir::Fault fault, const std::string& detail = {});
/// Reports a fault at its place.
Diagnostic& reportFault(Diagnostics& diagnostics, const ir::FaultAt& fault);
/// `17ms`, `1.5s`, `1.159s`: simulated time, to three decimals.
std::string timeText(int64_t ns);

}   // namespace evd::explore
