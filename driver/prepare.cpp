#include "driver/prepare.h"

#include "driver/qualified.h"

#include "explore/trace/run.h"

#include <set>

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

/// The function parameters that an expression asks, those of the functions it calls too.
void askedFunctions(const ir::Module& module, ir::ExprId id, std::set<uint32_t>& seen, std::set<uint32_t>& params) {
    if (!id.valid() || !seen.insert(id.index).second) return;
    const ir::Expr& expr = module[id];
    if (expr.op == ir::Op::ParamCall) params.insert(expr.index);
    if (expr.op == ir::Op::Call) askedFunctions(module, module.functions[expr.index].body, seen, params);
    for (ir::ExprId arg : expr.args) askedFunctions(module, arg, seen, params);
}

/// The locations of the system for which a function of locations has no value, as text; empty if there are none.
std::string withoutValue(const Prepared& prepared, uint32_t index) {
    const ir::SystemParam& param = prepared.module.params[index];
    if (param.domain.size() != 1 || prepared.module.types[param.domain[0]].kind != ir::TypeKind::Loc) return "";
    std::set<int64_t> given;
    const auto& table = prepared.deployment.params[index].list();
    for (size_t i = 0; i < table.size(); i += 2) given.insert(table[i].number);
    std::vector<std::string> missing;
    for (uint32_t location : prepared.interpreter->locations())
        if (!given.count(location)) missing.push_back(prepared.deployment.names[location]);
    return fmt::format("{}", fmt::join(missing, ", "));
}

/// Whether an assumption cannot be evaluated because functions lack values; says which.
bool reportMissingArguments(const Prepared& prepared, const ir::NamedFormula& assumption, Diagnostics& diagnostics) {
    Result<ir::Value> value = prepared.interpreter->evaluate(assumption.formula);
    if (value || value.error().code != codeName(Code::FaultMissingKey)) return false;
    std::set<uint32_t> seen, asked;
    askedFunctions(prepared.module, assumption.formula, seen, asked);
    bool any = false;
    for (uint32_t index : asked) {
        const std::string& name = prepared.module.params[index].name;
        std::string missing = withoutValue(prepared, index);
        if (missing.empty()) continue;
        diagnostics
            .report(Code::MissingArgument, findQualified(*prepared.file.root.find("params"), name)->span, name, missing)
            .label(prepared.module[assumption.formula].span, "the assumption `" + assumption.name + "` asks for it");
        any = true;
    }
    return any;
}

void checkAssumptions(const Prepared& prepared, Diagnostics& diagnostics) {
    const TomlValue* params = prepared.file.root.find("params");
    for (uint32_t index : prepared.interpreter->failedAssumptions()) {
        const ir::NamedFormula& assumption = prepared.module.assumptions[index];
        if (reportMissingArguments(prepared, assumption, diagnostics)) continue;
        if (std::optional<ir::FaultAt> fault = prepared.interpreter->faultOf(assumption.formula)) {
            explore::reportFault(diagnostics, *fault)
                .note("so it is not known whether the deployment satisfies the assumption `" + assumption.name + "`");
            continue;
        }
        Diagnostic& diagnostic =
            diagnostics.report(Code::AssumptionFails, params ? params->span : prepared.file.root.span, assumption.name);
        diagnostic.label(prepared.module[assumption.formula].span, "this must hold of the values");
    }
}

/// A location without an initial state cannot run; the native runtime refuses it with the same code.
void checkInitialStates(const Prepared& prepared, Diagnostics& diagnostics) {
    for (uint32_t location = 0; location < prepared.deployment.names.size(); ++location) {
        std::optional<ir::FaultAt> fault = prepared.interpreter->initialFault(location);
        if (!fault) continue;
        Diagnostic& diagnostic = explore::reportFault(diagnostics, *fault);
        if (fault->fault == ir::Fault::MissingKey) noteMissingArgument(prepared, fault->at, diagnostic);
        diagnostic.note("so `" + prepared.deployment.names[location] +
                        "` has no initial state, and the system cannot start");
        return;
    }
}

}   // namespace

void noteMissingArgument(const Prepared& prepared, Span at, Diagnostic& diagnostic) {
    for (const ir::Expr& expr : prepared.module.exprs) {
        if (expr.op != ir::Op::ParamCall || expr.span != at) continue;
        std::string missing = withoutValue(prepared, expr.index);
        if (!missing.empty())
            diagnostic.note("`" + prepared.module.params[expr.index].name + "` has no value for " + missing);
        return;
    }
}

std::unique_ptr<Prepared> prepare(Session& session, const PrepareRequest& request, Diagnostics& diagnostics,
                                  SourceSet& sources) {
    auto out = std::make_unique<Prepared>();
    auto attempt = [&]() -> bool {
        out->checked = session.check(request.spec);
        Diagnostics& found = out->checked.diagnostics;
        if (!out->checked.ok()) return false;
        Session::checkTypeArgs(out->checked, request.typeArgs);
        std::optional<FileId> id = session.load(request.deployment, out->checked);
        if (!id) return false;
        std::optional<DeploymentFile> file = readDeployment(*id, out->checked.sources, found);
        if (!file) return false;   // its other mistakes are told together with those of its values
        out->file = std::move(*file);
        checkTypes(out->file, Session::typeParams(*out->checked.program), found);
        lower::LowerOptions options{out->file.typeArgs};
        for (const auto& [name, type] : request.typeArgs) options.typeArgs[name] = type;
        Lowered module = session.lower(out->checked, options);
        if (!module) return false;
        out->module = std::move(*module);
        std::string system = request.system.empty() ? out->file.system : request.system;
        std::optional<ir::SystemId> chosen = chooseSystem(out->module, system, request.purpose, found,
                                                          system == request.system ? kNowhere : out->file.systemSpan);
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

}   // namespace evd::driver
