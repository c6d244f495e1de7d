// Fixes of unknown, unused and wrongly declared names.

#include "lsp/features/action_tools.h"

#include <algorithm>
#include <cctype>
#include <fmt/format.h>

namespace evd::lsp {

namespace {

using sema::SymbolKind;

void imports(ActionTools& tools, const std::vector<Importable>& importable, const std::string& name) {
    uint32_t at = static_cast<uint32_t>(tools.analysis.tree().specName.span.end);
    std::string_view text = tools.analysis.text();
    while (at < text.size() && text[at] != '\n') ++at;
    for (const syntax::Decl* decl : tools.analysis.tree().decls)
        if (std::holds_alternative<syntax::ImportDecl>(decl->node)) at = decl->span.end;
    for (const Importable& module : importable)
        if (std::find(module.names.begin(), module.names.end(), name) != module.names.end())
            tools.add("import " + module.clause, {tools.insert(at, "\nimport " + module.clause)});
}

/// Declares the message that a send, an emit, a handler or a class names, with what its arguments tell about its fields.
void declareMessage(ActionTools& tools) {
    const Diagnostic& found = *tools.diagnostic;
    std::string name = found.args.empty() ? tools.text(found.span) : found.args[0];
    std::vector<syntax::Expr*> args;
    std::string keyword = "message";
    tools.exprAt(found.span.begin, [&](const syntax::Expr& expr) {
        const auto* send = std::get_if<syntax::SendExpr>(&expr.node);
        const auto* emit = std::get_if<syntax::EmitExpr>(&expr.node);
        if (send != nullptr && !send->message.empty() && send->message.back().span == found.span) args = send->args;
        if (emit != nullptr && !emit->output.empty() && emit->output.back().span == found.span) { args = emit->args; keyword = "output"; }
        return false;
    });
    std::string fields;
    for (size_t i = 0; i < args.size(); ++i) {
        const auto* simple = std::get_if<syntax::NameExpr>(&args[i]->node);
        std::string field = simple != nullptr && simple->path.size() == 1 && !std::isupper(static_cast<unsigned char>(simple->path[0].text[0])) ? simple->path[0].text : fmt::format("x{}", i + 1);
        fields += (i == 0 ? "" : ", ") + field + ": " + tools.typeText(args[i]);
    }
    tools.add("declare " + keyword + " `" + name + "`", {tools.insert(tools.beforeDecl(found.span.begin), keyword + " " + name + "(" + fields + ")\n\n")});
}

void unusedName(ActionTools& tools) {
    const Diagnostic& found = *tools.diagnostic;
    const sema::Use* use = tools.analysis.useAt(found.span.begin);
    if (use == nullptr) return;
    const sema::Symbol& symbol = tools.analysis.program()[use->symbol];
    if (symbol.kind == SymbolKind::Local || symbol.kind == SymbolKind::Parameter) {
        tools.add("rename to `_" + symbol.name + "`", {{found.span, "_" + symbol.name}});
        return;
    }
    Span whole = symbol.variable != nullptr ? symbol.variable->span : symbol.decl != nullptr && symbol.decl->name.span == symbol.nameSpan ? symbol.decl->span : Span{};
    if (symbol.kind == SymbolKind::Variable && symbol.variable == nullptr) return;
    if (!whole.empty() && whole.file == tools.file()) tools.add("remove `" + symbol.name + "`", {{tools.linesOf(whole), ""}});
}

void unknownVariable(ActionTools& tools) {
    const Diagnostic& found = *tools.diagnostic;
    const syntax::ProcessDecl* process = tools.processAt(found.span.begin);
    if (process == nullptr) return;
    std::string name = tools.text(found.span), type = "Int", value = "0";
    tools.stmtAt(found.span.begin, [&](const syntax::Stmt& stmt) {
        const auto* assign = std::get_if<syntax::AssignStmt>(&stmt.node);
        if (assign == nullptr || !(assign->target->span == found.span) || assign->op != syntax::AssignOp::Set) return false;
        type = tools.typeText(assign->value);
        if (std::string simple = tools.valueOf(tools.analysis.root().typeOf(assign->value->id)); !simple.empty()) value = simple;
        return false;
    });
    size_t brace = tools.analysis.tokenAt(process->bodySpan.begin);
    uint32_t at = tools.analysis.tree().tokens[brace].span.end;
    tools.add("add a variable `" + name + "`", {tools.insert(at, "\n  var " + name + " : " + type + " = " + value)});
}

void unknownName(ActionTools& tools) {
    const Diagnostic& found = *tools.diagnostic;
    std::string name = tools.text(found.span);
    if (name.empty() || !std::islower(static_cast<unsigned char>(name[0]))) return;
    const auto* call = tools.exprAt(found.span.begin, [&](const syntax::Expr& expr) {
        const auto* one = std::get_if<syntax::CallExpr>(&expr.node);
        return one != nullptr && one->callee->span == found.span;
    });
    uint32_t at = tools.beforeDecl(found.span.begin);
    if (call == nullptr) {
        tools.add("add a parameter of the spec `" + name + "`", {tools.insert(at, "param " + name + " : Int\n\n")});
        return;
    }
    std::string params;
    const auto& args = std::get<syntax::CallExpr>(call->node).args;
    for (size_t i = 0; i < args.size(); ++i) params += fmt::format("{}x{}: {}", i == 0 ? "" : ", ", i + 1, tools.typeText(args[i]));
    std::string result = tools.typeText(call);
    std::string value = result == "Int" ? "0" : tools.valueOf(tools.analysis.root().typeOf(call->id));
    tools.add("add a function `" + name + "`", {tools.insert(at, "fn " + name + "(" + params + ") : " + result + " = " + (value.empty() ? "0" : value) + "\n\n")});
}

} // namespace

void fixNames(ActionTools& tools, const std::vector<Importable>& importable) {
    const Diagnostic& found = *tools.diagnostic;
    std::string name = tools.text(found.span);
    uint32_t before = tools.beforeDecl(found.span.begin);
    switch (found.code) {
    case Code::UnknownMessage: declareMessage(tools); break;
    case Code::UnknownName: unknownName(tools); imports(tools, importable, name); break;
    case Code::UnknownConstructor: case Code::UnknownClass: case Code::UnknownProcess: imports(tools, importable, name); break;
    case Code::UnknownType:
        imports(tools, importable, name);
        if (!name.empty() && std::isupper(static_cast<unsigned char>(name[0]))) {
            tools.add("add a type parameter `" + name + "`", {tools.insert(before, "param type " + name + "\n\n")});
            tools.add("declare `enum " + name + "`", {tools.insert(before, "enum " + name + " { " + name + "1, " + name + "2 }\n\n")});
        }
        break;
    case Code::UnknownVariable: unknownVariable(tools); break;
    case Code::UnusedName: unusedName(tools); break;
    default: break;
    }
}

} // namespace evd::lsp
