// `evident lsp`: the language server over standard input and output.

#include "driver/commands.h"
#include "driver/paths.h"
#include "lsp/server/server.h"

#include <chrono>
#include <fmt/chrono.h>
#include <iostream>
#include <mutex>
#include <unistd.h>

namespace evd::driver {

namespace {

struct LspOptions {
    bool stdio = true;
    int64_t clientProcess = 0;
    std::string log;
};

int serve(const LspOptions& options) {
    lsp::ServerOptions server;
    server.stdlib = installPaths().stdlib;
    server.documentation = installPaths().diagnostics;
    server.version = version();
    server.parentProcess = options.clientProcess;
    // Standard output is the protocol: whatever a stray print writes there must go elsewhere.
    int output = ::dup(STDOUT_FILENO);
    ::dup2(STDERR_FILENO, STDOUT_FILENO);
    FILE* log = options.log.empty() ? stderr : std::fopen(options.log.c_str(), "ae");
    if (log == nullptr) return fail(Code::CannotWrite, {options.log, "the log cannot be opened"});
    std::mutex mutex;
    server.log = [&](const std::string& text) {
        std::lock_guard lock(mutex);
        fmt::print(log, "{:%H:%M:%S} {}\n", std::chrono::system_clock::now(), text);
        std::fflush(log);
    };
    int exit = lsp::serve(STDIN_FILENO, output, std::move(server));
    if (log != stderr) std::fclose(log);
    return exit;
}

}   // namespace

void addLsp(CLI::App& app, int& exit) {
    auto options = std::make_shared<LspOptions>();
    CLI::App* command = app.add_subcommand("lsp", "the language server, for editors");
    command->add_flag("--stdio", options->stdio, "over standard input and output (the only way)");
    command->add_option("--clientProcessId", options->clientProcess, "end when this process ends");
    command->add_option("--log", options->log, "file to write the log to (default: standard error)");
    command->allow_extras();   // editors add options of their own
    command->callback([options, &exit] { exit = serve(*options); });
}

}   // namespace evd::driver
