// Four replicas of 2/3 consensus in one program, with a network of our own that delays, reorders, duplicates and loses
// messages. Each replica proposes its own value in each slot; whatever the network does, no two replicas may decide
// differently.

#include "two_thirds.hpp"

#include <cstdio>
#include <cstdlib>
#include <random>

namespace {

struct Packet {
    two_thirds::Message message;
    std::string from, to;
};

}   // namespace

int main(int argc, char** argv) {
    const std::int64_t slots = 20;
    const auto seed = static_cast<unsigned>(argc > 1 ? std::strtoul(argv[1], nullptr, 10) : 1);
    std::mt19937 random(seed);
    auto chance = [&](double p) { return std::uniform_real_distribution<>(0, 1)(random) < p; };

    const std::vector<std::string> names = {"n1", "n2", "n3", "n4"}, everybody = {"client", "n1", "n2", "n3", "n4"};
    two_thirds::Params params;
    params.f = 1;
    for (const auto& name : names) params.nodes.insert({name});
    params.clients = {{"client"}};

    std::map<std::string, two_thirds::Process> replicas;
    std::vector<Packet> network;
    std::map<std::int64_t, std::map<std::string, std::string>> decisions;   // slot, replica, value
    auto collect = [&](const std::string& name) {
        for (const two_thirds::Sent& sent : replicas.at(name).takeSends()) {
            if (const auto* notice = std::get_if<two_thirds::Notify>(&sent.message)) {
                decisions[notice->slot][name] = notice->cmd;
                continue;
            }
            for (const evident::Loc& to : sent.to) {
                network.push_back({sent.message, name, to.name});
                if (to.name != name && chance(0.1)) network.push_back(network.back());   // a duplicate
            }
        }
    };

    try {
        for (const auto& name : names) {
            replicas.emplace(name, two_thirds::Process(everybody, name, params, "TwoThirds"));
            replicas.at(name).start();
            collect(name);
        }
        for (std::int64_t slot = 0; slot < slots; ++slot)
            for (const auto& name : names)
                network.push_back({two_thirds::Propose{slot, "value of " + name}, "client", name});
        size_t lost = 0, delivered = 0;
        while (!network.empty()) {
            std::swap(network[random() % network.size()], network.back());
            Packet packet = std::move(network.back());
            network.pop_back();
            bool overNetwork = packet.from != packet.to && packet.from != "client";
            if (overNetwork && chance(0.02)) {
                ++lost;
                continue;
            }
            ++delivered;
            if (!replicas.at(packet.to).deliver(packet.message, {packet.from}))
                std::printf("%s rejected an event: %s\n", packet.to.c_str(),
                            replicas.at(packet.to).fault().text.c_str());
            collect(packet.to);
        }
        std::printf("seed %u: %zu messages delivered, %zu lost\n", seed, delivered, lost);
    } catch (const evident::Error& error) {
        std::fprintf(stderr, "%s\n", error.what());
        return 1;
    }

    bool agree = true;
    for (const auto& [slot, values] : decisions) {
        const std::string& first = values.begin()->second;
        bool same = std::all_of(values.begin(), values.end(), [&](const auto& one) { return one.second == first; });
        agree = agree && same;
        std::printf("slot %2lld: %zu replicas decided \"%s\"%s\n", static_cast<long long>(slot), values.size(),
                    first.c_str(), same ? "" : ", OTHERS DIFFER");
    }
    if (decisions.empty()) std::printf("nothing was decided\n");
    std::printf(agree ? "all that decided agree\n" : "DISAGREEMENT\n");
    return agree && !decisions.empty() ? 0 : 1;
}
