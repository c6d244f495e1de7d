#pragma once
// An instance as a finite table: all states of each location by itself, all messages that there can be, and what
// happens at each. It is what `states/` finds on demand, written out before anything is explored, so that a language
// without data can have it.

#include "explore/export/subject.h"
#include "explore/states/judge.h"

#include <memory>
#include <unordered_map>

namespace evd::explore {

/// The table of one instance. Numbers of local states are those of their place here, 0 is the one in which the runs
/// begin; numbers of messages are indexes of `packets`.
class Table {
public:
    /// Nothing, and EVD6019, if there is none. Statements that it cannot judge are left out (EVD6020).
    /// `tool`: for what is reported. `stepsMax`: of the interpreter, for where locations have states without end.
    static std::unique_ptr<Table> of(const ExportSubject& subject, const std::string& tool, size_t stepsMax,
                                     Diagnostics& diagnostics);

    Table(const Table&) = delete;
    Table& operator=(const Table&) = delete;

    /// What can happen in a local state.
    struct Row {
        Choice::Kind kind = Choice::Kind::Start;
        Spends spends = Spends::Nothing;
        std::optional<uint32_t> packet;   ///< Receive: what arrives; not of a timer
        std::optional<uint32_t> input;    ///< Request
        uint32_t next = 0;                ///< the local state afterwards
        std::vector<uint32_t> sent;       ///< packets, in order
        bool fails = false;               ///< an assertion does not hold: the run ends there, and is a violation
        std::string what;                 ///< "b receives vote(3) from a"
    };
    struct LocalState {
        std::string text;   ///< "Node: proposed = false, seen = false"
        bool down = false;
        bool outside = false;   ///< a bound does not hold whatever the others are: nothing happens any more
        std::vector<Row> rows;
    };
    struct Place {
        std::string name;
        std::vector<LocalState> states;
        bool mayBeDown = false;
        /// Of the packets that a crash here changes, what each becomes: another one, or nothing.
        std::vector<std::pair<uint32_t, std::optional<uint32_t>>> crash;
    };
    struct PacketKind {
        std::string message, text;   ///< `vote`, "vote(3) a -> b"
        uint32_t from = 0, to = 0;
        bool stays = false;                ///< it may be repeated any number of times, so that it is never taken away
        bool network = false;              ///< the network may lose or repeat it
        bool input = false;                ///< from the environment
        bool losable = false;              ///< it may be lost, because its sender or receiver stopped
        std::optional<uint32_t> lossy;     ///< the same one, if it may be lost
        std::optional<uint32_t> channel;   ///< it arrives in order with the others of the channel
        uint32_t atFirst = 0;              ///< how many are on their way where the runs begin
    };
    struct Channel {
        uint32_t from = 0, to = 0;
    };
    /// An input that the environment can put in, whatever it has sent before.
    struct InputRow {
        uint32_t input = 0, packet = 0;
        std::string what;
    };

    const ExportSubject& subject() const { return subject_; }
    const std::vector<Place>& places() const { return places_; }
    const std::vector<PacketKind>& packets() const { return packets_; }
    const std::vector<Channel>& channels() const { return channels_; }
    const std::vector<InputRow>& inputRows() const { return inputRows_; }
    const std::vector<Input>& inputs() const { return transitions_.inputs(); }
    /// Whether an input has been put in before the runs begin.
    bool isRequested(uint32_t input) const { return requested_[input]; }
    const Faults& faults() const { return subject_.instance.faults; }
    uint64_t steps() const { return locals_.steps(); }

    /// The statements that can be judged on local states, in the order of the subject.
    const std::vector<uint32_t>& statements() const { return statements_; }
    /// What a statement sees of a location: groups of local states between which it knows no difference.
    std::vector<std::vector<uint32_t>> views(size_t statement, uint32_t place);
    /// What it says of local states, one for each place.
    ir::Truth judge(size_t statement, const std::vector<uint32_t>& states) const;

private:
    Table(const ExportSubject& subject, Watched watched, std::vector<uint32_t> statements);

    std::optional<World> beginning(const std::string& tool, Diagnostics& diagnostics) const;
    bool fill(const World& begin, size_t stepsMax);
    uint32_t stateOf(uint32_t location, uint32_t local);
    bool receives(uint32_t location, uint32_t state) const;
    uint32_t packetOf(uint32_t number);
    std::vector<uint32_t> packetsOf(uint32_t sent);
    void addRows(uint32_t location, uint32_t state);
    void arrive(uint32_t location, uint32_t state, uint32_t packet);
    void addRequests(uint32_t location, uint32_t state);
    void addCrashes();
    void addLossy();
    uint32_t lossyOf(uint32_t packet);
    bool findChannels(const std::string& tool, Diagnostics& diagnostics);
    std::string textOf(uint32_t location, const Local& local) const;
    std::string textOf(const Packet& packet) const;
    std::string textOf(const LocalMove& move) const;
    const std::string& nameOf(uint32_t location) const { return subject_.interpreter.deployment().names[location]; }

    const ExportSubject& subject_;
    Transitions transitions_;
    const std::vector<uint32_t> statements_;
    Locals locals_;
    StateSpace space_;
    Judge judge_;
    std::vector<bool> requested_;
    World blank_;

    std::vector<Place> places_;
    std::vector<PacketKind> packets_;
    std::vector<Channel> channels_;
    std::vector<InputRow> inputRows_;
    std::vector<std::vector<uint32_t>> numbers_;   ///< by location and state: the number of Locals
    std::vector<std::unordered_map<uint32_t, uint32_t>> stateNumbers_;   ///< by location: from that number
    std::vector<uint32_t> packetLocals_;                                 ///< by packet: the number of Locals
    std::unordered_map<uint32_t, uint32_t> packetNumbers_;
    std::vector<std::vector<uint32_t>> packetsTo_;   ///< by location
};

}   // namespace evd::explore
