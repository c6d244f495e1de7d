#pragma once
// Which messages can do something at a location.

#include "ir/interp/interp.h"

#include <algorithm>
#include <functional>
#include <set>
#include <vector>

namespace evd::explore {

/// The messages for which the roots of a location, or what they may spawn or become, have a handler. Its guard or
/// pattern may refuse one; that is the spec's will.
std::set<ir::MessageId> handledBy(const ir::Module& module, const ir::LocationState& state);

/// By location: what `find` says of its state, which is asked once for all whose roots are of the same automata.
template <class What> std::vector<What> byRoots(const std::vector<ir::LocationState>& states,
                                                const std::function<What(const ir::LocationState&)>& find) {
    std::vector<What> out;
    for (size_t i = 0; i < states.size(); ++i) {
        auto alike = [&](const ir::LocationState& other) {
            return std::equal(states[i].roots.begin(), states[i].roots.end(), other.roots.begin(), other.roots.end(),
                              [](const auto& a, const auto& b) { return a.automaton == b.automaton; });
        };
        const auto known = std::find_if(states.begin(), states.begin() + static_cast<long>(i), alike) - states.begin();
        out.push_back(known < static_cast<long>(i) ? out[static_cast<size_t>(known)] : find(states[i]));
    }
    return out;
}

}   // namespace evd::explore
