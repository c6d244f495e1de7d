#include "explore/search/start.h"

#include <map>

namespace evd::explore {

std::vector<Past::Clock> playStart(const Transitions& transitions, const Watched& watched, const Played& start,
                                   World& world, std::vector<Past>& pasts) {
    const ir::Module& module = transitions.interpreter().module();
    std::map<uint32_t, Past::Clock> clocks;   // by copy on its way
    const auto count = static_cast<uint32_t>(world.inside.size() - transitions.interpreter().observers().size());
    for (const Move& move : start.moves) {
        world.nowNs = move.nowNs;
        if (move.again) {
            world.packets.push_back(*move.again);
            world.packets.back().id = world.nextPacket++;
        }
        ir::Happening what;
        what.location = move.choice.location;
        Past::Clock before;
        using Kind = Choice::Kind;
        switch (move.choice.kind) {
        case Kind::Start: what.kind = ir::Happening::Kind::Start; break;
        case Kind::Crash: what.kind = ir::Happening::Kind::Crash; break;
        case Kind::Restart: what.kind = ir::Happening::Kind::Restart; break;
        case Kind::Act:
            what.kind = ir::Happening::Kind::Action;
            what.action = {ir::instanceAt(world.states[what.location], move.choice.action.instance).automaton,
                           move.choice.action.clause};
            what.payload = move.choice.action.chosen;
            break;
        case Kind::Receive: {
            const Packet& packet = world.packet(move.choice.packet);
            what.kind = ir::Happening::Kind::Receive;
            what.location = packet.to;
            what.message = packet.message;
            what.payload = packet.payload;
            what.sender = packet.from;
            before = clocks[packet.id];
            break;
        }
        case Kind::Request: {
            const Input& input = start.inputs[move.choice.input];
            what.kind = ir::Happening::Kind::Request;
            what.location = input.from;
            what.message = input.message;
            what.payload = input.payload;
            break;
        }
        case Kind::Lose: break;
        }
        const Applied applied = transitions.apply(world, move.choice);
        if (move.choice.kind == Kind::Lose || applied.result.fault != ir::Fault::None) continue;
        std::vector<ir::Output> outputs = applied.result.outputs;
        if (move.choice.kind == Kind::Request) {
            if (world.inside[what.location]) continue;   // no event sends it
            ir::Output output;
            output.message = what.message;
            output.payload = what.payload;
            output.to = {start.inputs[move.choice.input].to};
            outputs = {output};
        }
        if (move.choice.kind == Kind::Receive && !world.inside[what.location]) continue;
        const uint32_t location = what.location;
        pasts[location].add(module, watched, count, std::move(what), std::move(outputs), before);
        for (uint32_t id : applied.sent) clocks[id] = pasts[location].clock();
    }
    std::vector<Past::Clock> out;
    for (const Packet& one : world.packets) out.push_back(clocks[one.id]);
    return out;
}

std::vector<uint32_t> statesBefore(const Transitions& transitions, const Watched& watched, const Played& start,
                                   StateSpace& space) {
    std::vector<uint32_t> out;
    Played part = start;
    for (size_t count = 0; count < start.moves.size(); ++count) {
        part.moves.assign(start.moves.begin(), start.moves.begin() + static_cast<std::ptrdiff_t>(count));
        World world = transitions.initial();
        std::vector<Past> pasts(world.states.size());
        std::vector<Past::Clock> clocks = playStart(transitions, watched, part, world, pasts);
        clocks.resize(world.packets.size());
        out.push_back(space.add(world, pasts, clocks));
    }
    return out;
}

}   // namespace evd::explore
