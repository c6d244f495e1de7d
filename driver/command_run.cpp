// `evident run spec.evd --with cluster.toml`: every location in one process, on a simulated network.

#include "driver/commands.h"
#include "driver/fault_options.h"
#include "driver/message_text.h"
#include "driver/paths.h"
#include "driver/prepare.h"
#include "driver/promises.h"
#include "driver/render_text.h"
#include "driver/run_files.h"
#include "driver/scenario_text.h"
#include "driver/tries.h"
#include "explore/trace/render_json.h"
#include "explore/trace/render_text.h"
#include "explore/trace/summary.h"

#include <algorithm>
#include <iostream>
#include <thread>
#include <unistd.h>

namespace evd::driver {

namespace {

constexpr uint64_t kCheckTries = 200;   // of a check, unless something else is asked for

struct RunOptions {
    std::string spec, with, system, check, json, scenario, schedule = "mixed";
    std::vector<std::string> types, inputs, diagrams;
    FaultOptions faults;
    explore::SimOptions simulation;
    uint64_t tries = 0;   ///< 0: as many as there are by default
    bool quiet = false, brief = false, all = false, shrink = false, failOnFault = false, noCoverage = false;
};

/// Each statement of a check, with what runs can say of it: they look at some of what it speaks of.
void printChecked(const Tries& tries) {
    for (const auto& one : tries.series.statements) {
        const bool held = one.notEvaluated.empty() && one.held && one.looked && !one.unknown && !one.open;
        std::cout << fmt::format("{} {} {}\n", explore::kindText(one), one.name,
                                 held ? fmt::format("held in {} run{}; beyond them it is unknown", tries.series.runs,
                                                    tries.series.runs == 1 ? "" : "s")
                                      : explore::outcome(one) + "; it is unknown");
    }
}

/// What runs leave open, for answers that do not tell a run: silence would say that all held.
void printOpen(const Tries& tries) {
    const explore::Run& run = tries.last;
    for (const auto& watched : tries.series.statements)
        if (!watched.held || !watched.looked || watched.unknown || watched.open)
            if (!run.violation || watched.name != run.violation->name)
                std::cout << fmt::format("{} {} {}\n", explore::kindText(watched), watched.name,
                                         explore::outcome(watched));
    for (const std::string& remark : explore::remarks(tries.series, run)) std::cout << remark << "\n";
    for (const std::string& statement : explore::notEvaluated(run)) std::cout << statement << "\n";
}

int runSpec(RunOptions options) {
    Session session(installPaths().stdlib);
    PrepareRequest request;
    request.spec = sessionPath(options.spec, session);
    request.deployment = sessionPath(options.with, session);
    request.system = options.system;
    request.check = options.check;
    if (options.tries == 0) options.tries = options.check.empty() ? 1 : kCheckTries;
    request.conditions = options.faults.conditions();
    if (!readTypeArgs(options.types, request.typeArgs) || !oneStandardInput(options.spec, options.with))
        return kExitUsage;
    if (const std::string why = whyNoDiagram(options.diagrams); !why.empty())
        return fail(Code::BadUsage, {why}, kExitUsage);
    if (options.with.empty() && options.check.empty())
        return fail(
            Code::BadUsage,
            {"run needs a deployment: `evident run " + options.spec + " --with cluster.toml`; `evident deploy " +
             options.spec + " > cluster.toml` writes a template" +
             (linesOfChecks(session, request.spec).empty() ? "" : "; `--check NAME` runs a check of the spec instead")},
            kExitUsage);

    Diagnostics diagnostics;
    SourceSet sources;
    std::unique_ptr<Prepared> prepared = prepare(session, request, diagnostics, sources);
    if (prepared && !prepared->check) {
        auto given = inputs(prepared->file, *prepared->interpreter, diagnostics);
        options.simulation.inputs = std::move(given);
    }
    printDiagnostics(diagnostics, sources);
    if (!prepared || diagnostics.hasErrors()) return kExitFailure;
    std::vector<std::string> files = options.diagrams;
    if (!options.json.empty()) files.push_back(options.json);
    if (!options.scenario.empty()) files.push_back(options.scenario);
    for (const std::string& path : files)
        if (!mayWrite(path, sources)) return kExitFailure;

    for (const std::string& text : options.inputs) {
        Result<explore::Input> input = parseInput(text, *prepared->interpreter);
        if (!input) {
            std::cerr << "error[" << input.error().code << "]: " << input.error().message << "\n";
            return kExitUsage;
        }
        options.simulation.inputs.push_back(*input);
    }
    if (!options.faults.read(*prepared, options.simulation)) return kExitUsage;
    if (prepared->check)
        for (uint32_t statement : prepared->module.checks[*prepared->check].statements)
            options.simulation.only.push_back(prepared->module.statements[statement].name);
    for (const std::string& name : options.simulation.only) {
        const auto& all = prepared->module.statements;
        if (std::any_of(all.begin(), all.end(), [&](const ir::Statement& one) { return one.name == name; })) continue;
        return fail(Code::BadUsage, {"--only: the spec has no property or invariant `" + name + "`"}, kExitUsage);
    }
    options.simulation.schedule = *explore::scheduleNamed(options.schedule);
    options.simulation.cover = !options.noCoverage;
    const std::string kept = keptPromises(prepared->module, options.simulation);
    if (!kept.empty() && !options.quiet) std::cerr << "note: " << kept << "\n";

    // Of many runs without anything to show none is more interesting than another.
    bool written = !options.json.empty() || !options.scenario.empty() || !options.diagrams.empty();
    Tries tries(*prepared, options.simulation, options.tries, options.failOnFault,
                std::max(1U, std::thread::hardware_concurrency()));
    tries.run(written || (options.tries == 1 && !options.quiet));
    const size_t whole = tries.last.events.size();
    const bool shrunk = options.shrink && tries.shrink();
    const explore::Run& run = tries.last;
    Diagnostics found;
    tries.report(found);

    if (prepared->check && !options.quiet && !tries.found()) {
        const size_t instances = prepared->instances.size();
        std::cout << fmt::format(
            "{} of {}, of at most {} steps, seeds {} to {}{}: no statement was violated.\n",
            tries.series.runs == 1 ? "1 run" : fmt::format("{} runs", tries.series.runs),
            explore::titleOf(prepared->module, prepared->module.checks[*prepared->check]), options.simulation.steps,
            options.simulation.seed, run.seed,
            instances == 1
                ? ""
                : fmt::format(", on {} of {} instances", std::min<uint64_t>(tries.series.runs, instances), instances));
        if (!tries.faults.empty()) std::cout << tries.faults.sentence() << "\n";
        printChecked(tries);
        for (const std::string& remark : explore::remarks(tries.series, run)) std::cout << remark << "\n";
        for (const std::string& line : explore::gapLines(tries.series.reached)) std::cout << line << "\n";
    } else if (options.quiet) {
        printOpen(tries);
    } else if (options.tries > 1 && !tries.found()) {
        std::cout << fmt::format(
            "{} runs of at most {} steps, seeds {} to {}: no statement was violated. This is no proof.\n",
            tries.series.runs, options.simulation.steps, options.simulation.seed, run.seed);
        if (!tries.faults.empty()) std::cout << tries.faults.sentence() << "\n";
        printOpen(tries);
        for (const std::string& line : explore::gapLines(tries.series.reached)) std::cout << line << "\n";
        if (run.statements.empty()) std::cout << "the spec has no statement that could be evaluated\n";
    } else {
        explore::TextOptions text;
        text.changes = !options.brief;
        text.all = options.all;
        text.colour = coloured(STDOUT_FILENO);
        std::cout << explore::renderText(run, text);
    }
    if (shrunk && !options.quiet)
        std::cout << fmt::format("shrunk from {} events to {}; seed {} gives the whole run\n", whole, run.events.size(),
                                 run.seed);
    printDiagnostics(found, prepared->checked.sources);
    bool saved = true;
    if (!options.scenario.empty()) {
        const Result<std::string> text =
            scenarioText(session, *prepared, run, request.spec, scenarioName(*prepared, run));
        if (!text) fail(Code::NotAScenario, {text.error().message});
        saved &= text && writeFile(options.scenario, *text);
    }
    for (const std::string& path : options.diagrams) saved &= writeFile(path, diagramOf(run, path));
    if (!options.json.empty())
        saved &= writeFile(options.json, explore::renderJson(run, options.tries > 1 ? &tries.series : nullptr));
    return tries.found() || !saved ? kExitFailure : kExitOk;
}

}   // namespace

void addRun(CLI::App& app, int& exit) {
    auto options = std::make_shared<RunOptions>();
    CLI::App* command =
        app.add_subcommand("run", "simulate a system: every location in one process, a network that reorders");
    command->add_option("SPEC", options->spec, "the spec; - is standard input")->required();
    command->add_option("--with", options->with, "the deployment file (TOML); - is standard input");
    command->add_option("--system", options->system, "which system, if the spec declares several");
    auto* check = command->add_option("--check", options->check,
                                      "run this check of the spec: its statements, or the line on which it stands");
    command->add_option("--type", options->types, "what a type parameter stands for, such as Cmd=Int");
    command->add_option("--seed", options->simulation.seed, "the same seed gives the same run (default 1)")
        ->check(wholeNumber(0, UINT64_MAX));
    command
        ->add_option("--tries", options->tries,
                     "that many runs with successive seeds (default 1; of a check 200), until one violates a statement")
        ->check(wholeNumber(1, 1'000'000'000));
    command->add_option("--steps", options->simulation.steps, "steps at most (default 200)")
        ->check(wholeNumber(0, UINT32_MAX));
    command
        ->add_option("--schedule", options->schedule,
                     fmt::format("how the next event is chosen: {} (by seed; default)",
                                 fmt::join(explore::scheduleNames(), ", ")))
        ->check(CLI::IsMember(explore::scheduleNames()));
    command->add_flag("--fifo", options->simulation.fifo, "messages from one location to another keep their order");
    options->faults.addTo(*command, options->simulation);
    command->add_option("--input", options->inputs, "an input: 'propose(0, \"A\") to n1', optionally 'from k'");
    command->add_option("--diagram", options->diagrams,
                        "write a space-time diagram (.svg), a sequence diagram (.mmd) or a log for ShiViz (.shiviz)");
    command->add_flag("--shrink", options->shrink,
                      "of a run that violates a statement, show the fewest events that do");
    command->add_option("--scenario", options->scenario,
                        "write the run as a scenario of the spec; - is standard output");
    command->add_option("--json", options->json, "write the run as JSON; - is standard output");
    command->add_option("--only", options->simulation.only, "evaluate this property or invariant and no other");
    command->add_flag("--fail-on-fault", options->failOnFault,
                      "a run with a fault is a failure, as one that violates a statement is");
    command->add_flag("-q,--quiet", options->quiet,
                      "do not print the run, only which statements did not hold or were not looked at");
    command->add_flag("--all", options->all, "print events too that have nothing to do with the violation");
    command->add_flag("--no-coverage", options->noCoverage,
                      "do not tell which handlers and branches --tries never reached");
    command->add_flag("--brief", options->brief, "print events without the state changes");
    // A check says itself what there is.
    for (const char* other : {"--with", "--system", "--type", "--drop", "--duplicate", "--fifo", "--delay", "--crash",
                              "--restart", "--random-crashes", "--random-restarts", "--partition", "--crash-when",
                              "--crash-rate", "--crashes", "--restarts", "--restart-rate", "--input", "--only"})
        check->excludes(command->get_option(other));
    command->callback([options, &exit] { exit = runSpec(*options); });
}

}   // namespace evd::driver
