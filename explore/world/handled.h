#pragma once
// Which messages can do something at a location.

#include "ir/interp/interp.h"

#include <set>

namespace evd::explore {

/// The automata that may run below these: themselves, and all they spawn or become.
std::set<ir::AutomatonId> reachable(const ir::Module& module, std::set<ir::AutomatonId> from);

/// The messages for which the roots of a location, or what they may spawn or become, have a handler. Its guard or
/// pattern may refuse one; that is the spec's will.
std::set<ir::MessageId> handledBy(const ir::Module& module, const ir::LocationState& state);

}   // namespace evd::explore
