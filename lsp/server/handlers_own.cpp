// The server's own requests and commands (docs/lsp.md).

#include "driver/backend_loader.h"
#include "driver/paths.h"
#include "driver/scenario_text.h"
#include "driver/template.h"
#include "explore/trace/render_json.h"
#include "explore/trace/render_mermaid.h"
#include "explore/trace/render_svg.h"
#include "explore/trace/render_text.h"
#include "explore/trace/summary.h"
#include "ir/core/print.h"
#include "lsp/features/automaton.h"
#include "lsp/features/statements.h"
#include "lsp/protocol/uri.h"
#include "lsp/server/exploring.h"
#include "lsp/server/playing.h"
#include "lsp/server/run_record.h"
#include "lsp/server/running.h"

#include <filesystem>
#include <fmt/format.h>
#include <fstream>

namespace evd::lsp {

namespace {

Reply options(const Request&) { return optionsJson(); }

std::string plainText(const explore::Run& run) {
    explore::TextOptions options;
    options.colour = false;
    return explore::renderText(run, options);
}

Json runJson(const Request& request, const explore::Run& run) {
    auto analysis = request.analysis();
    return {{"run", Json::parse(explore::renderJson(run))},
            {"places", placesOf(request, *analysis)},
            {"svg", explore::renderSvg(run)},
            {"text", plainText(run)},
            {"mermaid", explore::renderMermaid(run)}};
}

/// Of a scenario: its run, as far as it went.
Reply diagramOfScenario(const Request& request, const std::string& scenario) {
    Playing playing = playScenarios(request, request.params);
    if (!playing.error.empty()) return failed(playing.error);
    const explore::Played* played = playing.of(scenario);
    if (played == nullptr) return failed("there is no scenario `" + scenario + "`");
    if (played->run.events.empty()) return failed(scenario + " " + outcomeText(*played));
    return runJson(request, played->run);
}

Reply diagram(const Request& request) {
    if (!stringAt(request.params, "check").empty()) {
        const RefutingRun found = refutingRun(request, request.params);
        return found.run ? runJson(request, *found.run) : failed(found.error);
    }
    if (std::string scenario = stringAt(request.params, "scenario"); !scenario.empty())
        return diagramOfScenario(request, scenario);
    Running running = simulate(request, request.params, true);
    if (!running.tries) return failed(running.error, running.systems);
    return runJson(request, running.run());
}

/// The sentence that a person reads first.
std::string sentence(const driver::Tries& tries) {
    const explore::Run& run = tries.last;
    if (run.violation)
        return fmt::format("{} {} (seed {}).",
                           run.violation->statement ? run.violation->name + " is violated" : explore::violatedText(run),
                           explore::violationText(run), run.seed);
    std::string text = tries.series.runs == 1
                           ? explore::countSentence(run) + " " + explore::endSentence(run)
                           : fmt::format("{} runs, seeds {} to {}: no statement was violated. This is no proof.",
                                         tries.series.runs, run.seed - tries.series.runs + 1, run.seed);
    if (!tries.faults.empty()) text += " " + tries.faults.sentence() + ".";
    std::vector<std::string> held, silent;
    for (const auto& watched : tries.series.statements) {
        if (!watched.notEvaluated.empty()) silent.push_back(watched.name);
        else if (watched.held > 0 && watched.looked) held.push_back(watched.name);
    }
    if (tries.series.runs == 1 && !held.empty() && !run.trivial)
        text += fmt::format(" {} held.", fmt::join(held, ", "));
    if (!silent.empty())
        text += fmt::format(" {} {} not evaluated.", fmt::join(silent, ", "), silent.size() == 1 ? "was" : "were");
    for (std::string remark : explore::remarks(tries.series, run)) {
        remark[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(remark[0])));
        text += " " + remark + ".";
    }
    if (const std::string gaps = explore::gapSentence(tries.series.reached); !gaps.empty()) text += " " + gaps;
    return text;
}

Reply run(const Request& request) {
    Running running = simulate(request, request.params, false);
    if (!running.tries) return failed(running.error, running.systems);
    const driver::Tries& tries = *running.tries;
    const explore::Run& last = tries.last;
    Json out = {{"ok", !last.violation},      {"system", last.system},           {"seed", last.seed},
                {"tries", tries.series.runs}, {"faults", !tries.faults.empty()}, {"text", sentence(tries)},
                {"trivial", last.trivial}};
    if (last.violation) {
        out["violation"] = {{last.violation->statement ? "statement" : "assertion", last.violation->name},
                            {"witness", explore::witnessText(last.violation->witness)}};
        if (last.violation->event) out["violation"]["event"] = *last.violation->event;
    }
    return out;
}

/// Plays the scenarios of a spec; `scenario` names the one that is asked about.
Json scenarios(const Request& request, const Json& params) {
    Playing playing = playScenarios(request, params);
    if (!playing.error.empty()) return failed(playing.error);
    const std::string wanted = stringAt(params, "scenario");
    Json list = Json::array();
    size_t bad = 0;
    std::string text;
    for (const explore::Played& one : playing.played) {
        if (!wanted.empty() && one.name != wanted) continue;
        bad += one.failure ? 1 : 0;
        list.push_back({{"name", one.name}, {"ok", !one.failure}, {"text", outcomeText(one)}});
        if (!one.run.events.empty()) list.back()["event"] = one.run.events.back().id;
        text = one.name + " " + outcomeText(one) + ".";
    }
    if (list.empty()) return failed(wanted.empty() ? "there is no scenario" : "there is no scenario `" + wanted + "`");
    if (list.size() > 1) text = fmt::format("{} scenarios: {} passed, {} failed.", list.size(), list.size() - bad, bad);
    return {{"ok", bad == 0}, {"text", text}, {"scenarios", list}};
}

Reply play(const Request& request) { return scenarios(request, request.params); }

/// A run as a scenario of its spec; of one that violates a statement, the fewest events that do.
Reply scenarioOf(const Request& request) {
    Running running = simulate(request, request.params, true);
    if (!running.tries) return failed(running.error, running.systems);
    running.tries->shrink();
    driver::Session session = sessionOf(*request.world);
    const std::string spec = pathOf(stringAt(request.params, "uri")),
                      name = driver::scenarioName(*running.prepared, running.run());
    const Result<std::string> text = driver::scenarioText(session, *running.prepared, running.run(), spec, name);
    if (!text) return failed("The run cannot be written as a scenario: " + text.error().message);
    return Json{{"name", name}, {"text", *text}};
}

/// What explorations say of a statement: of a check its own, of any other those of the checks that name it.
void explorations(const Request& request, const Analysis& analysis, const Statement& statement, Json& entry) {
    if (statement.kind == "check") {
        entry["check"] = statement.title();
        if (request.explorations != nullptr)
            if (const auto now = request.explorations->find(request.path(), statement.key()))
                entry["exploring"] = {{"running", now->running.load()}, {"background", now->background},
                                      {"states", now->states.load()},   {"transitions", now->transitions.load()},
                                      {"waiting", now->waiting.load()}, {"seconds", now->seconds.load()}};
    }
    if (request.world->checks(request.path()).empty()) return;
    std::optional<std::pair<bool, Verdict::Kind>> shown;   // fresh ones before old ones, refutations before all others
    for (const Statement& check : checksOf(analysis)) {
        if (statement.kind == "check" && check.key() != statement.key()) continue;
        const auto [record, fresh] = known(*request.world, request.path(), analysis, check, true);
        if (!record) continue;
        const Verdict* verdict = statement.kind == "check" ? nullptr : record->of(statement.key());
        if (statement.kind != "check" && verdict == nullptr) continue;
        const Verdict::Kind kind = verdict != nullptr ? verdict->kind : summary(*record);
        const bool refuted = kind == Verdict::Kind::Refuted;
        if (shown && (shown->first > fresh || (shown->first == fresh && !refuted))) continue;
        shown = {fresh, kind};
        Json said = {{"verdict", name(kind)},
                     {"text", verdict != nullptr      ? verdict->text
                              : record->error.empty() ? lensTitle(*record, true)
                                                      : record->error},
                     {"fresh", fresh},
                     {"check", check.title()},
                     {"states", record->reached.states}};
        if (verdict != nullptr && verdict->event) said["event"] = *verdict->event;
        entry["explored"] = std::move(said);
    }
}

/// Every statement of a spec, what can be said of it, and what the last run and explorations say.
Reply statements(const Request& request) {
    auto analysis = request.analysis();
    if (!analysis) return Json::array();
    auto last = request.world->run(request.path());
    Json out = Json::array();
    for (const Statement& one : statementsOf(*analysis)) {
        Json entry = {{"kind", one.kind},
                      {"name", one.name},
                      {"range", request.encode.range(analysis->place(one.span))},
                      {"evaluated", one.unevaluated.empty()}};
        if (!one.unevaluated.empty()) entry["why"] = one.unevaluated;
        const RunRecord* record = last ? last->about(one.key()) : nullptr;
        if (const Verdict* verdict = record ? record->of(one.key()) : nullptr) {
            entry["verdict"] = name(verdict->kind);
            entry["text"] = verdict->text;
            entry["fresh"] = isFresh(*request.world, request.path(), *record);
            if (!record->scenarios) {
                entry["seed"] = record->seed;
                entry["tries"] = record->tries;
                entry["system"] = record->system;
                entry["deployment"] = record->deployment;
            }
            if (verdict->event) entry["event"] = *verdict->event;
        }
        explorations(request, *analysis, one, entry);
        out.push_back(std::move(entry));
    }
    return out;
}

Reply automaton(const Request& request) {
    auto analysis = request.analysis();
    if (!analysis) return Json();
    uint32_t offset = request.offset(*analysis);
    const sema::Use* use = analysis->useAt(offset);
    sema::SymbolId symbol = use != nullptr ? use->symbol : sema::kNoSymbol;
    std::string text = automatonText(*analysis, symbol);
    if (text.empty()) text = automatonText(*analysis, symbol = automatonAt(*analysis, offset));
    if (text.empty()) return Json();
    return Json{{"name", analysis->program()[symbol].name}, {"text", text}};
}

/// A spec that has been lowered with the types and the system of its deployment file, if it has one; or why not.
struct LoweredSpec {
    std::string error, system;
    driver::Checked checked;
    driver::Lowered module;
};

LoweredSpec lowered(const Request& request, const Json& params) {
    LoweredSpec out;
    std::string spec = pathOf(stringAt(params, "uri"));
    driver::Session session = sessionOf(*request.world);
    out.checked = session.check(spec);
    out.system = stringAt(params, "system");
    lower::LowerOptions options;
    if (out.checked.ok()) {
        std::string with = deploymentOf(spec, params);
        std::optional<FileId> file = with.empty() ? std::nullopt : session.load(with, out.checked);
        if (file) {
            if (auto deployment = driver::readDeployment(*file, out.checked.sources, out.checked.diagnostics)) {
                options.typeArgs = deployment->typeArgs;
                if (out.system.empty()) out.system = deployment->system;
            }
        }
        if (!out.checked.diagnostics.hasErrors()) out.module = session.lower(out.checked, options);
    }
    if (!out.module) out.error = errorText(out.checked.diagnostics, out.checked.sources);
    return out;
}

backend::CodeOptions codeOptions(const LoweredSpec& spec) {
    backend::CodeOptions code;
    code.system = spec.system;
    code.locate = [sources = spec.checked.sources](Span span) -> std::optional<backend::Place> {
        if (span.file >= sources.size()) return std::nullopt;
        LineColumn at = sources.file(span.file).position(span.begin);
        return backend::Place{sources.file(span.file).path(), at.line + 1, at.column + 1};
    };
    return code;
}

Reply ir(const Request& request) {
    LoweredSpec spec = lowered(request, request.params);
    if (!spec.module) return Json{{"error", spec.error}};
    if (stringAt(request.params, "kind", "llvm") == "automata")
        return Json{{"text", ir::print(*spec.module)}, {"languageId", "plaintext"}};
    Result<const backend::Api*> api = driver::loadBackend();
    if (!api) return Json{{"error", api.error().message}};
    Result<std::string> text = (*api)->emitLlvm(*spec.module, codeOptions(spec));
    if (!text) return Json{{"error", text.error().message}};
    return Json{{"text", *text}, {"languageId", "llvm"}};
}

Json build(const Request& request, const Json& params) {
    LoweredSpec spec = lowered(request, params);
    if (!spec.module) return {{"error", spec.error}};
    std::string path = pathOf(stringAt(params, "uri"));
    std::filesystem::path folder = std::filesystem::path(path).parent_path();
    std::string stem = std::filesystem::path(path).stem().string();
    bool library = stringAt(params, "kind") == "library";
    if (!library) {
        std::optional<ir::SystemId> chosen =
            driver::chooseSystem(*spec.module, spec.system, "build", spec.checked.diagnostics);
        if (!chosen)
            return failed(errorText(spec.checked.diagnostics, spec.checked.sources),
                          systemsToChoose(spec.checked.diagnostics));
        spec.system = spec.module->systems[*chosen].name;
    }
    backend::BuildOptions wanted;
    wanted.artifact = library ? backend::Artifact::Library : backend::Artifact::Executable;
    wanted.output = stringAt(params, "output", (folder / (library ? "lib" + stem + ".a" : stem)).string());
    wanted.runtimeDir = driver::installPaths().libraries;
    wanted.code = codeOptions(spec);
    Result<const backend::Api*> api = driver::loadBackend();
    if (!api) return {{"error", api.error().message}};
    Status status = (*api)->build(*spec.module, wanted);
    if (!status) return {{"error", status.error().message}};
    return {{"ok", true}, {"output", wanted.output}, {"text", "built " + wanted.output}};
}

Json deploy(const Request& request, const Json& params) {
    std::string path = pathOf(stringAt(params, "uri"));
    driver::Session session = sessionOf(*request.world);
    driver::Checked checked = session.check(path);
    driver::Lowered module;
    if (checked.ok()) module = session.lower(checked, {});
    if (!module) return {{"error", errorText(checked.diagnostics, checked.sources)}};
    std::filesystem::path target = std::filesystem::path(path).replace_extension(".toml");
    return {{"text", driver::deploymentTemplate(*module, *checked.program, checked.sources, {})},
            {"uri", request.encode.uri(target.string())}};
}

Reply execute(const Request& request) {
    std::string command = stringAt(request.params, "command");
    const Json& list = member(request.params, "arguments");
    Json argument = list.is_array() && !list.empty() ? list.front() : Json::object();
    if (command == "evident.server.run") {
        const bool series = intAt(argument, "tries", 1) > 1;
        Running running = simulate(request, argument, !series);
        if (!running.tries) return failed(running.error, running.systems);
        // Of many runs without anything to show none is more interesting than another.
        const bool told = !series || running.tries->found();
        return Json{{"ok", !running.run().violation},
                    {"text", told ? plainText(running.run()) : sentence(*running.tries)}};
    }
    if (command == "evident.server.play") return scenarios(request, argument);
    if (command == "evident.server.explore") return exploreSpec(request, argument);
    if (command == "evident.server.stopExploring") return stopExploring(request, argument);
    if (command == "evident.server.build") return build(request, argument);
    if (command == "evident.server.deploy") return deploy(request, argument);
    if (command == "evident.server.check") {
        request.everything();
        return Json();
    }
    return Reply::failed(kInvalidParams, "there is no command " + command);
}

Reply exploreChecks(const Request& request) { return exploreSpec(request, request.params); }

Reply memoryUsage(const Request& request) {
    std::ifstream status("/proc/self/status");
    int64_t resident = 0;
    for (std::string line; std::getline(status, line);)
        if (line.rfind("VmRSS:", 0) == 0) resident = std::strtoll(line.c_str() + 6, nullptr, 10);
    size_t analyses = 0;
    for (const auto& [path, entry] : request.world->files()) analyses += entry.check->peek() ? 1 : 0;
    return Json{{"residentKiB", resident}, {"files", request.world->files().size()}, {"analyses", analyses}};
}

}   // namespace

void addOwn(Handlers& handlers) {
    handlers["evident/options"] = options;
    handlers["evident/diagram"] = diagram;
    handlers["evident/run"] = run;
    handlers["evident/explore"] = exploreChecks;
    handlers["evident/scenarios"] = play;
    handlers["evident/scenarioOf"] = scenarioOf;
    handlers["evident/statements"] = statements;
    handlers["evident/automaton"] = automaton;
    handlers["evident/ir"] = ir;
    handlers["evident/memoryUsage"] = memoryUsage;
    handlers["workspace/executeCommand"] = execute;
}

}   // namespace evd::lsp
