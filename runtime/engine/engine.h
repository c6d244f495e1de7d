#pragma once
// Events at one location: clauses, children, spawning and ending, as one transaction. The same steps as ir/interp.

#include "runtime/engine/instance.h"
#include "runtime/engine/outbox.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace evd::runtime {

/// Of a fault whose place is not known.
inline constexpr uint64_t kNoSite = UINT64_MAX;

/// The event in progress.
struct Event {
    enum class Kind : uint8_t { Start, Receive, Action } kind;
    uint32_t message;
    Instance* actor;
    uint32_t action;
};

/// One way in which one action can happen now.
struct EnabledAction {
    Instance* instance;
    uint32_t action;
    const evd_action* description;
    size_t chosenAt;   ///< words in Engine::chosen()
};

/// An action of which it is not known whether it can happen: its guard, or what a parameter is chosen from, faults.
struct ActionFault {
    const evd_action* description;
    int64_t kind;
    uint64_t site;
    std::string text;
};

class Engine {
public:
    Engine(evd_rt& rt);
    ~Engine();
    Engine(const Engine&) = delete;
    Engine& operator=(const Engine&) = delete;

    /// Makes the root instances of a system at the process's location, before its first event. 0 or a fault.
    int64_t place(const evd_system& system);

    /// One event each: 0, or the fault for which it was rejected, with nothing changed.
    int64_t start();
    int64_t receive(uint32_t message, uint32_t sender, const evd_word* fields);
    int64_t act(size_t enabledIndex);

    /// Collects all enabled actions: instances depth first, actions and choices in order. Valid until the next event.
    const std::vector<EnabledAction>& enabled();
    const std::vector<EnabledAction>& lastEnabled() const { return enabled_; }
    /// What faulted when the enabled actions were last found.
    const std::vector<ActionFault>& actionFaults() const { return actionFaults_; }
    const evd_word* chosen(const EnabledAction& action) const { return chosen_.data() + action.chosenAt; }

    // effects, called by the operations during a step; the payload or the parameters are staged in evd_rt
    int64_t spawn(uint32_t table);
    int64_t become(uint32_t table);
    void stop() { frame_->stopped = true; }
    int64_t deliver(uint32_t table);
    evd_word yields(uint32_t table);
    void yield();
    bool tableEmpty(uint32_t table) const { return frame_->self->tables[table].live == 0; }
    void setDelay(int64_t nanoseconds) { delay_.least = delay_.most = std::max<int64_t>(0, nanoseconds); }
    void setMostDelay(int64_t nanoseconds) { delay_.most = std::max(delay_.least, nanoseconds); }
    Delay takeDelay() { return std::exchange(delay_, {}); }

    const std::vector<Instance*>& roots() const { return roots_; }
    /// The automaton each root started as, by its number.
    const std::vector<uint32_t>& rootAutomata() const { return rootAutomata_; }
    /// Takes other roots (made in `store`) in place of the present ones.
    void adopt(std::vector<Instance*> roots);
    InstanceStore& store() { return store_; }
    size_t liveInstances() const { return store_.live(); }
    /// Whether the last event changed the state.
    bool changed() const { return changed_; }
    /// Whether an event is in progress: a host function that it called must not begin another.
    bool busy() const { return frame_ != nullptr; }
    /// Site of the innermost fault of the last rejected event (index into the module's sites).
    uint64_t faultSite() const { return faultSite_; }
    const evd_word* eventWords() const { return event_.data(); }
    /// Remembers the site of a fault unless an inner one is known, and returns its kind.
    int64_t noteFault(int64_t status);
    /// Destroys everything, for a restore.
    void clear();

private:
    struct Frame {
        Instance* self;
        Frame* up;
        evd_word* yieldInto;   // list handle that collects what `self` yields, or null
        Instance* successor = nullptr;
        bool stopped = false;
        bool delivered = false;   ///< children's values may be waiting in its tables
    };
    struct LogEntry {
        enum class Kind : uint8_t { Word, First, Linked, Ended, Root } kind;
        uint32_t slot;        // Word: of the state; Root: number; First: whether it was its table's oldest new child
        Instance* instance;   // Root: what was there
        evd_word old;
    };

    int64_t happen();   ///< `current_`
    void commit();
    void markSeen(Instance* instance);
    void rollback(size_t outboxSize);
    int64_t run(Instance* instance, evd_word* yieldInto);
    const evd_step* stepFor(const Instance& instance, bool wasFirst) const;
    int64_t runClauses(Instance* instance, const evd_step& step);
    int64_t deliverTable(Instance* owner, uint32_t table, evd_word* yieldInto);
    int64_t deliverMatching(Instance* owner, uint32_t table, evd_word* yieldInto);
    int64_t replace(Instance* instance, Instance* successor, evd_word* yieldInto);
    int64_t initialise(Instance* instance, const evd_word* event);
    Instance* makeChild(Instance* parent, uint32_t automaton, uint32_t place, int64_t& status);
    void forget(Instance* instance);
    void collectEnabled(Instance* instance);
    void collectChoices(Instance* instance, uint32_t action, uint32_t next, std::vector<evd_word>& event);
    void noteActionFault(const evd_action& action, int64_t status);
    void clearEnabled();

    evd_rt& rt_;
    InstanceStore store_;
    std::vector<Instance*> roots_;   // null: stopped
    std::vector<uint32_t> rootAutomata_;
    std::vector<uint8_t> mayAct_;   // by automaton: it or one below it has actions
    Event current_{};
    Frame* frame_ = nullptr;
    uint32_t depth_ = 0;
    std::vector<evd_word> event_;
    std::vector<LogEntry> log_;
    Delay delay_;
    bool changed_ = false, faultNoted_ = false;
    uint64_t faultSite_ = kNoSite;
    std::vector<EnabledAction> enabled_;
    std::vector<ActionFault> actionFaults_;
    std::vector<evd_word> chosen_;
};

}   // namespace evd::runtime
