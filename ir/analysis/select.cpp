#include "ir/analysis/select.h"

#include "ir/core/walk.h"

#include <algorithm>

namespace evd::ir {

namespace {

bool receives(const Clause& clause, const Occasion& occasion) {
    return occasion.kind == Occasion::Kind::Receive && clause.trigger == Trigger::Receive &&
           clause.message == occasion.message;
}

}   // namespace

bool isOccasionFor(const Automaton& automaton, uint32_t index, const Occasion& occasion) {
    const Clause& clause = automaton.clauses[index];
    switch (clause.trigger) {
    case Trigger::Start: return occasion.first;
    case Trigger::StartOther:
        return occasion.first && std::none_of(automaton.clauses.begin(), automaton.clauses.end(),
                                              [&](const Clause& other) { return receives(other, occasion); });
    case Trigger::Receive: return receives(clause, occasion);
    case Trigger::Action: return occasion.kind == Occasion::Kind::Action && occasion.acting == index;
    case Trigger::Observe: return occasion.kind == Occasion::Kind::Observe && clause.message == occasion.message;
    }
    return false;
}

std::vector<uint32_t> clausesAt(const Automaton& automaton, const Occasion& occasion) {
    std::vector<uint32_t> out;
    for (uint32_t i = 0; i < automaton.clauses.size(); ++i)
        if (isOccasionFor(automaton, i, occasion)) out.push_back(i);
    return out;
}

namespace {

/// What `first` and constants say of a condition without looking at the state; nothing if it may fault before.
class Known {
public:
    Known(const Module& module, bool first) : m_(module), first_(first) {}

    std::optional<bool> operator()(ExprId id) const {
        const Expr& expr = m_[id];
        if (expr.op == Op::Bool) return expr.value != 0;
        if (expr.op == Op::IsFirst) return first_;
        if (expr.op == Op::And) return connected(expr, false);
        if (expr.op == Op::Or) return connected(expr, true);
        if (expr.op != Op::Not) return std::nullopt;
        std::optional<bool> inner = (*this)(expr.args[0]);
        return inner ? std::optional(!*inner) : std::nullopt;
    }

private:
    /// Of two parts, where a first part with the value `decisive` is the whole value.
    std::optional<bool> connected(const Expr& expr, bool decisive) const {
        std::optional<bool> left = (*this)(expr.args[0]);
        if (left == decisive) return decisive;
        std::optional<bool> right = (*this)(expr.args[1]);
        if (left) return right;
        return right == decisive && !mayFault(m_, expr.args[0]) ? right : std::nullopt;
    }

    const Module& m_;
    bool first_;
};

void split(const Module& module, ExprId guard, std::vector<ExprId>& out) {
    const Expr& expr = module[guard];
    if (expr.op != Op::And) return out.push_back(guard);
    for (ExprId part : expr.args) split(module, part, out);
}

/// What is left to ask of a guard; nothing if it neither holds nor faults.
std::optional<std::vector<ExprId>> remaining(const Module& module, ExprId guard, bool first) {
    Known known(module, first);
    std::vector<ExprId> parts, left;
    split(module, guard, parts);
    for (ExprId part : parts) {
        std::optional<bool> value = known(part);
        if (value == true) continue;
        bool faults = std::any_of(left.begin(), left.end(), [&](ExprId earlier) { return mayFault(module, earlier); });
        if (value == false && !faults) return std::nullopt;
        left.push_back(part);
        if (value == false) break;   // what follows is never looked at
    }
    return left;
}

bool asksFirst(const Module& module, const std::vector<StmtId>& body) {
    bool asks = false;
    forEachStatement(module, body, [&](const Stmt& stmt) {
        for (ExprId one : {stmt.expr, stmt.to, stmt.after, stmt.afterMax})
            asks = asks || (one.valid() && asksFirst(module, one));
        for (ExprId one : stmt.args) asks = asks || asksFirst(module, one);
    });
    return asks;
}

}   // namespace

std::vector<Candidate> candidatesAt(const Module& module, const Automaton& automaton, const Occasion& occasion) {
    std::vector<Candidate> out;
    for (uint32_t clause : clausesAt(automaton, occasion))
        if (auto conditions = remaining(module, automaton.clauses[clause].guard, occasion.first))
            out.push_back({clause, std::move(*conditions)});
    return out;
}

bool asksFirst(const Module& module, ExprId expr) {
    const std::vector<ExprId>& args = module[expr].args;
    return module[expr].op == Op::IsFirst ||
           std::any_of(args.begin(), args.end(), [&](ExprId arg) { return asksFirst(module, arg); });
}

bool asksFirst(const Module& module, const Automaton& automaton, const std::vector<Candidate>& candidates) {
    return std::any_of(candidates.begin(), candidates.end(), [&](const Candidate& one) {
        return asksFirst(module, automaton.clauses[one.clause].body) ||
               std::any_of(one.conditions.begin(), one.conditions.end(),
                           [&](ExprId condition) { return asksFirst(module, condition); });
    });
}

}   // namespace evd::ir
