#include "ir/passes/route.h"

#include "ir/core/walk.h"

#include <algorithm>
#include <optional>
#include <set>

namespace evd::ir {

namespace {

using Pair = std::pair<uint32_t, uint32_t>;   // a field of the message, a parameter of the automaton

/// What every clause for one message demands, in an automaton and everything below it. Nothing: there is no such clause.
using Demand = std::optional<std::set<Pair>>;

/// What both demand: only then may a child that does not meet it be skipped.
Demand both(const Demand& a, const Demand& b) {
    if (!a) return b;
    if (!b) return a;
    std::set<Pair> common;
    std::set_intersection(a->begin(), a->end(), b->begin(), b->end(), std::inserter(common, common.end()));
    return common;
}

class Routing {
public:
    explicit Routing(Module& module) : m_(module), demands_(module.automata.size(), std::vector<Demand>(module.messages.size())) {}

    void run() {
        // Greatest fixed point: start from "no clause" and weaken until nothing changes. Each step removes pairs, so it ends.
        bool changed = true;
        while (changed) {
            changed = false;
            for (AutomatonId a = 0; a < m_.automata.size(); ++a)
                for (MessageId message = 0; message < m_.messages.size(); ++message) {
                    Demand now = demandOf(m_.automata[a], message);
                    if (now == demands_[a][message]) continue;
                    demands_[a][message] = std::move(now);
                    changed = true;
                }
        }
        for (Automaton& automaton : m_.automata)
            for (ChildTable& table : automaton.tables) {
                table.routes.clear();
                for (MessageId message = 0; message < m_.messages.size(); ++message) table.routes.push_back(routeOf(demands_[table.child][message]));
            }
    }

private:
    Demand demandOf(const Automaton& automaton, MessageId message) const {
        Demand whole;
        for (const Clause& clause : automaton.clauses)
            if (clause.trigger == Trigger::Receive && clause.message == message) whole = both(whole, std::set<Pair>(demandedBy(clause)));
        // A child lives by what this automaton passes to it. `become` goes the same way: its automaton sits where this one sat.
        for (const Clause& clause : automaton.clauses)
            forEachStatement(m_, clause.body, [&](const Stmt& stmt) {
                if (stmt.kind != StmtKind::Spawn && stmt.kind != StmtKind::Become) return;
                const Demand& below = demands_[automaton.tables[stmt.index].child][message];
                if (below) whole = both(whole, passedOn(*below, stmt));
            });
        return whole;
    }

    /// The demand on a child in terms of the parameters of its parent.
    std::set<Pair> passedOn(const std::set<Pair>& below, const Stmt& stmt) const {
        std::set<Pair> out;
        for (auto [field, param] : below)
            if (const Expr& arg = m_[stmt.args[param]]; arg.op == Op::Param) out.insert({field, arg.index});
        return out;
    }

    /// Equalities between fields and parameters without which the clause does nothing, not even fault.
    std::set<Pair> demandedBy(const Clause& clause) const {
        std::set<Pair> out;
        if (!conjuncts(clause.guard, out)) return out;
        for (const std::vector<StmtId>* body = &clause.body; body != nullptr;) body = testOf(*body, out);
        return out;
    }

    /// The branch of a body that is one test without an else, perhaps behind names that cannot fault; adds what it tests.
    const std::vector<StmtId>* testOf(const std::vector<StmtId>& body, std::set<Pair>& out) const {
        if (body.empty()) return nullptr;
        for (size_t i = 0; i + 1 < body.size(); ++i)
            if (const Stmt& stmt = m_[body[i]]; stmt.kind != StmtKind::Let || mayFault(m_, stmt.expr)) return nullptr;
        const Stmt& last = m_[body.back()];
        if (last.kind != StmtKind::If || !last.orElse.empty()) return nullptr;
        return conjuncts(last.expr, out) ? &last.body : nullptr;
    }

    /// Adds the equalities among the conjuncts that are looked at for certain: those before the first that may fault.
    /// Returns whether none may.
    bool conjuncts(ExprId id, std::set<Pair>& out) const {
        const Expr& expr = m_[id];
        if (expr.op == Op::And) return conjuncts(expr.args[0], out) && conjuncts(expr.args[1], out);
        if (mayFault(m_, id)) return false;
        if (expr.op != Op::Eq) return true;
        const Expr *a = &m_[expr.args[0]], *b = &m_[expr.args[1]];
        if (a->op == Op::Param) std::swap(a, b);
        if (a->op == Op::Field && b->op == Op::Param) out.insert({a->index, b->index});
        return true;
    }

    static Route routeOf(const Demand& demand) {
        Route route;
        if (!demand) route.kind = Route::Kind::Ignore;
        else if (!demand->empty()) {
            route.kind = Route::Kind::Index;
            for (auto [field, param] : *demand) { route.fields.push_back(field); route.params.push_back(param); }
        }
        return route;
    }

    Module& m_;
    std::vector<std::vector<Demand>> demands_;   ///< by automaton and message
};

} // namespace

void route(Module& module) { Routing(module).run(); }

} // namespace evd::ir
