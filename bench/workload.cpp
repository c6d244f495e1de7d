#include "bench/workload.h"

#include "bench/handwritten_two_thirds.h"
#include "bench/replicas.h"

#include <map>
#include <random>

namespace bench {

namespace {

struct InFlight {
    uint32_t to;
    Event event;
};

}   // namespace

std::vector<Event> eventsOfOneReplica(uint64_t seed, int64_t slots, int64_t open) {
    std::mt19937_64 random(seed);
    std::vector<HandWritten> replicas(kNodes);
    std::vector<InFlight> network;
    std::vector<Event> events;
    std::map<int64_t, uint32_t> notified;   // open slots
    int64_t next = 0;
    auto propose = [&] {
        notified[next] = 0;
        for (uint32_t node = 0; node < kNodes; ++node)   // two values, so that a second round is needed now and then
            network.push_back(
                {node, {Event::Kind::Propose, next, 0, static_cast<int64_t>(random() % 8 == 0), kClient}});
        ++next;
    };
    while (next < slots && next < open) propose();
    while (!network.empty()) {
        std::swap(network[random() % network.size()], network.back());
        InFlight arrived = network.back();
        network.pop_back();
        if (arrived.to == 0) events.push_back(arrived.event);
        replicas[arrived.to].deliver(arrived.event);
        for (const Send& send : replicas[arrived.to].replica().sends()) {
            if (send.to == Send::To::Clients) {
                if (++notified[send.slot] < kNodes) continue;
                notified.erase(send.slot);
                if (next < slots) propose();
                continue;
            }
            Event::Kind kind = send.kind == Send::Kind::Vote    ? Event::Kind::Vote
                               : send.kind == Send::Kind::Retry ? Event::Kind::Retry
                                                                : Event::Kind::Decided;
            Event event{kind, send.slot, send.round, send.cmd, kFirstNode + arrived.to};
            if (send.to == Send::To::Self) network.push_back({arrived.to, event});
            else
                for (uint32_t node = 0; node < kNodes; ++node) network.push_back({node, event});
        }
        replicas[arrived.to].replica().sends().clear();
    }
    return events;
}

}   // namespace bench
