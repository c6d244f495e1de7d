// `evident check FILE…`: all mistakes of specs, as text, JSON Lines or SARIF.

#include "driver/commands.h"
#include "driver/paths.h"
#include "driver/render_json.h"
#include "driver/render_text.h"

#include <iostream>
#include <unistd.h>

namespace evd::driver {

namespace {

struct Options {
    std::vector<std::string> files;
    std::string format = "text";
    bool quiet = false;
};

int check(const Options& options) {
    std::vector<Checked> results;
    Session session(installPaths().stdlib);
    bool bad = false;
    for (const std::string& file : options.files) {
        std::string path = sessionPath(file, session);
        results.push_back(session.check(path));
        const Checked& result = results.back();
        bad |= !result.ok();
        if (options.format == "json") std::cout << renderJsonLines(result.diagnostics, result.sources);
        if (options.format != "text") continue;
        printDiagnostics(result.diagnostics, result.sources);
        if (options.quiet) continue;
        std::string count = countText(result.diagnostics);
        std::cerr << path << ": " << (count.empty() ? "no mistakes found" : count) << "\n";
    }
    if (options.format == "sarif") {
        std::vector<SarifInput> inputs;
        for (const Checked& result : results) inputs.push_back({&result.diagnostics, &result.sources});
        std::cout << renderSarif(inputs, version());
    }
    return bad ? kExitFailure : kExitOk;
}

}   // namespace

void addCheck(CLI::App& app, int& exit) {
    auto options = std::make_shared<Options>();
    CLI::App* command = app.add_subcommand("check", "find the mistakes in specs");
    command->add_option("FILE", options->files, "specs; - is standard input")->required();
    command->add_option("--format", options->format, "text, json (one object per line) or sarif")
        ->check(CLI::IsMember({"text", "json", "sarif"}));
    command->add_flag("-q,--quiet", options->quiet, "only the diagnostics");
    command->callback([options, &exit] { exit = check(*options); });
}

}   // namespace evd::driver
