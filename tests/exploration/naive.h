#pragma once
// The judge of the explorer: breadth-first search over whole worlds, one interpreter step for each transition, nothing
// shared and nothing left out.

#include "explore/search/explorer.h"
#include "explore/world/identity.h"

#include <deque>
#include <map>
#include <set>
#include <string>

namespace evd::exploration {

/// What a search over worlds finds.
struct Naive {
    bool complete = false;   ///< all states were found
    uint64_t states = 0, transitions = 0, terminal = 0;
    std::set<uint32_t> refuted;   ///< statements about the present, by number
    std::set<std::string> ends;   ///< identities of all locations where nothing leads out of a state
    std::set<std::pair<uint32_t, uint32_t>> faults;   ///< places of rejected events and of actions that cannot be tried
};

/// Searches an instance, up to so many states. `statements`: about the present.
Naive search(const ir::Interpreter& interpreter, const explore::Instance& instance, explore::Network network,
             const std::vector<uint32_t>& statements, size_t statesMax);

}   // namespace evd::exploration
