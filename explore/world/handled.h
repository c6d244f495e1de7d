#pragma once
// Which messages can do something at a location.

#include "ir/interp/interp.h"

#include <set>

namespace evd::explore {

/// The messages for which the roots of a location, or what they may spawn or become, have a handler. Its guard or
/// pattern may refuse one; that is the spec's will.
std::set<ir::MessageId> handledBy(const ir::Module& module, const ir::LocationState& state);

/// Whether the roots of a location, or what they may spawn or become, have actions.
bool hasActions(const ir::Module& module, const ir::LocationState& state);

}   // namespace evd::explore
