#include "explore/world/world.h"

#include "base/check.h"
#include "ir/analysis/running.h"

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
    : interpreter_(interpreter), network_(network), inputs_(std::move(inputs)),
      hasTimers_(std::any_of(interpreter.module().messages.begin(), interpreter.module().messages.end(),
                             [](const auto& message) { return message.kind == ir::MessageKind::Timer; })) {
    const ir::Module& module = interpreter.module();
    const size_t count = interpreter.deployment().names.size();
    auto ends = [&](ir::ExprId end) {
        std::vector<bool> out(count, !end.valid());
        if (!end.valid()) return out;
        const auto where = interpreter.evaluate(end);   // where it faults there is no location that it is about
        if (!where) return out;
        if (module.types[module[end].type].kind == ir::TypeKind::Loc) out[static_cast<size_t>(where->number)] = true;
        else
            for (const ir::Value& one : where->list()) out[static_cast<size_t>(one.number)] = true;
        return out;
    };
    if (network.inOrder)
        links_.push_back({true, false, std::vector<bool>(module.messages.size(), true), ends({}), ends({})});
    for (const ir::LinkPromise& one : module.links) {
        Link& link = links_.emplace_back(
            Link{one.fifo, one.reliable, std::vector<bool>(module.messages.size()), ends(one.from), ends(one.to)});
        for (ir::MessageId message : one.messages) link.messages[message] = true;
    }
    hasTurns_ = std::any_of(inputs_.begin(), inputs_.end(), [](const Input& input) { return input.group > 0; });
    hasOrder_ = std::any_of(links_.begin(), links_.end(), [](const Link& link) { return link.fifo; });
    environment_.assign(count, false);
    listeners_.resize(module.messages.size());
    for (uint32_t location : interpreter.locations()) {
        std::set<ir::AutomatonId> players;
        const ir::LocationState& state = initial_.emplace_back(interpreter.initial(location));
        for (const ir::Instance& root : state.roots)
            if (module.automata[root.automaton].role == ir::Role::Environment) players.insert(root.automaton);
        environment_[location] = !state.roots.empty() && players.size() == state.roots.size();
        for (ir::AutomatonId player : ir::reachable(module, std::move(players)))
            for (const ir::Clause& clause : module.automata[player].clauses)
                if (clause.trigger == ir::Trigger::Receive &&
                    module.messages[clause.message].kind == ir::MessageKind::Output &&
                    (listeners_[clause.message].empty() || listeners_[clause.message].back() != location))
                    listeners_[clause.message].push_back(location);
    }
}

World Transitions::initial() const {
    World out;
    const auto count = static_cast<uint32_t>(interpreter_.deployment().names.size());
    for (uint32_t i = 0; i < count; ++i) out.states.push_back({i, {}});   // outside the system there is nothing
    out.inside.assign(count, false);
    out.started.assign(count, false);
    for (const ir::LocationState& state : initial_) {
        out.states.at(state.location) = state;
        out.inside.at(state.location) = true;
    }
    // Observers are behind the locations, and nothing that happens at a location happens there.
    for (ir::AutomatonId observer : interpreter_.observers()) {
        out.states.push_back(interpreter_.initialObserver(observer));
        out.inside.push_back(false);
        out.started.push_back(false);
    }
    out.requested.assign(inputs_.size(), false);
    return out;
}

bool Transitions::canStart(const World& world, uint32_t location) const {
    return world.inside[location] && !world.started[location] && world.isUp(location);
}

/// Once one of a group has been put in, what is on its way tells nothing of the groups before: they were done then.
bool Transitions::canRequest(const World& world, uint32_t input) const {
    if (world.requested[input]) return false;
    const uint32_t group = inputs_[input].group;
    bool first = true;
    for (uint32_t i = 0; i < inputs_.size(); ++i) {
        if (inputs_[i].group < group && !world.requested[i]) return false;
        first &= inputs_[i].group != group || !world.requested[i];
    }
    const auto isInput = [&](const Packet& packet) {
        return interpreter_.module().messages[packet.message].kind == ir::MessageKind::Input;
    };
    return group == 0 || !first || std::none_of(world.packets.begin(), world.packets.end(), isInput);
}

