#pragma once
// Visits to the statements and expressions of a module.

#include "ir/core/module.h"

#include <functional>

namespace evd::ir {

/// Calls `visit` for each statement of the body and the bodies inside, in source order.
void forEachStatement(const Module& module, const std::vector<StmtId>& body,
                      const std::function<void(const Stmt&)>& visit);

/// Whether evaluating the expression may reject the event.
bool mayFault(const Module& module, ExprId expr);

}   // namespace evd::ir
