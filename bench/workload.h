#pragma once
// What one replica of two_thirds sees: the events of n1 in a simulated cluster of four with conflicting proposals.

#include <cstdint>
#include <vector>

namespace bench {

/// Locations by number: the names of examples/two_thirds/cluster.toml in order.
constexpr uint32_t kClient = 0, kFirstNode = 1, kNodes = 4;

struct Event {
    enum class Kind : uint8_t { Propose, Vote, Retry, Decided } kind;
    int64_t slot, round, cmd;
    uint32_t from;
};

/// The events of n1 until all of `slots` slots are over, at most `open` of them at a time; messages arrive in random
/// order. The four replicas of the simulation are hand-written ones; the same arguments give the same events.
std::vector<Event> eventsOfOneReplica(uint64_t seed, int64_t slots, int64_t open);

}   // namespace bench
