#include "explore/liveness/fairness.h"

#include <algorithm>
#include <fmt/format.h>

namespace evd::explore {

uint32_t Fairness::number(const std::string& key) {
    return numbers_.try_emplace(key, static_cast<uint32_t>(numbers_.size())).first->second;
}

/// An instance by its arguments and those of what has started it; equal ones by their turn.
std::string Fairness::instanceText(uint32_t location, uint32_t local, const ir::InstancePath& path) const {
    const ir::Interpreter& interpreter = transitions_.interpreter();
    const ir::Module& module = interpreter.module();
    const ir::LocationState& state = locals_.local(location, local).state;
    const auto text = [&](const ir::Instance& one) {
        const ir::Automaton& kind = module.automata[one.automaton];
        std::string out = fmt::format("{}(", one.automaton);
        for (size_t i = 0; i < one.params.size(); ++i) {
            std::string part;
            appendCbor(module.types, kind.params[i].type, one.params[i], interpreter.deployment().names, part);
            out += fmt::format("{}:{}", part.size(), part);
        }
        return out + ")";
    };
    ir::InstancePath above{path.front()};
    std::string out = fmt::format("{}", path.front());
    for (size_t i = 1; i + 1 < path.size(); i += 2) {
        ir::InstancePath child = above;
        child.push_back(path[i]);
        child.push_back(0);
        uint32_t alike = 0;
        const std::string name = text(ir::instanceAt(state, {path.begin(), path.begin() + static_cast<long>(i) + 2}));
        for (; child.back() < path[i + 1]; ++child.back()) alike += text(ir::instanceAt(state, child)) == name ? 1 : 0;
        out += fmt::format("/{}.{}#{}", path[i], name, alike);
        above.assign(path.begin(), path.begin() + static_cast<long>(i) + 2);
    }
    return out;
}

uint32_t Fairness::timer(uint32_t location, const Packet& packet) {
    return number(fmt::format("timer {} {}", location, locals_.packet(packet, {})));
}

uint32_t Fairness::metBy(const LocalMove& move, uint32_t local) {
    using Kind = Choice::Kind;
    switch (move.kind) {
    case Kind::Start: return number(fmt::format("start {}", move.location));
    case Kind::Restart: return number(fmt::format("back {}", move.location));
    case Kind::Receive:
        if (move.spends == Spends::Duplicate) return kNone;   // of a copy that stays on its way
        if (locals_.packet(move.packet).timer) return timer(move.location, locals_.packet(move.packet));
        return number(fmt::format("arrival {}", move.packet));
    case Kind::Act: {
        const ir::EnabledAction& action = locals_.chosen(move.action);
        if (!action.fair) return kNone;
        return number(fmt::format("action {} {} {}", move.location, action.clause,
                                  instanceText(move.location, local, action.instance)));
    }
    case Kind::Request:
    case Kind::Crash:
    case Kind::Lose: return kNone;
    }
    return kNone;
}

uint32_t Fairness::metBy(const Via& via, uint32_t local) {
    if (via.request) return number(fmt::format("input {}", via.what));
    if (met_.size() <= via.what) met_.resize(via.what + 1, kUnknown);
    if (met_[via.what] == kUnknown) {
        const uint32_t met = metBy(locals_.move(via.what), local);
        met_[via.what] = met;
    }
    return met_[via.what];
}

const std::vector<uint32_t>& Fairness::setAnew(uint32_t number, uint32_t local) {
    static const std::vector<uint32_t> kNothing;
    if (!transitions_.hasTimers()) return kNothing;
    if (const auto known = anew_.find(number); known != anew_.end()) return known->second;
    std::vector<uint32_t>& out = anew_[number];
    const LocalMove move = locals_.move(number);
    if (move.kind != Choice::Kind::Receive && move.kind != Choice::Kind::Act) return out;
    const Local before = locals_.local(move.location, local);
    if (before.timers.empty()) return out;
    World world = locals_.around(move.location, before);
    const std::vector<Packet> set = world.packets;
    Choice choice{move.kind, move.location};
    if (move.kind == Choice::Kind::Act) {
        choice.action = locals_.chosen(move.action);
    } else {
        const Packet& arrives = locals_.packet(move.packet);
        const auto fires = std::find_if(set.begin(), set.end(), [&](const Packet& one) {
            return arrives.timer && timer(move.location, one) == timer(move.location, arrives);
        });
        if (fires != set.end()) {
            choice.packet = fires->id;
        } else {
            world.packets.push_back(arrives);
            choice.packet = world.packets.back().id = world.nextPacket++;
        }
    }
    transitions_.apply(world, choice);
    for (const Packet& one : set) {
        const auto stays = [&](const Packet& other) { return other.id == one.id; };
        if (one.id != choice.packet && std::none_of(world.packets.begin(), world.packets.end(), stays))
            out.push_back(timer(move.location, one));
    }
    return out;
}

}   // namespace evd::explore
