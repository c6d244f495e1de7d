#include "driver/prepare.h"

#include "driver/conditions.h"
#include "explore/trace/summary.h"
#include "ir/core/reader.h"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>

namespace evd::driver {

namespace {

std::string namesOf(const ir::Module& module, const ir::Check& check) {
    std::vector<std::string> names;
    for (uint32_t statement : check.statements) names.push_back(module.statements[statement].name);
    return fmt::format("{}", fmt::join(names, ", "));
}

/// The values of a deployment file.
bool prepareDeployment(Session& session, const PrepareRequest& request, const std::vector<std::string>& conditions,
                       Prepared& out) {
    Diagnostics& found = out.checked.diagnostics;
    Session::checkTypeArgs(out.checked, request.typeArgs);
    std::optional<FileId> id = session.load(request.deployment, out.checked);
    if (!id) return false;
    std::optional<DeploymentFile> file = readDeployment(*id, out.checked.sources, found);
    if (!file) return false;   // its other mistakes are told together with those of its values
    out.file = std::move(*file);
    checkTypes(out.file, Session::typeParams(*out.checked.program), found);
    lower::LowerOptions options{out.file.typeArgs, conditions};
    for (const auto& [name, type] : request.typeArgs) options.typeArgs[name] = type;
    Lowered module = session.lower(out.checked, options);
    if (!module) return false;
    out.module = std::move(*module);
    for (size_t i = 0; i < conditions.size(); ++i) out.module.conditions[i].name = request.conditions[i];
    std::string system = request.system.empty() ? out.file.system : request.system;
    explore::Written written = writtenIn(out.file, out.module, found);
    written.system = chooseSystem(out.module, system, request.purpose, found,
                                  system == request.system ? kNowhere : out.file.systemSpan);
    if (found.hasErrors()) written.system.reset();   // what is missing is told together with the rest
    if (std::optional<explore::Instance> instance = explore::build(out.module, std::move(written), found))
        out.instances.push_back(std::move(*instance));
    return !out.instances.empty() && !found.hasErrors();
}

/// The instances of a check of the spec.
bool prepareCheck(Session& session, const PrepareRequest& request, Prepared& out) {
    Diagnostics& found = out.checked.diagnostics;
    Lowered module = session.lower(out.checked, {});
    if (!module) return false;
    out.module = std::move(*module);
    out.check = chooseCheck(out.module, out.checked.sources, request.check, found);
    if (!out.check) return false;
    const ir::Check& check = out.module.checks[*out.check];
    // A check that names no system is one of each.
    for (const ir::Check& one : out.module.checks) {
        if (one.span != check.span) continue;
        if (!request.system.empty() && out.module.systems[one.system].name != request.system) continue;
        std::vector<explore::Instance> some = explore::instancesOf(out.module, one, found);
        if (some.empty()) return false;
        for (explore::Instance& instance : some) out.instances.push_back(std::move(instance));
    }
    if (out.instances.empty()) {
        found.report(Code::NoSuchSystem, kNowhere, request.system).note("or none that the check is about");
        return false;
    }
    if (check.start) {
        const ir::Scenario& scenario = out.module.scenarios[*check.start];
        out.start = explore::play(out.module, scenario);
        if (out.start->failure)
            found
                .report(Code::NoInstance, check.span, explore::titleOf(out.module, check),
                        "`" + scenario.name + "`, from which it goes on, fails")
                .note("`evident test --only " + scenario.name + "` says why");
    }
    return !found.hasErrors();
}

}   // namespace

std::string Prepared::instanceText(size_t instance) const {
    if (!check || instances.size() == 1) return "";
    std::vector<std::string> parts;
    const bool several = std::any_of(instances.begin(), instances.end(), [&](const explore::Instance& one) {
        return one.system != instances.front().system;
    });
    if (several) parts.push_back("system " + module.systems[instances[instance].system].name);
    for (const ir::ParamValue& one : module.checks[*check].with) {
        if (one.range == ir::ParamValue::Range::One) continue;
        const ir::SystemParam& param = module.params[one.param];
        ir::TypeTable types = module.types;
        ir::TypeId type = param.domain.empty() ? param.type : types.map(types.tuple(param.domain), param.type);
        const ir::Deployment& deployment = instances[instance].deployment;
        parts.push_back(param.name + " = " + ir::text(types, type, deployment.params[one.param], deployment.names));
    }
    return fmt::format("{}", fmt::join(parts, ", "));
}

std::optional<uint32_t> chooseCheck(const ir::Module& module, const SourceSet& sources, const std::string& name,
                                    Diagnostics& diagnostics) {
    std::vector<uint32_t> found;
    std::vector<std::string> all;
    const auto lineOf = [&](const ir::Check& check) {
        return std::to_string(sources.file(check.span.file).position(check.span.begin).line + 1);
    };
    const auto compact = [](std::string text) {
        std::erase(text, ' ');
        return text;
    };
    for (uint32_t i = 0; i < module.checks.size(); ++i) {
        const ir::Check& check = module.checks[i];
        if (i > 0 && module.checks[i - 1].span == check.span) continue;   // the same of another system
        const std::string names = namesOf(module, check);
        const bool one = std::any_of(check.statements.begin(), check.statements.end(),
                                     [&](uint32_t statement) { return module.statements[statement].name == name; });
        all.push_back(fmt::format("`{}` (line {})", names, lineOf(check)));
        if (one || compact(names) == compact(name) || lineOf(check) == name) found.push_back(i);
    }
    if (found.size() > 1)   // one that says all of it comes before one that says more
        if (const auto exact =
                std::find_if(found.begin(), found.end(),
                             [&](uint32_t i) { return compact(namesOf(module, module.checks[i])) == compact(name); });
            exact != found.end() && std::count_if(found.begin(), found.end(), [&](uint32_t i) {
                                        return compact(namesOf(module, module.checks[i])) == compact(name);
                                    }) == 1)
            return *exact;
    if (found.size() == 1) return found.front();
    if (all.empty()) diagnostics.report(Code::BadUsage, kNowhere, "--check: the spec declares no check");
    else if (found.empty())
        diagnostics.report(Code::BadUsage, kNowhere,
                           fmt::format("--check: no check is called `{}`; there is {}", name, fmt::join(all, ", ")));
    else
        diagnostics.report(Code::BadUsage, kNowhere,
                           fmt::format("--check: several checks are called `{}`; choose one by its line: {}", name,
                                       fmt::join(all, ", ")));
    return std::nullopt;
}

std::vector<std::string> linesOfChecks(Session& session, const std::string& spec) {
    std::vector<std::string> out;
    const Checked checked = session.check(spec);
    if (!checked.program || !checked.program->root().tree) return out;
    for (const syntax::Decl* decl : checked.program->root().tree->decls)
        if (std::holds_alternative<syntax::CheckDecl>(decl->node))
            out.push_back(std::to_string(checked.sources.file(decl->span.file).position(decl->span.begin).line + 1));
    return out;
}

std::unique_ptr<Prepared> prepare(Session& session, const PrepareRequest& request, Diagnostics& diagnostics,
                                  SourceSet& sources) {
    auto out = std::make_unique<Prepared>();
    const std::vector<std::string> conditions =
        checkConditions(session, request.spec, request.conditions, out->checked);
    const bool ready =
        out->checked.ok() && (request.check.empty() ? prepareDeployment(session, request, conditions, *out)
                                                    : prepareCheck(session, request, *out));
    for (const explore::Instance& instance : out->instances)
        out->interpreters.push_back(
            std::make_unique<ir::Interpreter>(out->module, instance.system, instance.deployment));
    if (!out->interpreters.empty()) out->interpreter = out->interpreters.front().get();
    diagnostics = out->checked.diagnostics;
    sources = out->checked.sources;
    return ready ? std::move(out) : nullptr;
}

}   // namespace evd::driver
