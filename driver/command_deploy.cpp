// `evident deploy spec.evd > cluster.toml`: a template of a deployment file.

#include "driver/commands.h"
#include "driver/paths.h"
#include "driver/template.h"

#include <filesystem>

namespace evd::driver {

namespace {

struct DeployOptions {
    std::string spec, out = "-";
    std::vector<std::string> types;
    bool force = false;
};

/// A deployment that is there already has been filled in: it is replaced only on request.
bool mayReplace(const DeployOptions& options) {
    std::error_code error;
    if (options.force || options.out == "-" || !std::filesystem::is_regular_file(options.out, error)) return true;
    fail(Code::WouldOverwrite, {options.out, "it is there already; --force replaces it"});
    return false;
}

int deploy(const DeployOptions& options) {
    Session session(installPaths().stdlib);
    lower::LowerOptions lowering;
    if (!readTypeArgs(options.types, lowering.typeArgs)) return kExitUsage;
    Checked checked = session.check(sessionPath(options.spec, session));
    std::string text;
    if (checked.ok()) Session::checkTypeArgs(checked, lowering.typeArgs);
    if (checked.ok())
        if (Lowered module = session.lower(checked, lowering))
            text = deploymentTemplate(*module, *checked.program, checked.sources, lowering);
    printDiagnostics(checked.diagnostics, checked.sources);
    if (text.empty() || !mayWrite(options.out, checked.sources) || !mayReplace(options)) return kExitFailure;
    return writeFile(options.out, text) ? kExitOk : kExitFailure;
}

}   // namespace

void addDeploy(CLI::App& app, int& exit) {
    auto options = std::make_shared<DeployOptions>();
    CLI::App* command = app.add_subcommand("deploy", "write a template of a deployment file for a spec");
    command->add_option("SPEC", options->spec, "the spec; - is standard input")->required();
    command->add_option("-o", options->out, "file to write (default: standard output)");
    command->add_flag("--force", options->force, "replace the file if it is there already");
    command->add_option("--type", options->types, "what a type parameter stands for, such as Cmd=Int");
    command->callback([options, &exit] { exit = deploy(*options); });
}

}   // namespace evd::driver
