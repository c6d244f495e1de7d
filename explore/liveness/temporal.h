#pragma once
// A statement about what must happen at some time, as a formula of temporal logic over facts that are so or not in one
// state.

#include "explore/states/judge.h"

#include <map>
#include <string>
#include <vector>

namespace evd::explore {

/// Whether a statement speaks of what must happen at some time: with `eventually` or `leads_to`, or with an `always`
/// that is more than the formula behind it.
bool isTemporal(const ir::Module& module, const ir::Statement& statement);

/// Whether one without these wants something to happen that need not have happened so far: of the whole run it says
/// that there is an event, not that there is one before another.
bool isOwed(const ir::Module& module, const ir::Statement& statement);

/// A part of a statement without temporal operators, for some values of the quantified variables around it.
struct Fact {
    ir::ExprId formula;
    ir::Given given;
    std::optional<ir::Value> element;   ///< the part is a collection, and the fact that this is one of its elements
};

/// The statement, with its quantifiers written out over their values and `not` in front of nothing but facts. It has
/// no operator that speaks of the next state, so it says the same of a run in which states stand still for a while.
class Temporal {
public:
    enum class Op : uint8_t { False, True, Fact, NotFact, And, Or, Always, Eventually };
    struct Node {
        Op op;
        uint32_t left = 0, right = 0;   ///< nodes; of Fact and NotFact `left` is the number of the fact
        auto operator<=>(const Node&) const = default;
    };
    /// `first`: the states in the first moment of the runs, which statements speak of outside of temporal operators.
    /// What happens is said there of the whole run: as far as it has happened, it stays so from some moment on.
    Temporal(const ir::Interpreter& interpreter, const ir::Statement& statement,
             const std::vector<ir::LocationState>& first);

    /// Why this form of statement is not judged; empty if it is.
    const std::string& whyNot() const { return whyNot_; }
    const Node& operator[](uint32_t node) const { return nodes_[node]; }
    const std::vector<Fact>& facts() const { return facts_; }
    /// A run violates the statement if one of these is so of it.
    const std::vector<uint32_t>& violations() const { return violations_; }

    /// It is not vacuous if in some state all of these facts are so (or not): one of its premises.
    struct Condition {
        uint32_t fact;
        bool holds;
    };
    const std::vector<std::vector<Condition>>& premises() const { return premises_; }
    /// Whether it has premises that are not told apart.
    bool hasOthers() const { return hasOthers_; }

private:
    struct Scope {
        std::map<ir::LocalId, ir::Value> values;
        std::map<ir::LocalId, uint32_t> truths;   ///< nodes
        std::vector<Condition> guards;            ///< facts that are so where this is looked at
        bool inside = false;                      ///< of a temporal operator
        bool never = false;                       ///< it is not looked at
    };
    uint32_t make(Op op, uint32_t left = 0, uint32_t right = 0);
    uint32_t both(uint32_t left, uint32_t right);
    uint32_t either(uint32_t left, uint32_t right);
    uint32_t negated(uint32_t node);
    uint32_t built(ir::ExprId at, const Scope& scope);
    uint32_t fact(ir::ExprId at, const Scope& scope);
    uint32_t connective(const ir::Expr& expr, const Scope& scope);
    uint32_t fold(const ir::Expr& expr, const Scope& scope);
    uint32_t foldOver(const ir::Expr& expr, const ir::Value& source, bool ofNow, const Scope& scope);
    std::optional<ir::Value> instancesAtMost(const ir::Expr& source, const Scope& scope);
    uint32_t numbered(Fact fact);
    std::optional<ir::Value> known(ir::ExprId at, const Scope& scope);
    Scope guarded(const Scope& scope, uint32_t by, bool holds) const;
    bool isPlain(ir::ExprId at, const Scope& scope) const;
    ir::Given given(ir::ExprId at, const Scope& scope) const;
    uint32_t give(const char* why);

    const ir::Interpreter& interpreter_;
    const ir::Module& module_;
    const std::vector<ir::LocationState>& first_;
    std::string whyNot_;
    std::vector<Node> nodes_;
    std::map<Node, uint32_t> numbers_;
    std::vector<Fact> facts_;
    std::vector<uint32_t> violations_;
    std::vector<std::vector<Condition>> premises_;
    bool hasOthers_ = false;
};

}   // namespace evd::explore
