#pragma once
// The one transition relation: what a system is between two events, what could happen next, and what it changes.
// Who makes runs only chooses; crash, restart, network and timers are nowhere else.

#include "ir/interp/coverage.h"
#include "ir/interp/interp.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

namespace evd::explore {

/// An input that the environment puts in.
struct Input {
    ir::MessageId message = 0;
    ir::Payload payload;
    uint32_t from = 0;   ///< the authenticated sender: a location outside the system if there is one
    uint32_t to = 0;
    uint32_t notBefore = 0;   ///< earliest step of a simulated run
    uint32_t group = 0;       ///< it waits until all inputs of lower groups have been put in and have arrived
};

/// One copy of a message on its way, or a timer that is set: it goes from its location to itself, and not through the
/// network.
struct Packet {
    uint32_t id = 0;   ///< of this copy, in the order of sending; it is no part of the state
    ir::MessageId message = 0;
    ir::Payload payload;
    uint32_t from = 0, to = 0;
    bool sentByEvent = false;   ///< not put in by the environment at a location of the system
    bool losable = false;       ///< its sender or receiver has crashed since it left, or is down: it may be lost (R9)
    bool timer = false;         ///< it is a timer
    int64_t leavesNs = 0;       ///< time at which it leaves its sender (`after` delays it) …
    int64_t readyNs = 0;        ///< … and from which on it may arrive
    int64_t leavesMaxNs = 0;    ///< time at which it leaves at the latest, as the event that sent it says
};

/// All that decides what can happen next: the states of the locations, and what is on its way.
struct World {
    std::vector<ir::LocationState> states;   ///< by location number, with `up`; behind these those of the observers
    std::vector<bool> inside;                ///< by location number: the system places something there
    std::vector<bool> started;               ///< by location number: its first event since it is up has happened
    std::vector<Packet> packets;             ///< oldest first
    std::vector<bool> requested;             ///< which inputs the environment has put in
    int64_t nowNs = 0;
    uint32_t nextPacket = 0;

    bool isUp(uint32_t location) const { return states[location].up; }
    /// Whether messages can arrive and actions happen there: it is up and has started (R13).
    bool isAwake(uint32_t location) const { return inside[location] && started[location] && isUp(location); }
    /// The copy with this number, which is on its way.
    const Packet& packet(uint32_t id) const;
    Packet& packet(uint32_t id);
};

/// Something that could happen.
struct Choice {
    enum class Kind : uint8_t {
        Start,     ///< of `location`
        Receive,   ///< `packet` arrives; where nothing is placed, it leaves the system there. A timer fires
        Act,       ///< `location` does `action`
        Request,   ///< the environment puts in `input`
        Crash,     ///< of `location`
        Restart,   ///< of `location`
        Lose,      ///< `packet` is lost
    } kind = Kind::Start;
    uint32_t location = 0;
    uint32_t packet = 0;
    uint32_t input = 0;
    ir::EnabledAction action;
};

/// What has happened.
struct Applied {
    ir::Event what;                   ///< Start, Receive, Act at a location of the system
    ir::StepResult result;            ///< of that
    std::vector<Packet> lost;         ///< Crash: what was only in the memory of the location
    std::vector<uint32_t> doubtful;   ///< Crash: the copies on their way that it may lose
    std::vector<uint32_t> sent;       ///< the copies that are on their way now, in order; and timers that are set
    ir::FaultAt observed;             ///< of an observer, which stays as it was: the first
    ir::Changes seen;                 ///< what has changed in observers
};

/// The end of time, 100 years: delays that would go beyond end there.
inline constexpr int64_t kTimeMaxNs = int64_t{100} * 366 * 24 * 3600 * 1'000'000'000;

/// What holds of a network besides the promise of R5, and what the spec says of its links: none.
struct Network {
    bool inOrder = false;   ///< messages from one location to another arrive in the order in which they left
};

/// What can happen in a system, and what it changes.
/// Faults: a crashed location takes no event. What waits in its own memory is gone: delayed sends (timers) and messages
/// to itself. What it has sent and nobody has received yet, and what is on its way to it, may be lost. A restart keeps
/// what is durable (Interpreter::restarted), and the next event is the start.
/// Messages of a location to itself and inputs do not pass the network: they are neither lost nor doubled there.
/// Timers: one that is set again replaces the one that is waiting, and none waits that its instance has cancelled or
/// that has no instance any more; so no state holds what cannot matter. A timer waits for no message and no message for
/// it, also in order. When it fires is the business of who makes the run: this relation knows no clocks.
class Transitions {
public:
    /// The interpreter must outlive the transitions.
    Transitions(const ir::Interpreter& interpreter, Network network, std::vector<Input> inputs = {});

