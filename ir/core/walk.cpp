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

bool mayFault(const Module& module, ExprId id) {
    const Expr& expr = module[id];
    return mayFault(expr.op) ||
           std::any_of(expr.args.begin(), expr.args.end(), [&](ExprId arg) { return mayFault(module, arg); });
}

}   // namespace evd::ir
