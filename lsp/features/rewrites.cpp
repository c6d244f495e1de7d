// Rewrites of the server's own, beside those of the front end.

#include "lsp/features/action_tools.h"

namespace evd::lsp {

void rewrites(ActionTools& tools, uint32_t begin, uint32_t end) {
    const syntax::Decl* decl = tools.declAt(begin);
    if (decl == nullptr || end > decl->span.end) return;
    // An `if` the other way round.
    const syntax::Expr* choice = tools.exprAt(
        begin, [&](const syntax::Expr& expr) { return std::holds_alternative<syntax::IfExpr>(expr.node); });
    if (choice != nullptr && tools.text({tools.file(), choice->span.begin, choice->span.begin + 2}) == "if") {
        const auto& node = std::get<syntax::IfExpr>(choice->node);
        bool chain = std::holds_alternative<syntax::IfExpr>(node.elseValue->node) ||
                     std::holds_alternative<syntax::IfExpr>(node.thenValue->node);
        const auto* negated = std::get_if<syntax::UnaryExpr>(&node.condition->node);
        bool isNot = negated != nullptr && negated->op == syntax::UnaryOp::Not;
        bool simple = std::holds_alternative<syntax::NameExpr>(node.condition->node) ||
                      std::holds_alternative<syntax::CallExpr>(node.condition->node);
        std::string condition = isNot    ? tools.text(negated->operand->span)
                                : simple ? "not " + tools.text(node.condition->span)
                                         : "not (" + tools.text(node.condition->span) + ")";
        bool whole = true;
        for (const syntax::Expr* part : {node.condition, node.thenValue, node.elseValue})
            whole &= !part->span.empty() && !std::holds_alternative<syntax::ErrorExpr>(part->node);
        if (!chain && whole)
            tools.add("exchange `then` and `else`", {{node.condition->span, condition},
                                                     {node.thenValue->span, tools.text(node.elseValue->span)},
                                                     {node.elseValue->span, tools.text(node.thenValue->span)}});
    }
    // A durable variable, or one that is not.
    if (const auto* process = std::get_if<syntax::ProcessDecl>(&decl->node))
        for (const auto& member : process->members)
            if (const auto* variable = std::get_if<syntax::VarDecl>(&member);
                variable != nullptr && variable->span.begin <= begin && begin <= variable->span.end) {
                if (variable->durable)
                    tools.add(
                        "make `" + variable->name.text + "` volatile",
                        {{{tools.file(), variable->span.begin, static_cast<uint32_t>(variable->span.begin + 8)}, ""}});
                else
                    tools.add("make `" + variable->name.text + "` durable",
                              {tools.insert(variable->span.begin, "durable ")});
            }
}

}   // namespace evd::lsp
