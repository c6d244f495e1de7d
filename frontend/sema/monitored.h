#pragma once
// Which statements can be evaluated on the present values of variables, and why others cannot.

#include "base/source.h"
#include "frontend/sema/program.h"

namespace evd::lower {

/// Whether a quantifier may range over the whole type: locations, Bool, and enums whose constructors have no fields.
bool isFinite(const sema::Program& program, sema::TypeRef type);

/// Why a formula of `module` is no state predicate, as the rest of "not monitored: …". Empty if it is one: it is about
/// variables of processes and parameters, and its quantifiers range over collections or finite types.
std::string whyNotMonitored(const sema::Program& program, const SourceSet& sources, uint32_t module,
                            const syntax::Expr* formula);

}   // namespace evd::lower
