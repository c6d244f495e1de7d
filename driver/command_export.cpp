// `evident export spec.evd --check NAME --promela|--tla`: an instance of a check for another model checker.

#include "driver/commands.h"
#include "driver/paths.h"
#include "driver/prepare.h"
#include "explore/export/names.h"
#include "explore/export/promela.h"
#include "explore/export/tla.h"
#include "explore/instance/instance.h"

#include <cctype>
#include <filesystem>

namespace evd::driver {

namespace {

struct ExportCommand {
    std::string spec, check, out = "-";
    std::vector<std::string> types;
    uint64_t instance = 0;   ///< from 1; 0: none is named
    bool promela = false, tla = false;
};

int exportCheck(ExportCommand command) {
    if (command.promela == command.tla) return fail(Code::BadUsage, {"export: say --promela or --tla"}, kExitUsage);
    Session session(installPaths().stdlib);
    command.spec = sessionPath(command.spec, session);
    PrepareRequest request;
    request.spec = command.spec;
    request.check = command.check;
    request.purpose = "export";
    if (!readTypeArgs(command.types, request.typeArgs)) return kExitUsage;
    if (request.check.empty()) {
        const std::vector<std::string> lines = linesOfChecks(session, command.spec);
        if (lines.size() > 1)
            return fail(Code::BadUsage, {"export: the spec has several checks; name one with --check"}, kExitUsage);
        if (lines.empty() && session.check(command.spec).ok())
            return fail(Code::BadUsage, {"export: the spec declares no check, which says what instance to export"},
                        kExitUsage);
        if (!lines.empty()) request.check = lines.front();
    }
    Diagnostics diagnostics;
    SourceSet sources;
    const std::unique_ptr<Prepared> prepared = prepare(session, request, diagnostics, sources);
    if (!prepared || diagnostics.hasErrors()) {
        printDiagnostics(diagnostics, sources);
        return kExitFailure;
    }
    const size_t count = prepared->instances.size();
    if (command.instance > count)
        return fail(Code::BadUsage, {fmt::format("export: the instances of the check are 1 to {}", count)}, kExitUsage);
    const size_t number = command.instance == 0 ? 0 : command.instance - 1;
    const ir::Check& check = prepared->module.checks[*prepared->check];
    const explore::ExportSubject subject{*prepared->interpreters[number],
                                         prepared->instances[number],
                                         prepared->start ? &*prepared->start : nullptr,
                                         check.statements,
                                         explore::titleOf(prepared->module, check),
                                         prepared->instanceText(number),
                                         check.span,
                                         {}};
    if (count > 1 && command.instance == 0)
        diagnostics.report(
            Code::ExportLacks, check.span, command.promela ? "Promela" : "TLA+",
            fmt::format("the other {} instances of the check; --instance N writes another one", count - 1));
    const std::filesystem::path out = command.out;
    const std::string name = command.out == "-" ? prepared->module.name : out.stem().string();
    const std::string config = std::filesystem::path(out).replace_extension(".cfg").string();
    const bool isName = explore::nameCharacters(name) == name && !name.empty() && std::isalpha(name.front()) != 0;
    if (command.tla && !isName)
        return fail(Code::BadUsage,
                    {fmt::format("export: a module of TLA+ is called as its file, and cannot be called `{}`", name)},
                    kExitUsage);
    if (command.out != "-" && (!mayWrite(command.out, prepared->checked.sources) ||
                               (command.tla && !mayWrite(config, prepared->checked.sources))))
        return kExitFailure;
    bool written = false;
    if (command.promela) {
        const std::optional<std::string> text = explore::promelaOf(subject, diagnostics);
        printDiagnostics(diagnostics, prepared->checked.sources);
        written = text && writeFile(command.out, *text);
    } else {
        const std::optional<explore::TlaText> text = explore::tlaOf(subject, name, diagnostics);
        printDiagnostics(diagnostics, prepared->checked.sources);
        written = text && writeFile(command.out, text->module);
        if (written && command.out != "-") written = writeFile(config, text->config);
    }
    return written ? kExitOk : kExitFailure;
}

}   // namespace

void addExport(CLI::App& app, int& exit) {
    auto options = std::make_shared<ExportCommand>();
    CLI::App* command = app.add_subcommand("export", "write an instance of a check for another model checker");
    command->add_option("SPEC", options->spec, "the spec; - is standard input")->required();
    command->add_option("--check", options->check, "which: its statements, or the line on which it stands");
    command->add_flag("--promela", options->promela, "for SPIN");
    command->add_flag("--tla", options->tla, "for TLC");
    command->add_option("-o,--out", options->out, "the file; - is standard output");
    command->add_option("--instance", options->instance, "which of several, from 1")->check(wholeNumber(1, 10'000));
    command->add_option("--type", options->types, "what a type parameter is: Cmd=Int");
    command->callback([options, &exit] { exit = exportCheck(*options); });
}

}   // namespace evd::driver
