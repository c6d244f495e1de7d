#pragma once
// The local closure: all local states and messages that there can be if every location may receive whatever any
// location can send, in any order and any number of times. It over-approximates what can be reached, takes
// milliseconds, and gives the facts that reductions depend on.

#include "explore/reduce/atomic.h"
#include "explore/states/locals.h"

#include <optional>

namespace evd::explore {

/// A least fixed point over one instance. Packets have indexes here: those to one location stand together, and begin at
/// a word; a packet and the same one that may be lost are one.
class Closure {
public:
    using Bits = std::vector<uint64_t>;

    /// From these local states (by location) and packets on; nothing if it takes more than so many steps of the
    /// interpreter, as where a counter is fed by copies, or if `goOn`, which is asked now and then, says no.
    /// `isOutside`: nothing happens any more where a location is in such a local state. `atomic`: how events are put
    /// together to moves, if they are; then only local states between moves belong to it.
    static std::optional<Closure> of(Locals& locals, const std::vector<uint32_t>& begin,
                                     const std::vector<uint32_t>& packets, size_t stepsMax,
                                     const std::function<bool()>& goOn,
                                     const std::function<bool(uint32_t location, uint32_t local)>& isOutside,
                                     Atomic* atomic);

    /// Whether a local state belongs to it. (Where there are too many silent events, some do not.)
    bool knows(uint32_t location, uint32_t local) const {
        return local < at_[location].known.size() && at_[location].known[local];
    }
    /// The words of the packets to a location.
    size_t firstWord(uint32_t location) const { return firstWord_[location]; }
    size_t endWord(uint32_t location) const { return firstWord_[location + 1]; }
    /// Packets that a location can still send, from a local state on, whatever it receives.
    const Bits& maySend(uint32_t location, uint32_t local) const {
        const std::vector<Bits>& known = at_[location].maySend;
        return local < known.size() ? known[local] : none_;   // outside the system nothing is sent
    }
    /// Packets to it that change a location in this local state, or are rejected there, or in one that silent events
    /// lead to; bits of all packets.
    const Bits& sensitive(uint32_t location, uint32_t local) const { return at_[location].sensitive[local]; }
    /// Packets to it that some local state that can follow, or this one, is sensitive to; others will never make a
    /// difference to it. Bits of all packets.
    const Bits& needed(uint32_t location, uint32_t local) const { return at_[location].needed[local]; }
    /// The same for all, as the states ask it.
    Needed needed() const;
    /// Whether some event there is silent.
    bool hasSilent(uint32_t location, uint32_t local) const { return at_[location].hasSilent[local]; }
    /// Whether no way leads from what a location can become next back to this local state.
    bool leaves(uint32_t location, uint32_t local) const { return at_[location].leaves[local]; }
    /// The local states of a location, and what each can become by one event.
    const std::vector<std::vector<uint32_t>>& successors(uint32_t location) const { return at_[location].next; }
    /// Sets the bit of a packet.
    void mark(uint32_t packet, Bits& bits) const;
    size_t words() const { return firstWord_.back(); }

private:
    struct Place {
        std::vector<std::vector<uint32_t>> next;     ///< by local state
        std::vector<std::vector<uint32_t>> sends;    ///< by local state: packets
        std::vector<std::vector<uint32_t>> reacts;   ///< by local state: packets
        std::vector<Bits> maySend, sensitive, needed;
        std::vector<bool> known, leaves, hasSilent;
    };
    void number(Locals& locals, const std::vector<std::vector<uint32_t>>& packets);
    void close(uint32_t location);
    static std::vector<Bits> behind(const std::vector<std::vector<uint32_t>>& next, const std::vector<Bits>& own,
                                    std::vector<bool>& leaves);

    std::vector<Place> at_;
    std::vector<size_t> firstWord_;
    Bits none_;
    std::vector<uint32_t> index_;   ///< by packet
};

}   // namespace evd::explore