    /// What events reach is added there from now on.
    void cover(ir::Coverage* coverage) { coverage_ = coverage; }

    World initial() const;

    /// Whether a location could start now.
    bool canStart(const World& world, uint32_t location) const;
    /// Whether the environment could put an input in now.
    bool canRequest(const World& world, uint32_t input) const;
    /// Whether something could arrive at a location: it has started (R13), or is outside the system.
    static bool canReceive(const World& world, uint32_t location) {
        return !world.inside[location] || world.isAwake(location);
    }
    /// Whether a copy could arrive once its time has come: its receiver has started, and nothing is before it in order.
    bool canArrive(const World& world, const Packet& packet) const;
    /// The actions that a location could do; what faults on the way is added to `faults`.
    std::vector<ir::EnabledAction> actions(const World& world, uint32_t location,
                                           std::vector<ir::ActionFault>* faults = nullptr) const;
    /// All that could happen at any later time without a new fault: starts, arrivals, actions, inputs, and the loss of
    /// what a crash may lose. In a fixed order.
    std::vector<Choice> choices(const World& world) const;
    /// How many actions, of all locations, cannot be tried because of faults; each of these is told to `note`.
    uint32_t untried(const World& world,
                     const std::function<void(uint32_t location, const std::vector<ir::ActionFault>&)>& note) const;
    /// Whether nothing more can happen but inputs, losses and new faults.
    bool isQuiet(const World& world) const;
    /// Makes it happen. It must be possible; a crash or a restart always is.
    Applied apply(World& world, const Choice& choice) const;
    /// The network makes a second copy of one on its way, which is next to it in order.
    uint32_t duplicate(World& world, uint32_t packet) const;

    const ir::Interpreter& interpreter() const { return interpreter_; }
    const Network& network() const { return network_; }
    /// Whether the module has timers.
    bool hasTimers() const { return hasTimers_; }
    /// Whether some link promises order; else nothing must wait.
    bool hasOrder() const { return hasOrder_; }
    const std::vector<Input>& inputs() const { return inputs_; }
    /// Whether some inputs wait until others have arrived.
    bool hasTurns() const { return hasTurns_; }
    /// Whether the network may lose or double a message: it is one between locations of the system, and no link
    /// promises that this does not happen to it.
    bool passesNetwork(const World& world, const Packet& packet) const;
    /// Whether it can be lost: by the network, or because of a crash.
    bool canBeLost(const World& world, const Packet& packet) const;
    /// Whether a promise of order keeps a message from arriving before others.
    bool mustWait(const World& world, const Packet& packet) const;
    /// Of each promise of order that is about a message, how many that are on their way must arrive before it.
    std::vector<uint32_t> ahead(const World& world, const Packet& packet) const;
    /// Whether only processes of the environment are placed there.
    bool isEnvironment(uint32_t location) const { return environment_[location]; }

private:
    void change(World& world, const Choice& choice, Applied& out) const;
    void put(World& world, Packet packet, Applied& out) const;
    void step(World& world, uint32_t location, Applied& out) const;
    void dropTimers(World& world, uint32_t location, Applied& out) const;
    void crash(World& world, uint32_t location, Applied& out) const;
    void see(World& world, ir::Sighting::Kind kind, uint32_t which, const std::vector<ir::Value>& payload,
             Applied& out) const;
    void observe(World& world, const Choice& choice, const std::optional<Packet>& received,
                 const std::optional<ir::ActionRef>& action, Applied& out) const;

    /// One promise of the spec, on this instance.
    struct Link {
        bool fifo, reliable;
        std::vector<bool> messages, from, to;   ///< which it is about; by location number
        bool covers(const Packet& packet) const {
            return messages[packet.message] && from[packet.from] && to[packet.to];
        }
    };

    const ir::Interpreter& interpreter_;
    Network network_;
    std::vector<Input> inputs_;
    std::vector<Link> links_;
    std::vector<ir::LocationState> initial_;         ///< of the locations of the system
    std::vector<bool> environment_;                  ///< by location
    std::vector<std::vector<uint32_t>> listeners_;   ///< by output: where the environment receives what is emitted
    bool hasTimers_;                                 ///< there are any in the module
    bool hasOrder_ = false;                          ///< some link promises order
    bool hasTurns_ = false;                          ///< some inputs wait for others
    ir::Coverage* coverage_ = nullptr;
};

}   // namespace evd::explore
