// What is not part of the protocol: processes of the environment, observers, what the network promises, quorums.

#include "frontend/sema/behaviour.h"
#include "frontend/sema/checker.h"
#include "frontend/syntax/walk.h"

namespace evd::sema {

using namespace syntax;

ProcessRole Checker::roleOf(SymbolId process) const {
    if (process == kNoSymbol || symbol(process).decl == nullptr) return ProcessRole::Ordinary;
    const auto* decl = std::get_if<ProcessDecl>(&symbol(process).decl->node);
    return decl == nullptr ? ProcessRole::Ordinary : decl->role;
}

/// Whether some process of the environment sends an input, which then arrives as messages do.
bool Checker::isSentByEnvironment(SymbolId message) const {
    for (SymbolId id = 0; id < program_.symbols.size(); ++id) {
        if (symbol(id).kind != SymbolKind::Process || roleOf(id) != ProcessRole::Environment) continue;
        for (const Mention& sent : behaviourOf(program_, id).sends)
            if (sent.symbol == program_.wire(message)) return true;
    }
    return false;
}

/// What an observer says that it cannot: it is at no location, and nothing that it does has an effect but on itself.
void Checker::checkObserver(SymbolId id) {
    auto report = [&](Span at, const char* why) { diagnostics_.report(Code::ObserverLooksOn, at, why); };
    for (const ProcessMember& member : std::get<ProcessDecl>(symbol(id).decl->node).members) {
        if (const auto* variable = std::get_if<VarDecl>(&member); variable != nullptr && variable->durable)
            report(variable->name.span, "it never crashes, so nothing in it is durable");
        if (const auto* action = std::get_if<ActionDecl>(&member)) report(action->name.span, "it has no actions");
        if (const auto* frame = std::get_if<FrameDecl>(&member)) report(frame->span, "it has no frames");
        const auto* handler = std::get_if<HandlerDecl>(&member);
        if (handler == nullptr) continue;
        walkStatements(handler->body, [&](const Stmt* stmt) {
            if (std::holds_alternative<OutputStmt>(stmt->node)) report(stmt->span, "it sends nothing");
            if (std::holds_alternative<SpawnStmt>(stmt->node) || std::holds_alternative<BecomeStmt>(stmt->node) ||
                std::holds_alternative<StopStmt>(stmt->node))
                report(stmt->span, "it starts and ends nothing");
        });
    }
}

/// A process starts only what is on its side: native code has no environment, and nothing starts observers.
void Checker::checkStartedBy(SymbolId child, const Name& name, const Context& context) {
    const ProcessRole outer = roleOf(context.process), inner = roleOf(child);
    if (inner == ProcessRole::Observer) {
        diagnostics_.report(Code::ObserverIsNowhere, name.span, name.text, "nothing starts it")
            .label(symbol(child).nameSpan, "declared as an observer");
        return;
    }
    if (outer == inner || outer == ProcessRole::Observer) return;   // the latter is reported
    auto side = [](ProcessRole role) { return role == ProcessRole::Environment ? "is part of" : "is no part of"; };
    diagnostics_
        .report(Code::NotOfOneSide, name.span, symbol(context.process).name, side(outer), name.text,
                inner == ProcessRole::Environment ? "is" : "is not")
        .label(symbol(child).nameSpan, "declared here");
}

/// What a handler of an observer sees: `m(p…) from x at i`, `sent m(p…) by i to d`, `a(p…) at i`, `crash at i`.
void Checker::inferSight(const ClassExpr* expr, const SightClass& node, const Context& context) {
    const std::vector<Name>& path = node.what.message;
    const TypeRef loc = types_.basic(Kind::Loc);
    const bool observer = roleOf(context.process) == ProcessRole::Observer;
    if (!observer)
        diagnostics_.report(Code::OnlyObserversSee, expr->span, "`" + std::string(sources_.text(expr->span)) + "`");
    PatternGroup group(*this);
    std::vector<TypeRef> wanted;
    SymbolId seen = kNoSymbol;
    const bool outage = path.size() == 1 && !node.sent && (path[0].text == "crash" || path[0].text == "restart");
    if (!path.empty() && !path.back().missing()) {
        OccurrenceExpr occurrence{OccurrenceExpr::Kind::Happened, path, {}, nullptr, nullptr, nullptr};
        if (!node.sent) seen = actionOf(occurrence);
        if (seen != kNoSymbol) {
            inferSymbol(symbol(seen).parent);
            for (SymbolId param : symbol(seen).members) wanted.push_back(symbol(param).type);
            if (symbol(seen).kind == SymbolKind::Timer) wanted = parametersOf(symbol(seen).parent);
        } else if (const SymbolId owner = path.size() < 2 ? kNoSymbol : lookup({path.begin(), path.end() - 1});
                   owner != kNoSymbol && symbol(owner).kind == SymbolKind::Process) {
            std::vector<std::string> names;
            for (SymbolId member : symbol(owner).members)
                if (symbol(member).kind == SymbolKind::Action) names.push_back(symbol(member).name);
            auto& diagnostic = diagnostics_.report(Code::UnknownAction, path.back().span, path.back().text);
            const std::string near = nearest(path.back().text, names);
            if (!near.empty()) diagnostic.replace("replace by `" + near + "`", path.back().span, near);
        } else if (!outage || lookup(path) != kNoSymbol) {
            seen =
                lookupPath(path, Code::UnknownMessage, [](const Symbol& s) { return s.kind == SymbolKind::Message; });
            if (seen != kNoSymbol)
                for (SymbolId field : symbol(seen).members) wanted.push_back(symbol(field).type);
        }
    }
    if (seen != kNoSymbol && node.what.hasArgs && node.what.args.size() != wanted.size())
        diagnostics_.report(Code::WrongArgumentCount, path.back().span, path.back().text,
                            fmt::format("{} field{}", wanted.size(), wanted.size() == 1 ? "" : "s"),
                            node.what.args.size());
    for (size_t i = 0; i < node.what.args.size(); ++i)
        bindPart(node.what.args[i], i < wanted.size() ? wanted[i] : types_.error(), context);
    const bool received = seen != kNoSymbol && symbol(seen).kind == SymbolKind::Message && !node.sent;
    if (node.what.from != nullptr) {
        bindPart(node.what.from, loc, context);
        if (observer && !received)
            diagnostics_.report(Code::UnexpectedToken, node.what.from->span, "a sender", "`by i`, of what was sent");
    }
    if (node.to != nullptr) {
        bindPart(node.to, types_.make(Kind::List, {loc}), context);
        if (observer && !node.sent)
            diagnostics_.report(Code::UnexpectedToken, node.to->span, "a destination", "`at i`, where it happens");
    }
    if (node.place != nullptr) bindPart(node.place, loc, context);
}

/// `quorum Q of nodes = size == e`: a list of sets, for statements.
void Checker::inferQuorum(SymbolId id) {
    const auto& decl = std::get<QuorumDecl>(symbol(id).decl->node);
    Context context;
    TypeRef element = elementOf(decl.of, context);
    TypeRef of = types_.resolved(module().types[decl.of->id] == nullptr ? types_.error() : module().types[decl.of->id]);
    if (of->kind == Kind::Map) mismatch(decl.of->span, of, types_.make(Kind::Set, {element}));
    if (!decl.measure.missing() && decl.measure.text != "size")
        diagnostics_.report(Code::NotASize, decl.measure.span, decl.measure.text)
            .replace("write `size`", decl.measure.span, "size");
    expect(decl.size, types_.basic(Kind::Int), context);
    mutableSymbol(id).type = types_.make(Kind::List, {types_.make(Kind::Set, {element})});
}

TypeRef Checker::quorumType(SymbolId id, const Name& name, const Context& context) {
    inferSymbol(id);
    if (!context.logic) diagnostics_.report(Code::LogicOnly, name.span, "the quorum `" + name.text + "`");
    return symbol(id).type == nullptr ? types_.error() : symbol(id).type;
}

/// `links fifo of a, b from e to d`.
void Checker::checkLinks(const LinksDecl& links) {
    Within inside(*this, current_);
    NameList said;
    for (const Name& promise : links.promises) {
        if (promise.text != "fifo" && promise.text != "reliable") {
            Diagnostic& diagnostic = diagnostics_.report(Code::NoPromise, promise.span, promise.text)
                                         .note("`fifo`: what goes from one location to another arrives in the order in "
                                               "which it was sent; `reliable`: it is neither lost nor repeated");
            const std::string near = nearest(promise.text, {"fifo", "reliable"});
            if (!near.empty()) diagnostic.replace("replace by `" + near + "`", promise.span, near);
        }
        once(promise, said);
    }
    for (const std::vector<Name>& path : links.messages) {
        const SymbolId id =
            lookupPath(path, Code::UnknownMessage, [](const Symbol& s) { return s.kind == SymbolKind::Message; });
        if (id == kNoSymbol || symbol(id).wired) continue;
        const auto kind = std::get<MessageDecl>(symbol(id).decl->node).kind;
        if (kind != syntax::MessageKind::Internal)
            diagnostics_.report(Code::NotOnLinks, path.back().span, path.back().text)
                .label(symbol(id).nameSpan, kind == syntax::MessageKind::Input
                                                ? "declared as an input: it is never lost"
                                                : "declared as an output");
    }
    for (const Expr* end : {links.from, links.to})
        if (end != nullptr) destinations(end, {});
    solvePending(true);
}

}   // namespace evd::sema
