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

std::string bytesOf(const ir::Module& module, const ir::LocationNames& names, const Packet& packet, int64_t nowNs) {
    std::string out;
    addSize(packet.from, out);
    addSize(packet.to, out);
    addSize(packet.message, out);
    // What a crash of its sender does to it depends on these; a timer dies with its location whenever it would fire.
    out += packet.losable ? 'l' : '-';
    out += packet.sentByEvent ? 'e' : '-';
    out += packet.leavesNs > nowNs && !packet.timer ? 'w' : '-';
    const ir::Message& message = module.messages[packet.message];
    for (size_t i = 0; i < packet.payload.size(); ++i)
        appendCbor(module.types, message.fields[i].type, packet.payload[i], names, out);
    return out;
}

}   // namespace

std::string identity(const Transitions& transitions, const World& world) {
    const ir::Interpreter& interpreter = transitions.interpreter();
    std::string out;
    for (size_t i = 0; i < world.states.size(); ++i) {
        out += world.isUp(static_cast<uint32_t>(i)) ? 'u' : 'd';
        out += world.started[i] ? 's' : '-';
        if (i < interpreter.deployment().names.size() && !world.inside[i]) continue;   // observers are never inside
        addPart(interpreter.canonical(world.states[i]), out);
        for (const ir::Instance& root : world.states[i].roots) addFirst(root, out);
    }
    // A bag of messages, of which each knows its turn where there is an order.
    std::vector<std::string> parts;
    for (const Packet& packet : world.packets) {
        parts.push_back(bytesOf(interpreter.module(), interpreter.deployment().names, packet, world.nowNs));
        for (uint32_t earlier : transitions.ahead(world, packet)) addSize(earlier, parts.back());
    }
    std::sort(parts.begin(), parts.end());
    addSize(parts.size(), out);
    for (const std::string& part : parts) addPart(part, out);
    for (bool requested : world.requested) out += requested ? 'r' : '-';
    return out;
}

}   // namespace evd::explore
