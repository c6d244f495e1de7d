// `evident explore spec.evd`: every run of the checks of a spec.

#include "driver/commands.h"
#include "driver/exploration.h"
#include "driver/junit.h"
#include "driver/paths.h"
#include "driver/render_json.h"
#include "driver/render_text.h"
#include "driver/run_files.h"
#include "driver/scenario_text.h"
#include "explore/trace/render_json.h"
#include "explore/trace/render_text.h"
#include "explore/trace/summary.h"

#include <algorithm>
#include <deque>
#include <iostream>
#include <nlohmann/json.hpp>
#include <unistd.h>
#include <utility>

namespace evd::driver {

namespace {

constexpr uint64_t kMegabyte = 1024 * 1024;

struct ExploreCommand {
    std::string spec, check, json, run, scenario, junit, sarif;
    std::vector<std::string> types, without, diagrams;
    uint64_t states = 0, memory = 0, seconds = 0;   ///< 0: what the search allows itself
    bool full = false, quiet = false, brief = false;
};

struct Reduction {
    const char* name;
    bool explore::Reducing::* used;
};
constexpr Reduction kReductions[] = {{"faults", &explore::Reducing::faults},
                                     {"forgetting", &explore::Reducing::forgetting},
                                     {"persistent", &explore::Reducing::persistent},
                                     {"atomic", &explore::Reducing::atomic},
                                     {"causes", &explore::Reducing::causes}};

explore::Reducing reducing(const ExploreCommand& command) {
    explore::Reducing out = command.full ? explore::Reducing::none() : explore::Reducing();
    for (const Reduction& one : kReductions)
        if (std::find(command.without.begin(), command.without.end(), one.name) != command.without.end())
            out.*one.used = false;
    return out;
}

nlohmann::json summaryOf(const Prepared& prepared, const ExploredCheck& explored) {
    nlohmann::json out = {{"states", explored.reached.states},      {"transitions", explored.reached.transitions},
                          {"depth", explored.reached.depth},        {"terminal", explored.terminal},
                          {"seconds", explored.reached.seconds},    {"bytes", explored.bytes},
                          {"instances", prepared.instances.size()}, {"explored", explored.explored}};
    for (const ExploredCheck::Statement& one : explored.statements) {
        const ir::Statement& statement = prepared.module.statements[one.explored.statement];
        nlohmann::json said = {{"kind", explore::kindText(statement.kind)},
                               {"name", statement.name},
                               {"verdict", explored.verdict(one)},
                               {"says", explored.sentence(one)}};
        if (one.run) said["events"] = one.run->events.size();
        if (one.run && one.run->loop) said["loop"] = *one.run->loop;
        out["statements"].push_back(std::move(said));
    }
    return out;
}

/// What the checks of a spec have given, for files about all of them.
struct Answers {
    nlohmann::json summary;
    std::vector<TestSuite> suites;
    struct Findings {
        Diagnostics diagnostics;
        SourceSet sources;
    };
    std::deque<Findings> findings;
    bool told = false;   ///< a run that refutes has been written down: only the first is
};

/// Writes the first run that refutes something down. False if a file could not be written.
bool tell(Session& session, const ExploreCommand& command, const Prepared& prepared, const explore::Run& run,
          size_t instance) {
    bool out = true;
    for (const std::string& path : command.diagrams) out &= writeFile(path, diagramOf(run, path));
    if (!command.run.empty()) out &= writeFile(command.run, explore::renderJson(run));
    if (command.scenario.empty()) return out;
    if (run.loop) {
        fail(Code::NotAScenario, {"a run that goes round for ever has no end"});
        return false;
    }
    explore::Run numbered = run;
    numbered.seed = instance;   // of a check, runs of a seed happen on one instance (Prepared::instanceOf)
    const Result<std::string> text =
        scenarioText(session, prepared, numbered, command.spec, scenarioName(prepared, numbered));
    if (!text) fail(Code::NotAScenario, {text.error().message});
    return out && text && writeFile(command.scenario, *text);
}

/// One check: its verdicts, and the runs that refute.
int exploreCheck(Session& session, const ExploreCommand& command, const std::string& check, Answers& answers) {
    PrepareRequest request;
    request.spec = command.spec;
    request.check = check;
    request.purpose = "explore";
    if (!readTypeArgs(command.types, request.typeArgs)) return kExitUsage;
    Diagnostics diagnostics;
    SourceSet sources;
    const std::unique_ptr<Prepared> prepared = prepare(session, request, diagnostics, sources);
    printDiagnostics(diagnostics, sources);
    if (!prepared || diagnostics.hasErrors()) return kExitFailure;
    std::vector<std::string> files = command.diagrams;
    for (const std::string& path : {command.json, command.run, command.scenario, command.junit, command.sarif})
        if (!path.empty()) files.push_back(path);
    for (const std::string& path : files)
        if (!mayWrite(path, sources)) return kExitFailure;

    explore::ExploreOptions options;
    options.reduce = reducing(command);
    if (command.states > 0) options.statesMax = command.states;
    if (command.memory > 0) options.bytesMax = command.memory * kMegabyte;
    options.secondsMax = static_cast<double>(command.seconds);
    const bool shows = isatty(STDERR_FILENO) == 1 && !command.quiet;
    if (shows)
        options.progress = [](const explore::Progress& now) {
            std::cerr << fmt::format("\r{} states, {} waiting, {} deep, {:.0f} s ", now.states, now.waiting, now.depth,
                                     now.seconds);
            return true;
        };
    const ExploredCheck explored(*prepared, options);
    if (shows) std::cerr << "\r\033[K";

    std::cout << fmt::format("{}: {}.\n", explore::titleOf(prepared->module, prepared->module.checks[*prepared->check]),
                             explored.extent());
    for (const ExploredCheck::Statement& one : explored.statements) {
        const ir::Statement& statement = prepared->module.statements[one.explored.statement];
        std::cout << fmt::format("  {} {} {}\n", explore::kindText(statement.kind), statement.name,
                                 explored.sentence(one));
    }
    for (const std::string& reduction : explored.reductions) std::cout << "  " << reduction << "\n";
    for (const ExploredCheck::Statement& one : explored.statements)
        if (one.run && !command.quiet) {
            explore::TextOptions text;
            text.changes = !command.brief;
            text.colour = coloured(STDOUT_FILENO);
            std::cout << "\n" << explore::renderText(*one.run, text);
        }
    Diagnostics found;
    explored.report(found);
    printDiagnostics(found, prepared->checked.sources);
    answers.summary["checks"].push_back(summaryOf(*prepared, explored));
    TestSuite& suite = answers.suites.emplace_back();
    suite.name = fmt::format("{} {}", prepared->module.name,
                             explore::titleOf(prepared->module, prepared->module.checks[*prepared->check]));
    for (const ExploredCheck::Statement& one : explored.statements) {
        const std::string verdict = explored.verdict(one);
        suite.cases.push_back({prepared->module.statements[one.explored.statement].name,
                               verdict.starts_with("checked") ? "" : verdict + ": " + explored.sentence(one)});
    }
    answers.findings.push_back({found, prepared->checked.sources});
    for (const ExploredCheck::Statement& one : explored.statements)
        if (one.run && !std::exchange(answers.told, true) && !tell(session, command, *prepared, *one.run, one.instance))
            return kExitFailure;
    return explored.found() ? kExitFailure : kExitOk;
}

int exploreSpec(ExploreCommand command) {
    Session session(installPaths().stdlib);
    command.spec = sessionPath(command.spec, session);
    std::vector<std::string> checks = {command.check};
    if (command.check.empty()) checks = linesOfChecks(session, command.spec);
    if (checks.empty()) {
        const Checked checked = session.check(command.spec);
        printDiagnostics(checked.diagnostics, checked.sources);
        if (!checked.ok()) return kExitFailure;
        return fail(Code::BadUsage, {"explore: the spec declares no check, which says what instance to explore"},
                    kExitUsage);
    }
    if (const std::string why = whyNoDiagram(command.diagrams); !why.empty())
        return fail(Code::BadUsage, {why}, kExitUsage);
    Answers answers;
    answers.summary = {{"spec", command.spec}, {"checks", nlohmann::json::array()}};
    int exit = kExitOk;
    for (const std::string& check : checks) exit = std::max(exit, exploreCheck(session, command, check, answers));
    bool saved = command.json.empty() || writeFile(command.json, answers.summary.dump(2) + "\n");
    if (!command.junit.empty()) saved &= writeFile(command.junit, renderJunit(answers.suites));
    if (!command.sarif.empty()) {
        std::vector<SarifInput> all;
        for (const Answers::Findings& one : answers.findings) all.push_back({&one.diagnostics, &one.sources});
        saved &= writeFile(command.sarif, renderSarif(all, version()));
    }
    return saved ? exit : std::max(exit, kExitFailure);
}

}   // namespace

void addExplore(CLI::App& app, int& exit) {
    auto options = std::make_shared<ExploreCommand>();
    CLI::App* command =
        app.add_subcommand("explore", "look at every run of the instances that the checks of a spec name");
    command->add_option("SPEC", options->spec, "the spec; - is standard input")->required();
    command->add_option("--check", options->check, "one check alone: its statements, or the line on which it stands");
    command->add_option("--type", options->types, "what a type parameter is: Cmd=Int");
    command->add_option("--states", options->states, "at most so many states")->check(wholeNumber(1, 1'000'000'000));
    command->add_option("--memory", options->memory, "at most about so many megabytes")
        ->check(wholeNumber(1, 1'000'000));
    command->add_option("--seconds", options->seconds, "at most so long")->check(wholeNumber(1, 10'000'000));
    command->add_flag("--full", options->full, "without reductions: every order of what can happen");
    std::vector<std::string> names;
    for (const Reduction& one : kReductions) names.emplace_back(one.name);
    command->add_option("--without", options->without, "without some reductions")
        ->delimiter(',')
        ->check(CLI::IsMember(names));
    command->add_flag("--quiet", options->quiet, "verdicts only");
    command->add_flag("--brief", options->brief, "runs without what they change");
    command->add_option("--json", options->json, "writes a summary as JSON; - is standard output");
    command->add_option("--diagram", options->diagrams,
                        "draws the first run that refutes: .svg, .mmd (Mermaid), .shiviz");
    command->add_option("--run", options->run, "writes that run as JSON");
    command->add_option("--scenario", options->scenario, "writes that run as a scenario of the spec");
    command->add_option("--junit", options->junit, "writes the verdicts as JUnit's XML");
    command->add_option("--sarif", options->sarif, "writes what is wrong as SARIF 2.1.0");
    command->callback([options, &exit] { exit = exploreSpec(*options); });
}

}   // namespace evd::driver
