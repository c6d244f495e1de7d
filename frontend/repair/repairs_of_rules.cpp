// Repairs of specs that break, or strangely use, the rules of event classes and processes.

#include "frontend/repair/site.h"

#include "frontend/syntax/walk.h"

namespace evd::repair {

using namespace syntax;

namespace {

std::string fieldNames(const Site& site, const sema::Symbol& message) {
    std::string out;
    for (sema::SymbolId field : message.members) out += (out.empty() ? "" : ", ") + site.program[field].name;
    return out;
}

/// `on m(x) { }` in each process of the file.
std::vector<Fix> receive(const Site& site, const sema::Symbol& message) {
    std::vector<Fix> out;
    for (const Decl* decl : site.tree().decls) {
        const auto* process = std::get_if<ProcessDecl>(&decl->node);
        if (process == nullptr || decl->name.missing() || process->bodySpan.empty()) continue;
        out.push_back({"receive `" + message.name + "` in `" + decl->name.text + "`",
                       {site.addMember(*decl, "on " + message.name + "(" + fieldNames(site, message) + ") {}")}});
        if (out.size() == 4) break;
    }
    return out;
}

const sema::Symbol* declaredAt(const Site& site, Span name) {
    auto use = site.module.uses.find(name.begin);
    return use == site.module.uses.end() || use->second.symbol == sema::kNoSymbol ? nullptr
                                                                                  : &site.program[use->second.symbol];
}

std::vector<Fix> changeKind(const Site& site, const Diagnostic& diagnostic, const std::string& from,
                            const std::string& to) {
    size_t name = site.token(diagnostic.span.begin);
    if (name == 0 || site.word(name - 1) != from) return {};
    return {{"declare it as `" + to + "`", {{site.tokenSpan(name - 1), to}}}};
}

/// The kinds of a process that write a variable, as a frame names them.
std::string writers(const ProcessDecl& process, const std::string& variable) {
    std::string out;
    auto writes = [&](const std::vector<Stmt*>& body) {
        bool found = false;
        walkStatements(body, [&](const Stmt* stmt) {
            const auto* assign = std::get_if<AssignStmt>(&stmt->node);
            const Expr* target = assign == nullptr ? nullptr : assign->target;
            while (target != nullptr) {
                if (const auto* index = std::get_if<IndexExpr>(&target->node)) target = index->object;
                else if (const auto* field = std::get_if<FieldExpr>(&target->node)) target = field->object;
                else break;
            }
            const auto* name = target == nullptr ? nullptr : std::get_if<NameExpr>(&target->node);
            found |= name != nullptr && name->path.size() == 1 && name->path[0].text == variable;
        });
        return found;
    };
    auto add = [&](const std::string& kind) {
        if ((", " + out + ",").find(", " + kind + ",") == std::string::npos) out += (out.empty() ? "" : ", ") + kind;
    };
    for (const ProcessMember& member : process.members) {
        if (const auto* handler = std::get_if<HandlerDecl>(&member); handler != nullptr && writes(handler->body)) {
            const auto* message =
                handler->event == nullptr ? nullptr : std::get_if<MessageClass>(&handler->event->node);
            add(message != nullptr && !message->message.empty() ? "on " + message->message.back().text : "on start");
        }
        if (const auto* action = std::get_if<ActionDecl>(&member); action != nullptr && writes(action->body))
            add(action->name.text);
    }
    return out;
}

std::vector<Fix> addFrame(const Site& site, const std::string& variable, uint32_t at) {
    const Decl* decl = site.declaration(at);
    const auto* process = decl == nullptr ? nullptr : std::get_if<ProcessDecl>(&decl->node);
    if (process == nullptr || process->bodySpan.empty()) return {};
    std::string kinds = writers(*process, variable);
    if (kinds.empty()) return {};
    return {{"add the frame of `" + variable + "`", {site.addMember(*decl, "only " + kinds + " affects " + variable)}}};
}

std::vector<Fix> widenFrame(const Site& site, const Diagnostic& diagnostic) {
    if (diagnostic.args.empty() || diagnostic.labels.empty()) return {};
    std::string kind = diagnostic.args[0];
    if (kind.rfind("action ", 0) == 0) kind = kind.substr(7);
    Span frame = diagnostic.labels.front().span;
    for (size_t i = site.token(frame.begin); i < site.tokenCount() && site.tokenSpan(i).begin < frame.end; ++i)
        if (site.word(i) == "affects" || site.word(i) == "sends")
            return {{"add `" + kind + "` to the frame", {site.insert(site.tokenSpan(i - 1).end, ", " + kind)}}};
    return {};
}

/// All statements of the same body from the first that nothing happens after.
std::vector<Fix> removeAfterEnd(const Site& site, const Diagnostic& diagnostic) {
    uint32_t end = diagnostic.span.end;
    auto body = [&](const std::vector<Stmt*>& statements) {
        bool inside = false;
        for (const Stmt* stmt : statements) {
            inside |= stmt->span == diagnostic.span;
            if (inside) end = stmt->span.end;
        }
    };
    for (const Decl* decl : site.tree().decls)
        if (const auto* process = std::get_if<ProcessDecl>(&decl->node))
            for (const ProcessMember& member : process->members) {
                if (const auto* handler = std::get_if<HandlerDecl>(&member)) body(handler->body);
                if (const auto* action = std::get_if<ActionDecl>(&member)) body(action->body);
            }
    site.eachStatement([&](const Stmt* stmt) {
        if (const auto* node = std::get_if<IfStmt>(&stmt->node)) {
            body(node->thenBody);
            body(node->elseBody);
        }
        if (const auto* node = std::get_if<ForStmt>(&stmt->node)) body(node->body);
        if (const auto* node = std::get_if<MatchStmt>(&stmt->node))
            for (const StmtArm& arm : node->arms) body(arm.body);
    });
    return {{"remove what never happens", {site.remove(site.span(diagnostic.span.begin, end))}}};
}

}   // namespace

std::vector<Fix> repairsOfRules(const Site& site, const Diagnostic& diagnostic) {
    switch (diagnostic.code) {
    case Code::NeverHandled: {
        const sema::Symbol* message = declaredAt(site, diagnostic.span);
        return message == nullptr ? std::vector<Fix>() : receive(site, *message);
    }
    case Code::NeverSent: return changeKind(site, diagnostic, "message", "input");
    case Code::FrameViolation: return widenFrame(site, diagnostic);
    case Code::StatementAfterStop: return removeAfterEnd(site, diagnostic);
    case Code::FairWithoutEffect: {
        size_t name = site.token(diagnostic.span.begin);
        if (name < 2 || site.word(name - 2) != "fair") return {};
        return {{"remove `fair`", {{site.span(site.tokenSpan(name - 2).begin, site.tokenSpan(name - 1).begin), ""}}}};
    }
    case Code::OpenProcessHavoc: {
        std::vector<Fix> out = addFrame(site, site.text(diagnostic.span), diagnostic.span.begin);
        const Decl* decl = site.declaration(diagnostic.span.begin);
        if (decl == nullptr) return out;
        size_t open = site.token(decl->span.begin);
        if (site.word(open) == "durable") ++open;
        if (site.word(open) == "open")
            out.push_back(
                {"close the process", {{site.span(site.tokenSpan(open).begin, site.tokenSpan(open + 1).begin), ""}}});
        return out;
    }
    default: return {};   // no repair is known
    }
}

std::vector<Fix> rewrites(const sema::Program& program, const SourceSet& sources, Span at) {
    std::vector<Fix> out;
    for (const sema::Module& module : program.modules) {
        if (!module.tree || module.tree->file != at.file || module.tree->tokens.empty()) continue;
        static const Exports kNone;
        Site site{program, sources, module, kNone};
        const Decl* decl = site.declaration(at.begin);
        if (decl == nullptr) return out;
        if (const auto* node = std::get_if<ClassDecl>(&decl->node);
            node != nullptr && node->body != nullptr && !std::holds_alternative<ErrorClass>(node->body->node) &&
            !std::holds_alternative<OnceClass>(node->body->node) && !node->body->span.empty())
            out.push_back({"wrap in `once`",
                           {site.insert(node->body->span.begin, "once ("), site.insert(node->body->span.end, ")")}});
        if (const auto* node = std::get_if<ProcessDecl>(&decl->node))
            for (const ProcessMember& member : node->members) {
                const auto* var = std::get_if<VarDecl>(&member);
                if (var == nullptr || at.begin < var->span.begin || at.begin > var->span.end) continue;
                bool framed = false;
                for (const ProcessMember& other : node->members)
                    if (const auto* frame = std::get_if<FrameDecl>(&other))
                        for (const std::vector<Name>& subject : frame->subjects)
                            framed |= !frame->sends && subject.back().text == var->name.text;
                if (!framed)
                    for (Fix& fix : addFrame(site, var->name.text, var->span.begin)) out.push_back(std::move(fix));
                sema::SymbolId symbol = module.resolve(var->name);
                if (var->type == nullptr && symbol != sema::kNoSymbol && program[symbol].type != nullptr)
                    out.push_back(
                        {"write the type `" + program.text(program[symbol].type) + "`",
                         {site.insert(var->name.span.end, " : " + program.text(program[symbol].type, SIZE_MAX))}});
            }
        if (std::holds_alternative<MessageDecl>(decl->node) &&
            std::get<MessageDecl>(decl->node).kind != MessageKind::Output) {
            const sema::Symbol* message = declaredAt(site, decl->name.span);
            if (message != nullptr)
                for (Fix& fix : receive(site, *message)) out.push_back(std::move(fix));
        }
    }
    return out;
}

}   // namespace evd::repair
