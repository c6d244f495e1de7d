#include "explore/reduce/closure.h"

#include <algorithm>

namespace evd::explore {

namespace {

constexpr size_t kBytesPerStep = 100;   // of local states that grow
constexpr size_t kStepsAlone = 64;      // without a look at the time

}   // namespace

std::optional<Closure> Closure::of(Locals& locals, const std::vector<uint32_t>& begin,
                                   const std::vector<uint32_t>& packets, size_t stepsMax,
                                   const std::function<bool()>& goOn,
                                   const std::function<bool(uint32_t location, uint32_t local)>& isOutside,
                                   Atomic* atomic) {
    Closure out;
    const uint32_t count = locals.locations();
    out.at_.resize(count);
    std::vector<std::vector<uint32_t>> known(count), states(count);   // packets and local states, in order of finding
    std::vector<bool> isPacket;
    std::vector<std::vector<size_t>> looked(count);   // by local state in `states`: at how many of `known`
    constexpr size_t kNever = SIZE_MAX, kOutside = SIZE_MAX - 1;
    const uint64_t firstStep = locals.steps();
    uint64_t asked = 0;
    const auto isSpent = [&] {
        return locals.steps() - firstStep > stepsMax || locals.bytes() > stepsMax * kBytesPerStep ||
               (++asked % kStepsAlone == 0 && !goOn());
    };
    const auto addPacket = [&](uint32_t packet) {
        packet = locals.plain(packet);
        if (isPacket.size() <= packet) isPacket.resize(packet + 1, false);
        if (isPacket[packet]) return packet;
        isPacket[packet] = true;
        known[locals.packet(packet).to].push_back(packet);
        return packet;
    };
    const auto addLocal = [&](uint32_t location, uint32_t local) {
        std::vector<bool>& isKnown = out.at_[location].known;
        if (isKnown.size() <= local) isKnown.resize(local + 1, false);
        if (isKnown[local]) return;
        isKnown[local] = true;
        states[location].push_back(local);
        looked[location].push_back(isOutside(location, local) ? kOutside : kNever);
    };
    const auto note = [&](Place& at, uint32_t from, const LocalMove& move) {
        std::vector<uint32_t>& next = at.next[from];
        if (move.local != from && std::find(next.begin(), next.end(), move.local) == next.end())
            next.push_back(move.local);
        for (uint32_t packet : locals.sent(move.sent)) at.sends[from].push_back(addPacket(packet));
        addLocal(move.location, move.local);
    };
    const auto resize = [&](Place& at, uint32_t local) {
        if (at.next.size() > local) return;
        at.next.resize(local + 1);
        at.sends.resize(local + 1);
        at.reacts.resize(local + 1);
        at.hasSilent.resize(local + 1, false);
    };
    /// All that can happen in a local state.
    const auto look = [&](uint32_t location, uint32_t local) {
        Place& at = out.at_[location];
        resize(at, local);
        const Atomic::Reach reach =
            atomic->reach(location, local, known[location], stepsMax - (locals.steps() - firstStep));
        for (const LocalMove& move : reach.moves) note(at, local, move);
        at.reacts[local] = reach.reactsTo;
        at.hasSilent[local] = reach.hasSilent;
    };
    /// The same, one event after the other: what does not depend on packets, and the arrivals that are new.
    const auto lookOn = [&](uint32_t location, uint32_t local, size_t from) {
        Place& at = out.at_[location];
        resize(at, local);
        if (from == kNever)
            for (const LocalMove& move : locals.own(location, local)) note(at, local, move);
        if (!locals.local(location, local).started || !locals.local(location, local).state.up) return;
        for (size_t k = from == kNever ? 0 : from; k < known[location].size(); ++k) {
            const uint32_t packet = known[location][k];
            const Locals::Step step = locals.arrives(location, local, packet);
            note(at, local, locals.receipt(location, packet, step));
            if (step.local != local || step.sent != 0 || step.rejected != Locals::Step::kAccepted)
                at.reacts[local].push_back(packet);
            if (isSpent()) return;
        }
    };
    for (uint32_t i = 0; i < count; ++i) addLocal(i, begin[i]);
    for (uint32_t packet : packets) addPacket(packet);
    for (bool changed = true; changed;) {
        changed = false;
        for (uint32_t i = 0; i < count; ++i) {
            if (!locals.isInside(i)) continue;
            for (size_t s = 0; s < states[i].size(); ++s) {
                const size_t before = looked[i][s], now = known[i].size();
                if (before == kOutside || before == now) continue;
                changed = true;
                if (atomic != nullptr) look(i, states[i][s]);
                else lookOn(i, states[i][s], before);
                looked[i][s] = atomic != nullptr ? now : known[i].size();
                if (isSpent() || !goOn()) return std::nullopt;
            }
        }
    }
    out.number(locals, known);
    for (uint32_t i = 0; i < count; ++i) out.close(i);
    return out;
}

void Closure::mark(uint32_t packet, Bits& bits) const {
    const uint32_t index = index_[packet];
    bits[index / 64] |= uint64_t{1} << index % 64;
}

Needed Closure::needed() const {
    Needed out;
    for (const Place& at : at_) {
        out.at.push_back(at.needed);
        out.known.push_back(at.known);
    }
    out.index = index_;
    return out;
}

void Closure::number(Locals& locals, const std::vector<std::vector<uint32_t>>& packets) {
    index_.assign(locals.packetCount(), 0);
    firstWord_.push_back(0);
    for (const std::vector<uint32_t>& some : packets) {
        size_t next = firstWord_.back() * 64;
        for (uint32_t packet : some) index_[packet] = static_cast<uint32_t>(next++);
        firstWord_.push_back((next + 63) / 64);
    }
    none_.assign(words(), 0);
    for (uint32_t packet = 0; packet < index_.size(); ++packet) index_[packet] = index_[locals.plain(packet)];
    for (size_t i = 0; i < at_.size(); ++i) {
        Place& at = at_[i];
        const size_t states = locals.localCount(static_cast<uint32_t>(i));
        at.next.resize(states);
        at.hasSilent.resize(states, false);
        at.sends.resize(states);
        at.reacts.resize(states);
        at.sensitive.assign(states, Bits(words(), 0));
        for (size_t local = 0; local < states; ++local)
            for (uint32_t packet : at.reacts[local]) mark(packet, at.sensitive[local]);
    }
}

/// For each node, what it or any node that it leads to has. What a strongly connected component leads to, each of its
/// nodes does. Source: Tarjan, SIAM J. Comput. 1, 1972; without recursion. `leaves`: whether no way leads back to it.
std::vector<Closure::Bits> Closure::behind(const std::vector<std::vector<uint32_t>>& next, const std::vector<Bits>& own,
                                           std::vector<bool>& leaves) {
    const auto count = static_cast<uint32_t>(next.size());
    constexpr uint32_t kUnseen = UINT32_MAX;
    std::vector<uint32_t> order(count, kUnseen), low(count, 0), component(count, kUnseen), stack;
    leaves.assign(count, true);
    std::vector<Bits> all;   // by component
    struct Frame {
        uint32_t node;
        size_t child;
    };
    std::vector<Frame> frames;
    uint32_t numbers = 0;
    for (uint32_t root = 0; root < count; ++root) {
        if (order[root] != kUnseen) continue;
        frames.push_back({root, 0});
        while (!frames.empty()) {
            Frame& frame = frames.back();
            const uint32_t node = frame.node;
            if (frame.child == 0 && order[node] == kUnseen) {
                order[node] = low[node] = numbers++;
                stack.push_back(node);
            }
            if (frame.child < next[node].size()) {
                const uint32_t child = next[node][frame.child++];
                if (order[child] == kUnseen) frames.push_back({child, 0});
                else if (component[child] == kUnseen) low[node] = std::min(low[node], order[child]);
                continue;
            }
            frames.pop_back();
            if (!frames.empty()) low[frames.back().node] = std::min(low[frames.back().node], low[node]);
            if (low[node] != order[node]) continue;
            const auto number = static_cast<uint32_t>(all.size());
            Bits bits(own[node].size(), 0);
            std::vector<uint32_t> members;
            do {
                members.push_back(stack.back());
                component[stack.back()] = number;
                stack.pop_back();
            } while (members.back() != node);
            for (uint32_t one : members) {
                for (size_t w = 0; w < bits.size(); ++w) bits[w] |= own[one][w];
                for (uint32_t after : next[one]) {
                    if (component[after] == number) leaves[one] = false;
                    else
                        for (size_t w = 0; w < bits.size(); ++w) bits[w] |= all[component[after]][w];
                }
            }
            all.push_back(std::move(bits));
        }
    }
    std::vector<Bits> out;
    for (uint32_t node = 0; node < count; ++node) out.push_back(all[component[node]]);
    return out;
}

void Closure::close(uint32_t location) {
    Place& at = at_[location];
    std::vector<Bits> sends(at.next.size(), Bits(words(), 0));
    for (size_t local = 0; local < sends.size(); ++local)
        for (uint32_t packet : at.sends[local]) mark(packet, sends[local]);
    std::vector<bool> unused;
    at.maySend = behind(at.next, sends, at.leaves);
    at.needed = behind(at.next, at.sensitive, unused);
}

}   // namespace evd::explore
