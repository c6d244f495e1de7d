#pragma once
// What type is wanted or given where something is completed.

#include "lsp/features/completion.h"
#include "lsp/features/context.h"

namespace evd::lsp {

/// A type and the check whose program it belongs to; null if it is not known.
struct TypeFound {
    std::shared_ptr<const Analysis> checked;   ///< keeps the type alive; null if it is of the analysis at hand
    sema::TypeRef type = nullptr;
};

/// The type of what stands before a dot.
TypeFound typeBeforeDot(const Analysis& analysis, const Context& context, const Recheck& recheck);
/// The type that a value is wanted of where an expression begins: by the operator, the assignment, the call or the
/// declaration in which it stands.
TypeFound expectedAt(const Analysis& analysis, const Context& context, const Recheck& recheck);
/// The record whose fields are written or matched in braces.
TypeFound recordAt(const Analysis& analysis, const Context& context, const Recheck& recheck);

}   // namespace evd::lsp
