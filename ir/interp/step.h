#pragma once
// One event at one location.

#include "ir/interp/coverage.h"
#include "ir/interp/evaluate.h"

namespace evd::ir {

/// Applies one event to the instances of a location. Throws FaultSignal; the caller keeps the state from before.
class Step {
public:
    /// `coverage`: the numbers of its points are taken down; null if nobody asks.
    Step(const Module& module, const Deployment& deployment, uint32_t location, const Event& event,
         const Coverage* coverage = nullptr)
        : module_(module), deployment_(deployment), location_(location), event_(event), coverage_(coverage) {}

    /// The instance and everything below it see the event; returns what the instance yields. May replace the instance
    /// (become) or mark it stopped.
    std::vector<Value> visit(Instance& instance);
    /// The action event: only the acting instance sees it.
    void act(Instance& root, size_t depth = 1);
    /// A new instance with its parameters and initial variables; it has seen no event.
    Instance make(AutomatonId automaton, std::vector<Value> params) const;

    std::vector<Output> takeOutputs() { return std::move(outputs_); }
    /// What was reached.
    const std::vector<Coverage::Point>& reached() const { return reached_; }

private:
    struct Running;
    std::vector<Value> run(Instance& instance, bool acting);
    void block(const std::vector<StmtId>& body, Running& running);
    void statement(StmtId id, Running& running);
    std::vector<Value> deliver(std::vector<Instance>& table);

    const Module& module_;
    const Deployment& deployment_;
    uint32_t location_;
    const Event& event_;
    const Coverage* coverage_;
    std::vector<Coverage::Point> reached_;
    std::vector<Output> outputs_;
    uint32_t depth_ = 0;   ///< instances that are in the middle of this event; beyond kDepthMax it faults
};

}   // namespace evd::ir
