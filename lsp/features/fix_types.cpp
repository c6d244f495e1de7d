// Fixes of types, patterns and literals.

#include "lsp/features/action_tools.h"

#include <algorithm>
#include <fmt/format.h>
#include <set>

namespace evd::lsp {

namespace {

std::string unquoted(const std::string& text) { return text.size() > 2 && text.front() == '`' ? text.substr(1, text.size() - 2) : text; }

/// Patterns that would cover what is missing: all constructors that stand in no arm, or the example of the diagnostic.
std::vector<std::string> missingPatterns(const ActionTools& tools, const syntax::Expr* value, const std::vector<const syntax::Pattern*>& arms) {
    sema::TypeRef type = tools.analysis.root().typeOf(value->id);
    std::vector<std::string> out;
    std::set<std::string> covered;
    for (const syntax::Pattern* arm : arms)
        if (const auto* constructor = std::get_if<syntax::ConstructorPattern>(&arm->node); constructor != nullptr && !constructor->path.empty()) covered.insert(constructor->path.back().text);
    if (type != nullptr && type->kind == sema::Kind::Enum) {
        for (sema::SymbolId id : tools.analysis.program()[type->symbol].members) {
            const sema::Symbol& constructor = tools.analysis.program()[id];
            if (covered.count(constructor.name) != 0) continue;
            std::string fields;
            for (sema::SymbolId field : constructor.members) fields += (fields.empty() ? "" : ", ") + (tools.analysis.program()[field].name.empty() ? "_" : tools.analysis.program()[field].name);
            out.push_back(fields.empty() ? constructor.name : constructor.name + "(" + fields + ")");
        }
    }
    if (out.empty()) {
        std::string example = tools.diagnostic->args.empty() ? "_" : unquoted(tools.diagnostic->args[0]);
        out.push_back(example == "every value" ? "_" : example);
    }
    return out;
}

void addCases(ActionTools& tools) {
    uint32_t at = tools.diagnostic->span.begin;
    const syntax::Expr* expr = tools.exprAt(at, [&](const syntax::Expr& one) { return std::holds_alternative<syntax::MatchExpr>(one.node); });
    const syntax::Stmt* stmt = tools.stmtAt(at, [&](const syntax::Stmt& one) { return std::holds_alternative<syntax::MatchStmt>(one.node); });
    auto insert = [&](Span whole, const std::vector<std::string>& patterns, const std::string& value, bool comma, Span lastArm) {
        std::string indent = tools.indentOf(lastArm.empty() ? whole.begin : lastArm.begin);
        bool oneLine = tools.text(whole).find('\n') == std::string::npos;
        for (bool rest : {false, true}) {
            std::string text;
            for (const std::string& pattern : rest ? std::vector<std::string>{"_"} : patterns) {
                if (comma && !(text.empty() && lastArm.empty())) text += ",";
                text += (oneLine ? " " : "\n" + indent + (lastArm.empty() ? "  " : "")) + pattern + " => " + value;
            }
            uint32_t place = lastArm.empty() ? whole.end - 1 : lastArm.end;
            if (comma && !lastArm.empty()) {
                size_t next = tools.analysis.tokenAt(place);
                if (next < tools.analysis.tree().tokens.size() && tools.analysis.tokenText(next) == ",") {   // a comma stands there already
                    place = tools.analysis.tree().tokens[next].span.end;
                    text.erase(0, 1);
                }
            }
            if (rest && patterns == std::vector<std::string>{"_"}) continue;
            tools.add(rest ? "add a case for everything else" : patterns.size() == 1 ? "add the missing case `" + patterns[0] + "`" : fmt::format("add the {} missing cases", patterns.size()),
                      {tools.insert(place, text)});
        }
    };
    if (expr != nullptr && expr->span.begin <= at) {
        const auto& match = std::get<syntax::MatchExpr>(expr->node);
        std::vector<const syntax::Pattern*> arms;
        for (const auto& arm : match.arms) arms.push_back(arm.pattern);
        std::string value = tools.valueOf(tools.analysis.root().typeOf(expr->id));
        if (value.empty() && !match.arms.empty()) value = tools.text(match.arms.front().value->span);
        if (!value.empty()) insert(expr->span, missingPatterns(tools, match.value, arms), value, true, match.arms.empty() ? Span{} : match.arms.back().span);
    } else if (stmt != nullptr) {
        const auto& match = std::get<syntax::MatchStmt>(stmt->node);
        std::vector<const syntax::Pattern*> arms;
        for (const auto& arm : match.arms) arms.push_back(arm.pattern);
        insert(stmt->span, missingPatterns(tools, match.value, arms), "{ }", false, match.arms.empty() ? Span{} : match.arms.back().span);
    }
}

void addField(ActionTools& tools) {
    const syntax::Expr* record = tools.exprAt(tools.diagnostic->span.begin, [&](const syntax::Expr& expr) { return expr.span == tools.diagnostic->span && std::holds_alternative<syntax::RecordExpr>(expr.node); });
    if (record == nullptr) return;
    const auto& fields = std::get<syntax::RecordExpr>(record->node).fields;
    // Every missing field of this literal at once.
    std::string text;
    for (const Diagnostic& other : tools.analysis.diagnostics().all())
        if (other.code == Code::MissingField && other.span == record->span && !other.args.empty()) text += ", " + other.args[0] + " = 0";
    if (fields.empty() || text.empty()) return;
    tools.add("add the missing fields", {tools.insert(fields.back().value->span.end, text)});
}

void refutable(ActionTools& tools) {
    const syntax::Stmt* let = tools.stmtAt(tools.diagnostic->span.begin, [&](const syntax::Stmt& stmt) {
        const auto* one = std::get_if<syntax::LetStmt>(&stmt.node);
        return one != nullptr && one->pattern->span == tools.diagnostic->span;
    });
    if (let == nullptr) return;
    const auto& node = std::get<syntax::LetStmt>(let->node);
    // The statements after the `let` become the body of the case: up to the end of the block.
    uint32_t end = let->span.end;
    unsigned depth = 0;
    for (size_t i = tools.analysis.tokenAt(let->span.end); i < tools.analysis.tree().tokens.size(); ++i) {
        std::string_view token = tools.analysis.tokenText(i);
        if (token == "{") ++depth;
        if (token == "}" && depth-- == 0) break;
        end = tools.analysis.tree().tokens[i].span.end;
    }
    std::string rest = end > let->span.end ? tools.text({tools.file(), let->span.end, end}) : "";
    std::string indent = tools.indentOf(let->span.begin);
    tools.add("use `match`", {{{tools.file(), let->span.begin, end},
                               "match " + tools.text(node.value->span) + " {\n" + indent + "  " + tools.text(node.pattern->span) + " => {" + (rest.empty() ? " " : rest + "\n" + indent + "  ") + "}\n" + indent + "  _ => { }\n" + indent + "}"}});
}

} // namespace

void fixTypes(ActionTools& tools) {
    const Diagnostic& found = *tools.diagnostic;
    switch (found.code) {
    case Code::NonExhaustiveMatch: addCases(tools); break;
    case Code::MissingField: addField(tools); break;
    case Code::RefutablePattern: refutable(tools); break;
    case Code::SignatureNeeded:
        if (found.args.empty() || found.args[0].rfind("the result", 0) != 0) tools.add("write the type `Int`", {tools.insert(found.span.end, ": Int")});
        break;
    case Code::SendNeedsDestination: {
        const syntax::Expr* send = tools.exprAt(found.span.begin, [&](const syntax::Expr& expr) { return std::holds_alternative<syntax::SendExpr>(expr.node); });
        if (send != nullptr) tools.add("send it to `self`", {tools.insert(send->span.end, " to self")});
        break;
    }
    case Code::CannotSend: case Code::CannotReceive: case Code::EmitNeedsOutput: {
        if (found.labels.empty() || found.labels[0].span.file != tools.file()) break;
        Span keyword = tools.tokenBefore(found.labels[0].span.begin);
        const char* wanted = found.code == Code::EmitNeedsOutput ? "output" : "message";
        tools.add(std::string("declare it as `") + wanted + "`", {{keyword, wanted}});
        break;
    }
    default: break;
    }
}

} // namespace evd::lsp
