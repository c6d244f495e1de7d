// Steps per second of one replica of two_thirds: native code, the same automaton written by hand in two ways, and the
// interpreter. All get the same events and must give the same sends. Usage: evd_bench_steps [RUNS]

#include "backend/jit/jit.h"
#include "bench/replicas.h"

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <functional>

using namespace bench;
using namespace evd;

namespace {

[[noreturn]] void fail(const std::string& why) {
    std::fprintf(stderr, "bench: %s\n", why.c_str());
    std::exit(1);
}

struct Measured {
    double seconds;
    Outputs outputs;
};

template <class Replica> Measured measure(Replica replica, const std::vector<Event>& events) {
    Outputs outputs;
    auto begin = std::chrono::steady_clock::now();
    for (const Event& event : events) {
        replica.deliver(event);
        replica.collect(outputs);
    }
    return {std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count(), outputs};
}

struct Contender {
    const char* label;
    std::function<Measured(const std::vector<Event>&)> run;
    std::vector<double> seconds;
};

void table(int64_t slots, int64_t open, int runs, std::vector<Contender> contenders) {
    std::vector<Event> events = eventsOfOneReplica(1, slots, open);
    Outputs expected;
    for (int run = 0; run < runs; ++run)   // in turn, so that a noisy moment hits all of them
        for (size_t i = 0; i < contenders.size(); ++i) {
            Measured measured = contenders[i].run(events);
            if (run == 0 && i == 0) expected = measured.outputs;
            if (!(measured.outputs == expected)) fail(std::string(contenders[i].label) + " sends something else");
            contenders[i].seconds.push_back(measured.seconds);
        }
    auto median = [](std::vector<double> all) {
        std::sort(all.begin(), all.end());
        return all[(all.size() - 1) / 2];
    };
    double count = static_cast<double>(events.size()), tuned = median(contenders[0].seconds),
           transcribed = median(contenders[1].seconds);
    std::printf("\n%zu events of %ld slots, %ld open at a time, %lu sends, %d runs:\n\n", events.size(),
                static_cast<long>(slots), static_cast<long>(open), static_cast<unsigned long>(expected.count), runs);
    std::printf(
        "| replica | steps/s, median | best | relative to tuned | relative to transcribed |\n|---|---|---|---|---|\n");
    for (const Contender& contender : contenders) {
        double typical = median(contender.seconds),
               least = *std::min_element(contender.seconds.begin(), contender.seconds.end());
        std::printf("| %s | %.0f | %.0f | %.3f | %.3f |\n", contender.label, count / typical, count / least,
                    tuned / typical, transcribed / typical);
    }
}

}   // namespace

int main(int argc, char** argv) {
    int runs = argc > 1 ? std::atoi(argv[1]) : 15;
    driver::Session session(EVD_SOURCE_DIR "/stdlib");
    driver::PrepareRequest request;
    request.spec = EVD_SOURCE_DIR "/examples/two_thirds/two_thirds.evd";
    request.deployment = EVD_SOURCE_DIR "/examples/two_thirds/cluster.toml";
    request.system = "TwoThirds";
    request.typeArgs = {{"Cmd", "Int"}};   // the hand-written replica has numbers for commands
    Diagnostics diagnostics;
    SourceSet sources;
    auto prepared = driver::prepare(session, request, diagnostics, sources);
    if (!prepared) fail(diagnostics.all().front().message);
    backend::CodeOptions options;
    options.system = "TwoThirds";
    auto code = backend::compileInProcess(prepared->module, options);
    if (!code) fail(code.error().message);

    Contender byHand{"by hand, tuned (`handwritten_two_thirds.h`)",
                     [](const auto& events) { return measure(HandWritten(), events); },
                     {}};
    Contender plain{"by hand, transcribed (`transcribed_two_thirds.h`)",
                    [](const auto& events) { return measure(Transcribed(), events); },
                    {}};
    Contender native{"native code of the spec",
                     [&](const auto& events) { return measure(Native(*prepared, (*code)->module()), events); },
                     {}};
    Contender interpreted{
        "the interpreter", [&](const auto& events) { return measure(Interpreted(*prepared), events); }, {}};
    table(500, 8, runs, {byHand, plain, native, interpreted});
    table(20'000, 8, runs, {byHand, plain, native});
    table(20'000, 256, runs, {byHand, plain, native});
}
