// Rules about the whole program: recursion of classes, messages nobody sends or receives, names nobody uses.

#include "frontend/sema/checker.h"
#include "frontend/syntax/walk.h"

namespace evd::sema {

using namespace syntax;

/// A class may refer to itself only through `each … spawn`.
void Checker::checkClassRecursion() {
    struct Reference {
        SymbolId target;
        Span span;
    };
    std::map<SymbolId, std::vector<Reference>> references;
    for (SymbolId id = 0; id < program_.symbols.size(); ++id) {
        const Symbol& s = symbol(id);
        if (s.decl == nullptr || (s.kind != SymbolKind::Class && s.kind != SymbolKind::State)) continue;
        auto collect = [&](const ClassExpr* body) {
            std::set<const ClassExpr*> spawned;
            walkClasses(body, [&](const ClassExpr* part) {
                if (const auto* spawn = std::get_if<SpawnClass>(&part->node))
                    walkClasses(spawn->child, [&](const ClassExpr* inner) { spawned.insert(inner); });
                const auto* ref = std::get_if<ClassRef>(&part->node);
                if (ref == nullptr || spawned.count(part) != 0) return;
                SymbolId target = program_.modules[s.module].resolve(ref->path.back());
                if (target != kNoSymbol) references[id].push_back({target, ref->path.back().span});
            });
        };
        if (const auto* node = std::get_if<ClassDecl>(&s.decl->node)) collect(node->body);
        if (const auto* node = std::get_if<StateDecl>(&s.decl->node))
            for (const StateClause& clause : node->clauses) collect(clause.on);
    }
    std::map<SymbolId, int> mark;
    std::function<void(SymbolId)> visit = [&](SymbolId id) {
        mark[id] = 1;
        for (const Reference& reference : references[id]) {
            if (mark[reference.target] == 1)
                diagnostics_.report(Code::ClassRecursion, reference.span, symbol(reference.target).name);
            else if (mark[reference.target] == 0) visit(reference.target);
        }
        mark[id] = 2;
    };
    std::vector<SymbolId> roots;
    for (const auto& [id, list] : references) roots.push_back(id);
    for (SymbolId id : roots)
        if (mark[id] == 0) visit(id);
}

void Checker::checkMessageUse() {
    bool hasBehaviour = false;
    for (SymbolId id : program_.modules[0].symbols)
        hasBehaviour |= symbol(id).kind == SymbolKind::Process || symbol(id).kind == SymbolKind::Class;
    if (!hasBehaviour) return;   // a library of messages
    // Who imports this module may send and receive its messages; `use` may have wired them to others.
    std::set<SymbolId> sent, received;
    for (SymbolId id : sent_) sent.insert(program_.wire(id));
    for (SymbolId id : received_) received.insert(program_.wire(id));
    for (SymbolId id : program_.modules[0].symbols) {
        if (symbol(id).kind != SymbolKind::Message || reported_.count(id) != 0) continue;
        auto kind = std::get<MessageDecl>(symbol(id).decl->node).kind;
        if (kind != syntax::MessageKind::Output && received.count(program_.wire(id)) == 0)
            diagnostics_.report(Code::NeverHandled, symbol(id).nameSpan, symbol(id).name);
        else if (kind != syntax::MessageKind::Input && sent.count(program_.wire(id)) == 0)
            diagnostics_.report(Code::NeverSent, symbol(id).nameSpan, symbol(id).name);
    }
    // One-shot sends under loss (theory account, trap 18): `check … faults drop` with a message that only `on start` or
    // an input sends.
    for (const Decl* decl : program_.modules[0].tree->decls) {
        const auto* check = std::get_if<CheckDecl>(&decl->node);
        if (check == nullptr) continue;
        // Of safety a lost message takes nothing.
        const auto owed = std::find_if(check->properties.begin(), check->properties.end(), [&](const auto& path) {
            const SymbolId id = program_.modules[0].resolve(path.back());
            const auto* property = id == kNoSymbol || symbol(id).decl == nullptr
                                       ? nullptr
                                       : std::get_if<PropertyDecl>(&symbol(id).decl->node);
            bool found = false;
            if (property != nullptr)
                walk(property->formula, [&](const Expr* part) {
                    const auto* temporal = std::get_if<TemporalExpr>(&part->node);
                    const auto* binary = std::get_if<BinaryExpr>(&part->node);
                    found |= (temporal != nullptr && temporal->op == TemporalOp::Eventually) ||
                             (binary != nullptr && binary->op == BinaryOp::LeadsTo);
                });
            return found;
        });
        if (owed == check->properties.end()) continue;
        for (const CheckFault& fault : check->faults) {
            if (fault.name.text != "drop") continue;
            std::map<SymbolId, bool> repeated;   // message -> some fair action sends it
            for (SymbolId id : program_.modules[0].symbols) {
                if (symbol(id).kind != SymbolKind::Process) continue;
                for (const auto& member : std::get<ProcessDecl>(symbol(id).decl->node).members) {
                    const auto* handler = std::get_if<HandlerDecl>(&member);
                    const auto* action = std::get_if<ActionDecl>(&member);
                    const auto* body = handler != nullptr  ? &handler->body
                                       : action != nullptr ? &action->body
                                                           : nullptr;
                    if (body == nullptr) continue;
                    walkStatements(*body, [&](const Stmt* stmt) {
                        const auto* output = std::get_if<OutputStmt>(&stmt->node);
                        const auto* send = output == nullptr ? nullptr : std::get_if<SendExpr>(&output->output->node);
                        if (send == nullptr) return;
                        SymbolId message = program_.modules[0].resolve(send->message.back());
                        if (message != kNoSymbol) repeated[message] |= action != nullptr && action->fair;
                    });
                }
            }
            for (const auto& [message, again] : repeated)
                if (!again && symbol(message).module == 0)
                    diagnostics_.report(Code::OneShotSend, fault.name.span, symbol(message).name, owed->back().text)
                        .label(symbol(message).nameSpan, "no fair action repeats it");
        }
    }
}

/// Local bindings that nothing reads. Names that begin with `_` and bindings of messages are not reported.
void Checker::checkUnused() {
    auto report = [&](const Module& m, const Pattern* pattern) {
        if (const auto* bind = std::get_if<BindPattern>(&pattern->node)) {
            SymbolId id = m.resolve(bind->name);
            if (id != kNoSymbol && used_.count(id) == 0 && bind->name.text.front() != '_')
                diagnostics_.report(Code::UnusedName, bind->name.span, bind->name.text);
        }
    };
    if (diagnostics_.hasErrors()) return;   // an error may hide the use
    const Module& m = program_.modules[0];
    auto expressions = [&](const Expr* expr) {
        if (const auto* let = std::get_if<LetExpr>(&expr->node)) report(m, let->pattern);
    };
    for (const Decl* decl : m.tree->decls) {
        if (const auto* node = std::get_if<FunctionDecl>(&decl->node)) walk(node->body, expressions);
        else if (const auto* node = std::get_if<ClassDecl>(&decl->node)) walk(node->body, expressions);
        else if (const auto* node = std::get_if<ProcessDecl>(&decl->node)) {
            for (const auto& member : node->members) {
                const auto* handler = std::get_if<HandlerDecl>(&member);
                const auto* action = std::get_if<ActionDecl>(&member);
                const auto* body = handler != nullptr ? &handler->body : action != nullptr ? &action->body : nullptr;
                if (body == nullptr) continue;
                walk(*body, expressions);
                walkStatements(*body, [&](const Stmt* stmt) {
                    if (const auto* let = std::get_if<LetStmt>(&stmt->node)) report(m, let->pattern);
                });
            }
        }
    }
}

}   // namespace evd::sema
