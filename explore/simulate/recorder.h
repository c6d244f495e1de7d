#pragma once
// A run as it happens: makes choices happen in a world, tells the statements of it, and writes down what happened.

#include "explore/simulate/monitor.h"
#include "explore/trace/run.h"
#include "explore/world/world.h"

#include <functional>
#include <set>
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
    bool record = true;   ///< whether the run is told: texts, changes, clocks. Without, only what is counted; the same
                          ///< things happen
    std::vector<std::string> only;    ///< the statements to evaluate, by name; empty: all
    std::vector<std::string> apart;   ///< statements that are not evaluated here, by name
    std::vector<ir::ExprId> asked;    ///< formulas that will be asked for (Monitor::ask)
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

    /// Judges the first moment; false if a statement is violated there.
    bool begin() { return checkStatements(std::nullopt); }
    /// Makes a choice happen at a step. Returns the copies that are on their way since.
    std::vector<uint32_t> apply(const Choice& choice, uint32_t step);
    /// A copy that has arrived is on its way once more: the network made a second one. Its number.
    uint32_t repeat(const Packet& packet);
    /// The message of the run that a copy on its way is.
    uint32_t messageOf(uint32_t packet) const { return messageOf_[packet]; }
    /// Actions that could not be tried at a location, because of faults; each place is told once.
    void noteUntried(uint32_t location, const std::vector<ir::ActionFault>& faults, uint32_t step);
    /// The run has ended at a step without a violation. What cannot be tried in its last state is noted.
    void end(End end, uint32_t step);
    /// Judges the statements about the whole run, which is done then; unless it must end earlier, with the event by
    /// which a statement is violated. A run that is `fixed` goes on after it.
    std::optional<uint32_t> judgeWhole(bool fixed = false);

private:
    void applyEvent(const Choice& choice, uint32_t step, std::vector<uint32_t>& sent);
    void crash(uint32_t location, uint32_t step);
    void restart(uint32_t location, uint32_t step);
    void lose(uint32_t packet, bool byCrash);
    void request(const Choice& choice, uint32_t step, std::vector<uint32_t>& sent);
    void leave(const Choice& choice, uint32_t step);

    Event& newEvent(EventKind kind, uint32_t location, uint32_t step);
    void describe(Event& event, const ir::EnabledAction& action, const ir::LocationState& before) const;
    void finishClock(Event& event);
    void send(Event& event, const std::vector<uint32_t>& packets, std::vector<uint32_t>& sent);
    void wait(Packet& packet) const;
    uint32_t put(const Packet& packet, std::optional<uint32_t> event, bool duplicate);
    void take(uint32_t message, bool byNextEvent);
    void loseAtCrash(uint32_t message);
    std::string timerText(const ir::Event& what) const;
    std::string messageText(ir::MessageId kind, const std::vector<ir::Value>& payload) const;
    void noteUnhandled(const Message& message);
    ir::Happening happeningOf(const Event& event, const ir::Event& what) const;
    void tell(const Event& event, ir::Happening::Kind kind, const Message* message);
    void judge(uint32_t event, const Applied& applied);
    bool checkStatements(std::optional<uint32_t> event);
    std::string whyOpen() const;

    const Transitions& transitions_;
    const ir::Interpreter& interpreter_;
    const ir::Module& module_;
    const ir::LocationNames& names_;
    RecorderOptions options_;
    Transport transport_;
    World world_;
    Run run_;
    Monitor monitor_;
    std::vector<uint32_t> messageOf_;   ///< by copy on its way
    std::vector<uint32_t> setBy_;       ///< by copy that is a timer: the event that set it
    std::vector<uint32_t> transits_;    ///< by message: its number in the monitor, if that listens
    std::vector<std::optional<uint32_t>> lastEvent_;
    std::vector<std::set<ir::MessageId>> handled_;   ///< by location
};

}   // namespace evd::explore
