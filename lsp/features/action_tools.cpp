#include "lsp/features/action_tools.h"

#include "frontend/syntax/walk.h"

namespace evd::lsp {

namespace {

void everyExpr(const syntax::Decl& decl, const syntax::ExprVisitor& visit) {
    std::visit(
        [&](const auto& node) {
            using N = std::decay_t<decltype(node)>;
            if constexpr (std::is_same_v<N, syntax::AssumeDecl> || std::is_same_v<N, syntax::PropertyDecl>)
                syntax::walk(node.formula, visit);
            else if constexpr (std::is_same_v<N, syntax::FunctionDecl>) {
                syntax::walk(node.decreases, visit);
                syntax::walk(node.body, visit);
            } else if constexpr (std::is_same_v<N, syntax::ClassDecl> || std::is_same_v<N, syntax::SystemDecl>)
                syntax::walk(node.body, visit);
            else if constexpr (std::is_same_v<N, syntax::StateDecl>) {
                syntax::walk(node.initial, visit);
                for (const auto& clause : node.clauses) {
                    syntax::walk(clause.on, visit);
                    syntax::walk(clause.value, visit);
                }
            } else if constexpr (std::is_same_v<N, syntax::ProcessDecl>) {
                for (const auto& member : node.members) {
                    if (const auto* variable = std::get_if<syntax::VarDecl>(&member))
                        syntax::walk(variable->initial, visit);
                    else if (const auto* handler = std::get_if<syntax::HandlerDecl>(&member)) {
                        syntax::walk(handler->event, visit);
                        syntax::walk(handler->guard, visit);
                        syntax::walk(handler->body, visit);
                    } else if (const auto* action = std::get_if<syntax::ActionDecl>(&member)) {
                        for (const auto& param : action->params) syntax::walk(param.domain, visit);
                        syntax::walk(action->guard, visit);
                        syntax::walk(action->body, visit);
                    }
                }
            }
        },
        decl.node);
}

}   // namespace

const syntax::Decl* ActionTools::declAt(uint32_t offset) const {
    for (const syntax::Decl* decl : analysis.tree().decls)
        if (decl->span.begin <= offset && offset <= decl->span.end) return decl;
    return nullptr;
}

const syntax::Expr* ActionTools::exprAt(uint32_t offset, const std::function<bool(const syntax::Expr&)>& fits) const {
    const syntax::Decl* decl = declAt(offset);
    const syntax::Expr* best = nullptr;
    if (decl != nullptr)
        everyExpr(*decl, [&](const syntax::Expr* expr) {
            if (expr->span.begin <= offset && offset <= expr->span.end && fits(*expr) &&
                (best == nullptr || expr->span.end - expr->span.begin <= best->span.end - best->span.begin))
                best = expr;
        });
    return best;
}

}   // namespace evd::lsp
