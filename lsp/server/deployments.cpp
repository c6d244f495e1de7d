#include "lsp/server/deployments.h"

#include "driver/prepare.h"
#include "lsp/server/deployment_text.h"
#include "lsp/server/run_record.h"
#include "lsp/server/running.h"

#include <algorithm>
#include <filesystem>
#include <set>

namespace evd::lsp {

namespace {

namespace fs = std::filesystem;

/// What `evident run` says of a deployment file; nothing if it does not get that far.
std::optional<Json> asRun(const World& world, const std::string& spec, const std::string& deployment,
                          const std::string& system, const PublishOptions& options) {
    driver::Session session = sessionOf(world);
    driver::PrepareRequest wanted;
    wanted.spec = spec;
    wanted.deployment = deployment;
    wanted.system = system;
    Diagnostics diagnostics;
    SourceSet sources;
    auto prepared = driver::prepare(session, wanted, diagnostics, sources);
    if (prepared) driver::inputs(prepared->file, *prepared->interpreter, diagnostics);
    auto files = diagnosticsByFile(diagnostics.all(), sources, options);
    if (auto here = files.find(deployment); here != files.end()) return here->second;
    if (!prepared) return std::nullopt;
    return Json::array();
}

/// The form alone.
Json asText(const World& world, const std::string& deployment, const PublishOptions& options) {
    SourceSet sources;
    Diagnostics diagnostics;
    driver::readDeployment(sources.add(deployment, world.textOf(deployment)), sources, diagnostics);
    auto files = diagnosticsByFile(diagnostics.all(), sources, options);
    auto here = files.find(deployment);
    return here == files.end() ? Json::array() : here->second;
}

/// The systems to check a deployment of: the one that it names, or all of the spec.
std::vector<std::string> systemsFor(const World& world, const std::string& spec, const std::string& deployment) {
    SourceSet sources;
    Diagnostics ignored;
    auto file = driver::readDeployment(sources.add(deployment, world.textOf(deployment)), sources, ignored);
    if (file && !file->system.empty()) return {""};
    std::vector<std::string> out;
    auto analysis = world.analysis(spec);
    for (const sema::Symbol& symbol : analysis->program().symbols)
        if (symbol.kind == sema::SymbolKind::System && symbol.module == 0) out.push_back(symbol.name);
    if (out.empty()) out.emplace_back();
    return out;
}

bool hasSystem(const World& world, const std::string& spec) {
    auto analysis = world.analysis(spec);
    const auto& symbols = analysis->program().symbols;
    return std::any_of(symbols.begin(), symbols.end(), [](const sema::Symbol& symbol) {
        return symbol.kind == sema::SymbolKind::System && symbol.module == 0;
    });
}

bool hasLocations(const World& world, const std::string& deployment) {
    std::vector<std::string> tables = tablesOf(world.textOf(deployment));
    return std::find(tables.begin(), tables.end(), "locations") != tables.end();
}

}   // namespace

bool isDeployment(std::string_view path) { return path.ends_with(".toml"); }

std::string deploymentBeside(const std::string& spec) {
    fs::path folder = fs::path(spec).parent_path();
    std::error_code error;
    for (const fs::path& name : {fs::path(spec).stem().concat(".toml"), fs::path("cluster.toml")})
        if (fs::exists(folder / name, error)) return (folder / name).string();
    return "";
}

std::vector<std::string> specsOf(const World& world, const std::string& deployment) {
    std::vector<std::string> all, out;
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(fs::path(deployment).parent_path(), error))
        if (entry.path().extension() == ".evd") all.push_back(fileName(entry.path().string()));
    std::sort(all.begin(), all.end());
    for (const std::string& spec : all)
        if (deploymentBeside(spec) == deployment && hasSystem(world, spec)) out.push_back(spec);
    if (!out.empty()) return out;
    for (const auto& [spec, run] : world.runs())
        if (run->deployment == deployment) out.push_back(spec);
    if (!out.empty() || !hasLocations(world, deployment)) return out;
    std::erase_if(all, [&](const std::string& spec) { return !hasSystem(world, spec); });
    if (all.size() == 1) out = all;
    return out;
}

Json diagnosticsOf(const World& world, const std::string& deployment, const PublishOptions& options) {
    std::vector<std::string> specs = specsOf(world, deployment);
    std::optional<Json> common;
    for (const std::string& spec : specs)
        for (const std::string& system : systemsFor(world, spec, deployment)) {
            std::optional<Json> found = asRun(world, spec, deployment, system, options);
            if (!found) continue;
            if (common)
                std::erase_if(common->get_ref<Json::array_t&>(), [&](const Json& one) {
                    return std::find(found->begin(), found->end(), one) == found->end();
                });
            else common = std::move(found);
        }
    if (common) return *common;
    return specs.empty() && !hasLocations(world, deployment) ? Json::array() : asText(world, deployment, options);
}

}   // namespace evd::lsp
