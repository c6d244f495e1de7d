// Runs per second of the simulator: told in full (texts, changes, clocks), as for a trace or a diagram, and only
// counted, as `evident run --tries` makes them. Both go through the same events. Usage: evd_bench_runs [RUNS]

#include "bench/process.h"
#include "driver/prepare.h"
#include "explore/simulate/simulator.h"

#include <cstdlib>

using namespace bench;

namespace {

struct Series {
    double seconds = 0;
    size_t events = 0;
};

Series series(const evd::driver::Prepared& prepared, const std::vector<evd::explore::Input>& inputs, uint64_t from,
              uint64_t runs, bool record) {
    Series out;
    const auto plan = evd::explore::planFor(*prepared.interpreter, {});
    double begin = now();
    for (uint64_t seed = from; seed < from + runs; ++seed) {
        evd::explore::SimOptions options;
        options.seed = seed;
        options.inputs = inputs;
        options.record = record;
        options.plan = plan;
        out.events += evd::explore::Simulator(*prepared.interpreter, std::move(options)).run().happened;
    }
    out.seconds = now() - begin;
    return out;
}

}   // namespace

int main(int argc, char** argv) {
    const uint64_t runs = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 100;
    const std::string folder = EVD_SOURCE_DIR "/examples/two_thirds/";
    evd::driver::Session session(EVD_SOURCE_DIR "/stdlib");
    evd::Diagnostics diagnostics;
    evd::SourceSet sources;
    evd::driver::PrepareRequest wanted;
    wanted.spec = folder + "two_thirds.evd";
    wanted.deployment = folder + "cluster.toml";
    auto prepared = evd::driver::prepare(session, wanted, diagnostics, sources);
    if (!prepared) fail("two_thirds cannot be prepared");
    auto inputs = evd::driver::inputs(prepared->file, *prepared->interpreter, diagnostics);
    std::vector<double> told, counted, ratios;
    for (uint64_t round = 0; round < 9; ++round) {   // in turn, so that a noisy moment hits both
        Series full = series(*prepared, inputs, round * runs, runs, true);
        Series bare = series(*prepared, inputs, round * runs, runs, false);
        if (full.events != bare.events) fail("the two kinds of runs differ");
        told.push_back(static_cast<double>(full.events) / full.seconds);
        counted.push_back(static_cast<double>(bare.events) / bare.seconds);
        ratios.push_back(full.seconds / bare.seconds);
    }
    std::printf("| runs of two_thirds, 9 times %llu | events/s, median |\n|---|---|\n",
                static_cast<unsigned long long>(runs));
    std::printf("| told in full | %.0f |\n", summarize(told).median);
    std::printf("| only counted | %.0f |\n", summarize(counted).median);
    std::printf("| ratio | %.2f |\n", summarize(ratios).median);
}
