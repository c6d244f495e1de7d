#pragma once
// Visits every expression below a node, outermost first.

#include "frontend/syntax/tree.h"

#include <functional>

namespace evd::syntax {

using ExprVisitor = std::function<void(const Expr*)>;

void walk(const Expr* expr, const ExprVisitor& visit);
void walk(const Pattern* pattern, const ExprVisitor& visit);
void walk(const Stmt* stmt, const ExprVisitor& visit);
void walk(const std::vector<Stmt*>& body, const ExprVisitor& visit);
void walk(const ClassExpr* expr, const ExprVisitor& visit);
/// All class expressions below one, itself first.
void walkClasses(const ClassExpr* expr, const std::function<void(const ClassExpr*)>& visit);
/// All statements of a body, nested ones included.
void walkStatements(const std::vector<Stmt*>& body, const std::function<void(const Stmt*)>& visit);

/// `px.agreed, bounded`: the statements that a `check` or `prove` is about.
std::string joined(const std::vector<std::vector<Name>>& paths);

}   // namespace evd::syntax
