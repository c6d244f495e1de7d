#pragma once
// Evaluates the statements of a spec on a run as it happens.

#include "explore/trace/run.h"
#include "ir/analysis/reads.h"
#include "ir/logic/evaluate.h"

#include <memory>

namespace evd::explore {

/// Statements about each moment are evaluated after every event, those about the whole run at its end; then the first
/// event is searched by which such a statement is violated, whatever comes later.
class Monitor {
public:
    /// The interpreter must outlive the monitor. `initial`: the states before the first event, by location. `only`: the
    /// names of the statements to evaluate; all if empty; but none that `apart` names.
    /// `asked`: other formulas that will be asked for.
    Monitor(const ir::Interpreter& interpreter, const std::vector<ir::LocationState>& initial,
            const std::vector<std::string>& only = {}, const std::vector<std::string>& apart = {},
            const std::vector<ir::ExprId>& asked = {});

    /// Whether some statement speaks of events: else none need be told.
    bool listens() const { return history_ != nullptr; }
    /// An event has happened, or was rejected.
    void add(ir::Happening event, const ir::LocationState& after);
    /// An observer is in this state since the last event.
    void observed(uint32_t observer, const ir::LocationState& now) { history_->observed(observer, now); }
    /// A message is on its way; what comes off, with the event that is to come or without one, names the number.
    uint32_t put(ir::Transit transit) { return history_->put(std::move(transit)); }
    void takeOff(uint32_t transit, bool byNextEvent) { history_->takeOff(transit, byNextEvent); }

    /// Statements about each moment, after an event, or before the first; what is violated.
    std::optional<Violation> now(const std::vector<ir::LocationState>& states, std::optional<uint32_t> event);
    /// Statements about the whole run, at its end; what is violated first. `open`: why what is owed may still come;
    /// empty if nothing more can happen.
    std::optional<Violation> end(const std::string& open);

    /// What another formula says of the present and of the run so far, as if it ended here; if it is false, for which
    /// values. Its temporal operators speak of all of the run.
    ir::Judgement ask(ir::ExprId formula, const std::vector<ir::LocationState>& states,
                      std::vector<ir::Binding>& witness) const;

    /// What a condition says of a location now.
    ir::Judgement askAt(const ir::Condition& condition, uint32_t location,
                        const std::vector<ir::LocationState>& states) const;

    /// What became of the statements, in their order in the module.
    const std::vector<Run::Watched>& watched() const { return watched_; }

private:
    ir::Vantage present(const std::vector<ir::LocationState>& states) const;
    const ir::Statement& statement(uint32_t watched) const { return module_.statements[numbers_[watched]]; }
    Violation violation(uint32_t index, std::optional<uint32_t> event, const ir::Vantage& vantage) const;
    std::optional<uint32_t> firstViolated(ir::ExprId formula);

    const ir::Interpreter& interpreter_;
    const ir::Module& module_;
    std::vector<Run::Watched> watched_;
    std::vector<uint32_t> numbers_;   ///< of the watched statements in the module
    std::vector<ir::Reads> reads_;
    std::unique_ptr<ir::History> history_;
    std::unique_ptr<ir::Watchers> watchers_;
};

}   // namespace evd::explore
