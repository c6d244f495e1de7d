#pragma once
// One event at one location.

#include "ir/interp/coverage.h"
#include "ir/interp/evaluate.h"

namespace evd::ir {

/// Applies one event to the instances of a location, in place. Throws FaultSignal; the caller then undoes what was
/// done, or drops the instances.
class Step {
public:
    /// `coverage`: the numbers of its points are taken down; null if nobody asks.
    Step(const Module& module, const Deployment& deployment, uint32_t location, const Event& event,
         const Coverage* coverage = nullptr);

    /// The instance and everything below it see the event; returns what the instance yields. May replace the instance
    /// (become) or mark it stopped.
    std::vector<Value> visit(Instance& instance);
    /// The action event: only the acting instance sees it.
    void act(Instance& root, size_t depth = 1);
    /// A new instance with its parameters and initial variables; it has seen no event.
    Instance make(AutomatonId automaton, std::vector<Value> params) const;
    /// All instances are as before the event.
    void undo();

    Changes changes() const;
    std::vector<Output> takeOutputs() { return std::move(outputs_); }
    /// What was reached.
    const std::vector<Coverage::Point>& reached() const { return reached_; }

private:
    struct Running;
    struct Scope;
    /// Something that was done, with what undoes it. Instances do not move in memory while they are there.
    struct Done {
        enum class Kind : uint8_t {
            Assigned,   ///< variable `index`, which was `value`
            Began,      ///< it has seen its first event
            Spawned,    ///< a child in table `index`
            Removed,    ///< `child` from its `place` in table `index`
            Replaced,   ///< stopped or become something else; it was `whole`
        } kind;
        Instance* instance;
        AutomatonId automaton;   ///< of the instance then; Spawned: of the child
        uint32_t index = 0, place = 0;
        Value value;
        std::unique_ptr<Instance> whole;
        std::optional<Child> child;
    };
    Done& note(Done::Kind kind, Instance& instance, uint32_t index = 0);

    std::vector<Value> run(Instance& instance, bool acting);
    void happen(size_t firstClause, Running& running);
    void body(const Clause& clause, Running& running);
    void replace(Instance& instance, Instance by);
    void block(const std::vector<StmtId>& body, Running& running);
    void statement(StmtId id, Running& running);
    std::vector<Value> deliver(Instance& parent, uint32_t table);
    void remove(Instance& parent, uint32_t table, size_t place);

    const Module& module_;
    const Deployment& deployment_;
    uint32_t location_;
    const Event& event_;
    const Coverage* coverage_;
    std::vector<Coverage::Point> reached_;
    Evaluator evaluator_;
    alignas(Done) std::array<std::byte, 1024> room_;   ///< for the two lists below; enough for most events
    std::pmr::monotonic_buffer_resource memory_{room_.data(), room_.size()};
    /// Of the instances that are in the middle of this event, innermost last.
    std::pmr::vector<const Clause*> happening_{&memory_};
    std::pmr::vector<Done> done_{&memory_};
    std::vector<Output> outputs_;
    uint32_t depth_ = 0;   ///< instances that are in the middle of this event; beyond kDepthMax it faults
};

}   // namespace evd::ir
