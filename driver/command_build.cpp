// `evident build spec.evd`: a native program, a library, or the code on the way there.

#include "driver/backend_loader.h"
#include "driver/commands.h"
#include "driver/deployment.h"
#include "driver/paths.h"

#include <filesystem>
#include <fmt/ranges.h>
#include <iostream>
#include <set>

namespace evd::driver {

namespace {

struct BuildOptions {
    std::string spec, out, system, with, emit, compiler;
    std::vector<std::string> types;
    int optLevel = 2;
    bool library = false, debug = true, quiet = false;
};

backend::Artifact artifactOf(const BuildOptions& options) {
    if (options.emit == "llvm") return backend::Artifact::LlvmIr;
    if (options.emit == "asm") return backend::Artifact::Assembly;
    if (options.emit == "obj") return backend::Artifact::Object;
    return options.library ? backend::Artifact::Library : backend::Artifact::Executable;
}

std::string defaultOutput(const std::string& spec, backend::Artifact artifact) {
    std::string stem = std::filesystem::path(spec).stem().string();
    switch (artifact) {
    case backend::Artifact::Executable: return stem;
    case backend::Artifact::Library: return "lib" + stem + ".a";
    case backend::Artifact::Object: return stem + ".o";
    case backend::Artifact::LlvmIr: return stem + ".ll";
    case backend::Artifact::Assembly: return stem + ".s";
    }
    return stem;
}

/// A program of its own has no host to supply extern functions.
void checkExterns(const ir::Module& module, Diagnostics& diagnostics) {
    for (const ir::Function& function : module.functions)
        if (function.isExtern && !function.body.valid())
            diagnostics
                .report(Code::ExternWithoutModel, function.span, function.name,
                        "a program of its own has no host to supply it")
                .note("build a library for your host program (`--lib`), or give the function a model: `extern fn " +
                      function.name + "(…) : T = …`");
}

/// What the systems place that is no part of native code.
std::string leftOut(const ir::Module& module, const std::string& only) {
    std::set<std::string> names;
    for (const ir::System& system : module.systems)
        for (const ir::Placement& placement : system.placements)
            if ((only.empty() || system.name == only) &&
                module.automata[placement.automaton].role == ir::Role::Environment)
                names.insert(module.automata[placement.automaton].name);
    return names.empty() ? "" : fmt::format(", without the environment ({})", fmt::join(names, ", "));
}

int build(const BuildOptions& options) {
    Session session(installPaths().stdlib);
    lower::LowerOptions lowering;
    if (!readTypeArgs(options.types, lowering.typeArgs) || !oneStandardInput(options.spec, options.with))
        return kExitUsage;
    backend::BuildOptions request;
    request.artifact = artifactOf(options);
    request.runtimeDir = installPaths().libraries;
    request.includeDir = installPaths().includes;
    request.compiler = options.compiler;
    request.code.optLevel = options.optLevel;
    request.code.debug = options.debug;

    Checked checked = session.check(sessionPath(options.spec, session));
    Diagnostics& found = checked.diagnostics;
    auto prepare = [&]() -> Lowered {
        if (!checked.ok()) return std::nullopt;
        Session::checkTypeArgs(checked, lowering.typeArgs);
        std::string system = options.system;
        if (!options.with.empty()) {
            std::optional<FileId> file = session.load(sessionPath(options.with, session), checked);
            std::optional<DeploymentFile> deployment =
                file ? readDeployment(*file, checked.sources, found) : std::nullopt;
            if (!deployment) return std::nullopt;
            checkTypes(*deployment, Session::typeParams(*checked.program), found);
            for (const auto& [name, type] : deployment->typeArgs) lowering.typeArgs.emplace(name, type);
            if (system.empty()) system = deployment->system;
        }
        Lowered module = session.lower(checked, lowering);
        if (!module) return std::nullopt;
        for (const std::string& param : Session::typeParams(*checked.program)) {
            request.code.typeParams[param] = lowering.typeArg(param);
        }
        // What comes from standard input is named as it names itself.
        std::string name = options.spec == "-" ? module->name + ".evd" : options.spec;
        request.output = options.out.empty() ? defaultOutput(name, request.artifact) : options.out;
        // A library serves every system unless one is named; a program is one system.
        if (request.artifact == backend::Artifact::Executable || !system.empty()) {
            std::optional<ir::SystemId> chosen = chooseSystem(*module, system, "build", found);
            if (chosen) request.code.system = module->systems[*chosen].name;
        }
        if (request.artifact == backend::Artifact::Executable) checkExterns(*module, found);
        return found.hasErrors() ? std::nullopt : std::move(module);
    };
    Lowered module = prepare();
    printDiagnostics(found, checked.sources);
    if (!module || !mayWrite(request.output, checked.sources)) return kExitFailure;

    request.code.locate = [&](Span span) -> std::optional<backend::Place> {
        if (span.file >= checked.sources.size()) return std::nullopt;
        const SourceFile& file = checked.sources.file(span.file);
        LineColumn at = file.position(span.begin);
        return backend::Place{file.path(), at.line + 1, at.column + 1};
    };
    Result<const backend::Api*> api = loadBackend();
    if (!api) {
        std::cerr << "error[" << api.error().code << "]: " << api.error().message << "\n";
        return kExitFailure;
    }
    Status status = (*api)->build(*module, request);
    if (!status) {
        std::cerr << "error[" << status.error().code << "]: " << status.error().message << "\n";
        return kExitFailure;
    }
    if (!options.quiet)
        std::cerr << "built " << request.output << (options.library ? " and its headers" : "")
                  << leftOut(*module, request.code.system) << "\n";
    return kExitOk;
}

}   // namespace

void addBuild(CLI::App& app, int& exit) {
    auto options = std::make_shared<BuildOptions>();
    CLI::App* command = app.add_subcommand("build", "make a native program, or a library to link into one");
    command->add_option("SPEC", options->spec, "the spec; - is standard input")->required();
    command->add_option("-o", options->out, "file to write (default: named after the spec)");
    CLI::Option* library = command->add_flag("--lib", options->library,
                                             "a static library with C and C++ headers, without sockets or threads");
    command->add_option("--system", options->system, "which system, if the spec declares several");
    command->add_option("--type", options->types, "what a type parameter stands for, such as Cmd=Int");
    command->add_option("--with", options->with,
                        "a deployment file whose [types] and system are used; - is standard input");
    command->add_option("--emit", options->emit, "stop at llvm, asm or obj")
        ->check(CLI::IsMember({"llvm", "asm", "obj"}))
        ->excludes(library);
    command->add_option("-O", options->optLevel, "0, 1 or 2 (default)")->check(CLI::Range(0, 2));
    command->add_flag("-g,!--no-debug", options->debug, "debug information on the lines of the spec (default)");
    command->add_option("--compiler", options->compiler, "the C++ compiler that links programs");
    command->add_flag("-q,--quiet", options->quiet, "say nothing if all is well");
    command->callback([options, &exit] { exit = build(*options); });
}

}   // namespace evd::driver
