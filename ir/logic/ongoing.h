#pragma once
// A formula that is judged again and again while a run goes on: whether that is needed after an event.

#include "ir/logic/evaluate.h"
#include "ir/logic/subjects.h"

#include <unordered_map>

namespace evd::ir {

/// What is known of a formula before it is evaluated, so that after most events it need not be. The evaluator
/// (ir/logic/evaluate) stays the judge; this only says when it has nothing new to say.
///
/// Of a formula about the whole run, in which more and more is so, only what the last events add is looked at
/// (semi-naive evaluation: Bancilhon and Ramakrishnan, 1986). A part is *fixed* if it looks at nothing that events
/// change once its variables have values: `x after e`, `exists e0 < e: …`. Where quantifiers and connectives join fixed
/// parts, the formula has become false only if new occurrences make it so, or fixed parts under new ones.
class Ongoing {
public:
    /// `module` and `subjects` must outlive it.
    Ongoing(const Module& module, const Subjects& subjects, ExprId formula, Judged judged);
    Ongoing(Ongoing&&) = default;

    /// What it looks at. While nothing of it changes, its value, and what it finds, stays the same.
    const SubjectSet& subjects() const { return whole_->subjects; }
    /// Of one about the whole run: whether events alone can make it false, whatever comes later. What is owed they
    /// cannot: `eventually`, `leads_to`, `exists e2`.
    bool canFail() const { return canFail_; }
    /// Of one about the whole run: whether hasFailed knows more than that something has changed. If not, why.
    bool isIncremental() const { return whyNot_.empty(); }
    const std::string& whyNot() const { return whyNot_; }
    /// Of such a one that was not false at the moment `since`, nor unknown: whether it is so now, or faults somewhere.
    /// `changed`: the subjects that have changed since.
    bool hasFailed(const Interpreter& interpreter, const Vantage& vantage, const SubjectSet& changed,
                   uint32_t since) const;

private:
    friend class IncrementEvaluator;

    /// From where a part is looked at: the present, or all moments of a temporal operator; the first moment; the moment
    /// before an event, or after it, which may be the present.
    enum class Where : uint8_t { Present, First, Before, After };
    struct Part {
        SubjectSet subjects;
        bool fixed = true;              ///< there are none
        bool temporal = false;          ///< it has temporal operators
        const char* whyNot = nullptr;   ///< why it is not incremental
    };
    static uint64_t key(ExprId id, Where where) { return uint64_t{id.index} * 4 + static_cast<uint64_t>(where); }
    const Part& fromFirst(ExprId id) const { return *fromFirst_[id.index - lowest_]; }
    const Part& find(ExprId id, Where where);
    void addOwn(const Expr& expr, Where where, SubjectSet& out) const;
    const char* whyNot(const Expr& expr, const Part& found, Where where);
    bool canBe(ExprId id, Where where, bool value) const;
    /// Op::Or of a fold that says whether some element has what the body says, Op::And of one that says it of all.
    std::optional<Op> quantifier(const Expr& fold) const;
    static bool isGrowingList(const Expr& expr) {
        return expr.op >= Op::Events && expr.op <= Op::Acted && static_cast<Reach>(expr.value) == Reach::Anywhere;
    }

    const Module& module_;
    const Subjects& all_;
    ExprId formula_;
    Where top_;
    std::unordered_map<uint64_t, Part> parts_;
    const Part* whole_ = nullptr;
    /// Those that are looked at from the first moment, by expression from `lowest_` on.
    std::vector<const Part*> fromFirst_;
    uint32_t lowest_ = 0;
    bool canFail_ = true;
    std::string whyNot_;
};

}   // namespace evd::ir
