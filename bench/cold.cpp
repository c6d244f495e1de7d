// How long commands take from a cold process: `evident check` and `evident build` of two_thirds, against a program that
// does nothing. Usage: evd_bench_cold EVIDENT SCRATCH-FOLDER [RUNS]

#include "bench/process.h"

#include <cstdlib>

using namespace bench;

namespace {

struct Command {
    const char* label;
    std::vector<std::string> arguments;
    double bar;
};

double timeOf(const Command& command) {
    double begin = now();
    Process process(command.arguments);
    int code = process.wait();
    double seconds = now() - begin;
    if (code != 0) fail(std::string(command.label) + " ended with " + std::to_string(code));
    return seconds;
}

}   // namespace

int main(int argc, char** argv) {
    if (argc < 3) fail("usage: evd_bench_cold EVIDENT SCRATCH-FOLDER [RUNS]");
    std::string evident = argv[1], node = std::string(argv[2]) + "/bench_node";
    const std::string spec = EVD_SOURCE_DIR "/examples/two_thirds/two_thirds.evd";
    int runs = argc > 3 ? std::atoi(argv[3]) : 25;
    const std::vector<Command> commands = {
        {"a program that does nothing (`true`)", {"true"}, 0},
        {"`evident version`", {evident, "version"}, 0},
        {"`evident check two_thirds.evd`", {evident, "check", "--quiet", spec}, 0.15},
        {"`evident build two_thirds.evd --system TwoThirds`",
         {evident, "build", spec, "--system", "TwoThirds", "-o", node},
         1.0},
    };
    for (const Command& command : commands)
        timeOf(command);   // once for the file cache: cold is the process, not the disk
    std::vector<std::vector<double>> times(commands.size());
    for (int run = 0; run < runs; ++run)   // in turn, so that a noisy moment hits all of them
        for (size_t i = 0; i < commands.size(); ++i) times[i].push_back(timeOf(commands[i]));
    std::printf("| command, %d runs | least | median | bar |\n|---|---|---|---|\n", runs);
    for (size_t i = 0; i < commands.size(); ++i) {
        Summary summary = summarize(times[i]);
        std::string bar = "–";
        if (commands[i].bar > 0) {
            char text[64];
            std::snprintf(text, sizeof text, "≤ %.0f ms: %s", commands[i].bar * 1e3,
                          summary.median <= commands[i].bar ? "met" : "missed");
            bar = text;
        }
        std::printf("| %s | %.1f ms | %.1f ms | %s |\n", commands[i].label, summary.least * 1e3, summary.median * 1e3,
                    bar.c_str());
    }
}
