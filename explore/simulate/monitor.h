#pragma once
// Evaluates the statements of a spec on a run as it happens.

#include "explore/trace/run.h"
#include "ir/analysis/reads.h"
#include "ir/logic/ongoing.h"

#include <memory>

namespace evd::explore {

/// Statements are judged after every event: those about each moment as they are now, those about the whole run for what
/// is violated whatever comes later; at the end of the run, these once more for what has not happened in it. What an
/// event cannot change is not evaluated again (ir/logic/ongoing).
class Monitor {
public:
    struct Options {
        std::vector<std::string> only;    ///< the names of the statements to evaluate; all if empty …
        std::vector<std::string> apart;   ///< … but none of these
        std::vector<ir::ExprId> asked;    ///< other formulas that will be asked for
        bool inFull = false;   ///< every statement is evaluated in full after every event, which says the same: for
                               ///< tests
    };
    /// What is known of the statements before any run. It can be shared by many runs, at a time too.
    struct Plan {
        /// The interpreter must outlive the plan.
        Plan(const ir::Interpreter& interpreter, const Options& options);

        /// A statement that is evaluated.
        struct Followed {
            uint32_t number;   ///< index into `watched`
            const ir::Statement& statement;
            ir::Ongoing formula;
        };
        const ir::Interpreter& interpreter;
        const bool inFull;
        ir::Subjects subjects;
        std::vector<Run::Watched> watched;   ///< as they are before a run
        std::vector<Followed> followed;
        ir::Reads reads;   ///< of all formulas
    };
    /// `initial`: the states before the first event, by location.
    Monitor(std::shared_ptr<const Plan> plan, const std::vector<ir::LocationState>& initial);

    /// Whether some statement speaks of events: else only what they change need be told.
    bool listens() const { return history_ != nullptr; }
    /// An event has happened, or was rejected: what it has put out, the state in which it leaves its location, and what
    /// it has changed there.
    void add(ir::Happening event, const std::vector<ir::Output>& outputs, const ir::LocationState& after,
             const ir::Changes& changes);
    /// Whether some statement speaks of copies of a message on their way: of these it is told.
    bool watches(ir::MessageId message) const { return plan_->reads.onTheirWay.count(message) != 0; }
    /// An observer is in this state since the last event …
    void observed(uint32_t observer, const ir::LocationState& now) {
        if (history_) history_->observed(observer, now);
    }
    /// … and this has changed in observers.
    void changed(const ir::Changes& changes) { plan_->subjects.add(changes, changed_); }
    /// A message is on its way; what comes off, with the event that is to come or without one, names the number.
    uint32_t put(ir::Transit transit);
    void takeOff(uint32_t transit, bool byNextEvent);

    /// All statements after an event, or before the first; what is violated.
    std::optional<Violation> now(const std::vector<ir::LocationState>& states, std::optional<uint32_t> event);
    /// Statements about the whole run, at its end; what is violated, if nothing was before. `open`: why what is owed
    /// may still come; empty if nothing more can happen. `loop`: of a run that goes round for ever from this moment on.
    std::optional<Violation> end(const std::string& open, std::optional<uint32_t> loop = {});
    /// How many events statements know of, rejected ones too.
    uint32_t moment() const { return history_ ? history_->moment() : 0; }

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
    using Followed = Plan::Followed;
    /// What is known of a statement that is evaluated, so far.
    struct Known {
        bool judged = false;                   ///< at some moment
        ir::Truth last = ir::Truth::Unknown;   ///< of one about each moment, at the last one
        bool isObscure = false;   ///< of one about the whole run: what makes it false may stand behind a fault
    };
    std::optional<Violation> judgeNow(const Followed& one, Known& known, const ir::Vantage& vantage,
                                      std::optional<uint32_t> event);
    bool mayHaveFailed(const Followed& one, const Known& known) const;
    bool hasFailed(const Followed& one, Known& known, const ir::Vantage& vantage);
    ir::Vantage wholeRun(bool ended, std::optional<uint32_t> loop = {}) const;
    Violation violation(const Followed& one, std::optional<uint32_t> event, const ir::Vantage& vantage) const;

    std::shared_ptr<const Plan> plan_;
    const ir::Interpreter& interpreter_;
    const ir::Module& module_;
    std::vector<Run::Watched> watched_;
    std::vector<Known> known_;   ///< of the statements that are evaluated
    std::unique_ptr<ir::History> history_;
    std::unique_ptr<ir::Watchers> watchers_;
    ir::SubjectSet changed_;   ///< since the statements were judged last …
    uint32_t since_ = 0;       ///< … at this moment
};

}   // namespace evd::explore
