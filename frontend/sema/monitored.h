#pragma once
// Which statements can be evaluated on the present values of variables, and why others cannot.

#include "base/diagnostics.h"
#include "base/source.h"
#include "frontend/sema/program.h"

namespace evd::sema {

/// Whether a quantifier may range over the whole type: locations, Bool, and enums whose constructors have no fields.
bool isFinite(const Program& program, TypeRef type);

/// Why a formula of `module` is no state predicate, as the rest of "not monitored: …". Empty if it is one: it is about
/// variables of processes and parameters, and its quantifiers range over collections or finite types.
std::string whyNotMonitored(const Program& program, const SourceSet& sources, uint32_t module,
                            const syntax::Expr* formula);

/// Why a formula of `module` cannot be evaluated on a deployment, as the rest of "cannot be evaluated: …". Empty if it
/// can: it is a state predicate, and about parameters only.
std::string whyNoAssumption(const Program& program, const SourceSet& sources, uint32_t module,
                            const syntax::Expr* formula);

/// What may be said of a spec without errors, but is no mistake: the invariants that `evident run` does not watch, and
/// why (EVD3025).
Diagnostics notes(const Program& program, const SourceSet& sources);

}   // namespace evd::sema
