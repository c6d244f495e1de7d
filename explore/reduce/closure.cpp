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
                                   const std::function<bool(uint32_t location, uint32_t local)>& isOutside) {
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
    const auto spent = [&] {
        return ++steps > stepsMax || locals.bytes() > stepsMax * kBytesPerStep || (steps % kStepsAlone == 0 && !goOn());
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
        if (isKnown[location].size() <= local) isKnown[location].resize(local + 1, false);
        if (isKnown[location][local]) return;
        isKnown[location][local] = true;
        states[location].push_back(local);
    };
    const auto note = [&](uint32_t location, uint32_t from, uint32_t to, uint32_t sent) {
        Place& at = out.at_[location];
        if (at.next.size() <= from) {
            at.next.resize(from + 1);
            at.sends.resize(from + 1);
        }
        if (to != from && std::find(at.next[from].begin(), at.next[from].end(), to) == at.next[from].end())
            at.next[from].push_back(to);
        for (uint32_t packet : locals.sent(sent)) at.sends[from].push_back(addPacket(packet));
        addLocal(location, to);
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
                    if (spent()) return std::nullopt;
                    for (const LocalMove& move : locals.own(i, local)) note(i, local, move.local, move.sent);
                }
                if (!locals.local(i, local).started || !locals.local(i, local).state.up) continue;
                for (; received[i][s] < known[i].size(); ++received[i][s]) {
                    const uint32_t packet = known[i][received[i][s]];
                    changed = true;
                    if (spent()) return std::nullopt;
                    const Locals::Step step = locals.arrives(i, local, packet);
                    note(i, local, step.local, step.sent);
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
        at.sends.resize(states);
        at.reacts.resize(states);
        at.sensitive.assign(states, Bits(words(), 0));
        for (size_t local = 0; local < states; ++local)
            for (uint32_t packet : at.reacts[local]) mark(packet, at.sensitive[local]);
    }
}

/// What can be sent from a local state on is what can be sent from those of its strongly connected component and of
/// those behind it. Source: Tarjan, SIAM J. Comput. 1, 1972; without recursion.
void Closure::close(uint32_t location) {
    Place& at = at_[location];
    const auto states = static_cast<uint32_t>(at.next.size());
    constexpr uint32_t kUnseen = UINT32_MAX;
    std::vector<uint32_t> order(states, kUnseen), low(states, 0), component(states, kUnseen), stack;
    at.maySend.assign(states, Bits());
    at.needed.assign(states, Bits());
    at.leaves.assign(states, true);
    std::vector<Bits> sends, needs;   // by component
    struct Frame {
        uint32_t state;
        size_t child;
    };
    std::vector<Frame> frames;
    uint32_t next = 0;
    for (uint32_t root = 0; root < states; ++root) {
        if (order[root] != kUnseen) continue;
        frames.push_back({root, 0});
        while (!frames.empty()) {
            Frame& frame = frames.back();
            const uint32_t state = frame.state;
            if (frame.child == 0 && order[state] == kUnseen) {
                order[state] = low[state] = next++;
                stack.push_back(state);
            }
            if (frame.child < at.next[state].size()) {
                const uint32_t child = at.next[state][frame.child++];
                if (order[child] == kUnseen) frames.push_back({child, 0});
                else if (component[child] == kUnseen) low[state] = std::min(low[state], order[child]);
                continue;
            }
            frames.pop_back();
            if (!frames.empty()) low[frames.back().state] = std::min(low[frames.back().state], low[state]);
            if (low[state] != order[state]) continue;
            const auto number = static_cast<uint32_t>(sends.size());
            Bits all(words(), 0), needed(words(), 0);
            std::vector<uint32_t> members;
            do {
                members.push_back(stack.back());
                component[stack.back()] = number;
                stack.pop_back();
            } while (members.back() != state);
            for (uint32_t one : members) {
                for (uint32_t packet : at.sends[one]) mark(packet, all);
                for (size_t w = 0; w < needed.size(); ++w) needed[w] |= at.sensitive[one][w];
                for (uint32_t behind : at.next[one]) {
                    if (component[behind] == number) {
                        at.leaves[one] = false;
                        continue;
                    }
                    for (size_t w = 0; w < all.size(); ++w) {
                        all[w] |= sends[component[behind]][w];
                        needed[w] |= needs[component[behind]][w];
                    }
                }
            }
            sends.push_back(std::move(all));
            needs.push_back(std::move(needed));
        }
    }
    for (uint32_t state = 0; state < states; ++state) {
        at.maySend[state] = sends[component[state]];
        at.needed[state] = needs[component[state]];
    }
}

}   // namespace evd::explore
