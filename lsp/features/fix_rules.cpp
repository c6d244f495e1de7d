// Fixes of what breaks the rules of the logic, or says something in vain.

#include "lsp/features/action_tools.h"

#include "frontend/syntax/walk.h"

#include <algorithm>

namespace evd::lsp {

namespace {

std::string rootName(const syntax::Expr* target) {
    for (;;) {
        if (const auto* index = std::get_if<syntax::IndexExpr>(&target->node)) target = index->object;
        else if (const auto* field = std::get_if<syntax::FieldExpr>(&target->node)) target = field->object;
        else if (const auto* name = std::get_if<syntax::NameExpr>(&target->node)) return name->path.back().text;
        else return "";
    }
}

/// Handlers for a message that nobody receives, one action per process.
void addHandler(ActionTools& tools) {
    const sema::Use* use = tools.analysis.useAt(tools.diagnostic->span.begin);
    if (use == nullptr) return;
    const sema::Symbol& message = tools.analysis.program()[use->symbol];
    std::string fields;
    for (sema::SymbolId member : message.members) fields += (fields.empty() ? "" : ", ") + tools.analysis.program()[member].name;
    for (const syntax::Decl* decl : tools.analysis.tree().decls) {
        const auto* process = std::get_if<syntax::ProcessDecl>(&decl->node);
        if (process == nullptr || decl->name.missing() || decl->span.end == 0) continue;
        bool oneLine = tools.text(decl->span).find('\n') == std::string::npos;
        uint32_t at = oneLine ? decl->span.end - 1 : tools.lineBegin(decl->span.end - 1);
        tools.add("add a handler to `" + decl->name.text + "`", {tools.insert(at, std::string(oneLine ? "\n" : "") + "  on " + message.name + "(" + fields + ") {\n  }\n")});
    }
}

/// The kinds of clauses of a process that write a variable, as a frame names them.
std::vector<std::string> writers(const syntax::ProcessDecl& process, const std::string& variable) {
    std::vector<std::string> out;
    auto writes = [&](const std::vector<syntax::Stmt*>& body) {
        bool found = false;
        syntax::walkStatements(body, [&](const syntax::Stmt* stmt) {
            if (const auto* assign = std::get_if<syntax::AssignStmt>(&stmt->node)) found |= rootName(assign->target) == variable;
        });
        return found;
    };
    auto add = [&](const std::string& kind) { if (std::find(out.begin(), out.end(), kind) == out.end()) out.push_back(kind); };
    for (const auto& member : process.members) {
        if (const auto* action = std::get_if<syntax::ActionDecl>(&member)) { if (writes(action->body)) add(action->name.text); }
        else if (const auto* handler = std::get_if<syntax::HandlerDecl>(&member)) {
            const auto* message = std::get_if<syntax::MessageClass>(&handler->event->node);
            if (writes(handler->body)) add(message == nullptr ? "start" : "on " + message->message.back().text);
        }
    }
    return out;
}

void addFrame(ActionTools& tools) {
    const syntax::ProcessDecl* process = tools.processAt(tools.diagnostic->span.begin);
    const syntax::Decl* decl = tools.declAt(tools.diagnostic->span.begin);
    if (process == nullptr) return;
    std::string variable = tools.text(tools.diagnostic->span), kinds;
    for (const std::string& kind : writers(*process, variable)) kinds += (kinds.empty() ? "" : ", ") + kind;
    if (kinds.empty()) return;
    tools.add("add the frame of `" + variable + "`", {tools.insert(tools.lineBegin(decl->span.end - 1), "  only " + kinds + " affects " + variable + "\n")});
}

void extendFrame(ActionTools& tools) {
    const Diagnostic& found = *tools.diagnostic;
    if (found.labels.empty() || found.args.empty()) return;
    const syntax::ProcessDecl* process = tools.processAt(found.span.begin);
    if (process == nullptr) return;
    for (const auto& member : process->members) {
        const auto* frame = std::get_if<syntax::FrameDecl>(&member);
        if (frame == nullptr || !(frame->span == found.labels[0].span)) continue;
        // Before `affects` or `sends`, which stands before the subject.
        Span word = tools.tokenBefore(frame->subject.span.begin);
        Span last = tools.tokenBefore(word.begin);
        tools.add("add `" + found.args[0] + "` to the frame", {tools.insert(last.end, ", " + found.args[0])});
    }
}

} // namespace

void fixRules(ActionTools& tools) {
    const Diagnostic& found = *tools.diagnostic;
    switch (found.code) {
    case Code::NeverHandled: addHandler(tools); break;
    case Code::FrameViolation: extendFrame(tools); break;
    case Code::OpenProcessHavoc: addFrame(tools); break;
    case Code::StatementAfterStop: {
        const syntax::Stmt* stmt = tools.stmtAt(found.span.begin, [&](const syntax::Stmt& one) { return one.span == found.span; });
        if (stmt != nullptr) tools.add("remove this statement", {{tools.linesOf(stmt->span), ""}});
        break;
    }
    case Code::UnreachableCase: {
        Span arm;
        tools.exprAt(found.span.begin, [&](const syntax::Expr& expr) {
            if (const auto* match = std::get_if<syntax::MatchExpr>(&expr.node))
                for (const auto& one : match->arms) if (one.pattern->span == found.span) arm = one.span;
            return false;
        });
        tools.stmtAt(found.span.begin, [&](const syntax::Stmt& stmt) {
            if (const auto* match = std::get_if<syntax::MatchStmt>(&stmt.node))
                for (const auto& one : match->arms) if (one.pattern->span == found.span) arm = one.span;
            return false;
        });
        if (arm.empty()) break;
        size_t next = tools.analysis.tokenAt(arm.end);
        Span before = tools.tokenBefore(arm.begin);
        if (next < tools.analysis.tree().tokens.size() && tools.analysis.tokenText(next) == ",") arm.end = tools.analysis.tree().tokens[next].span.end;
        else if (tools.text(before) == ",") arm.begin = before.begin;
        tools.add("remove this case", {{tools.linesOf(arm), ""}});
        break;
    }
    default: break;
    }
}

} // namespace evd::lsp
