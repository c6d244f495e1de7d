#pragma once
// The calls in a function's body, each with what is known where it stands.

#include "frontend/sema/conditions.h"

#include <functional>
#include <set>

namespace evd::sema {

struct CallSite {
    SymbolId caller = kNoSymbol, callee = kNoSymbol;
    const syntax::Expr* expr = nullptr;
    syntax::Name name;                        ///< of the callee, as written
    std::vector<const syntax::Expr*> given;   ///< one for each parameter
    std::vector<TermId> args;
    Condition facts;
};

/// The functions that an expression calls, in any form: `f(x)`, `x.f(y)`, `x.f`, `module.f(x)`.
std::set<SymbolId> calledIn(const Program& program, uint32_t module, const syntax::Expr* expr);

/// The calls of the wanted functions in the body of a function. Names stand for what they are bound to; facts come from
/// the conditions, guards and patterns on the way.
std::vector<CallSite> callSites(Terms& terms, SymbolId caller, const std::set<SymbolId>& wanted);

}   // namespace evd::sema
