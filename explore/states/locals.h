#pragma once
// What can happen at one location: everything is local, so each step is made once, by the reference interpreter, and
// known by the numbers of what it depends on. (direction: interned local states and memoised steps)

#include "explore/instance/instance.h"
#include "explore/states/number_map.h"
#include "explore/states/past.h"

#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace evd::explore {

/// What a location is between two events.
struct Local {
    ir::LocationState state;
    bool started = false;
    bool gone = false;            ///< it has crashed for good
    std::vector<Packet> timers;   ///< that are set
    Past past;
};

/// What something takes from the budget of faults.
enum class Spends : uint8_t { Nothing, Crash, Restart, Drop, Duplicate };
/// What the budget leaves: a bit for each.
using Allowance = uint8_t;
inline bool allows(Allowance allowance, Spends what) { return (allowance >> static_cast<unsigned>(what) & 1) != 0; }

/// Something that can happen at a location, and what it leaves there.
struct LocalMove {
    Choice::Kind kind = Choice::Kind::Start;
    Spends spends = Spends::Nothing;
    uint32_t location = 0;
    uint32_t local = 0;     ///< the location's state afterwards
    uint32_t inbox = 0;     ///< what is on its way to it afterwards, without what this sends
    uint32_t sent = 0;      ///< number of a list of packets
    uint32_t packet = 0;    ///< Receive, Lose: which
    uint32_t action = 0;    ///< Act: number of the action with what was chosen
    uint64_t touches = 0;   ///< bits of what may be told differently afterwards, by what the location is
};

/// An event that would be rejected (R1). Every engine tells it as a fault at its place.
struct Rejected {
    LocalMove move;   ///< what would happen
    ir::FaultAt fault;
    bool guard = false;   ///< it is not known whether an action can happen
};

/// Which packets can still make a difference to their receivers.
struct Needed {
    using Bits = std::vector<uint64_t>;
    std::vector<std::vector<Bits>> at;      ///< by location and local state: a bit for each packet's index
    std::vector<std::vector<bool>> known;   ///< by location and local state: whether that says something
    std::vector<uint32_t> index;            ///< by packet
};

/// The parts of all states of one instance, and what can happen between them. Numbers of local states and of inboxes
/// are those of one location each; 0 is the first local state, and the empty inbox.
class Locals {
public:
    /// The transitions must outlive this.
    Locals(const Transitions& transitions, const Faults& faults, Watched watched);

    /// What a change from one local state to another touches; asked once for each move.
    std::function<uint64_t(uint32_t location, uint32_t before, uint32_t after)> touches;
    /// Whether messages to locations outside the system leave it at once.
    bool outsideAtOnce = false;
    /// Whether moves that lead nowhere else are listed too.
    bool listsIdle = false;
    /// If this is known, messages that are not needed are forgotten. Lists of moves must not have been asked for yet.
    std::optional<Needed> needed;
    /// Whether a packet is needed at its receiver in this local state.
    bool isNeeded(uint32_t location, uint32_t local, uint32_t packet);

    /// A world in which there is nothing but one location, with its timers.
    World around(uint32_t location, const Local& local) const;

    uint32_t locations() const { return static_cast<uint32_t>(at_.size()); }
    bool isInside(uint32_t location) const { return blank_.inside[location]; }
    const Watched& watched() const { return watched_; }
    const Faults& faults() const { return faults_; }

    /// The number of a local state, of a packet, of an inbox that holds packets in the order in which they were sent.
    uint32_t local(uint32_t location, Local local);
    uint32_t packet(const Packet& packet, const Past::Clock& clock);
    uint32_t inbox(uint32_t location, const std::vector<uint32_t>& packets);

    const Local& local(uint32_t location, uint32_t number) const { return at_[location].locals[number]; }
    uint32_t localCount(uint32_t location) const { return static_cast<uint32_t>(at_[location].locals.size()); }
    const Packet& packet(uint32_t number) const { return packets_[number].packet; }
    uint32_t packetCount() const { return static_cast<uint32_t>(packets_.size()); }
    const std::vector<uint32_t>& packetsIn(uint32_t location, uint32_t number) const {
        return at_[location].inboxes[number].packets;
    }
    bool hasInput(uint32_t location, uint32_t number) const { return at_[location].inboxes[number].hasInput; }
    const std::vector<uint32_t>& sent(uint32_t number) const { return sent_[number]; }
    const ir::ActionRef& action(uint32_t number) const { return actions_[number].ref; }
    const ir::EnabledAction& chosen(uint32_t number) const { return actions_[number].chosen; }

    /// What can happen at a location, and what would be rejected: numbers.
    struct Events {
        std::vector<LocalMove> moves;
        std::vector<uint32_t> rejected;
    };
    /// All single events at a location; of receipts only those of some packets, ascending, unless it is null.
    Events events(uint32_t location, uint32_t local, uint32_t inbox, Allowance allowance,
                  const std::vector<uint32_t>* only = nullptr);
    /// If this is set, it says what is looked at instead. Lists of moves must not have been asked for yet.
    std::function<Events(uint32_t location, uint32_t local, uint32_t inbox, Allowance allowance)> instead;

