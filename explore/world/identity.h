#pragma once
// When two worlds are the same: exact, canonical bytes.

#include "explore/world/world.h"

#include <string>

namespace evd::explore {

/// The bytes of a world: if they are equal for two worlds, the same can happen in both from now on, whatever numbers
/// their copies have and however much time has passed. Of each location its state in canonical form with what every
/// instance has seen (`first`), whether it is up and has started; of the network what is on its way, as a multiset, or
/// link by link in order; which timers are set; and which inputs are still to come.
std::string identity(const Transitions& transitions, const World& world);

/// The part of it that one location, or observer, is.
std::string identity(const Transitions& transitions, const World& world, size_t location);
/// The part of it that one copy on its way is.
std::string identity(const Transitions& transitions, const World& world, const Packet& packet);

}   // namespace evd::explore
