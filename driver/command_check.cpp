// `evident check FILE…`: all mistakes of specs, as text, JSON Lines or SARIF.

#include "driver/commands.h"
#include "driver/paths.h"
#include "driver/render_json.h"
#include "driver/render_text.h"
#include "frontend/sema/ranges.h"

#include <iostream>
#include <unistd.h>

namespace evd::driver {

namespace {

struct CheckOptions {
    std::vector<std::string> files;
    std::string format = "text";
    bool quiet = false, verbose = false;
};

/// What `check` found, and with --verbose what may be said besides.
Diagnostics told(const Checked& result, const Diagnostics& notes, bool verbose) {
    Diagnostics all = result.diagnostics;
    if (!verbose) return all;
    for (const Diagnostic& note : notes.all()) all.add(note.code, note.span, note.args);
    all.sortAndDeduplicate();
    return all;
}

/// How many statements a run leaves out, where they are not listed.
std::string unwatched(const Diagnostics& notes) {
    size_t n = notes.all().size();
    if (n == 0) return "";
    return fmt::format("; `evident run` does not evaluate {} statement{}: --verbose tells why", n, n == 1 ? "" : "s");
}

int check(const CheckOptions& options) {
    std::vector<Checked> results;
    std::vector<Diagnostics> found;   // by result
    Session session(installPaths().stdlib);
    bool bad = false;
    for (const std::string& file : options.files) {
        std::string path = sessionPath(file, session);
        results.push_back(session.check(path));
        Checked& result = results.back();
        if (result.ok())
            session.lower(result, {});   // some mistakes show only where classes and functions are written out
        bad |= !result.ok();
        Diagnostics notes = result.ok() ? sema::notes(*result.program) : Diagnostics();
        Diagnostics all = told(result, notes, options.verbose);
        found.push_back(all);
        if (options.format == "json") std::cout << renderJsonLines(all, result.sources);
        if (options.format != "text") continue;
        printDiagnostics(all, result.sources);
        if (options.quiet) continue;
        std::string count = countText(result.diagnostics);
        std::cerr << path << ": " << (count.empty() ? "no mistakes found" : count)
                  << (options.verbose ? "" : unwatched(notes)) << "\n";
    }
    if (options.format == "sarif") {
        std::vector<SarifInput> inputs;
        for (size_t i = 0; i < results.size(); ++i) inputs.push_back({&found[i], &results[i].sources});
        std::cout << renderSarif(inputs, version());
    }
    return bad ? kExitFailure : kExitOk;
}

}   // namespace

void addCheck(CLI::App& app, int& exit) {
    auto options = std::make_shared<CheckOptions>();
    CLI::App* command = app.add_subcommand("check", "find the mistakes in specs");
    command->add_option("FILE", options->files, "specs; - is standard input")->required();
    command->add_option("--format", options->format, "text, json (one object per line) or sarif")
        ->check(CLI::IsMember({"text", "json", "sarif"}));
    command->add_flag("--verbose", options->verbose,
                      "also what is no mistake: statements that `evident run` does not evaluate");
    command->add_flag("-q,--quiet", options->quiet, "only the diagnostics");
    command->callback([options, &exit] { exit = check(*options); });
}

}   // namespace evd::driver
