// Timers of processes, and the drift of the clocks that they go by.

#include "frontend/sema/checker.h"
#include "frontend/syntax/walk.h"

namespace evd::sema {

using namespace syntax;

SymbolId Checker::timerOf(SymbolId process, const Name& name) const {
    for (SymbolId member : symbol(process).members)
        if (symbol(member).kind == SymbolKind::Timer && symbol(member).name == name.text) return member;
    return kNoSymbol;
}

bool Checker::handlesTimer(const HandlerDecl& handler, const Context& context) {
    const auto* event = std::get_if<MessageClass>(&handler.event->node);
    if (event == nullptr || event->message.size() != 1) return false;
    const Name& name = event->message.back();
    const SymbolId timer = timerOf(context.process, name);
    if (timer == kNoSymbol) return false;
    use(name, timer);
    setType(handler.event->id, types_.tuple({}));
    if (!event->hasArgs && event->from == nullptr) return true;
    diagnostics_.report(Code::TimerCarriesNothing, handler.event->span, name.text)
        .replace("write `on " + name.text + "`", handler.event->span, name.text);
    for (const Pattern* arg : event->args) bindPart(arg, types_.error(), context);
    if (event->from != nullptr) bindPart(event->from, types_.basic(Kind::Loc), context);
    return true;
}

/// The timer that a statement names.
SymbolId Checker::useTimer(const Name& name, const Context& context) {
    if (name.missing()) return kNoSymbol;
    const SymbolId timer = timerOf(context.process, name);
    if (timer != kNoSymbol) {
        use(name, timer);
        return timer;
    }
    Diagnostic& diagnostic = diagnostics_.report(Code::UnknownTimer, name.span, name.text);
    std::vector<std::string> own;
    for (SymbolId member : symbol(context.process).members)
        if (symbol(member).kind == SymbolKind::Timer) own.push_back(symbol(member).name);
    const std::string near = nearest(name.text, own);
    if (!near.empty())
        diagnostic.note("did you mean `" + near + "`?").replace("replace by `" + near + "`", name.span, near);
    for (SymbolId other : module().symbols)
        if (const SymbolId one = symbol(other).kind == SymbolKind::Process ? timerOf(other, name) : kNoSymbol;
            one != kNoSymbol)
            diagnostic.label(symbol(one).nameSpan, "this is a timer of `" + symbol(other).name + "`")
                .note("a process sets its own timers only; a message can ask another to do so");
    return kNoSymbol;
}

namespace {

/// The length that a literal says.
std::optional<int64_t> lengthOf(const Expr* expr) {
    if (const auto* literal = std::get_if<DurationLiteral>(&expr->node)) return literal->nanoseconds;
    const auto* unary = std::get_if<UnaryExpr>(&expr->node);
    if (unary == nullptr || unary->op != UnaryOp::Negate) return std::nullopt;
    const std::optional<int64_t> inner = lengthOf(unary->operand);
    return inner ? std::optional(-*inner) : std::nullopt;
}

}   // namespace

void Checker::setTimer(const SetStmt& node, const Context& context) {
    useTimer(node.timer, context);
    for (const Expr* delay : {node.after, node.most}) {
        if (delay == nullptr) continue;
        expect(delay, types_.basic(Kind::Duration), context);
        if (const auto length = lengthOf(delay); length && *length < 0)
            diagnostics_.report(Code::NoSuchDelay, delay->span, "it is negative");
    }
    solvePending();
    const auto least = lengthOf(node.after);
    const auto most = node.most == nullptr ? std::nullopt : lengthOf(node.most);
    if (least && most && *least > *most)
        diagnostics_
            .report(Code::NoSuchDelay, {node.after->span.file, node.after->span.begin, node.most->span.end},
                    "nothing is between the greater and the lesser")
            .note("the least delay stands first");
}

/// Timers that nothing sets, or for which nothing happens.
void Checker::checkTimers() {
    for (SymbolId id : program_.modules[0].symbols) {
        if (symbol(id).kind != SymbolKind::Process) continue;
        std::set<SymbolId> set, handled;
        const Module& root = program_.modules[0];
        for (const ProcessMember& member : std::get<ProcessDecl>(symbol(id).decl->node).members) {
            const auto* handler = std::get_if<HandlerDecl>(&member);
            const auto* action = std::get_if<ActionDecl>(&member);
            if (handler != nullptr)
                if (const auto* event = std::get_if<MessageClass>(&handler->event->node))
                    handled.insert(root.resolve(event->message.back()));
            const std::vector<Stmt*>* body = handler != nullptr  ? &handler->body
                                             : action != nullptr ? &action->body
                                                                 : nullptr;
            if (body != nullptr)
                walkStatements(*body, [&](const Stmt* stmt) {
                    if (const auto* sets = std::get_if<SetStmt>(&stmt->node)) set.insert(root.resolve(sets->timer));
                });
        }
        for (SymbolId timer : symbol(id).members) {
            if (symbol(timer).kind != SymbolKind::Timer || symbol(timer).name.empty()) continue;
            if (handled.count(timer) == 0)
                diagnostics_.report(Code::TimerNeverHandled, symbol(timer).nameSpan, symbol(timer).name);
            else if (set.count(timer) == 0)
                diagnostics_.report(Code::TimerNeverSet, symbol(timer).nameSpan, symbol(timer).name);
        }
    }
}

/// `clocks drift …`: once in a program, and a share of the time.
void Checker::checkClocks() {
    std::optional<Span> first;
    for (uint32_t m = 0; m < program_.modules.size(); ++m) {
        Within inside(*this, m);
        for (const Decl* decl : module().tree->decls) {
            const auto* clocks = std::get_if<ClocksDecl>(&decl->node);
            if (clocks == nullptr) continue;
            if (first)
                diagnostics_.report(Code::NoSuchDrift, decl->span, "it is said twice")
                    .label(*first, "here for the first time");
            first = first.value_or(decl->span);
            expect(clocks->drift, types_.basic(Kind::Int), {});
            solvePending(true);
            const auto* number = std::get_if<IntLiteral>(&clocks->drift->node);
            const auto* unary = std::get_if<UnaryExpr>(&clocks->drift->node);
            const bool negative = unary != nullptr && unary->op == UnaryOp::Negate &&
                                  std::holds_alternative<IntLiteral>(unary->operand->node);
            if (negative || (number != nullptr && number->value >= (clocks->ppm ? 1'000'000 : 100)))
                diagnostics_.report(Code::NoSuchDrift, clocks->drift->span,
                                    negative ? "the share is negative" : "that is all of the time, or more");
        }
    }
}

}   // namespace evd::sema
