#pragma once
// What a handler demands of its event, so that two of them can be seen to exclude each other.

#include "frontend/sema/conditions.h"

namespace evd::sema {

/// What must hold for a handler or rule to happen: its message pattern (null: none) matches and its guard (null: none)
/// holds. A field of a message is one value, whatever the handlers call it.
Condition demandsOf(Terms& terms, uint32_t module, const syntax::MessageClass* message, const syntax::Expr* guard);

}   // namespace evd::sema
