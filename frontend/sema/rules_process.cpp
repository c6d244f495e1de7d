// Rules of message automata: one writer per variable and event (R7), fairness, what a spawned process can have missed.

#include "frontend/sema/checker.h"
#include "frontend/sema/clauses.h"
#include "frontend/sema/exclusion.h"

namespace evd::sema {

using namespace syntax;

namespace {

/// Whether a clause happens at every event of its kind.
bool surelyHappens(const Clause& clause) {
    return clause.guard == nullptr && (clause.message == nullptr || takesEvery(*clause.message));
}

/// Whether a clause writes the variable whenever it happens: at the top level of its body.
bool surelyWrites(const Clause& clause, SymbolId variable, const Module& module) {
    return std::any_of(clause.body->begin(), clause.body->end(), [&](const Stmt* stmt) {
        const auto* assign = std::get_if<AssignStmt>(&stmt->node);
        const auto* name = assign == nullptr ? nullptr : std::get_if<NameExpr>(&assign->target->node);
        return name != nullptr && module.resolve(name->path.back()) == variable;
    });
}

/// Whether there are events of both kinds at once. A receipt and the start are one event where a process is spawned.
bool meet(const Clause& a, const Clause& b, bool isSpawned) {
    if (a.on == Clause::On::Action || b.on == Clause::On::Action) return false;
    if (a.on != b.on) return isSpawned;
    return a.on == Clause::On::Start || (a.trigger == b.trigger && a.trigger != kNoSymbol);
}

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

void Checker::checkConflicts(const std::vector<Clause>& clauses, bool isSpawned) {
    Terms terms(program_, types_);
    std::vector<std::map<SymbolId, Span>> writes;
    std::vector<Condition> demands;
    for (const Clause& clause : clauses) {
        writes.push_back(writesOf(program_, module(), clause));
        demands.push_back(demandsOf(terms, current_, clause.message, clause.guard));
    }
    for (size_t j = 0; j < clauses.size(); ++j)
        for (size_t i = 0; i < j; ++i) {
            const Clause &a = clauses[i], &b = clauses[j];
            if (!meet(a, b, isSpawned)) continue;
            std::optional<bool> excluded;
            for (const auto& [variable, where] : writes[j]) {
                auto earlier = writes[i].find(variable);
                if (earlier == writes[i].end()) continue;
                if (!excluded) excluded = contradictory(terms, both(demands[i], demands[j]));
                if (*excluded) break;
                bool sure = a.on == b.on && surelyHappens(a) && surelyHappens(b) &&
                            surelyWrites(a, variable, module()) && surelyWrites(b, variable, module());
                diagnostics_
                    .report(sure ? Code::ConflictingWrites : Code::PossibleConflict, where, symbol(variable).name)
                    .label(earlier->second, "also written here, by `" + a.kind + "`")
                    .note("handlers of one event happen at once on the state before it; make their guards exclude each "
                          "other");
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
        const MessageClass& message = *clause.message;
        bool pinned = std::any_of(message.args.begin(), message.args.end(),
                                  [](const Pattern* arg) { return !matchesAll(arg); }) ||
                      (message.from != nullptr && std::holds_alternative<PinPattern>(message.from->node));
        if (pinned) continue;
        for (const auto& [variable, where] : writesOf(program_, module(), clause))
            if (accumulates(variable)) {
                diagnostics_.report(Code::SpawnCountsEarlier, message.message.back().span, symbol(id).name)
                    .label(where, "`" + symbol(variable).name + "` sees only what comes after the spawning event")
                    .note("pin a field to a parameter of the process (`^x`), or let the parent count");
                break;
            }
    }
}

}   // namespace evd::sema
