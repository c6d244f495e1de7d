// Rules of message automata: one writer per variable and event (R7), frames (theory account 2.5, F2), fairness.

#include "frontend/sema/checker.h"
#include "frontend/sema/exclusion.h"
#include "frontend/syntax/walk.h"

namespace evd::sema {

using namespace syntax;

namespace {

/// A clause of a process as the rules see it.
struct ClauseView {
    Span head;
    std::string kind;   ///< `on m`, `start`, `action a`
    const ClassExpr* event = nullptr;
    const Expr* guard = nullptr;
    const std::vector<Stmt*>* body = nullptr;
    const ActionDecl* action = nullptr;
    Name name;   ///< message or action
    bool isStart = false;
    SymbolId message = kNoSymbol;   ///< of a receipt
};

}   // namespace

void Checker::checkProcessRules(SymbolId id) {
    uint32_t saved = current_;
    current_ = symbol(id).module;
    const auto& decl = std::get<ProcessDecl>(symbol(id).decl->node);
    std::vector<ClauseView> clauses;
    for (const auto& member : decl.members) {
        if (const auto* handler = std::get_if<HandlerDecl>(&member)) {
            ClauseView view{handler->event->span,
                            "",
                            handler->event,
                            handler->guard,
                            &handler->body,
                            nullptr,
                            {},
                            std::holds_alternative<StartClass>(handler->event->node)};
            if (const auto* message = std::get_if<MessageClass>(&handler->event->node)) {
                view.name = message->message.back();
                if (SymbolId received = module().resolve(view.name); received != kNoSymbol)
                    view.message = program_.wire(received);
            }
            view.kind = view.isStart ? "start" : "on " + view.name.text;
            clauses.push_back(std::move(view));
        } else if (const auto* action = std::get_if<ActionDecl>(&member))
            clauses.push_back({action->name.span, "action " + action->name.text, nullptr, action->guard, &action->body,
                               action, action->name, false});
    }
    auto writes = [&](const ClauseView& clause) {
        std::map<SymbolId, Span> out;
        walkStatements(*clause.body, [&](const Stmt* stmt) {
            const auto* assign = std::get_if<AssignStmt>(&stmt->node);
            if (assign == nullptr) return;
            const Expr* target = assign->target;
            while (true) {
                if (const auto* index = std::get_if<IndexExpr>(&target->node)) target = index->object;
                else if (const auto* field = std::get_if<FieldExpr>(&target->node)) target = field->object;
                else break;
            }
            if (const auto* name = std::get_if<NameExpr>(&target->node)) {
                SymbolId variable = module().resolve(name->path.back());
                if (variable != kNoSymbol && symbol(variable).kind == SymbolKind::Variable)
                    out.try_emplace(variable, target->span);
            }
        });
        return out;
    };
    auto surelyHappens = [&](const ClauseView& clause) {   // for every message of its kind
        if (clause.guard != nullptr) return false;
        const auto* message = clause.event == nullptr ? nullptr : std::get_if<MessageClass>(&clause.event->node);
        if (message == nullptr) return true;
        for (const Pattern* arg : message->args)
            if (!std::holds_alternative<BindPattern>(arg->node) && !std::holds_alternative<WildcardPattern>(arg->node))
                return false;
        return message->from == nullptr || std::holds_alternative<BindPattern>(message->from->node) ||
               std::holds_alternative<WildcardPattern>(message->from->node);
    };
    auto surelyWrites = [&](const ClauseView& clause, SymbolId variable) {   // at the top level of its body
        for (const Stmt* stmt : *clause.body)
            if (const auto* assign = std::get_if<AssignStmt>(&stmt->node))
                if (const auto* name = std::get_if<NameExpr>(&assign->target->node);
                    name != nullptr && module().resolve(name->path.back()) == variable)
                    return true;
        return false;
    };
    auto constructorsDiffer = [&](const ClauseView& a, const ClauseView& b) {
        const auto* x = a.event == nullptr ? nullptr : std::get_if<MessageClass>(&a.event->node);
        const auto* y = b.event == nullptr ? nullptr : std::get_if<MessageClass>(&b.event->node);
        if (x == nullptr || y == nullptr) return false;
        for (size_t i = 0; i < x->args.size() && i < y->args.size(); ++i) {
            const auto* c = std::get_if<ConstructorPattern>(&x->args[i]->node);
            const auto* d = std::get_if<ConstructorPattern>(&y->args[i]->node);
            if (c != nullptr && d != nullptr && c->path.back().text != d->path.back().text) return true;
        }
        return false;
    };
    for (size_t i = 0; i < clauses.size(); ++i)
        for (size_t j = i + 1; j < clauses.size(); ++j) {
            const ClauseView &a = clauses[i], &b = clauses[j];
            bool sameMessage = a.message != kNoSymbol && a.message == b.message;
            bool together = sameMessage || (a.isStart && b.isStart) ||
                            ((a.isStart || b.isStart) && a.action == nullptr && b.action == nullptr);
            if (!together || constructorsDiffer(a, b)) continue;
            // A start clause and a receipt meet only at a spawning event; top-level processes never see both.
            if (a.isStart != b.isStart && spawned_.count(id) == 0) continue;
            auto left = writes(a), right = writes(b);
            for (const auto& [variable, where] : right) {
                if (left.count(variable) == 0) continue;
                if (excludeEachOther(demandsOf(sources_, a.event, a.guard), demandsOf(sources_, b.event, b.guard)))
                    continue;
                bool sure = a.isStart == b.isStart && surelyHappens(a) && surelyHappens(b) &&
                            surelyWrites(a, variable) && surelyWrites(b, variable);
                diagnostics_
                    .report(sure ? Code::ConflictingWrites : Code::PossibleConflict, where, symbol(variable).name)
                    .label(left.at(variable), "also written here, by `" + a.kind + "`")
                    .note("handlers of one event happen at once on the state before it; make their guards exclude each "
                          "other");
            }
        }

    // frames
    for (const auto& member : decl.members) {
        const auto* frame = std::get_if<FrameDecl>(&member);
        if (frame == nullptr) continue;
        SymbolId subject = module().resolve(frame->subject);
        if (subject == kNoSymbol) continue;
        for (const ClauseView& clause : clauses) {
            bool listed = false;
            for (const FrameKind& kind : frame->kinds)
                listed |= kind.isStart ? clause.isStart
                          : kind.isMessage
                              ? clause.action == nullptr && !clause.isStart && kind.name.text == clause.name.text
                              : clause.action != nullptr && kind.name.text == clause.name.text;
            if (listed) continue;
            if (!frame->sends) {
                auto written = writes(clause);
                if (auto at = written.find(subject); at != written.end())
                    diagnostics_
                        .report(Code::FrameViolation, at->second, clause.kind, "write `" + frame->subject.text + "`")
                        .label(frame->span, "this frame says who may");
                continue;
            }
            walkStatements(*clause.body, [&](const Stmt* stmt) {
                const auto* output = std::get_if<OutputStmt>(&stmt->node);
                const auto* send = output == nullptr ? nullptr : std::get_if<SendExpr>(&output->output->node);
                if (send != nullptr && module().resolve(send->message.back()) == subject)
                    diagnostics_
                        .report(Code::FrameViolation, send->message.back().span, clause.kind,
                                "send `" + frame->subject.text + "`")
                        .label(frame->span, "this frame says who may");
            });
        }
    }
    // an open process without a frame for a variable: the theory lets any event change it
    if (decl.open)
        for (SymbolId member : symbol(id).members) {
            if (symbol(member).kind != SymbolKind::Variable) continue;
            bool framed = false;
            for (const auto& other : decl.members)
                if (const auto* frame = std::get_if<FrameDecl>(&other))
                    framed |= !frame->sends && frame->subject.text == symbol(member).name;
            if (!framed)
                diagnostics_.report(Code::OpenProcessHavoc, symbol(member).nameSpan, symbol(member).name)
                    .note("add `only … affects " + symbol(member).name + "`, or close the process");
        }
    for (const ClauseView& clause : clauses) {
        if (clause.action != nullptr && clause.action->fair && clause.body->empty())
            diagnostics_.report(Code::FairWithoutEffect, clause.action->name.span, clause.action->name.text);
    }
    // R4: a spawned process that counts or collects a message no field of which is pinned to its parameters
    if (spawned_.count(id) != 0)
        for (const ClauseView& clause : clauses) {
            const auto* message = clause.event == nullptr ? nullptr : std::get_if<MessageClass>(&clause.event->node);
            if (message == nullptr) continue;
            bool pinned = false;
            for (const Pattern* arg : message->args)
                pinned |= !std::holds_alternative<BindPattern>(arg->node) &&
                          !std::holds_alternative<WildcardPattern>(arg->node);
            if (message->from != nullptr) pinned |= std::holds_alternative<PinPattern>(message->from->node);
            if (pinned || clause.guard != nullptr) continue;
            for (const auto& [variable, where] : writes(clause)) {
                TypeRef type = types_.resolved(symbol(variable).type);
                bool accumulates = type->kind == Kind::Int || type->kind == Kind::Nat || type->kind == Kind::Map ||
                                   type->kind == Kind::Set || type->kind == Kind::Bag || type->kind == Kind::List;
                if (accumulates) {
                    diagnostics_.report(Code::SpawnCountsEarlier, message->message.back().span, symbol(id).name)
                        .label(where, "`" + symbol(variable).name + "` sees only what comes after the spawning event")
                        .note("pin a field to a parameter of the process (`^x`), or let the parent count");
                    break;
                }
            }
        }
    current_ = saved;
}

}   // namespace evd::sema
