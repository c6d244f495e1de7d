#pragma once
// A run as it happens: makes choices happen in a world, tells the statements of it, and writes down what happened.

#include "explore/simulate/monitor.h"
#include "explore/trace/run.h"
#include "explore/world/world.h"

#include <functional>
#include <string>
#include <vector>

namespace evd::explore {

/// What the network does with a message that enters it.
struct Passage {
    bool dropped = false, doubled = false;
    int64_t delayNs = 0, copyDelayNs = 0;
};
/// What happens on the way. Where nothing is said, nothing goes wrong, and delays are as short as they may be.
struct Transport {
    /// How long a location takes for a delay between these two (`after`, and timers): its clock may go wrong.
    std::function<int64_t(uint32_t location, int64_t leastNs, int64_t mostNs)> wait;
    std::function<Passage(const World&, const Packet&)> carry;   ///< asked once for each message that an event sends
    std::function<bool(const Packet&)> losesAtCrash;             ///< asked for each message that a crash may lose
};

struct RecorderOptions {
    bool record = true;   ///< whether the run is told: its events and messages. Without, they are only counted; the
                          ///< same things happen
    Monitor::Options statements = {};
    std::shared_ptr<const Monitor::Plan> plan = {};   ///< of these statements, if several runs share it
};

/// Records one run. After each event the statements are judged; the run ends with the first that is violated.
class Recorder {
public:
    /// The transitions must outlive the recorder.
    Recorder(const Transitions& transitions, RecorderOptions options, Transport transport = {});

    World& world() { return world_; }
    const World& world() const { return world_; }
    const Run& run() const { return run_; }
    Run& run() { return run_; }
    Monitor& monitor() { return monitor_; }
    bool violated() const { return run_.violation.has_value(); }
    /// How many events there were.
    uint32_t events() const { return run_.happened; }
    /// Where the last of them was.
    std::optional<uint32_t> lately() const { return lately_; }

    /// Judges the first moment; false if a statement is violated there.
    bool begin() { return checkStatements(std::nullopt); }
    /// Makes a choice happen at a step. Returns the copies that are on their way since; until the next choice.
    const std::vector<uint32_t>& apply(const Choice& choice, uint32_t step);
    /// A copy that has arrived is on its way once more: the network made a second one. Its number.
    uint32_t repeat(const Packet& packet);
    /// The message of a run that is told that a copy on its way is.
    uint32_t messageOf(uint32_t packet) const { return carried_[packet].message; }
    /// Actions that could not be tried at a location, because of faults; each place is told once.
    void noteUntried(uint32_t location, const std::vector<ir::ActionFault>& faults, uint32_t step);
    /// The run has ended at a step without a violation. What cannot be tried in its last state is noted.
    void end(End end, uint32_t step);
    /// Judges at the end what statements about the whole run want.
    void judgeWhole();
    /// The same of a run that goes round for ever: with all that has happened since there were so many events, and
    /// statements knew of `moment` events. If there are none since, it stays where it is.
    void judgeRound(uint32_t events, uint32_t moment);

private:
    /// What is known of a copy besides the network.
    struct Carried {
        uint32_t message = 0;              ///< of the run, if it is told
        std::optional<uint32_t> sentBy;    ///< event
        std::optional<uint32_t> transit;   ///< of the monitor, if that watches it
    };

    void applyEvent(const Choice& choice, uint32_t step);
    void crash(uint32_t location, uint32_t step);
    void restart(uint32_t location, uint32_t step);
    void lose(uint32_t packet, bool byCrash);
    void request(const Choice& choice, uint32_t step);
    void leave(const Choice& choice, uint32_t step);

    uint32_t newEvent(EventKind kind, uint32_t location, uint32_t step);
    void receive(uint32_t event, const Carried& carried);
    void reject(uint32_t event, const ir::StepResult& result);
    void describe(Event& event, const ir::EnabledAction& action, const ir::LocationState& before) const;
    void finishClock(Event& event);
    void send(uint32_t event, const std::vector<uint32_t>& packets);
    void wait(Packet& packet) const;
    Carried& carriedOf(const Packet& packet);
    void fire(uint32_t event, const ir::Event& what, const Carried& carried);
    void put(const Packet& packet, std::optional<uint32_t> event, bool duplicate);
    void take(const Carried& carried, bool byNextEvent);
    void loseAtCrash(const Carried& carried);
    std::string messageText(ir::MessageId kind, const std::vector<ir::Value>& payload) const;
    std::string timerText(const ir::Event& what) const;
    void noteUnhandled(ir::MessageId message, uint32_t location);
    void tell(ir::Happening event, const std::vector<ir::Output>& outputs = {}, const ir::Changes& changes = {});
    void judge(uint32_t event, const Applied& applied);
    bool checkStatements(std::optional<uint32_t> event);
    void judgeAll(std::optional<Violation> violation);
    std::string whyOpen() const;
    std::string whatWasInTheWay() const;

    const Transitions& transitions_;
    const ir::Interpreter& interpreter_;
    const ir::Module& module_;
    const ir::LocationNames& names_;
    RecorderOptions options_;
    Transport transport_;
    World world_;
    Run run_;
    Monitor monitor_;
    std::vector<Carried> carried_;   ///< by copy on its way
    std::vector<uint32_t> sent_;     ///< by the last choice
    std::optional<uint32_t> lately_;
    bool losesMessages_ = false;   ///< some were lost
    std::vector<std::optional<uint32_t>> lastEvent_;
    std::vector<std::vector<bool>> handled_;   ///< by location, then by message
};

}   // namespace evd::explore
