#include "runtime/host/node_main.h"

#include "runtime/evident.h"
#include "runtime/host/client.h"
#include "runtime/host/node.h"
#include "runtime/host/notation.h"

#include <charconv>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <iostream>
#include <memory>
#include <thread>

namespace evd::runtime {

namespace {

constexpr int kDone = 0, kMissed = 1, kWrong = 2;

struct Options {
    std::string at, client, with, system;
    bool verbose = false, help = false;
    uint64_t expect = 0;
    double timeout = 0;   // seconds; 0: none
    std::string error;
};

void printUsage(std::FILE* out, const char* program) {
    std::fprintf(
        out,
        "usage: %s --at LOCATION --with FILE [--system NAME] [--verbose]\n"
        "       %s --client LOCATION --with FILE [--expect N] [--timeout SECONDS] [--verbose]\n\n"
        "  --at        run this location of the deployment\n"
        "  --client    type messages as this outside location: `n1 propose(0, \"A\")`, or `* propose(…)` to all;\n"
        "              every message that comes back is printed as `n1 -> notify(0, \"A\")`\n"
        "  --with      deployment file (TOML): [locations], [params]\n"
        "  --system    which system, if the spec has several\n"
        "  --expect    end with success after so many messages came back\n"
        "  --timeout   end after so many seconds, without success if --expect was not met\n"
        "              without either, a client ends a second after the last line and the last answer\n"
        "  --verbose   report connections; print emitted messages\n",
        program, program);
}

Options readOptions(int argc, char** argv) {
    Options options;
    auto fail = [&options](const std::string& text) {
        if (options.error.empty()) options.error = text;
    };
    for (int i = 1; i < argc; ++i) {
        std::string name = argv[i], value;
        if (name == "--verbose") {
            options.verbose = true;
            continue;
        }
        if (name == "--help" || name == "-h") {
            options.help = true;
            continue;
        }
        size_t equals = name.find('=');
        if (equals != std::string::npos) {
            value = name.substr(equals + 1);
            name = name.substr(0, equals);
        } else if (i + 1 < argc) {
            value = argv[++i];
        } else {
            fail("`" + name + "` is not known, or needs a value");
            continue;
        }
        if (name == "--at") options.at = value;
        else if (name == "--client") options.client = value;
        else if (name == "--with") options.with = value;
        else if (name == "--system") options.system = value;
        else if (name == "--expect") {
            auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), options.expect);
            if (error != std::errc() || end != value.data() + value.size()) fail("`--expect` needs a number");
        } else if (name == "--timeout") {
            char* end = nullptr;
            options.timeout = std::strtod(value.c_str(), &end);
            if (value.empty() || *end != '\0' || !(options.timeout > 0 && options.timeout < 1e9))
                fail("`--timeout` needs a number of seconds");
        } else {
            fail("the option `" + name + "` is not known");
        }
    }
    if (options.at.empty() == options.client.empty()) fail("give one of --at and --client");
    if (options.with.empty()) fail("give a deployment file: --with FILE");
    return options;
}

using Process = std::unique_ptr<evd_rt, void (*)(evd_rt*)>;

Process makeProcess(const evd_module& module, const Deployment& deployment, const std::string& self,
                    const std::string& program) {
    std::vector<const char*> names;
    for (const std::string& name : deployment.locations) names.push_back(name.c_str());
    std::vector<evident_bytes> params;
    for (const std::string& param : deployment.params) params.push_back({param.data(), param.size()});
    evident_deployment description{sizeof description,
                                   deployment.system.empty() ? nullptr : deployment.system.c_str(),
                                   names.data(),
                                   names.size(),
                                   self.c_str(),
                                   params.data(),
                                   params.size(),
                                   nullptr,
                                   0};
    evident_error error;
    Process process(evident_create(&module, &description, &error), evident_destroy);
    if (process == nullptr) logLine(program, std::string("error ") + error.code + ": " + error.text);
    return process;
}

