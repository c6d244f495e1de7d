#include "ir/passes/route.h"

#include "base/check.h"
#include "ir/analysis/select.h"
#include "ir/core/walk.h"

#include <algorithm>
#include <optional>
#include <set>

namespace evd::ir {

namespace {

using Pair = std::pair<uint32_t, uint32_t>;   // a field of the message, a parameter of the automaton

/// Equalities without which something does not happen, in a child that has seen an event before (new children are shown
/// every event). Nothing: it never happens there.
using Demand = std::optional<std::set<Pair>>;

const Demand kNever;
const Demand kAnyTime = std::set<Pair>();

/// One of the two happens: what both demand.
Demand either(const Demand& a, const Demand& b) {
    if (!a) return b;
    if (!b) return a;
    std::set<Pair> common;
    std::set_intersection(a->begin(), a->end(), b->begin(), b->end(), std::inserter(common, common.end()));
    return common;
}

/// The two happen together: what any of them demands.
Demand both(const Demand& a, const Demand& b) {
    if (!a || !b) return kNever;
    std::set<Pair> all = *a;
    all.insert(b->begin(), b->end());
    return all;
}

class Routing {
public:
    explicit Routing(Module& module)
        : m_(module), demands_(module.automata.size(), std::vector<Demand>(module.messages.size())) {}

    void run() {
        // Greatest fixed point: start from "no clause" and weaken until nothing changes. Each step removes pairs, so it
        // ends.
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
                for (MessageId message = 0; message < m_.messages.size(); ++message)
                    table.routes.push_back(routeOf(demands_[table.child][message]));
            }
    }

private:
    Demand demandOf(const Automaton& automaton, MessageId message) const {
        Demand whole;
        for (uint32_t index : clausesAt(automaton, {Occasion::Kind::Receive, message, {}, false}))
            whole = either(whole, guarded(automaton.clauses[index].guard, automaton.clauses[index].body));
        // A child lives by what this automaton passes to it. `become` goes the same way: its automaton sits where this
        // one sat.
        for (const Clause& clause : automaton.clauses)
            forEachStatement(m_, clause.body, [&](const Stmt& stmt) {
                if (stmt.kind != StmtKind::Spawn && stmt.kind != StmtKind::Become) return;
                const Demand& below = demands_[automaton.tables[stmt.index].child][message];
                if (below) whole = either(whole, passedOn(*below, stmt));
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

    /// The condition faults, or holds and the body does something.
    Demand guarded(ExprId condition, const std::vector<StmtId>& body) const {
        Demand test = holdsOrFaults(condition);
        return mayFault(m_, condition) ? test : both(test, does(body));
    }

    /// The condition holds or faults.
    Demand holdsOrFaults(ExprId id) const {
        const Expr& expr = m_[id];
        switch (expr.op) {
        case Op::And:
            // After a first part that faults, the second is not looked at.
            return mayFault(m_, expr.args[0]) ? holdsOrFaults(expr.args[0])
                                              : both(holdsOrFaults(expr.args[0]), holdsOrFaults(expr.args[1]));
        case Op::Or: return either(holdsOrFaults(expr.args[0]), holdsOrFaults(expr.args[1]));
        case Op::IsFirst: return kNever;
        case Op::Bool: return expr.value != 0 ? kAnyTime : kNever;
        case Op::Eq: {
            const Expr *a = &m_[expr.args[0]], *b = &m_[expr.args[1]];
            if (a->op == Op::Param) std::swap(a, b);
            return a->op == Op::Field && b->op == Op::Param ? Demand(std::set<Pair>{{a->index, b->index}}) : kAnyTime;
        }
        default: return kAnyTime;   // any other condition may hold
        }
    }

    /// Some statement changes something, puts something out or faults.
    Demand does(const std::vector<StmtId>& body) const {
        Demand whole;
        for (StmtId id : body) whole = either(whole, does(m_[id]));
        return whole;
    }

    Demand does(const Stmt& stmt) const {
        switch (stmt.kind) {
        case StmtKind::Let: return mayFault(m_, stmt.expr) ? kAnyTime : kNever;
        case StmtKind::If: return either(guarded(stmt.expr, stmt.body), does(stmt.orElse));
        // What the children do, and that they yield something, is counted where they are spawned.
        case StmtKind::Deliver: return kNever;
        case StmtKind::ForEach: return m_[stmt.expr].op == Op::Yields ? kNever : kAnyTime;
        case StmtKind::Assign:
        case StmtKind::Send:
        case StmtKind::Emit:
        case StmtKind::Spawn:
        case StmtKind::Yield:
        case StmtKind::Stop:
        case StmtKind::Assert:
        case StmtKind::Become: return kAnyTime;
        }
        EVD_CHECK(false, "every kind is listed");
    }

    static Route routeOf(const Demand& demand) {
        Route route;
        if (!demand) route.kind = Route::Kind::Ignore;
        else if (!demand->empty()) {
            route.kind = Route::Kind::Index;
            for (auto [field, param] : *demand) {
                route.fields.push_back(field);
                route.params.push_back(param);
            }
        }
        return route;
    }

    Module& m_;
    std::vector<std::vector<Demand>> demands_;   ///< by automaton and message
};

}   // namespace

void route(Module& module) { Routing(module).run(); }

}   // namespace evd::ir