bool Transitions::canArrive(const World& world, const Packet& packet) const {
    return canReceive(world, packet.to) && !mustWait(world, packet);
}

bool Transitions::mustWait(const World& world, const Packet& packet) const {
    const std::vector<uint32_t> earlier = ahead(world, packet);
    return std::any_of(earlier.begin(), earlier.end(), [](uint32_t count) { return count > 0; });
}

std::vector<uint32_t> Transitions::ahead(const World& world, const Packet& packet) const {
    std::vector<uint32_t> out;
    if (packet.timer) return out;   // which do not pass the network
    for (const Link& link : links_) {
        if (!link.fifo || !link.covers(packet)) continue;
        uint32_t count = 0;
        bool before = true;
        for (const Packet& other : world.packets) {
            if (other.id == packet.id) {
                before = false;
                continue;
            }
            if (other.from != packet.from || other.to != packet.to || !link.messages[other.message]) continue;
            count += other.leavesNs < packet.leavesNs || (before && other.leavesNs == packet.leavesNs) ? 1 : 0;
        }
        out.push_back(count);
    }
    return out;
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
        if (canRequest(world, i)) out.push_back({Kind::Request, inputs_[i].from, 0, i});
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
    if (!packet.sentByEvent || packet.to == packet.from || !world.inside[packet.to] || !world.inside[packet.from])
        return false;
    // What the environment puts in and takes out is between the host and its program.
    if (interpreter_.module().messages[packet.message].kind != ir::MessageKind::Internal) return false;
    return std::none_of(links_.begin(), links_.end(),
                        [&](const Link& link) { return link.reliable && link.covers(packet); });
}

bool Transitions::canBeLost(const World& world, const Packet& packet) const {
    return packet.losable || passesNetwork(world, packet);
}

Applied Transitions::apply(World& world, const Choice& choice) const {
    Applied out;
    if (interpreter_.observers().empty()) {
        change(world, choice, out);
        return out;
    }
    std::optional<Packet> received;
    std::optional<ir::ActionRef> action;
    if (choice.kind == Choice::Kind::Receive) received = world.packet(choice.packet);
    if (choice.kind == Choice::Kind::Act)
        action = {ir::instanceAt(world.states[choice.location], choice.action.instance).automaton,
                  choice.action.clause};
    change(world, choice, out);
    observe(world, choice, received, action, out);
    return out;
}

/// What has happened is seen, and then what it has sent.
void Transitions::observe(World& world, const Choice& choice, const std::optional<Packet>& received,
                          const std::optional<ir::ActionRef>& action, Applied& out) const {
    using Seen = ir::Sighting::Kind;
    if (out.result.fault != ir::Fault::None) return;   // it has not happened (R1)
    auto place = [](uint32_t location) { return ir::Value::scalar(location); };
    auto with = [](std::vector<ir::Value> head, const std::vector<ir::Value>& payload) {
        head.insert(head.end(), payload.begin(), payload.end());
        return head;
    };
    uint32_t location = choice.location;
    switch (choice.kind) {
    case Choice::Kind::Start: see(world, Seen::Started, 0, {place(location)}, out); break;
    case Choice::Kind::Receive:
        location = received->to;
        see(world, Seen::Received, received->message, with({place(location), place(received->from)}, received->payload),
            out);
        break;
    case Choice::Kind::Act: {
        const std::vector<ir::ActionRef>& all = interpreter_.module().actions;
        for (uint32_t i = 0; i < all.size(); ++i)
            if (all[i] == *action) see(world, Seen::Acted, i, with({place(location)}, choice.action.chosen), out);
        break;
    }
    case Choice::Kind::Request: {
        const Input& input = inputs_.at(choice.input);
        if (world.inside[input.from]) return;   // no event sends it
        see(world, Seen::Sent, input.message,
            with({place(input.from), ir::Value::ofItems({place(input.to)})}, input.payload), out);
        return;
    }
    case Choice::Kind::Crash: see(world, Seen::Crashed, 0, {place(location)}, out); return;
    case Choice::Kind::Restart: see(world, Seen::Restarted, 0, {place(location)}, out); return;
    case Choice::Kind::Lose: return;   // nobody sees that
    }
    for (const ir::Output& output : out.result.outputs) {
        std::vector<ir::Value> to;
        for (uint32_t one : output.to) to.push_back(place(one));
        see(world, Seen::Sent, output.message,
            with({place(location), ir::Value::ofItems(std::move(to))}, output.payload), out);
    }
}

