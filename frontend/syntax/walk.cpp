#include "frontend/syntax/walk.h"

namespace evd::syntax {

void walk(const Expr* expr, const ExprVisitor& visit) {
    if (expr == nullptr) return;
    visit(expr);
    auto all = [&](const std::vector<Expr*>& parts) {
        for (const Expr* part : parts) walk(part, visit);
    };
    std::visit(
        [&](const auto& node) {
            using N = std::decay_t<decltype(node)>;
            if constexpr (std::is_same_v<N, CallExpr>) {
                walk(node.callee, visit);
                all(node.args);
            } else if constexpr (std::is_same_v<N, FieldExpr>) walk(node.object, visit);
            else if constexpr (std::is_same_v<N, IndexExpr>) {
                walk(node.object, visit);
                walk(node.index, visit);
            } else if constexpr (std::is_same_v<N, UnaryExpr>) walk(node.operand, visit);
            else if constexpr (std::is_same_v<N, BinaryExpr>) {
                walk(node.left, visit);
                walk(node.right, visit);
            } else if constexpr (std::is_same_v<N, IfExpr>) {
                walk(node.condition, visit);
                walk(node.thenValue, visit);
                walk(node.elseValue, visit);
            } else if constexpr (std::is_same_v<N, MatchExpr>) {
                walk(node.value, visit);
                for (const MatchArm& arm : node.arms) {
                    walk(arm.pattern, visit);
                    walk(arm.guard, visit);
                    walk(arm.value, visit);
                }
            } else if constexpr (std::is_same_v<N, LetExpr>) {
                walk(node.pattern, visit);
                walk(node.value, visit);
                walk(node.body, visit);
            } else if constexpr (std::is_same_v<N, LambdaExpr>) walk(node.body, visit);
            else if constexpr (std::is_same_v<N, TupleExpr> || std::is_same_v<N, ListExpr> ||
                               std::is_same_v<N, SetExpr>)
                all(node.items);
            else if constexpr (std::is_same_v<N, MapExpr>) {
                for (const MapEntry& entry : node.entries) {
                    walk(entry.key, visit);
                    walk(entry.value, visit);
                }
            } else if constexpr (std::is_same_v<N, RecordExpr>) {
                for (const FieldInit& field : node.fields) walk(field.value, visit);
            } else if constexpr (std::is_same_v<N, RecordUpdateExpr>) {
                walk(node.record, visit);
                for (const FieldInit& field : node.fields) walk(field.value, visit);
            } else if constexpr (std::is_same_v<N, ComprehensionExpr>) {
                for (const Generator& generator : node.generators) {
                    walk(generator.pattern, visit);
                    walk(generator.source, visit);
                }
                walk(node.condition, visit);
                walk(node.element, visit);
                walk(node.value, visit);
            } else if constexpr (std::is_same_v<N, BoundedExpr>) {
                walk(node.pattern, visit);
                walk(node.source, visit);
                walk(node.body, visit);
            } else if constexpr (std::is_same_v<N, SendExpr>) {
                all(node.args);
                walk(node.to, visit);
                walk(node.after, visit);
            } else if constexpr (std::is_same_v<N, EmitExpr>) all(node.args);
            else if constexpr (std::is_same_v<N, QuantifierExpr>) {
                for (const QuantifiedVar& var : node.vars) walk(var.bound, visit);
                walk(node.body, visit);
            } else if constexpr (std::is_same_v<N, OccurrenceExpr>) {
                all(node.params);
                all(node.args);
                walk(node.object, visit);
                walk(node.at, visit);
                walk(node.by, visit);
                walk(node.to, visit);
            } else if constexpr (std::is_same_v<N, ValueOfExpr>) {
                all(node.args);
                walk(node.at, visit);
            } else if constexpr (std::is_same_v<N, PlacedExpr>) {
                all(node.args);
                walk(node.at, visit);
            } else if constexpr (std::is_same_v<N, AtEventExpr>) {
                walk(node.value, visit);
                walk(node.event, visit);
            } else if constexpr (std::is_same_v<N, TemporalExpr>) walk(node.body, visit);
            else if constexpr (std::is_same_v<N, ErrorExpr>) all(node.parts);
        },
        expr->node);
}

void walk(const Pattern* pattern, const ExprVisitor& visit) {
    if (pattern == nullptr) return;
    std::visit(
        [&](const auto& node) {
            using N = std::decay_t<decltype(node)>;
            if constexpr (std::is_same_v<N, PinPattern>) walk(node.value, visit);
            else if constexpr (std::is_same_v<N, LiteralPattern>) walk(node.literal, visit);
            else if constexpr (std::is_same_v<N, ConstructorPattern>) {
                for (const Pattern* arg : node.args) walk(arg, visit);
            } else if constexpr (std::is_same_v<N, TuplePattern>) {
                for (const Pattern* item : node.items) walk(item, visit);
            } else if constexpr (std::is_same_v<N, RecordPattern>) {
                for (const FieldPattern& field : node.fields) walk(field.pattern, visit);
            }
        },
        pattern->node);
}

void walk(const Stmt* stmt, const ExprVisitor& visit) {
    auto all = [&](const std::vector<Expr*>& parts) {
        for (const Expr* part : parts) walk(part, visit);
    };
    std::visit(
        [&](const auto& node) {
            using N = std::decay_t<decltype(node)>;
            if constexpr (std::is_same_v<N, AssignStmt>) {
                walk(node.target, visit);
                walk(node.value, visit);
            } else if constexpr (std::is_same_v<N, LetStmt>) {
                walk(node.pattern, visit);
                walk(node.value, visit);
            } else if constexpr (std::is_same_v<N, IfStmt>) {
                walk(node.condition, visit);
                walk(node.thenBody, visit);
                walk(node.elseBody, visit);
            } else if constexpr (std::is_same_v<N, MatchStmt>) {
                walk(node.value, visit);
                for (const StmtArm& arm : node.arms) {
                    walk(arm.pattern, visit);
                    walk(arm.guard, visit);
                    walk(arm.body, visit);
                }
            } else if constexpr (std::is_same_v<N, ForStmt>) {
                walk(node.pattern, visit);
                walk(node.source, visit);
                walk(node.body, visit);
            } else if constexpr (std::is_same_v<N, OutputStmt>) walk(node.output, visit);
            else if constexpr (std::is_same_v<N, AssertStmt>) walk(node.condition, visit);
            else if constexpr (std::is_same_v<N, SetStmt>) {
                walk(node.after, visit);
                walk(node.most, visit);
            } else if constexpr (std::is_same_v<N, SpawnStmt> || std::is_same_v<N, BecomeStmt>) all(node.args);
        },
        stmt->node);
}

void walk(const std::vector<Stmt*>& body, const ExprVisitor& visit) {
    for (const Stmt* stmt : body) walk(stmt, visit);
}

void walk(const ClassExpr* expr, const ExprVisitor& visit) {
    walkClasses(expr, [&](const ClassExpr* part) {
        std::visit(
            [&](const auto& node) {
                using N = std::decay_t<decltype(node)>;
                if constexpr (std::is_same_v<N, MessageClass>) {
                    for (const Pattern* arg : node.args) walk(arg, visit);
                    walk(node.from, visit);
                } else if constexpr (std::is_same_v<N, SightClass>) {
                    for (const Pattern* arg : node.what.args) walk(arg, visit);
                    for (const Pattern* seen : {node.what.from, node.to, node.place}) walk(seen, visit);
                } else if constexpr (std::is_same_v<N, ClassRef>) {
                    for (const Expr* arg : node.args) walk(arg, visit);
                } else if constexpr (std::is_same_v<N, AsClass>) walk(node.pattern, visit);
                else if constexpr (std::is_same_v<N, RuleClass>) {
                    walk(node.condition, visit);
                    walk(node.value, visit);
                } else if constexpr (std::is_same_v<N, LatestClass>) walk(node.otherwise, visit);
                else if constexpr (std::is_same_v<N, SpawnClass>) walk(node.pattern, visit);
                else if constexpr (std::is_same_v<N, AtClass>) walk(node.locations, visit);
            },
            part->node);
    });
}

void walkClasses(const ClassExpr* expr, const std::function<void(const ClassExpr*)>& visit) {
    if (expr == nullptr) return;
    visit(expr);
    std::visit(
        [&](const auto& node) {
            using N = std::decay_t<decltype(node)>;
            if constexpr (std::is_same_v<N, AsClass> || std::is_same_v<N, RuleClass> || std::is_same_v<N, OnceClass> ||
                          std::is_same_v<N, LatestClass> || std::is_same_v<N, AtClass>)
                walkClasses(node.source, visit);
            else if constexpr (std::is_same_v<N, PairClass> || std::is_same_v<N, UnionClass>) {
                walkClasses(node.left, visit);
                walkClasses(node.right, visit);
            } else if constexpr (std::is_same_v<N, UntilClass>) {
                walkClasses(node.source, visit);
                walkClasses(node.end, visit);
            } else if constexpr (std::is_same_v<N, BeforeClass>) walkClasses(node.state, visit);
            else if constexpr (std::is_same_v<N, SpawnClass>) {
                walkClasses(node.source, visit);
                walkClasses(node.child, visit);
            }
        },
        expr->node);
}

void walkStatements(const std::vector<Stmt*>& body, const std::function<void(const Stmt*)>& visit) {
    for (const Stmt* stmt : body) {
        visit(stmt);
        if (const auto* node = std::get_if<IfStmt>(&stmt->node)) {
            walkStatements(node->thenBody, visit);
            walkStatements(node->elseBody, visit);
        } else if (const auto* node = std::get_if<MatchStmt>(&stmt->node)) {
            for (const StmtArm& arm : node->arms) walkStatements(arm.body, visit);
        } else if (const auto* node = std::get_if<ForStmt>(&stmt->node)) walkStatements(node->body, visit);
    }
}

std::string joined(const std::vector<std::vector<Name>>& paths) {
    std::string out;
    for (const std::vector<Name>& path : paths)
        for (size_t i = 0; i < path.size(); ++i) out += (i > 0 ? "." : out.empty() ? "" : ", ") + path[i].text;
    return out;
}

}   // namespace evd::syntax
