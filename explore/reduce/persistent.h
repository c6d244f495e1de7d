#pragma once
// Persistent sets: what can happen at one location may be taken alone where nobody else can still make a difference to
// it. Source: Godefroid, LNCS 1032, 1996; the conditions are those of the network (design page, reductions).

#include "explore/reduce/closure.h"
#include "explore/states/space.h"

namespace evd::explore {

/// Which locations may be taken alone in which states. A location may if each message that others can still send to it
/// is on its way already, or changes nothing there and stays on its way when it arrives; and always before it starts.
class Persistent {
public:
    /// All must outlive this.
    /// `inputs`: the packet of each input, which is known to the closure. `ordered`: some messages arrive in order.
    Persistent(Locals& locals, const StateSpace& space, const Closure& closure, std::vector<uint32_t> inputs,
               bool ordered);

    /// Whether all that can happen at a location in a state is a persistent set.
    bool isAlone(const uint64_t* state, uint32_t location);
    /// Whether no cycle of states can lead through what a location does now, so that nothing else is put off for ever.
    bool leaves(const uint64_t* state, uint32_t location) const {
        return closure_.leaves(location, space_.localOf(state, location));
    }

private:
    const Closure::Bits& inboxBits(uint32_t location, uint32_t inbox);
    const Closure::Bits& inputBits(uint32_t left);

    Locals& locals_;
    const StateSpace& space_;
    const Closure& closure_;
    const std::vector<uint32_t> inputPackets_;
    const bool ordered_;
    Closure::Bits stays_;   ///< packets that stay on their way
    std::vector<std::vector<Closure::Bits>> inboxes_;
    std::vector<Closure::Bits> inputs_;   ///< by what is left: those that the environment may still put in
};

}   // namespace evd::explore
