#include "frontend/format/facts.h"

#include "frontend/syntax/walk.h"

#include <set>

namespace evd::format {

namespace {

using namespace syntax;

bool isSum(const Expr* expr) {
    const auto* binary = std::get_if<BinaryExpr>(&expr->node);
    return binary != nullptr && (binary->op == BinaryOp::Add || binary->op == BinaryOp::Sub);
}

/// The `if` that follows an `else` without a brace between them: it ends where the whole ends.
const Stmt* elseIf(const Stmt& stmt) {
    const auto* chain = std::get_if<IfStmt>(&stmt.node);
    if (chain == nullptr || chain->elseBody.size() != 1 ||
        !std::holds_alternative<IfStmt>(chain->elseBody.front()->node))
        return nullptr;
    return chain->elseBody.front()->span.end == stmt.span.end ? chain->elseBody.front() : nullptr;
}

class Collector {
public:
    Facts facts;

    void tree(const Tree& tree) {
        for (const auto& [span, id] : tree.typedNodes()) facts.valueBraces.insert(span.begin);
        for (const Decl* decl : tree.decls) {
            facts.items.insert(decl->span.begin);
            std::visit([&](const auto& node) { see(node); }, decl->node);
        }
    }

private:
    void expr(const Expr* root) {
        walk(root, [&](const Expr* part) { one(part); });
    }
    void one(const Expr* part) {
        if (std::holds_alternative<SetExpr>(part->node) || std::holds_alternative<MapExpr>(part->node))
            facts.tightBraces.insert(part->span.begin);
        if (const auto* made = std::get_if<ComprehensionExpr>(&part->node);
            made && made->kind != ComprehensionKind::List)
            facts.tightBraces.insert(part->span.begin);
        if (const auto* match = std::get_if<MatchExpr>(&part->node))
            for (const MatchArm& arm : match->arms) facts.items.insert(arm.span.begin);
        const auto* binary = std::get_if<BinaryExpr>(&part->node);
        if (binary == nullptr) return;
        facts.binary.insert(binary->opSpan.begin);
        if (!isSum(part)) return;
        for (const Expr* side : {binary->left, binary->right}) {
            const auto* product = side == nullptr ? nullptr : std::get_if<BinaryExpr>(&side->node);
            if (product && product->op == BinaryOp::Mul && std::holds_alternative<IntLiteral>(product->left->node) &&
                std::holds_alternative<NameExpr>(product->right->node))
                facts.coefficients.insert(product->opSpan.begin);
        }
    }
    void classExpr(const ClassExpr* root) {
        walk(root, [&](const Expr* part) { one(part); });
    }
    void body(const std::vector<Stmt*>& statements) {
        std::set<const Stmt*> chained;   // the `if` of an `else if` stays with its `else`
        walkStatements(statements, [&](const Stmt* stmt) {
            if (const Stmt* next = elseIf(*stmt)) chained.insert(next);
            if (chained.count(stmt) == 0) facts.items.insert(stmt->span.begin);
            if (const auto* match = std::get_if<MatchStmt>(&stmt->node))
                for (const StmtArm& arm : match->arms) facts.items.insert(arm.span.begin);
        });
        walk(statements, [&](const Expr* part) { one(part); });
    }

    void see(const ImportDecl&) {}
    void see(const UseDecl& node) {
        for (const UseArg& arg : node.args) expr(arg.value);
    }
    void see(const ParamDecl&) {}
    void see(const AssumeDecl& node) { expr(node.formula); }
    void see(const TypeDecl&) {}
    void see(const EnumDecl&) {}
    void see(const FunctionDecl& node) {
        expr(node.decreases);
        expr(node.body);
    }
    void see(const MessageDecl&) {}
    void see(const ClassDecl& node) { classExpr(node.body); }
    void see(const StateDecl& node) {
        expr(node.initial);
        for (const StateClause& clause : node.clauses) {
            facts.items.insert(clause.span.begin);
            classExpr(clause.on);
            expr(clause.value);
        }
    }
    void see(const ProcessDecl& node) {
        for (const ProcessMember& member : node.members)
            std::visit(
                [&](const auto& part) {
                    facts.items.insert(part.span.begin);
                    this->member(part);
                },
                member);
    }
    void member(const VarDecl& node) { expr(node.initial); }
    void member(const HandlerDecl& node) {
        classExpr(node.event);
        expr(node.guard);
        body(node.body);
    }
    void member(const ActionDecl& node) {
        for (const ActionParam& param : node.params) expr(param.domain);
        expr(node.guard);
        body(node.body);
    }
    void member(const FrameDecl&) {}
    void member(const TimerDecl&) {}
    void member(const ErrorMember&) {}
    void see(const QuorumDecl& node) {
        expr(node.of);
        expr(node.size);
    }
    void see(const LinksDecl& node) {
        expr(node.from);
        expr(node.to);
    }
    void see(const SystemDecl& node) { classExpr(node.body); }
    void see(const PropertyDecl& node) { expr(node.formula); }
    void see(const ProveDecl&) {}
    void see(const CheckDecl& node) {
        for (const CheckBinding& binding : node.with) expr(binding.value);
        for (const std::vector<ScenarioStep>& group : node.given)
            for (const ScenarioStep& input : group) step(input);
        for (const Expr* bound : node.bounds) expr(bound);
        for (const CheckFault& fault : node.faults) expr(fault.bound);
    }
    void see(const ScenarioDecl& node) {
        for (const CheckBinding& binding : node.with) expr(binding.value);
        for (const ScenarioStep& each : node.steps) {
            facts.items.insert(each.span.begin);
            step(each);
        }
    }
    void step(const ScenarioStep& node) {
        for (const Expr* part : node.places) expr(part);
        expr(node.what);
        for (const Expr* part : node.from) expr(part);
    }
    void see(const ClocksDecl& node) { expr(node.drift); }
    void see(const LaterDecl&) {}
    void see(const ErrorDecl&) {}
};

}   // namespace

Facts factsOf(const syntax::Tree& tree) {
    Collector collector;
    collector.tree(tree);
    return std::move(collector.facts);
}

}   // namespace evd::format