    /// All that is looked at, at a location: indexes of moves, and of rejected ones.
    struct List {
        uint32_t begin = 0, end = 0;
        std::vector<uint32_t> rejected;
    };
    const List& moves(uint32_t location, uint32_t local, uint32_t inbox, Allowance allowance);
    const LocalMove& move(uint32_t number) const { return moves_[number]; }
    const Rejected& rejected(uint32_t number) const { return rejected_[number]; }

    /// What one event does.
    struct Step {
        static constexpr uint32_t kAccepted = UINT32_MAX;
        uint32_t local = 0, sent = 0;
        uint32_t rejected = kAccepted;   ///< number of a rejected one, if it is
    };
    /// The arrival of a packet as an event, where what is on its way does not count.
    LocalMove receipt(uint32_t location, uint32_t packet, const Step& does) const;
    /// What the arrival of a packet does, at a location that has started; whatever becomes of the inbox.
    const Step& arrives(uint32_t location, uint32_t local, uint32_t packet);
    /// What happens without a message: starts, actions, timers, crashes, restarts, whatever they spend.
    const std::vector<LocalMove>& own(uint32_t location, uint32_t local);

    /// An inbox with one packet more; where a message may be repeated any number of times, each is there once.
    uint32_t with(uint32_t location, uint32_t inbox, uint32_t packet);
    /// Whether an event leaves its location, and what is on its way there, as they were.
    bool comesBack(uint32_t local, uint32_t inbox, const LocalMove& event);
    /// A packet that may be lost, because its receiver is down.
    uint32_t losable(uint32_t packet) { return as(packet, true); }
    /// The same packet, if it may not be lost.
    uint32_t plain(uint32_t packet) { return as(packet, false); }
    bool isInput(uint32_t packet) const { return packets_[packet].isInput; }
    /// Whether it may be repeated any number of times, so that it stays on its way when it has arrived.
    bool stays(uint32_t packet) const { return packets_[packet].stays; }
    /// An inbox after another location, or this one, has crashed.
    uint32_t afterCrash(uint32_t location, uint32_t inbox, uint32_t crashed);
    /// The location after the environment has sent an input from there, with the clock of that event.
    std::pair<uint32_t, Past::Clock> afterRequest(const Input& input, uint32_t local);

    /// A text that is equal for equal values.
    std::string text(ir::TypeId type, const ir::Value& value) const;
    /// How often the interpreter was asked.
    uint64_t steps() const { return stepCount_; }
    /// Bytes of the identities of all local states.
    size_t bytes() const { return bytes_; }

private:
    struct Inbox {
        std::vector<uint32_t> packets;       ///< in the order in which they were sent
        std::vector<uint32_t> deliverable;   ///< indexes of those that may arrive, one of equal ones
        std::vector<uint32_t> distinct;      ///< indexes, one of equal ones
        bool hasInput = false;
    };
    struct Place {
        std::deque<Local> locals;
        std::unordered_map<std::string, uint32_t> localNumbers;
        std::deque<Inbox> inboxes;
        std::unordered_map<std::string, uint32_t> inboxNumbers;
        std::unordered_map<uint64_t, uint32_t> with, without, crashed;   ///< by inbox and packet, index, location
        std::unordered_map<uint64_t, Step> steps;                        ///< by local state and packet
        NumberMap listNumbers;                                           ///< by local state, inbox and allowance
        std::deque<List> lists;
        std::unordered_map<uint32_t, std::vector<LocalMove>> own;   ///< by local state: what needs no message
        std::unordered_map<uint32_t, std::vector<uint32_t>> ownRejected;
    };
    struct Known {
        Packet packet;
        Past::Clock clock;
        bool stays;   ///< it may be repeated any number of times
        bool isInput;
        uint32_t twins[2] = {UINT32_MAX, UINT32_MAX};   ///< the same that may not be lost, and that may; not yet known
    };

    uint32_t as(uint32_t packet, bool losable);
    Step step(uint32_t location, const Local& before, World world, const Choice& choice, const Past::Clock& clock,
              LocalMove move, const std::optional<Packet>& received);
    uint32_t without(uint32_t location, uint32_t inbox, uint32_t index);
    uint32_t pruned(uint32_t location, uint32_t local, uint32_t inbox);
    uint32_t sentNumber(const std::vector<uint32_t>& packets);
    bool stays(const Packet& packet) const;
    bool endsRun(uint32_t rejected) const;
    uint32_t leaves(uint32_t location, uint32_t local, uint32_t packet);

    const Transitions& transitions_;
    const Faults faults_;
    const Watched watched_;
    World blank_;   ///< of which one location at a time is filled in
    std::vector<Place> at_;
    std::deque<Known> packets_;
    std::unordered_map<std::string, uint32_t> packetNumbers_;
    std::vector<std::vector<uint32_t>> sent_;
    std::unordered_map<std::string, uint32_t> sentNumbers_;
    struct Action {
        ir::ActionRef ref;
        ir::EnabledAction chosen;
    };
    std::vector<Action> actions_;
    std::vector<LocalMove> moves_;
    std::vector<Rejected> rejected_;
    uint64_t stepCount_ = 0;
    size_t bytes_ = 0;
};

}   // namespace evd::explore
