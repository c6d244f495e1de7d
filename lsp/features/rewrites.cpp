// Rewrites that are offered where nothing is wrong.

#include "lsp/features/action_tools.h"

namespace evd::lsp {

void rewrites(ActionTools& tools, uint32_t begin, uint32_t end) {
    const syntax::Decl* decl = tools.declAt(begin);
    if (decl == nullptr || end > decl->span.end) return;
    if (const auto* one = std::get_if<syntax::ClassDecl>(&decl->node)) {
        if (const auto* rule = one->body == nullptr ? nullptr : std::get_if<syntax::RuleClass>(&one->body->node); rule != nullptr && one->body->span.end > one->body->span.begin)
            tools.add("wrap in `once`", {tools.insert(one->body->span.begin, "once ("), tools.insert(one->body->span.end, ")")});
    }
    // Write an inferred type.
    const sema::Use* use = tools.analysis.useAt(begin);
    const sema::Symbol* symbol = use == nullptr || !use->isDeclaration ? nullptr : &tools.analysis.program()[use->symbol];
    if (symbol != nullptr && symbol->variable != nullptr && symbol->variable->type == nullptr && symbol->type != nullptr && symbol->type->kind != sema::Kind::Error)
        tools.add("write the type of `" + symbol->name + "`", {tools.insert(use->span.end, " : " + tools.analysis.program().text(symbol->type))});
    // An `if` the other way round.
    const syntax::Expr* choice = tools.exprAt(begin, [&](const syntax::Expr& expr) { return std::holds_alternative<syntax::IfExpr>(expr.node); });
    if (choice != nullptr && tools.text({tools.file(), choice->span.begin, choice->span.begin + 2}) == "if") {
        const auto& node = std::get<syntax::IfExpr>(choice->node);
        bool chain = std::holds_alternative<syntax::IfExpr>(node.elseValue->node) || std::holds_alternative<syntax::IfExpr>(node.thenValue->node);
        const auto* negated = std::get_if<syntax::UnaryExpr>(&node.condition->node);
        bool isNot = negated != nullptr && negated->op == syntax::UnaryOp::Not;
        bool simple = std::holds_alternative<syntax::NameExpr>(node.condition->node) || std::holds_alternative<syntax::CallExpr>(node.condition->node);
        std::string condition = isNot ? tools.text(negated->operand->span) : simple ? "not " + tools.text(node.condition->span) : "not (" + tools.text(node.condition->span) + ")";
        if (!chain) tools.add("exchange `then` and `else`", {{node.condition->span, condition}, {node.thenValue->span, tools.text(node.elseValue->span)}, {node.elseValue->span, tools.text(node.thenValue->span)}});
    }
    // A durable variable, or one that is not.
    if (const auto* process = std::get_if<syntax::ProcessDecl>(&decl->node))
        for (const auto& member : process->members)
            if (const auto* variable = std::get_if<syntax::VarDecl>(&member); variable != nullptr && variable->span.begin <= begin && begin <= variable->span.end) {
                if (variable->durable) tools.add("make `" + variable->name.text + "` volatile", {{{tools.file(), variable->span.begin, static_cast<uint32_t>(variable->span.begin + 8)}, ""}});
                else tools.add("make `" + variable->name.text + "` durable", {tools.insert(variable->span.begin, "durable ")});
            }
}

} // namespace evd::lsp
