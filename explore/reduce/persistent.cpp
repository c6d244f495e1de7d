#include "explore/reduce/persistent.h"

namespace evd::explore {

Persistent::Persistent(Locals& locals, const StateSpace& space, const Closure& closure, std::vector<uint32_t> inputs,
                       bool ordered)
    : locals_(locals), space_(space), closure_(closure), inputPackets_(std::move(inputs)), ordered_(ordered),
      stays_(closure.words(), 0), inboxes_(locals.locations()) {
    for (uint32_t packet = 0; packet < locals.packetCount(); ++packet)
        if (locals.stays(packet)) closure.mark(packet, stays_);
}

const Closure::Bits& Persistent::inboxBits(uint32_t location, uint32_t inbox) {
    std::vector<Closure::Bits>& known = inboxes_[location];
    if (known.size() <= inbox) known.resize(inbox + 1);
    if (known[inbox].empty()) {
        known[inbox].resize(closure_.words() + 1);   // never empty
        for (uint32_t packet : locals_.packetsIn(location, inbox)) closure_.mark(locals_.plain(packet), known[inbox]);
    }
    return known[inbox];
}

const Closure::Bits& Persistent::inputBits(uint32_t left) {
    if (inputs_.size() <= left) inputs_.resize(left + 1);
    if (inputs_[left].empty()) {
        inputs_[left].resize(closure_.words() + 1);
        for (uint32_t i = 0; i < inputPackets_.size(); ++i)
            if (!space_.isRequested(left, i)) closure_.mark(inputPackets_[i], inputs_[left]);
    }
    return inputs_[left];
}

bool Persistent::isAlone(const uint64_t* state, uint32_t location) {
    const uint32_t local = space_.localOf(state, location);
    const Local& here = locals_.local(location, local);
    if (!locals_.isInside(location) && locals_.watched().any()) return false;   // the closure does not know it
    if (locals_.isInside(location) && !here.started) return true;
    const Closure::Bits& there = inboxBits(location, space_.inboxOf(space_.networkOf(state), location));
    const Closure::Bits& inputs = inputBits(space_.leftOf(state));
    const Closure::Bits& sensitive = closure_.sensitive(location, local);
    const Closure::Bits& needed = closure_.needed(location, local);
    for (size_t w = closure_.firstWord(location); w < closure_.endWord(location); ++w) {
        uint64_t others = inputs[w];
        for (uint32_t j = 0; j < locals_.locations(); ++j)
            if (j != location) others |= closure_.maySend(j, space_.localOf(state, j))[w];
        const uint64_t missing = (ordered_ ? others : others & ~there[w]) & needed[w];
        // What stays on its way does no harm if it changes nothing: it can arrive later as well.
        if ((missing & (sensitive[w] | ~stays_[w])) != 0) return false;
    }
    return true;
}

}   // namespace evd::explore
