#include "tests/exploration/naive_runs.h"

#include "explore/world/identity.h"

#include <algorithm>

namespace evd::exploration {

using namespace explore;

NaiveRuns::NaiveRuns(const ir::Interpreter& interpreter, const Instance& instance, Network network, size_t statesMax)
    : interpreter_(interpreter), instance_(instance), transitions_(interpreter, network, instance.inputs) {
    Node first;
    first.world = transitions_.initial();
    first.gone.resize(first.world.states.size());
    first.world.nowNs = kTimeMaxNs;
    numbers_[bytesOf(first)] = 0;
    nodes_.push_back(std::move(first));
    for (size_t i = 0; i < nodes_.size(); ++i) {
        if (nodes_.size() > statesMax) return;
        leave(i);
    }
    complete_ = true;
}

std::string NaiveRuns::bytesOf(const Node& node) const {
    std::string out = identity(transitions_, node.world);
    for (bool gone : node.gone) out += gone ? 'g' : '-';
    for (uint32_t count : {node.used.crashes, node.used.restarts, node.used.drops, node.used.duplicates})
        out += std::to_string(count) + ' ';
    return out;
}

bool NaiveRuns::stays(const World& world, const Packet& packet) const {
    return instance_.faults.duplicates == kAnyNumber && transitions_.passesNetwork(world, packet) &&
           transitions_.ahead(world, packet).empty();
}

void NaiveRuns::settle(World& world) const {
    if (instance_.faults.duplicates != kAnyNumber) return;
    std::vector<Packet> kept;
    std::set<std::string> there;
    for (Packet& packet : world.packets) {
        const bool once = stays(world, packet);
        packet.losable &= !once;
        if (!once || there.insert(identity(transitions_, world, packet)).second) kept.push_back(packet);
    }
    world.packets = std::move(kept);
}

/// `isOwed`: what it meets must be met if it stays possible. `again`: a message comes once more of a kind that may come
/// as often as the network likes.
void NaiveRuns::go(size_t from, Node to, const Choice& choice, std::string met, bool isOwed, bool again) {
    const World before = nodes_[from].world;
    const Applied applied = transitions_.apply(to.world, choice);
    to.ways.clear();
    to.required.clear();
    if (applied.result.fault == ir::Fault::Assertion) {   // with it the run ends, so that it is owed for nothing
        if (isOwed) nodes_[from].required.insert(met);
        return;
    }
    settle(to.world);
    const auto [found, isNew] = numbers_.try_emplace(bytesOf(to), nodes_.size());
    const size_t number = found->second;
    if (again && number == from) return;   // it changes nothing
    if (isOwed) nodes_[from].required.insert(met);
    Way way{number, {}};
    if (isOwed) way.met.insert(std::move(met));
    for (const Packet& timer : before.packets) {
        const bool stays = std::any_of(to.world.packets.begin(), to.world.packets.end(),
                                       [&](const Packet& other) { return other.id == timer.id; });
        if (timer.timer && !stays) way.met.insert("timer " + identity(transitions_, before, timer));
    }
    if (isNew) nodes_.push_back(std::move(to));
    nodes_[from].ways.push_back(std::move(way));
}

void NaiveRuns::leave(size_t number) {
    using Kind = Choice::Kind;
    const Node node = nodes_[number];
    const World& world = node.world;
    nodes_[number].outside = std::any_of(instance_.bounds.begin(), instance_.bounds.end(), [&](ir::ExprId bound) {
        return judgeNow(interpreter_, bound, world.states).truth != ir::Truth::True;
    });
    if (nodes_[number].outside) return;
    const Faults& most = instance_.faults;
    nodes_[number].judged = most.crashes != kAnyNumber && most.restarts != kAnyNumber && most.drops != kAnyNumber &&
                            node.used.crashes + node.used.restarts + node.used.drops == 0;
    const auto spend = [](uint32_t& used, uint32_t allowed) { return allowed == kAnyNumber || used++ < allowed; };
    for (const Choice& choice : transitions_.choices(world)) {
        switch (choice.kind) {
        case Kind::Start: go(number, node, choice, "start " + std::to_string(choice.location), true); break;
        case Kind::Request: go(number, node, choice, "input " + std::to_string(choice.input), true); break;
        case Kind::Act: {
            std::string name = "act " + std::to_string(choice.location) + " " + std::to_string(choice.action.clause);
            for (uint32_t step : choice.action.instance) name += " " + std::to_string(step);
            go(number, node, choice, name, choice.action.fair);
            break;
        }
        case Kind::Lose:
            if (!stays(world, world.packet(choice.packet))) go(number, node, choice, "", false);
            break;
        case Kind::Receive: {
            const Packet& packet = world.packet(choice.packet);
            const std::string name = (packet.timer ? "timer " : "arrival ") + identity(transitions_, world, packet);
            const bool kept = stays(world, packet);
            if (!kept) go(number, node, choice, name, true);
            if (packet.timer || !transitions_.passesNetwork(world, packet)) break;
            Node again = node;
            if (!spend(again.used.duplicates, most.duplicates)) break;
            transitions_.duplicate(again.world, choice.packet);
            go(number, std::move(again), choice, name, kept, kept);
            break;
        }
        case Kind::Crash:
        case Kind::Restart: break;   // no choices without a new fault
        }
    }
    for (const Packet& packet : world.packets) {
        Node dropped = node;
        if (!packet.losable && !stays(world, packet) && transitions_.passesNetwork(world, packet) &&
            spend(dropped.used.drops, most.drops))
            go(number, std::move(dropped), {Kind::Lose, packet.to, packet.id}, "", false);
    }
    for (uint32_t i = 0; i < interpreter_.deployment().names.size(); ++i) {
        if (!world.inside[i] || transitions_.isEnvironment(i)) continue;
        if (world.isUp(i)) {
            Node crashed = node, back = node;
            crashed.gone[i] = true;
            if (spend(crashed.used.crashes, most.crashes)) go(number, std::move(crashed), {Kind::Crash, i}, "", false);
            if (spend(back.used.restarts, most.restarts)) go(number, std::move(back), {Kind::Crash, i}, "", false);
        } else if (!node.gone[i]) {
            go(number, node, {Kind::Restart, i}, "back " + std::to_string(i), true);
        }
    }
}

std::vector<bool> NaiveRuns::truths(ir::ExprId formula, bool& isKnown) const {
    std::vector<bool> out;
    for (const Node& node : nodes_) {
        const ir::Truth truth = judgeNow(interpreter_, formula, node.world.states).truth;
        isKnown &= truth == ir::Truth::True || truth == ir::Truth::False;
        out.push_back(truth == ir::Truth::True);
    }
    return out;
}

std::vector<bool> NaiveRuns::reached(const std::vector<bool>& from, const std::vector<bool>& within) const {
    std::vector<bool> out(nodes_.size());
    std::vector<size_t> open;
    const auto find = [&](size_t node) {
        if (!within[node] || out[node]) return;
        out[node] = true;
        open.push_back(node);
    };
    for (size_t i = 0; i < nodes_.size(); ++i)
        if (from[i]) find(i);
    while (!open.empty()) {
        const size_t node = open.back();
        open.pop_back();
        for (const Way& way : nodes_[node].ways) find(way.to);
    }
    return out;
}

/// Whether everything that must be met all over a component is met in it.
bool NaiveRuns::isFair(const std::vector<size_t>& component, const std::vector<size_t>& components) const {
    std::set<std::string> open = nodes_[component.front()].required, met;
    bool any = false;
    for (size_t node : component) {
        std::erase_if(open, [&](const std::string& one) { return nodes_[node].required.count(one) == 0; });
        for (const Way& way : nodes_[node].ways) {
            if (components[way.to] != components[node]) continue;
            any = true;
            met.insert(way.met.begin(), way.met.end());
        }
    }
    return any && std::includes(met.begin(), met.end(), open.begin(), open.end());
}

bool NaiveRuns::staysWithin(const std::vector<bool>& from, const std::vector<bool>& within,
                            const std::vector<bool>* meets) const {
    const std::vector<bool> there = reached(from, within);
    // Components by reachability: who reaches whom. 0 is none.
    std::vector<size_t> components(nodes_.size(), 0);
    std::vector<std::vector<bool>> reach(nodes_.size());
    for (size_t i = 0; i < nodes_.size(); ++i) {
        if (!there[i]) continue;
        std::vector<bool> only(nodes_.size());
        only[i] = true;
        reach[i] = reached(only, within);
        const Node& node = nodes_[i];
        if (!node.outside && node.required.empty() && node.judged && (meets == nullptr || (*meets)[i])) return true;
    }
    for (size_t i = 0; i < nodes_.size(); ++i) {
        if (!there[i] || components[i] != 0) continue;
        std::vector<size_t> component;
        bool met = meets == nullptr;
        for (size_t k = 0; k < nodes_.size(); ++k) {
            if (!there[k] || !reach[i][k] || !reach[k][i]) continue;
            components[k] = i + 1;
            component.push_back(k);
            met |= meets != nullptr && (*meets)[k];
        }
        if (met && isFair(component, components)) return true;
    }
    return false;
}

}   // namespace evd::exploration
