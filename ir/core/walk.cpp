#include "ir/core/walk.h"

#include "ir/core/ops.h"

#include <algorithm>

namespace evd::ir {

void forEachStatement(const Module& module, const std::vector<StmtId>& body,
                      const std::function<void(const Stmt&)>& visit) {
    for (StmtId id : body) {
        const Stmt& stmt = module[id];
        visit(stmt);
        forEachStatement(module, stmt.body, visit);
        forEachStatement(module, stmt.orElse, visit);
    }
}

void forEachExpr(const Module& module, ExprId expr, const std::function<void(const Expr&)>& visit) {
    visit(module[expr]);
    for (ExprId arg : module[expr].args) forEachExpr(module, arg, visit);
}

bool speaksOfRuns(const Module& module, ExprId expr) {
    bool found = false;
    forEachExpr(module, expr, [&](const Expr& part) { found |= part.op >= Op::Instances && part.op != Op::LocNamed; });
    return found;
}

bool mayFault(const Module& module, ExprId id) {
    const Expr& expr = module[id];
    // A value of a recursive enum may nest too deeply.
    bool nests = (expr.op == Op::Construct || expr.op == Op::Find) && !expr.args.empty();
    return mayFault(expr.op) || (nests && module.types.isRecursive(expr.type)) ||
           std::any_of(expr.args.begin(), expr.args.end(), [&](ExprId arg) { return mayFault(module, arg); });
}

}   // namespace evd::ir
