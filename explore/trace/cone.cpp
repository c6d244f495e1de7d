#include "explore/trace/cone.h"

#include "ir/core/walk.h"

#include <algorithm>
#include <map>
#include <set>

namespace evd::explore {

namespace {

constexpr size_t kAsideMin = 4;   // fewer events than these are not worth a gap

/// Names of variables, of whatever automaton.
using Names = std::set<std::string>;

/// `votes` of `Replica/Slot(0, "A").votes`; empty for an instance that appears or ends.
std::string variableOf(const Change& change) {
    const size_t dot = change.subject.rfind('.');
    if (change.before.empty() || change.after.empty() || dot == std::string::npos) return "";
    return change.subject.substr(dot + 1);
}

class Slice {
public:
    Slice(const ir::Module& module, Run& run) : module_(module), run_(run), wanted_(run.events.size(), false) {}

    void run() {
        if (isObserved()) return;   // an observer has seen all of it
        for (uint32_t event : eventsNamed(run_)) want(event);
        present();
        while (!todo_.empty()) {
            const uint32_t event = todo_.back();
            todo_.pop_back();
            causesOf(run_.events[event]);
        }
        const auto aside = static_cast<size_t>(std::count(wanted_.begin(), wanted_.end(), false));
        if (aside < kAsideMin || aside == wanted_.size()) return;
        for (Event& event : run_.events) event.aside = !wanted_[event.id];
    }

private:
    /// Whether an observer has found the violation, or its state is spoken of.
    bool isObserved() const {
        const Violation& violation = *run_.violation;
        if (!violation.statement) return run_.events[*violation.event].fault == ir::Fault::None;
        bool out = false;
        for (const ir::Statement& one : module_.statements)
            if (one.name == violation.name && one.formula.valid())
                ir::forEachExpr(module_, one.formula,
                                [&](const ir::Expr& part) { out |= part.op == ir::Op::ObserverVar; });
        return out;
    }

    void want(uint32_t event) {
        if (wanted_[event]) return;
        wanted_[event] = true;
        todo_.push_back(event);
    }

    /// What a statement about the present sees: the last changes of the variables that it reads, where the witness
    /// says.
    void present() {
        const Violation& violation = *run_.violation;
        if (!violation.statement || violation.atEnd || !violation.event) return;
        const std::string& name = run_.statements.at(*violation.statement).name;
        const auto statement = std::find_if(module_.statements.begin(), module_.statements.end(),
                                            [&](const ir::Statement& one) { return one.name == name; });
        if (statement == module_.statements.end() || !statement->formula.valid()) return;
        Names read;
        ir::forEachExpr(module_, statement->formula, [&](const ir::Expr& part) {
            const bool state = part.op == ir::Op::StateOf;
            if (part.op != ir::Op::VarOf && !state) return;
            const auto& vars = module_.automata[part.index].vars;
            if (static_cast<size_t>(part.value) < vars.size()) read.insert(vars[static_cast<size_t>(part.value)].name);
        });
        std::set<uint32_t> places;
        for (const ir::Binding& one : violation.witness)
            for (uint32_t i = 0; i < run_.names.size(); ++i)
                if (run_.place(i) == one.value) places.insert(i);
        for (uint32_t i = 0; i < run_.names.size(); ++i)
            if (places.empty() || places.count(i) != 0) lastWriters(i, *violation.event + 1, read);
    }

    /// Of each variable that is read the last event before one that has changed it there, and what has made or ended
    /// instances.
    void lastWriters(uint32_t location, uint32_t before, Names names) {
        for (uint32_t id = before; id-- > 0 && !names.empty();) {
            const Event& event = run_.events[id];
            if (event.location != location) continue;
            for (const Change& change : event.changes)
                if (const std::string name = variableOf(change); name.empty() || names.erase(name) != 0) want(id);
            if (event.kind == EventKind::Restart) want(id);
        }
    }

    void causesOf(const Event& event) {
        if (event.cause) want(*event.cause);
        if (event.kind == EventKind::Restart && event.predecessor) want(*event.predecessor);
        const bool steps = event.kind == EventKind::Receive || event.kind == EventKind::Timer ||
                           event.kind == EventKind::Start || event.kind == EventKind::Action;
        if (steps) lastWriters(event.location, event.id, readBy(event));
    }

    /// The variables that the clauses which the event may meet read.
    const Names& readBy(const Event& event) {
        const bool receives = event.kind == EventKind::Receive || event.kind == EventKind::Timer;
        const uint32_t message = event.message ? run_.messages[*event.message].kind : event.timer;
        const auto key = std::tuple(event.kind, message, event.action.automaton, event.action.clause);
        auto [known, isNew] = read_.try_emplace(key);
        if (!isNew) return known->second;
        Names& out = known->second;
        for (ir::AutomatonId id = 0; id < module_.automata.size(); ++id) {
            const ir::Automaton& automaton = module_.automata[id];
            auto note = [&](const ir::Expr& part) {
                if (part.op == ir::Op::Var) out.insert(automaton.vars[part.index].name);
            };
            auto expr = [&](ir::ExprId one) {
                if (one.valid()) ir::forEachExpr(module_, one, note);
            };
            for (uint32_t i = 0; i < automaton.clauses.size(); ++i) {
                const ir::Clause& clause = automaton.clauses[i];
                const bool first = clause.trigger == ir::Trigger::Start || clause.trigger == ir::Trigger::StartOther;
                const bool meets = receives ? clause.trigger == ir::Trigger::Receive && clause.message == message
                                            : event.kind == EventKind::Action && event.action == ir::ActionRef{id, i};
                if (!first && !meets) continue;
                expr(clause.guard);
                for (ir::ExprId domain : clause.domains) expr(domain);
                ir::forEachStatement(module_, clause.body, [&](const ir::Stmt& one) {
                    expr(one.expr);
                    expr(one.to);
                    expr(one.after);
                    for (ir::ExprId arg : one.args) expr(arg);
                });
            }
        }
        return out;
    }

    const ir::Module& module_;
    Run& run_;
    std::vector<bool> wanted_;
    std::vector<uint32_t> todo_;
    std::map<std::tuple<EventKind, uint32_t, uint32_t, uint32_t>, Names> read_;
};

}   // namespace

std::vector<uint32_t> eventsNamed(const Run& run) {
    std::vector<uint32_t> out;
    if (!run.violation->event) return out;
    if (!run.violation->atEnd) out.push_back(*run.violation->event);
    std::set<uint32_t> seen;
    if (!out.empty()) seen.insert(run.events[out.front()].location);
    for (const ir::Binding& one : run.violation->witness) {
        if (one.event) {
            if (std::find(out.begin(), out.end(), *one.event) == out.end()) out.push_back(*one.event);
            continue;
        }
        for (uint32_t id = *run.violation->event; id-- > 0;) {
            const Event& event = run.events[id];
            if (run.place(event.location) != one.value || event.changes.empty()) continue;
            if (seen.insert(event.location).second) out.push_back(id);
            break;
        }
    }
    return out;
}

void setAside(const ir::Module& module, Run& run) {
    if (run.violation && run.violation->event) Slice(module, run).run();
}

size_t countAside(const Run& run) {
    return static_cast<size_t>(
        std::count_if(run.events.begin(), run.events.end(), [](const Event& event) { return event.aside; }));
}

}   // namespace evd::explore