int runNode(asio::io_context& io, evd_rt& rt, const Deployment& deployment, const Options& options) {
    if (!evident_is_member(&rt, rt.self)) {
        logLine(options.at, "error EVD6010: the system runs nothing at this location; is it a client? (--client)");
        return kWrong;
    }
    if (deployment.addresses[rt.self].port == 0) {
        logLine(options.at, "error EVD6008: this location has no address in " + deployment.file);
        return kWrong;
    }
    Node node(io, rt, deployment, options.verbose);
    if (std::string error = node.start(); !error.empty()) {
        const Address& address = deployment.addresses[rt.self];
        logLine(options.at, "cannot listen on " + address.host + ":" + std::to_string(address.port) + ": " + error);
        return kMissed;
    }
    io.run();
    node.stop();
    return kDone;
}

/// Reads standard input on a thread of its own, since a file or a terminal may be neither polled nor waited for
/// together with sockets.
void readLines(asio::io_context& io, Client& client, bool endsWithInput) {
    std::thread([&io, &client, endsWithInput] {
        for (std::string line; std::getline(std::cin, line);) asio::post(io, [&client, line] { client.onLine(line); });
        if (endsWithInput) asio::post(io, [&client] { client.onEnd(); });
    }).detach();
}

int runClient(asio::io_context& io, evd_rt& rt, const Deployment& deployment, const Options& options) {
    if (evident_is_member(&rt, rt.self)) {
        logLine(options.client, "error EVD6010: the system itself runs at this location; run it with --at");
        return kWrong;
    }
    Client client(io, rt, deployment, options.expect, options.verbose);
    client.start();
    asio::steady_timer limit(io);
    if (options.timeout > 0) {
        limit.expires_after(
            std::chrono::duration_cast<asio::steady_timer::duration>(std::chrono::duration<double>(options.timeout)));
        limit.async_wait([&io](const asio::error_code& error) {
            if (!error) io.stop();
        });
    }
    readLines(io, client, options.expect == 0 && options.timeout == 0);
    io.run();
    int code = kDone;
    auto miss = [&](const std::string& text) {
        logLine(options.client, text);
        code = kMissed;
    };
    auto several = [](uint64_t n, const std::string& thing) {
        return std::to_string(n) + " " + thing + (n == 1 ? "" : "s");
    };
    if (options.expect > 0 && !client.done())
        miss(std::to_string(client.received()) + " of " + std::to_string(options.expect) + " expected messages came");
    if (client.refused() > 0) miss(several(client.refused(), "line") + " could not be sent");
    // With --expect, what came is what counts: a majority may have answered.
    if (options.expect == 0 && client.unsent() > 0)
        miss(several(client.unsent(), "message") + " did not reach a location");
    std::fflush(nullptr);
    std::_Exit(code);   // the reading thread may be in the middle of a line; there is nothing to save
}

}   // namespace

}   // namespace evd::runtime

using namespace evd::runtime;

int evd_node_main(const evd_module* module, int argc, char** argv) {
    const std::string program = argc > 0 ? argv[0] : module->name;
    Options options = readOptions(argc, argv);
    if (options.help) {
        printUsage(stdout, program.c_str());
        return kDone;
    }
    if (!options.error.empty()) {
        logLine(program, "error EVD6010: " + options.error);
        std::fputs("\n", stderr);
        printUsage(stderr, program.c_str());
        return kWrong;
    }
    Deployment deployment = readDeployment(*module, options.with);
    std::fputs(deployment.problemText().c_str(), stderr);
    if (!deployment.good()) return kWrong;
    if (!options.system.empty()) deployment.system = options.system;
    Process process = makeProcess(*module, deployment, options.at.empty() ? options.client : options.at, program);
    if (process == nullptr) return kWrong;
    std::signal(SIGPIPE, SIG_IGN);
    asio::io_context io(1);
    asio::signal_set signals(io, SIGINT, SIGTERM);
    signals.async_wait([&io](const asio::error_code& error, int) {
        if (!error) io.stop();
    });
    return options.at.empty() ? runClient(io, *process, deployment, options)
                              : runNode(io, *process, deployment, options);
}
