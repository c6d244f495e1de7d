#include "driver/prepare.h"

#include "explore/run.h"

namespace evd::driver {

namespace {

/// Extern functions need a model to be simulated: no host program is there to supply them.
void checkExterns(const ir::Module& module, Diagnostics& diagnostics) {
    for (const ir::Function& function : module.functions)
        if (function.isExtern && !function.body.valid())
            diagnostics
                .report(Code::ExternWithoutModel, function.span, function.name,
                        "`evident run` needs one to stand in for the host program")
                .note("give it a model: `extern fn " + function.name +
                      "(…) : T = …`; a host program's function takes its place");
}

void checkAssumptions(const Prepared& prepared, Diagnostics& diagnostics) {
    const TomlValue* params = prepared.file.root.find("params");
    for (uint32_t index : prepared.interpreter->failedAssumptions()) {
        const ir::NamedFormula& assumption = prepared.module.assumptions[index];
        Diagnostic& diagnostic =
            diagnostics.report(Code::AssumptionFails, params ? params->span : prepared.file.root.span, assumption.name);
        diagnostic.label(prepared.module[assumption.formula].span, "this must hold of the values");
    }
}

/// A location without an initial state cannot run; the native runtime refuses it with the same code.
void checkInitialStates(const Prepared& prepared, Diagnostics& diagnostics) {
    for (uint32_t location = 0; location < prepared.deployment.names.size(); ++location) {
        std::optional<ir::InitialFault> fault = prepared.interpreter->initialFault(location);
        if (!fault) continue;
        diagnostics.report(explore::codeOf(fault->fault), fault->at, std::to_string(ir::kCallDepthMax))
            .note("so `" + prepared.deployment.names[location] + "` has no initial state, and the system cannot start");
        return;
    }
}

} // namespace

std::unique_ptr<Prepared> prepare(Session& session, const PrepareRequest& request, Diagnostics& diagnostics,
                                  SourceSet& sources) {
    auto out = std::make_unique<Prepared>();
    auto attempt = [&]() -> bool {
        out->checked = session.check(request.spec);
        Diagnostics& found = out->checked.diagnostics;
        if (!out->checked.ok()) return false;
        std::optional<FileId> id = session.load(request.deployment, out->checked);
        if (!id) return false;
        std::optional<DeploymentFile> file = readDeployment(*id, out->checked.sources, found);
        if (!file || found.hasErrors()) return false;
        out->file = std::move(*file);
        lower::LowerOptions options{out->file.typeArgs};
        for (const auto& [name, type] : request.typeArgs) options.typeArgs[name] = type;
        Lowered module = session.lower(out->checked, options);
        if (!module) return false;
        out->module = std::move(*module);
        std::string system = request.system.empty() ? out->file.system : request.system;
        std::optional<ir::SystemId> chosen = chooseSystem(out->module, system, request.purpose, found);
        checkExterns(out->module, found);
        out->deployment = resolve(out->file, out->module, found);
        if (!chosen || found.hasErrors()) return false;
        out->system = *chosen;
        out->interpreter = std::make_unique<ir::Interpreter>(out->module, out->system, out->deployment);
        checkAssumptions(*out, found);
        if (!found.hasErrors()) checkInitialStates(*out, found);
        return !found.hasErrors();
    };
    bool ready = attempt();
    diagnostics = out->checked.diagnostics;
    sources = out->checked.sources;
    return ready ? std::move(out) : nullptr;
}

} // namespace evd::driver
