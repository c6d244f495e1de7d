#pragma once
// The meaning of statements about runs: a small evaluator over a recorded run, or over the present alone. Total: what
// has no value (an instance that is not there, a key that is missing) is a fault, which makes a statement unknown.

#include "ir/interp/evaluate.h"
#include "ir/logic/watchers.h"

namespace evd::ir {

/// From where a formula is looked at.
struct Vantage {
    const std::vector<LocationState>* states = nullptr;   ///< the present, by location; null: that of `history`
    const History* history = nullptr;                     ///< null for formulas that speak of nothing but the present
    Watchers* watchers = nullptr;                         ///< of the history; null: they are made when needed
    uint32_t moment = 0;                                  ///< between which events
    uint32_t horizon = 0;    ///< how many events there are: those of all of the run so far, or those before `moment`
    uint32_t last = 0;       ///< the last moment of the run so far
    bool wholeRun = false;   ///< the horizon is that of all of the run, so that more events may come …
    bool ended = true;       ///< … unless it has ended: nothing more can happen
    std::optional<uint32_t> loop = {};   ///< of a run that goes round for ever: from the last moment on what follows
                                         ///< this one comes again
    bool fromBeginning = false;   ///< temporal operators that stand in no other speak of all moments, not of those
                                  ///< from `moment` on
};

/// Evaluates formulas. A part that the rest of the run decides is kOpen.
class StatementEvaluator : public Evaluator {
public:
    StatementEvaluator(const Interpreter& interpreter, Vantage vantage)
        : Evaluator({interpreter.module(), interpreter.deployment()}), v_(vantage), interpreter_(interpreter) {}

    /// The state of a location at the moment; empty where the run has none.
    const LocationState& state(size_t location) const;
    /// Whether something that the formula speaks of was found so far: a variable, an occurrence.
    bool looked() const { return looked_; }
    /// The first moment at which what an `always` says is not so; nothing if it is so at all moments, or not decided.
    std::optional<uint32_t> firstFailure(const Expr& always);
    /// Whether it reached the conclusion of a premise (Op::Noted).
    bool noted() const { return noted_; }

protected:
    Value logic(const Expr& expr) override;
    Value fold(const Expr& expr) override;

    /// What happened: tuples of the history, of which the first `count` are before the horizon.
    struct Listed {
        const std::vector<Value>* all;
        size_t first, count;
    };
    Listed listed(const Expr& expr);
    /// How many of such tuples are of events before one.
    static size_t countBefore(const std::vector<Value>& tuples, uint32_t event);
    /// Looks from another moment, at what has happened by then.
    void moveTo(uint32_t moment);
    /// Comes back to the vantage point from which an expression is looked at.
    struct Elsewhere {
        explicit Elsewhere(Vantage& place) : place(place), before(place) {}
        ~Elsewhere() { place = before; }
        Elsewhere(const Elsewhere&) = delete;
        Vantage& place;
        Vantage before;
    };

    Vantage v_;

private:
    std::vector<Value> reached(const Expr& expr, const Listed& list);
    Value ofInstances(const Expr& expr);
    Value ofObserver(const Expr& expr);
    Value quorums(const Expr& expr);
    Value inFlight(const Expr& expr);
    Value classValues(const Expr& expr);
    Value ofEvent(const Expr& expr);
    Value atEvent(const Expr& expr);
    Value temporal(const Expr& expr);
    std::string eventText(uint32_t event) const { return "#" + std::to_string(event); }

    const Interpreter& interpreter_;
    bool looked_ = false, noted_ = false;
    std::optional<Watchers> own_;   ///< where the vantage point has none
};

/// What a formula says of a run.
enum class Truth : uint8_t { False, True, Open, Unknown };
struct Judgement {
    Truth truth = Truth::True;   ///< Open: what is still to come decides. Unknown: it faults
    bool looked = false;         ///< something that it speaks of was found
    bool noted = false;          ///< a premise of it was true, if it has one (Reads::premise)
    FaultAt fault;               ///< if Unknown
};

/// Values of variables around a formula.
using Given = std::vector<std::pair<LocalId, Value>>;
/// A formula at a vantage point.
Judgement judge(const Interpreter& interpreter, ExprId formula, const Vantage& vantage, const Given& given = {});
/// The value of any other part of a statement there; nothing if it faults.
std::optional<Value> valueAt(const Interpreter& interpreter, ExprId part, const Vantage& vantage, const Given& given);
/// A condition of a location.
Judgement judgeAt(const Interpreter& interpreter, const Condition& condition, uint32_t location,
                  const Vantage& vantage);
/// A formula about the present, of the states of all locations (by location number; empty roots where none).
Judgement judgeNow(const Interpreter& interpreter, ExprId formula, const std::vector<LocationState>& states);
/// A formula about the whole run, of its first `moment` events; `ended`: nothing more can happen.
/// `watchers`: of the history, for those who judge more than once.
Judgement judgeRun(const Interpreter& interpreter, ExprId formula, const History& history, uint32_t moment, bool ended,
                   Watchers* watchers = nullptr);

}   // namespace evd::ir
