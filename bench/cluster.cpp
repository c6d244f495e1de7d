// Decisions per second of a real cluster: four processes and a client on loopback. The client proposes the next slot as
// soon as all four replicas have notified it of one (closed loop), with several slots in flight. Usage:
// evd_bench_cluster NODE CLUSTER.toml [SECONDS]

#include "bench/process.h"

#include <cstdlib>
#include <memory>
#include <poll.h>
#include <unistd.h>
#include <unordered_map>

using namespace bench;

namespace {

constexpr int kReplicas = 4;
constexpr double kPatience = 10;   // seconds without any answer: something is stuck

struct Open {
    int notified = 0;
    double since = 0;
    std::string value;
};

class Client {
public:
    Client(const std::string& node, const std::string& deployment)
        : process_({node, "--client", "k", "--with", deployment}, Process::Pipes::Both) {}

    /// Keeps `width` slots open until `seconds` are over, then waits for the open ones. Decisions per second; latencies
    /// are added.
    double run(size_t width, double seconds, std::vector<double>& latencies) {
        double begin = now(), end = begin + seconds;
        while (open_.size() < width) propose();
        flush();
        size_t decided = 0;
        double finished = begin;
        while (!open_.empty()) {
            receive([&](const Open& slot) {
                finished = now();
                latencies.push_back(finished - slot.since);
                ++decided;
                if (finished < end) propose();
            });
            flush();
        }
        return static_cast<double>(decided) / (finished - begin);
    }

private:
    void propose() {
        std::string value = "\"command " + std::to_string(next_) + "\"";
        pending_ += "* propose(" + std::to_string(next_) + ", " + value + ")\n";
        open_[next_++] = {0, now(), value};
    }

    void flush() {
        for (size_t done = 0; done < pending_.size();) {
            ssize_t written = write(process_.input(), pending_.data() + done, pending_.size() - done);
            if (written <= 0) fail("the client is gone");
            done += static_cast<size_t>(written);
        }
        pending_.clear();
    }

    /// Reads `n1 -> notify(7, "command 7")` lines; `decided` is called when all replicas have answered for a slot.
    template <class Function> void receive(Function decided) {
        pollfd ready{process_.output(), POLLIN, 0};
        if (poll(&ready, 1, static_cast<int>(kPatience * 1000)) <= 0)
            fail("no answer for " + std::to_string(kPatience) + " seconds");
        char buffer[1 << 16];
        ssize_t size = read(process_.output(), buffer, sizeof buffer);
        if (size <= 0) fail("the client is gone");
        input_.append(buffer, static_cast<size_t>(size));
        size_t from = 0;
        for (size_t line; (line = input_.find('\n', from)) != std::string::npos; from = line + 1) {
            std::string text = input_.substr(from, line - from);
            size_t parenthesis = text.find("notify("), comma = text.find(", ");
            if (parenthesis == std::string::npos || comma == std::string::npos) fail("unexpected answer: " + text);
            auto slot = open_.find(std::atol(text.c_str() + parenthesis + 7));
            if (slot == open_.end()) fail("unexpected answer: " + text);
            if (text.substr(comma + 2, text.size() - comma - 3) != slot->second.value)
                fail("a value that nobody proposed: " + text);
            if (++slot->second.notified < kReplicas) continue;
            Open done = slot->second;
            open_.erase(slot);
            decided(done);
        }
        input_.erase(0, from);
    }

    Process process_;
    long next_ = 0;
    std::unordered_map<long, Open> open_;
    std::string pending_, input_;
};

}   // namespace

int main(int argc, char** argv) {
    if (argc < 3) fail("usage: evd_bench_cluster NODE CLUSTER.toml [SECONDS]");
    const std::string node = argv[1], deployment = argv[2];
    double seconds = argc > 3 ? std::atof(argv[3]) : 3;
    std::printf("| slots in flight | decisions/s | latency median | latency 99 %% |\n|---|---|---|---|\n");
    for (size_t width : {1, 8, 64}) {
        std::vector<std::unique_ptr<Process>> replicas;
        for (const char* name : {"n1", "n2", "n3", "n4"})
            replicas.push_back(
                std::make_unique<Process>(std::vector<std::string>{node, "--at", name, "--with", deployment}));
        Client client(node, deployment);
        std::vector<double> warmUp, latencies;
        client.run(width, 0.5, warmUp);
        double rate = client.run(width, seconds, latencies);
        Summary summary = summarize(latencies);
        std::printf("| %zu | %.0f | %.2f ms | %.2f ms |\n", width, rate, summary.median * 1e3, summary.p99 * 1e3);
        std::fflush(stdout);
    }
}
