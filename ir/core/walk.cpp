#include "ir/core/walk.h"

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
    switch (expr.op) {
    case Op::ParamCall:
    case Op::Call:
    case Op::Add:
    case Op::Sub:
    case Op::Mul:
    case Op::Div:
    case Op::Mod:
    case Op::Neg:
    case Op::CheckNat:
    case Op::At:
    case Op::First:
    case Op::Last:
    case Op::SetAt:
    case Op::RingNext:
    case Op::RingPrev:
    case Op::RingBetween:
    case Op::VarOf: return true;
    default: return std::any_of(expr.args.begin(), expr.args.end(), [&](ExprId arg) { return mayFault(module, arg); });
    }
}

}   // namespace evd::ir
