#include "lsp/features/action_tools.h"

#include "frontend/syntax/walk.h"

#include <algorithm>

namespace evd::lsp {

namespace {

void everyExpr(const syntax::Decl& decl, const syntax::ExprVisitor& visit) {
    std::visit([&](const auto& node) {
        using N = std::decay_t<decltype(node)>;
        if constexpr (std::is_same_v<N, syntax::AssumeDecl> || std::is_same_v<N, syntax::PropertyDecl>) syntax::walk(node.formula, visit);
        else if constexpr (std::is_same_v<N, syntax::FunctionDecl>) { syntax::walk(node.decreases, visit); syntax::walk(node.body, visit); }
        else if constexpr (std::is_same_v<N, syntax::ClassDecl> || std::is_same_v<N, syntax::SystemDecl>) syntax::walk(node.body, visit);
        else if constexpr (std::is_same_v<N, syntax::StateDecl>) {
            syntax::walk(node.initial, visit);
            for (const auto& clause : node.clauses) { syntax::walk(clause.on, visit); syntax::walk(clause.value, visit); }
        } else if constexpr (std::is_same_v<N, syntax::ProcessDecl>) {
            for (const auto& member : node.members) {
                if (const auto* variable = std::get_if<syntax::VarDecl>(&member)) syntax::walk(variable->initial, visit);
                else if (const auto* handler = std::get_if<syntax::HandlerDecl>(&member)) { syntax::walk(handler->event, visit); syntax::walk(handler->guard, visit); syntax::walk(handler->body, visit); }
                else if (const auto* action = std::get_if<syntax::ActionDecl>(&member)) {
                    for (const auto& param : action->params) syntax::walk(param.domain, visit);
                    syntax::walk(action->guard, visit);
                    syntax::walk(action->body, visit);
                }
            }
        }
    }, decl.node);
}

} // namespace

const syntax::Decl* ActionTools::declAt(uint32_t offset) const {
    for (const syntax::Decl* decl : analysis.tree().decls)
        if (decl->span.begin <= offset && offset <= decl->span.end) return decl;
    return nullptr;
}

const syntax::ProcessDecl* ActionTools::processAt(uint32_t offset) const {
    const syntax::Decl* decl = declAt(offset);
    return decl == nullptr ? nullptr : std::get_if<syntax::ProcessDecl>(&decl->node);
}

const syntax::Expr* ActionTools::exprAt(uint32_t offset, const std::function<bool(const syntax::Expr&)>& fits) const {
    const syntax::Decl* decl = declAt(offset);
    const syntax::Expr* best = nullptr;
    if (decl != nullptr)
        everyExpr(*decl, [&](const syntax::Expr* expr) {
            if (expr->span.begin <= offset && offset <= expr->span.end && fits(*expr) && (best == nullptr || expr->span.end - expr->span.begin <= best->span.end - best->span.begin)) best = expr;
        });
    return best;
}

const syntax::Stmt* ActionTools::stmtAt(uint32_t offset, const std::function<bool(const syntax::Stmt&)>& fits) const {
    const syntax::ProcessDecl* process = processAt(offset);
    const syntax::Stmt* best = nullptr;
    auto look = [&](const syntax::Stmt* stmt) {
        if (stmt->span.begin <= offset && offset <= stmt->span.end && fits(*stmt) && (best == nullptr || stmt->span.end - stmt->span.begin <= best->span.end - best->span.begin)) best = stmt;
    };
    if (process != nullptr)
        for (const auto& member : process->members) {
            if (const auto* handler = std::get_if<syntax::HandlerDecl>(&member)) syntax::walkStatements(handler->body, look);
            else if (const auto* action = std::get_if<syntax::ActionDecl>(&member)) syntax::walkStatements(action->body, look);
        }
    return best;
}

std::string ActionTools::typeText(const syntax::Expr* expr) const {
    sema::TypeRef type = expr == nullptr ? nullptr : analysis.root().typeOf(expr->id);
    if (type == nullptr) return "Int";
    std::string text = analysis.program().text(type);
    return text.find('_') != std::string::npos || text.find('?') != std::string::npos ? "Int" : text;
}

std::string ActionTools::valueOf(sema::TypeRef type) const {
    if (type == nullptr) return "";
    switch (type->kind) {
    case sema::Kind::Int: case sema::Kind::Nat: return "0";
    case sema::Kind::Bool: return "false";
    case sema::Kind::Unit: return "()";
    case sema::Kind::Str: return "\"\"";
    case sema::Kind::Bytes: return "b\"\"";
    case sema::Kind::Duration: return "0s";
    case sema::Kind::List: return "[]";
    case sema::Kind::Set: case sema::Kind::Map: return "{}";
    case sema::Kind::Loc: return "self";
    case sema::Kind::Tuple: {
        std::string out;
        for (sema::TypeRef part : type->args) {
            std::string value = valueOf(part);
            if (value.empty()) return "";
            out += (out.empty() ? "" : ", ") + value;
        }
        return "(" + out + ")";
    }
    case sema::Kind::Enum:
        for (sema::SymbolId member : analysis.program()[type->symbol].members)
            if (analysis.program()[member].members.empty()) return analysis.program()[member].name;
        return "";
    default: return "";
    }
}

uint32_t ActionTools::lineBegin(uint32_t offset) const {
    std::string_view text = analysis.text();
    while (offset > 0 && text[offset - 1] != '\n' && text[offset - 1] != '\r') --offset;
    return offset;
}

std::string ActionTools::indentOf(uint32_t offset) const {
    uint32_t begin = lineBegin(offset), end = begin;
    while (end < analysis.text().size() && (analysis.text()[end] == ' ' || analysis.text()[end] == '\t')) ++end;
    return std::string(analysis.text().substr(begin, end - begin));
}

Span ActionTools::linesOf(Span span) const {
    uint32_t begin = lineBegin(span.begin), end = span.end;
    std::string_view text = analysis.text();
    bool alone = text.substr(begin, span.begin - begin).find_first_not_of(" \t") == std::string_view::npos;
    uint32_t after = end;
    while (after < text.size() && (text[after] == ' ' || text[after] == '\t')) ++after;
    bool last = after >= text.size() || text[after] == '\n' || text[after] == '\r';
    if (!alone || !last) return span;
    if (after < text.size() && text[after] == '\r') ++after;
    if (after < text.size() && text[after] == '\n') ++after;
    return {span.file, begin, after};
}

uint32_t ActionTools::beforeDecl(uint32_t offset) const {
    const syntax::Decl* decl = declAt(offset);
    uint32_t begin = lineBegin(decl != nullptr ? decl->span.begin : offset);
    const auto& comments = analysis.tree().comments;
    for (size_t i = comments.size(); i-- > 0;) {
        if (comments[i].span.end > begin) continue;
        std::string_view between = analysis.text().substr(comments[i].span.end, begin - comments[i].span.end);
        bool next = between.find_first_not_of(" \t\r\n") == std::string_view::npos && std::count(between.begin(), between.end(), '\n') == 1;
        if (!next || !comments[i].doc) break;
        begin = lineBegin(comments[i].span.begin);
    }
    return begin;
}

Span ActionTools::tokenBefore(uint32_t offset) const {
    const auto& tokens = analysis.tree().tokens;
    for (size_t i = tokens.size(); i-- > 0;)
        if (tokens[i].span.end <= offset) return tokens[i].span;
    return {file(), 0, 0};
}

} // namespace evd::lsp
