// Rules of message automata: one writer per variable and event (R7), fairness, what a spawned process can have missed.

#include "frontend/sema/apart.h"
#include "frontend/sema/checker.h"
#include "frontend/sema/clauses.h"
#include "frontend/sema/exclusion.h"

namespace evd::sema {

using namespace syntax;

namespace {

/// Whether a clause happens at every event of its kind.
bool surelyHappens(const Clause& clause) {
    return clause.guard == nullptr && matchesAll(clause.place) &&
           (clause.message == nullptr || takesEvery(*clause.message));
}

/// The variables and timers that a clause writes whenever it happens: at the top level of its body.
std::set<SymbolId> surelyWritten(const Clause& clause, const Module& module) {
    std::set<SymbolId> out;
    if (clause.on == Clause::On::Message && clause.sight.empty()) out.insert(clause.trigger);   // a timer that fires
    for (const Stmt* stmt : *clause.body) {
        if (const auto* set = std::get_if<SetStmt>(&stmt->node)) out.insert(module.resolve(set->timer));
        if (const auto* cancel = std::get_if<CancelStmt>(&stmt->node)) out.insert(module.resolve(cancel->timer));
        const auto* assign = std::get_if<AssignStmt>(&stmt->node);
        const auto* name = assign == nullptr ? nullptr : std::get_if<NameExpr>(&assign->target->node);
        if (name != nullptr) out.insert(module.resolve(name->path.back()));
    }
    return out;
}

/// The clauses of one process that write one variable, by the events they happen at.
struct Writers {
    std::vector<size_t> starts;
    std::map<std::pair<SymbolId, std::string>, std::vector<size_t>> receipts;   ///< by message, and what observers see
};

constexpr size_t kConflictsMax = 1000;   ///< warnings of one process; there are more than anybody reads
constexpr size_t kProofsMax = 20000;     ///< pairs of one process that are shown to exclude each other

}   // namespace

void Checker::checkProcessRules(SymbolId id) {
    uint32_t saved = current_;
    current_ = symbol(id).module;
    std::vector<Clause> clauses = clausesOf(program_, module(), std::get<ProcessDecl>(symbol(id).decl->node));
    checkConflicts(clauses, spawned_.count(id) != 0);
    checkFrames(id);
    for (const Clause& clause : clauses)
        if (clause.action != nullptr && clause.action->fair && clause.body->empty())
            diagnostics_.report(Code::FairWithoutEffect, clause.action->name.span, clause.action->name.text);
    if (spawned_.count(id) != 0) checkCountsEarlier(id, clauses);
    current_ = saved;
}

/// Pairs of clauses of one event that write one variable. A clause is reported for each variable with one earlier
/// clause that it surely meets and one that it may meet. Of two clauses whose demands differ in no simple way it
/// is proved that they exclude each other; after `kProofsMax` proofs the rest counts as possible conflicts.
void Checker::checkConflicts(const std::vector<Clause>& clauses, bool isSpawned) {
    Terms terms(program_, types_);
    Fixing fixing(terms);
    std::vector<std::map<SymbolId, Span>> writes;
    std::vector<std::set<SymbolId>> sure;
    std::vector<Condition> demands;
    std::vector<Fixed> fixed;
    std::map<SymbolId, Writers> writers;
    for (size_t i = 0; i < clauses.size(); ++i) {
        const Clause& clause = clauses[i];
        writes.push_back(writesOf(program_, module(), clause));
        sure.push_back(surelyHappens(clause) ? surelyWritten(clause, module()) : std::set<SymbolId>());
        demands.push_back(demandsOf(terms, current_, clause.message, clause.guard));
        fixed.push_back(fixing.of(demands.back()));
        for (const auto& [variable, where] : writes.back()) switch (clause.on) {
            case Clause::On::Start: writers[variable].starts.push_back(i); break;
            case Clause::On::Message:
                if (clause.trigger != kNoSymbol || !clause.sight.empty())
                    writers[variable].receipts[{clause.trigger, clause.sight}].push_back(i);
                break;
            case Clause::On::Action: break;   // happens alone
            }
    }
    auto report = [&](Code code, size_t i, size_t j, SymbolId variable) {
        diagnostics_.report(code, writes[j].at(variable), symbol(variable).name)
            .label(writes[i].at(variable), "also written here, by `" + clauses[i].kind + "`")
            .note("handlers of one event happen at once on the state before it; make their guards exclude each other");
    };
    std::map<std::pair<size_t, size_t>, bool> proved;
    auto excluded = [&](size_t i, size_t j) {
        auto known = proved.find({i, j});
        if (known != proved.end()) return known->second;
        return proved.size() < kProofsMax && (proved[{i, j}] = contradictory(terms, both(demands[i], demands[j])));
    };
    size_t conflicts = 0;
    for (const auto& [variable, of] : writers) {
        std::set<size_t> told;
        auto meet = [&, variable = variable](size_t i, size_t j) {
            if (conflicts >= kConflictsMax) return false;
            bool both = clauses[i].on == clauses[j].on && sure[i].count(variable) != 0 && sure[j].count(variable) != 0;
            if (both || told.count(j) != 0 || excluded(i, j)) return true;
            told.insert(j);
            report(Code::PossibleConflict, i, j, variable);
            ++conflicts;
            return true;
        };
        auto within = [&, variable = variable](const std::vector<size_t>& group) {
            std::optional<size_t> first;
            for (size_t i : group) {
                if (sure[i].count(variable) == 0) continue;
                if (first) report(Code::ConflictingWrites, *first, i, variable);
                else first = i;
            }
            pairsTogether(fixed, group, meet);
        };
        within(of.starts);
        for (const auto& [what, group] : of.receipts) {
            within(group);
            // a receipt and the start are one event where a process is spawned; but none of its timers is set by then
            const bool ofOther = what.first != kNoSymbol && symbol(what.first).kind != SymbolKind::Timer;
            for (size_t i = 0; isSpawned && ofOther && i < of.starts.size() && conflicts < kConflictsMax; ++i)
                for (size_t j : group) meet(std::min(of.starts[i], j), std::max(of.starts[i], j));
        }
    }
}

/// R4: a spawned process that counts or collects a message no field of which is pinned to its parameters.
void Checker::checkCountsEarlier(SymbolId id, const std::vector<Clause>& clauses) {
    auto accumulates = [&](SymbolId variable) {
        Kind kind = types_.resolved(symbol(variable).type)->kind;
        return kind == Kind::Int || kind == Kind::Nat || kind == Kind::Map || kind == Kind::Set || kind == Kind::Bag ||
               kind == Kind::List;
    };
    for (const Clause& clause : clauses) {
        if (clause.message == nullptr || clause.guard != nullptr) continue;
        if (clause.trigger != kNoSymbol && symbol(clause.trigger).kind == SymbolKind::Timer) continue;   // its own
        const MessageClass& message = *clause.message;
        bool pinned = std::any_of(message.args.begin(), message.args.end(),
                                  [](const Pattern* arg) { return !matchesAll(arg); }) ||
                      (message.from != nullptr && std::holds_alternative<PinPattern>(message.from->node));
        if (pinned) continue;
        for (const auto& [variable, where] : writesOf(program_, module(), clause))
            if (symbol(variable).kind == SymbolKind::Variable && accumulates(variable)) {
                diagnostics_.report(Code::SpawnCountsEarlier, message.message.back().span, symbol(id).name)
                    .label(where, "`" + symbol(variable).name + "` sees only what comes after the spawning event")
                    .note("pin a field to a parameter of the process (`^x`), or let the parent count");
                break;
            }
    }
}

}   // namespace evd::sema
