#pragma once
// Visits to the statements and expressions of a module.

#include "ir/core/module.h"

#include <functional>

namespace evd::ir {

/// Calls `visit` for each statement of the body and the bodies inside, in source order.
void forEachStatement(const Module& module, const std::vector<StmtId>& body,
                      const std::function<void(const Stmt&)>& visit);

/// Calls `visit` for an expression and all below it, in no order that matters; a shared one may be visited more than
/// once.
void forEachExpr(const Module& module, ExprId expr, const std::function<void(const Expr&)>& visit);
/// Whether it has an operation that only statements about runs have; the names of locations in scenarios are none.
bool speaksOfRuns(const Module& module, ExprId expr);

/// Whether evaluating the expression may reject the event.
bool mayFault(const Module& module, ExprId expr);

}   // namespace evd::ir
