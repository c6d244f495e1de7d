#include "lsp/server/running.h"

#include "driver/render_text.h"
#include "lsp/features/flow.h"
#include "lsp/protocol/uri.h"
#include "lsp/server/deployments.h"
#include "lsp/server/run_record.h"

#include <filesystem>
#include <sstream>

namespace evd::lsp {

namespace fs = std::filesystem;

driver::Session sessionOf(const World& world) {
    driver::Session session(world.stdlibPath());
    for (const auto& [path, text] : *world.overlay()) session.setText(path, *text);
    return session;
}

std::vector<std::string> systemsToChoose(const Diagnostics& diagnostics) {
    std::vector<std::string> out;
    for (const Diagnostic& one : diagnostics.all()) {
        if (one.code != Code::SeveralSystems || one.args.empty()) continue;
        std::istringstream names(one.args.front());   // `A, B`
        for (std::string name; std::getline(names >> std::ws, name, ',');) out.push_back(name);
    }
    return out;
}

Json failed(const std::string& error, const std::vector<std::string>& systems) {
    Json out = {{"error", error}};
    if (!systems.empty()) out["systems"] = systems;
    return out;
}

std::string errorText(const Diagnostics& diagnostics, const SourceSet& sources) {
    Diagnostics errors;
    for (const Diagnostic& one : diagnostics.all())
        if (one.severity == Severity::Error) errors.add(one.code, one.span, one.args).notes = one.notes;
    return driver::renderText(errors, sources, false);
}

std::string deploymentOf(const std::string& spec, const Json& params) {
    std::string given = stringAt(params, "deployment");
    if (!given.empty())
        return given.rfind("file:", 0) == 0 ? pathOf(given) : fileName((fs::path(spec).parent_path() / given).string());
    return deploymentBeside(spec);
}

Running simulate(const Request& request, const Json& params, bool told) {
    Running out;
    std::string spec = pathOf(stringAt(params, "uri"));
    driver::PrepareRequest wanted;
    wanted.spec = spec;
    wanted.deployment = deploymentOf(spec, params);
    wanted.system = stringAt(params, "system");
    if (wanted.deployment.empty()) {
        out.error = "there is no deployment file beside the spec: neither " + fs::path(spec).stem().string() +
                    ".toml nor cluster.toml";
        return out;
    }
    driver::Session session = sessionOf(*request.world);
    Diagnostics diagnostics;
    SourceSet sources;
    out.prepared = driver::prepare(session, wanted, diagnostics, sources);
    explore::SimOptions options;
    options.schedule = explore::Schedule::Mixed;
    options.cover = true;
    options.seed = static_cast<uint64_t>(intAt(params, "seed", 1));
    options.steps = static_cast<uint32_t>(std::clamp<int64_t>(intAt(params, "steps", 200), 1, 20000));
    auto probability = [&](const char* key) {
        const Json& value = member(params, key);
        return value.is_number() ? std::clamp(value.get<double>(), 0.0, 1.0) : 0.0;
    };
    options.drop = probability("drop");
    options.duplicate = probability("duplicate");
    if (out.prepared) options.inputs = driver::inputs(out.prepared->file, *out.prepared->interpreter, diagnostics);
    if (!out.prepared || diagnostics.hasErrors()) {
        out.prepared.reset();
        out.error = errorText(diagnostics, sources);
        out.systems = systemsToChoose(diagnostics);
        return out;
    }
    const auto tries = static_cast<uint64_t>(std::clamp<int64_t>(intAt(params, "tries", 1), 1, 1'000'000));
    out.tries.emplace(*out.prepared, std::move(options), tries, false);
    out.tries->run(told, [&] { return !request.cancelled; });
    const FileEntry* entry = request.world->find(spec);
    if (entry == nullptr || request.cancelled) return out;
    auto record =
        std::make_shared<RunRecord>(recordOf(*out.tries, *out.prepared, entry->check, request.publishOptions()));
    record->deployment = wanted.deployment;
    for (const char* key : {"steps", "drop", "duplicate"})
        if (const Json& value = member(params, key); !value.is_null()) record->options[key] = value;
    request.ran(spec, std::move(record));
    return out;
}

Json placesOf(const Request& request, const Analysis& analysis) {
    Json messages = Json::object(), actions = Json::object(), variables = Json::object(), processes = Json::object(),
         statements = Json::object();
    Flow flow = flowOf(analysis, false);
    auto places = [&](const std::vector<const FlowEdge*>& edges) {
        Json out = Json::array();
        for (const FlowEdge* edge : edges) out.push_back(request.encode.location(analysis.place(edge->at)));
        return out;
    };
    for (sema::SymbolId id = 0; id < analysis.program().symbols.size(); ++id) {
        const sema::Symbol& symbol = analysis.program()[id];
        if (symbol.kind == sema::SymbolKind::Builtin || symbol.nameSpan.empty()) continue;
        Json at = request.encode.location(analysis.declaration(id));
        std::string parent = symbol.parent == sema::kNoSymbol ? "" : analysis.program()[symbol.parent].name + ".";
        switch (symbol.kind) {
        case sema::SymbolKind::Message:
            messages[symbol.name] = {
                {"declaration", at}, {"handlers", places(flow.of(id, false))}, {"sends", places(flow.of(id, true))}};
            break;
        case sema::SymbolKind::Action:
        case sema::SymbolKind::Timer: actions[parent + symbol.name] = at; break;
        case sema::SymbolKind::Variable: variables[parent + symbol.name] = at; break;
        case sema::SymbolKind::Process: processes[symbol.name] = at; break;
        case sema::SymbolKind::Property: statements[symbol.name] = at; break;
        default: break;   // stands nowhere in a diagram
        }
    }
    return {{"messages", messages},
            {"actions", actions},
            {"variables", variables},
            {"processes", processes},
            {"statements", statements}};
}

}   // namespace evd::lsp