/// All observers see one occurrence. One that faults does not change, and the first is told.
void Transitions::see(World& world, ir::Sighting::Kind kind, uint32_t which, const std::vector<ir::Value>& payload,
                      Applied& out) const {
    const std::vector<ir::Sighting>& sightings = interpreter_.module().sightings;
    const size_t count = interpreter_.deployment().names.size();
    for (uint32_t i = 0; i < sightings.size(); ++i) {
        const ir::Sighting& sighting = sightings[i];
        if (sighting.kind != kind) continue;
        const bool named = kind == ir::Sighting::Kind::Received || kind == ir::Sighting::Kind::Sent;
        if ((named && sighting.message != which) || (kind == ir::Sighting::Kind::Acted && sighting.action != which))
            continue;
        ir::Event event;
        event.kind = ir::Event::Kind::Observe;
        event.message = i;
        event.payload = payload;
        for (size_t k = count; k < world.states.size(); ++k) {
            const ir::StepResult result = interpreter_.step(world.states[k], event, coverage_);
            const auto& changed = result.changes.variables;   // observers start nothing
            out.seen.variables.insert(out.seen.variables.end(), changed.begin(), changed.end());
            if (result.fault != ir::Fault::None && out.observed.fault == ir::Fault::None)
                out.observed = {result.fault, result.faultAt, result.faultDetail};
        }
    }
}

void Transitions::change(World& world, const Choice& choice, Applied& out) const {
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
        packet.leavesNs = packet.readyNs = packet.leavesMaxNs = world.nowNs;
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
}

void Transitions::step(World& world, uint32_t location, Applied& out) const {
    out.result = interpreter_.step(world.states[location], out.what, coverage_);
    if (out.result.fault != ir::Fault::None) return;
    for (const ir::Output& output : out.result.outputs) {
        out.sent.reserve(out.sent.size() + output.to.size());
        for (uint32_t to : output.emitted ? listeners_[output.message] : output.to) {
            Packet packet;
            packet.message = output.message;
            packet.payload = output.payload;
            packet.from = location;
            packet.to = to;
            packet.sentByEvent = true;
            packet.timer = interpreter_.module().isTimer(output.message);
            const int64_t left = std::max<int64_t>(0, kTimeMaxNs - world.nowNs);
            packet.leavesNs = packet.readyNs = world.nowNs + std::min(output.afterNs, left);
            packet.leavesMaxNs = world.nowNs + std::min(output.afterMaxNs, left);
            put(world, std::move(packet), out);
        }
    }
    if (hasTimers_) dropTimers(world, location, out);
}

/// Timers of a location that no instance waits for any more.
void Transitions::dropTimers(World& world, uint32_t location, Applied& out) const {
    std::erase_if(world.packets, [&](const Packet& packet) {
        const bool gone = packet.timer && packet.to == location &&
                          !ir::isSet(interpreter_.module(), world.states[location], packet.message, packet.payload);
        if (gone) std::erase(out.sent, packet.id);
        return gone;
    });
}

void Transitions::put(World& world, Packet packet, Applied& out) const {
    packet.id = world.nextPacket++;
    packet.losable = !world.isUp(packet.to);
    if (packet.timer)
        std::erase_if(world.packets, [&](const Packet& other) {
            const bool same = other.timer && other.to == packet.to && other.message == packet.message &&
                              std::equal(other.payload.begin(), other.payload.end(), packet.payload.begin(),
                                         [](const ir::Value& a, const ir::Value& b) { return compare(a, b) == 0; });
            if (same) std::erase(out.sent, other.id);
            return same;
        });
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
