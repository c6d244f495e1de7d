#include "explore/reduce/closure.h"

#include <algorithm>

namespace evd::explore {

namespace {

constexpr size_t kBytesPerStep = 100;   // of local states that grow

}   // namespace

std::optional<Closure>
Closure::of(Locals& locals, const std::vector<uint32_t>& begin, const std::vector<uint32_t>& packets, size_t stepsMax,
            const std::function<bool(uint32_t location, uint32_t local)>& isOutside,
            const std::function<bool(uint32_t location, uint32_t local, const LocalMove& event)>& isSilent) {
    Closure out;
    const uint32_t count = locals.locations();
    out.at_.resize(count);
    std::vector<std::vector<uint32_t>> known(count), states(count);   // packets and local states, in order of finding
    std::vector<std::vector<bool>> isKnown(count);
    std::vector<bool> isPacket;
    std::vector<std::vector<size_t>> received(
        count);   // by local state in `states`: how many of `known` it has received
    constexpr size_t kOutside = SIZE_MAX - 1;
    size_t steps = 0;
    const auto addPacket = [&](uint32_t packet) {
        packet = locals.plain(packet);
        if (isPacket.size() <= packet) isPacket.resize(packet + 1, false);
        if (isPacket[packet]) return packet;
        isPacket[packet] = true;
        known[locals.packet(packet).to].push_back(packet);
        return packet;
    };
    const auto addLocal = [&](uint32_t location, uint32_t local) {
        if (isKnown[location].size() <= local) isKnown[location].resize(local + 1, false);
        if (isKnown[location][local]) return;
        isKnown[location][local] = true;
        states[location].push_back(local);
    };
    const auto addNew = [](std::vector<uint32_t>& some, uint32_t one) {
        if (std::find(some.begin(), some.end(), one) == some.end()) some.push_back(one);
    };
    const auto note = [&](uint32_t location, uint32_t from, const LocalMove& event) {
        Place& at = out.at_[location];
        if (at.next.size() <= from) {
            at.next.resize(from + 1);
            at.silent.resize(from + 1);
            at.sends.resize(from + 1);
        }
        if (event.local != from) {
            addNew(at.next[from], event.local);
            if (isSilent(location, from, event)) addNew(at.silent[from], event.local);
        }
        for (uint32_t packet : locals.sent(event.sent)) at.sends[from].push_back(addPacket(packet));
        addLocal(location, event.local);
    };
    for (uint32_t i = 0; i < count; ++i) addLocal(i, begin[i]);
    for (uint32_t packet : packets) addPacket(packet);
    for (bool changed = true; changed;) {
        changed = false;
        for (uint32_t i = 0; i < count; ++i) {
            if (!locals.isInside(i)) continue;
            received[i].resize(states[i].size(), SIZE_MAX);
            for (size_t s = 0; s < states[i].size(); ++s) {
                const uint32_t local = states[i][s];
                received[i].resize(states[i].size(), SIZE_MAX);
                if (received[i][s] == kOutside) continue;
                if (received[i][s] == SIZE_MAX) {
                    received[i][s] = isOutside(i, local) ? kOutside : 0;
                    if (received[i][s] == kOutside) continue;
                    changed = true;
                    ++steps;
                    for (const LocalMove& move : locals.own(i, local)) note(i, local, move);
                }
                if (!locals.local(i, local).started || !locals.local(i, local).state.up) continue;
                for (; received[i][s] < known[i].size(); ++received[i][s]) {
                    const uint32_t packet = known[i][received[i][s]];
                    changed = true;
                    if (++steps > stepsMax || locals.bytes() > stepsMax * kBytesPerStep) return std::nullopt;
                    const Locals::Step step = locals.arrives(i, local, packet);
                    LocalMove event;
                    event.kind = Choice::Kind::Receive;
                    event.location = i;
                    event.local = step.local;
                    event.sent = step.sent;
                    event.packet = packet;
                    note(i, local, event);
                    Place& at = out.at_[i];
                    if (at.reacts.size() <= local) at.reacts.resize(local + 1);
                    if (step.local != local || step.sent != 0 || step.rejected != Locals::Step::kAccepted)
                        at.reacts[local].push_back(packet);
                }
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
    for (const Place& at : at_) out.at.push_back(at.needed);
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
        at.silent.resize(states);
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
    at.sensitive = behind(at.silent, at.sensitive, unused);
}

}   // namespace evd::explore
