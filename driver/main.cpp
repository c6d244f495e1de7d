// The `evident` command.

#include "base/check.h"
#include "base/deep_stack.h"
#include "driver/commands.h"
#include "driver/standard_output.h"

#include <algorithm>
#include <cstring>
#include <iostream>

namespace {

/// What to say about the first option that the command of the command line does not have; empty if it has them all.
std::string unknownOption(const CLI::App& app, int argc, char** argv) {
    std::vector<const CLI::App*> commands =
        app.get_subcommands([&](const CLI::App* command) { return command->get_name() == argv[1]; });
    commands.push_back(&app);
    std::vector<std::string> known;
    for (const CLI::App* command : commands)
        for (const CLI::Option* option : command->get_options())
            for (const std::string& name : option->get_lnames()) known.push_back("--" + name);
    for (int i = 1; i < argc; ++i) {
        std::string name = argv[i];
        name = name.substr(0, name.find('='));
        if (name.rfind("--", 0) != 0 || std::find(known.begin(), known.end(), name) != known.end()) continue;
        std::string near = evd::nearest(name, known);
        return "there is no option `" + name + "`" + (near.empty() ? "" : "; did you mean `" + near + "`?");
    }
    return "";
}

int run(int argc, char** argv) {
    using namespace evd::driver;
    CLI::App app{"Evident: a language and compiler for distributed protocols."};
    app.set_version_flag("--version", std::string("evident ") + evd::driver::version());
    app.require_subcommand(1);
    app.fallthrough();
    app.set_help_all_flag("--help-all", "help of all commands");
    app.add_option_function<std::string>(
           "--color", [](const std::string& mode) { setColour(mode); }, "auto, always or never")
        ->check(CLI::IsMember({"auto", "always", "never"}));
    int exit = kExitOk;
    addCheck(app, exit);
    addRun(app, exit);
    addExplore(app, exit);
    addExport(app, exit);
    addTest(app, exit);
    addBuild(app, exit);
    addDeploy(app, exit);
    addFmt(app, exit);
    addExplain(app, exit);
    addDump(app, exit);
    addLsp(app, exit);
    addVersion(app, exit);
    app.footer("`evident COMMAND --help` tells more about a command; `evident explain EVD2007` about a diagnostic.");
    try {
        app.parse(argc, argv);
    } catch (const CLI::Success& success) { return app.exit(success); } catch (const CLI::ParseError& error) {
        std::string first = argc > 1 ? argv[1] : "";
        std::vector<std::string> commands;
        for (const CLI::App* command : app.get_subcommands([](CLI::App*) { return true; }))
            commands.push_back(command->get_name());
        if (!first.empty() && first[0] != '-' && std::find(commands.begin(), commands.end(), first) == commands.end()) {
            std::string near = evd::nearest(first, commands);
            fail(evd::Code::BadUsage,
                 {"there is no command `" + first + "`" + (near.empty() ? "" : "; did you mean `" + near + "`?")},
                 kExitUsage);
        } else if (first.empty()) {
            fail(evd::Code::BadUsage, {fmt::format("a command is missing: {}", fmt::join(commands, ", "))}, kExitUsage);
        } else if (std::string unknown = unknownOption(app, argc, argv); !unknown.empty()) {
            fail(evd::Code::BadUsage, {unknown}, kExitUsage);
        } else {
            fail(evd::Code::BadUsage, {error.what()}, kExitUsage);
        }
        std::cerr << "`evident --help` shows how it is used\n";
        return kExitUsage;
    }
    return exit;
}

}   // namespace

int main(int argc, char** argv) {
    evd::driver::StandardOutput output;
    try {
        // Specs and their runs may nest as deep as the language allows, whatever the shell gives as a stack.
        int exit = evd::driver::kExitInternal;
        evd::onDeepStack([&] { exit = run(argc, argv); });
        if (int error = output.close(); error != 0) {
            evd::driver::fail(evd::Code::CannotWrite, {"standard output", std::strerror(error)});
            exit = exit == evd::driver::kExitOk ? evd::driver::kExitFailure : exit;
        }
        return exit;
    } catch (const evd::InternalError& error) {
        std::cerr << "error[" << evd::codeName(evd::Code::Internal) << "]: internal error: " << error.what() << "\n"
                  << "This is a bug in evident, not in your spec. Please report it with the spec and this text:\n"
                  << "  evident " << evd::driver::version() << ":";
        for (int i = 1; i < argc; ++i) std::cerr << " " << argv[i];
        std::cerr << "\n";
    } catch (const std::exception& error) {
        std::cerr << "error[" << evd::codeName(evd::Code::Internal) << "]: internal error: " << error.what() << "\n"
                  << "This is a bug in evident. Please report it with the spec and the command line.\n";
    }
    return evd::driver::kExitInternal;
}
