#include "frontend/sema/clauses.h"

#include "frontend/syntax/walk.h"

#include <algorithm>

namespace evd::sema {

using namespace syntax;

std::vector<Clause> clausesOf(const Program& program, const Module& module, const ProcessDecl& process) {
    std::vector<Clause> out;
    for (const ProcessMember& member : process.members) {
        Clause clause;
        if (const auto* handler = std::get_if<HandlerDecl>(&member)) {
            clause.kind = "start";
            clause.head = handler->event->span;
            clause.guard = handler->guard;
            clause.body = &handler->body;
            clause.message = std::get_if<MessageClass>(&handler->event->node);
            if (const auto* sight = std::get_if<SightClass>(&handler->event->node)) {
                // What it sees of one event it sees at once; other events are others.
                const std::vector<Name>& what = sight->what.message;
                const SymbolId id = what.empty() ? kNoSymbol : module.resolve(what.back());
                clause.on = Clause::On::Message;
                if (!what.empty()) clause.message = &sight->what;
                clause.place = sight->place;
                if (id != kNoSymbol) clause.trigger = program[id].kind == SymbolKind::Message ? program.wire(id) : id;
                clause.sight = std::string(sight->sent ? "sent " : "") + (what.empty() ? "start" : what.back().text);
                clause.kind = "on " + clause.sight;
            } else if (clause.message != nullptr) {
                clause.on = Clause::On::Message;
                if (SymbolId id = module.resolve(clause.message->message.back()); id != kNoSymbol)
                    clause.trigger = program.wire(id);
                clause.kind = "on " + clause.message->message.back().text;
            }
        } else if (const auto* action = std::get_if<ActionDecl>(&member)) {
            clause.on = Clause::On::Action;
            clause.trigger = module.resolve(action->name);
            clause.kind = "action " + action->name.text;
            clause.head = action->name.span;
            clause.action = action;
            clause.guard = action->guard;
            clause.body = &action->body;
        } else continue;
        out.push_back(std::move(clause));
    }
    return out;
}

std::map<SymbolId, Span> writesOf(const Program& program, const Module& module, const Clause& clause) {
    std::map<SymbolId, Span> out;
    // A timer that is set or cancelled is written, and one that fires is not set any more.
    auto timer = [&](SymbolId id, Span where) {
        if (id != kNoSymbol && program[id].kind == SymbolKind::Timer) out.try_emplace(id, where);
    };
    timer(clause.on == Clause::On::Message && clause.sight.empty() ? clause.trigger : kNoSymbol, clause.head);
    walkStatements(*clause.body, [&](const Stmt* stmt) {
        if (const auto* set = std::get_if<SetStmt>(&stmt->node)) timer(module.resolve(set->timer), stmt->span);
        if (const auto* cancel = std::get_if<CancelStmt>(&stmt->node)) timer(module.resolve(cancel->timer), stmt->span);
        const auto* assign = std::get_if<AssignStmt>(&stmt->node);
        if (assign == nullptr) return;
        const Expr* target = assign->target;
        while (true) {
            if (const auto* index = std::get_if<IndexExpr>(&target->node)) target = index->object;
            else if (const auto* field = std::get_if<FieldExpr>(&target->node)) target = field->object;
            else break;
        }
        const auto* name = std::get_if<NameExpr>(&target->node);
        SymbolId variable = name == nullptr ? kNoSymbol : module.resolve(name->path.back());
        if (variable != kNoSymbol && program[variable].kind == SymbolKind::Variable)
            out.try_emplace(variable, target->span);
    });
    return out;
}

bool matchesAll(const Pattern* pattern) {
    return pattern == nullptr || std::holds_alternative<BindPattern>(pattern->node) ||
           std::holds_alternative<WildcardPattern>(pattern->node);
}

bool takesEvery(const MessageClass& message) {
    return matchesAll(message.from) && std::all_of(message.args.begin(), message.args.end(), matchesAll);
}

}   // namespace evd::sema
