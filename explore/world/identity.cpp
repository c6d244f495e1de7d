#include "explore/world/identity.h"

#include <algorithm>

namespace evd::explore {

namespace {

void addSize(size_t size, std::string& out) {
    for (int shift = 0; shift < 32; shift += 8) out += static_cast<char>(size >> shift & 0xFF);
}
void addPart(const std::string& part, std::string& out) {
    addSize(part.size(), out);
    out += part;
}

/// What the canonical form of the wire leaves out, because a native process knows it otherwise.
void addFirst(const ir::Instance& instance, std::string& out) {
    out += instance.stopped ? 's' : instance.first ? 'f' : '-';
    for (const auto& table : instance.tables)
        for (const ir::Instance& child : table) addFirst(child, out);
}

}   // namespace

std::string identity(const Transitions& transitions, const World& world, const Packet& packet) {
    const ir::Interpreter& interpreter = transitions.interpreter();
    std::string out;
    addSize(packet.from, out);
    addSize(packet.to, out);
    addSize(packet.message, out);
    // What a crash of its sender does to it depends on these; a timer dies with its location whenever it would fire.
    out += packet.losable ? 'l' : '-';
    out += packet.sentByEvent ? 'e' : '-';
    out += packet.leavesNs > world.nowNs && !packet.timer ? 'w' : '-';
    const ir::Message& message = interpreter.module().messages[packet.message];
    for (size_t i = 0; i < packet.payload.size(); ++i)
        appendCbor(interpreter.module().types, message.fields[i].type, packet.payload[i],
                   interpreter.deployment().names, out);
    for (uint32_t earlier : transitions.ahead(world, packet)) addSize(earlier, out);
    return out;
}

std::string identity(const Transitions& transitions, const World& world, size_t location) {
    const ir::Interpreter& interpreter = transitions.interpreter();
    std::string out;
    out += world.isUp(static_cast<uint32_t>(location)) ? 'u' : 'd';
    out += world.started[location] ? 's' : '-';
    if (location < interpreter.deployment().names.size() && !world.inside[location])
        return out;   // observers never are
    addPart(interpreter.canonical(world.states[location]), out);
    for (const ir::Instance& root : world.states[location].roots) addFirst(root, out);
    return out;
}

std::string identity(const Transitions& transitions, const World& world) {
    std::string out;
    for (size_t i = 0; i < world.states.size(); ++i) out += identity(transitions, world, i);
    // A bag of messages, of which each knows its turn where there is an order.
    std::vector<std::string> parts;
    for (const Packet& packet : world.packets) parts.push_back(identity(transitions, world, packet));
    std::sort(parts.begin(), parts.end());
    addSize(parts.size(), out);
    for (const std::string& part : parts) addPart(part, out);
    for (bool requested : world.requested) out += requested ? 'r' : '-';
    return out;
}

}   // namespace evd::explore
