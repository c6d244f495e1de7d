#pragma once
// Whether two handlers of one message exclude each other by the form of their patterns and guards.

#include "base/source.h"
#include "frontend/syntax/tree.h"

#include <string>
#include <vector>

namespace evd::sema {

/// Something that must hold for a handler to happen, as texts in which the parts of the message have the same names in
/// every handler.
struct Demand {
    std::string whole;         ///< empty if the pattern demands it
    std::string left, right;   ///< of a comparison; empty: it is none
    syntax::BinaryOp op = syntax::BinaryOp::Eq;
};

/// What a handler's message pattern (literals and pins) and guard (its conjuncts) demand. `event` and `guard` may be
/// null.
std::vector<Demand> demandsOf(const SourceSet& sources, const syntax::ClassExpr* event, const syntax::Expr* guard);

/// True only if the demands of both cannot hold at once: one denies another, comparisons contradict each other, or no
/// number lies within all bounds on one of its terms. False proves nothing.
bool excludeEachOther(const std::vector<Demand>& a, const std::vector<Demand>& b);

}   // namespace evd::sema
