#include "explore/world/world.h"

#include "base/check.h"

#include <algorithm>
#include <set>

namespace evd::explore {

namespace {

/// What has been sent last is asked for most.
auto find(std::vector<Packet>& packets, uint32_t id) {
    auto at = std::find_if(packets.rbegin(), packets.rend(), [&](const Packet& one) { return one.id == id; });
    EVD_CHECK(at != packets.rend(), "the message is on its way");
    return at.base() - 1;
}

Packet take(World& world, uint32_t id) {
    auto at = find(world.packets, id);
    Packet out = std::move(*at);
    world.packets.erase(at);
    return out;
}

}   // namespace

Packet& World::packet(uint32_t id) { return *find(packets, id); }
const Packet& World::packet(uint32_t id) const { return const_cast<World*>(this)->packet(id); }

Transitions::Transitions(const ir::Interpreter& interpreter, Network network, std::vector<Input> inputs)
    : interpreter_(interpreter), network_(network), inputs_(std::move(inputs)) {}

World Transitions::initial() const {
    World out;
    const auto count = static_cast<uint32_t>(interpreter_.deployment().names.size());
    for (uint32_t i = 0; i < count; ++i) out.states.push_back({i, {}});   // outside the system there is nothing
    out.inside.assign(count, false);
    out.started.assign(count, false);
    for (uint32_t location : interpreter_.locations()) {
        out.states.at(location) = interpreter_.initial(location);
        out.inside.at(location) = true;
    }
    out.requested.assign(inputs_.size(), false);
    return out;
}

bool Transitions::canStart(const World& world, uint32_t location) const {
    return world.inside[location] && !world.started[location] && world.isUp(location);
}

bool Transitions::canArrive(const World& world, const Packet& packet) const {
    return canReceive(world, packet.to) && (!network_.inOrder || !isOvertaking(world, packet));
}

/// Whether another message between the same locations left earlier and is still on its way.
bool Transitions::isOvertaking(const World& world, const Packet& packet) const {
    bool before = true;
    for (const Packet& other : world.packets) {
        if (other.id == packet.id) {
            before = false;
            continue;
        }
        if (other.from != packet.from || other.to != packet.to) continue;
        if (other.leavesNs < packet.leavesNs || (before && other.leavesNs == packet.leavesNs)) return true;
    }
    return false;
}

std::vector<ir::EnabledAction> Transitions::actions(const World& world, uint32_t location,
                                                    std::vector<ir::ActionFault>* faults) const {
    if (!world.isAwake(location)) return {};
    return interpreter_.enabled(world.states[location], faults);
}

std::vector<Choice> Transitions::choices(const World& world) const {
    std::vector<Choice> out;
    using Kind = Choice::Kind;
    const auto count = static_cast<uint32_t>(world.states.size());
    for (uint32_t i = 0; i < count; ++i)
        if (canStart(world, i)) out.push_back({Kind::Start, i});
    for (const Packet& packet : world.packets) {
        if (canArrive(world, packet)) out.push_back({Kind::Receive, packet.to, packet.id});
        if (packet.losable) out.push_back({Kind::Lose, packet.to, packet.id});
    }
    for (uint32_t i = 0; i < count; ++i)
        for (ir::EnabledAction& action : actions(world, i)) out.push_back({Kind::Act, i, 0, 0, std::move(action)});
    for (uint32_t i = 0; i < inputs_.size(); ++i)
        if (!world.requested[i]) out.push_back({Kind::Request, inputs_[i].from, 0, i});
    return out;
}

uint32_t
Transitions::untried(const World& world,
                     const std::function<void(uint32_t location, const std::vector<ir::ActionFault>&)>& note) const {
    uint32_t out = 0;
    for (uint32_t i = 0; i < world.states.size(); ++i) {
        std::vector<ir::ActionFault> faults;
        actions(world, i, &faults);
        std::set<std::pair<ir::AutomatonId, uint32_t>> distinct;
        for (const ir::ActionFault& one : faults) distinct.insert({one.automaton, one.clause});
        out += static_cast<uint32_t>(distinct.size());
        if (!faults.empty()) note(i, faults);
    }
    return out;
}

bool Transitions::isQuiet(const World& world) const {
    const std::vector<Choice> all = choices(world);
    return std::all_of(all.begin(), all.end(), [](const Choice& one) {
        return one.kind == Choice::Kind::Request || one.kind == Choice::Kind::Lose;
    });
}

bool Transitions::passesNetwork(const World& world, const Packet& packet) const {
    return packet.sentByEvent && packet.to != packet.from && world.inside[packet.to] && world.inside[packet.from];
}

bool Transitions::canBeLost(const World& world, const Packet& packet) const {
    return packet.losable || passesNetwork(world, packet);
}

Applied Transitions::apply(World& world, const Choice& choice) const {
    Applied out;
    switch (choice.kind) {
    case Choice::Kind::Start:
        world.started[choice.location] = true;
        step(world, choice.location, out);
        break;
    case Choice::Kind::Receive: {
        Packet taken = take(world, choice.packet);
        if (!world.inside[taken.to]) break;
        out.what.kind = ir::Event::Kind::Receive;
        out.what.message = taken.message;
        out.what.payload = std::move(taken.payload);
        out.what.sender = taken.from;
        step(world, taken.to, out);
        break;
    }
    case Choice::Kind::Act:
        out.what.kind = ir::Event::Kind::Action;
        out.what.payload = choice.action.chosen;
        out.what.instance = choice.action.instance;
        out.what.clause = choice.action.clause;
        step(world, choice.location, out);
        break;
    case Choice::Kind::Request: {
        const Input& input = inputs_.at(choice.input);
        world.requested[choice.input] = true;
        Packet packet;
        packet.message = input.message;
        packet.payload = input.payload;
        packet.from = input.from;
        packet.to = input.to;
        packet.sentByEvent = !world.inside[input.from];
        packet.leavesNs = packet.readyNs = world.nowNs;
        put(world, std::move(packet), out);
        break;
    }
    case Choice::Kind::Crash: crash(world, choice.location, out); break;
    case Choice::Kind::Restart:
        world.states[choice.location] = interpreter_.restarted(world.states[choice.location]);
        world.states[choice.location].up = true;
        world.started[choice.location] = false;
        break;
    case Choice::Kind::Lose: take(world, choice.packet); break;
    }
    return out;
}

void Transitions::step(World& world, uint32_t location, Applied& out) const {
    out.result = interpreter_.step(world.states[location], out.what);
    if (out.result.fault != ir::Fault::None) return;
    for (const ir::Output& output : out.result.outputs) {
        if (output.emitted) continue;
        for (uint32_t to : output.to) {
            Packet packet;
            packet.message = output.message;
            packet.payload = output.payload;
            packet.from = location;
            packet.to = to;
            packet.sentByEvent = true;
            const int64_t left = std::max<int64_t>(0, kTimeMaxNs - world.nowNs);
            packet.leavesNs = packet.readyNs = world.nowNs + std::min(output.afterNs, left);
            put(world, std::move(packet), out);
        }
    }
}

void Transitions::put(World& world, Packet packet, Applied& out) const {
    packet.id = world.nextPacket++;
    packet.losable = !world.isUp(packet.to);
    out.sent.push_back(packet.id);
    world.packets.push_back(std::move(packet));
}

uint32_t Transitions::duplicate(World& world, uint32_t packet) const {
    auto at = find(world.packets, packet);
    Packet copy = *at;
    copy.id = world.nextPacket++;
    world.packets.insert(at + 1, copy);
    return copy.id;
}

/// What waits in the location's own memory is gone. What is between it and others on the network may not have left yet,
/// or may have arrived and not been looked at (R9).
void Transitions::crash(World& world, uint32_t location, Applied& out) const {
    world.states[location].up = false;
    std::vector<Packet> kept;
    for (Packet& packet : world.packets) {
        const bool sent = packet.from == location && packet.sentByEvent, awaited = packet.to == location;
        if (sent && (awaited || packet.leavesNs > world.nowNs)) {
            out.lost.push_back(std::move(packet));
        } else {
            if (sent || awaited) {
                packet.losable = true;
                out.doubtful.push_back(packet.id);
            }
            kept.push_back(std::move(packet));
        }
    }
    world.packets = std::move(kept);
}

}   // namespace evd::explore
