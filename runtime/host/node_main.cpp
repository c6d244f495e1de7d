#include "runtime/host/node_main.h"

#include "runtime/evident.h"
#include "runtime/host/client.h"
#include "runtime/host/node.h"
#include "runtime/host/notation.h"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <iostream>
#include <memory>
#include <thread>
#include <unistd.h>

namespace evd::runtime {

namespace {

constexpr int kDone = 0, kMissed = 1, kWrong = 2;

struct Options {
    std::string at, client, with, system;
    bool verbose = false, help = false, isVolatile = false;
    uint64_t expect = 0;
    double timeout = 0;   // seconds; 0: none
    std::string error;
};

void printUsage(std::FILE* out, const char* program) {
    std::fprintf(
        out,
        "usage: %s --at LOCATION --with FILE [--system NAME] [--volatile] [--verbose]\n"
        "       %s --client LOCATION --with FILE [--expect N] [--timeout SECONDS] [--verbose]\n\n"
        "  --at        run this location of the deployment\n"
        "  --client    type messages as this outside location: `n1 propose(0, \"A\")`, or `* propose(…)` to all;\n"
        "              every message that comes back is printed as `n1 -> notify(0, \"A\")`\n"
        "  --with      deployment file (TOML): [locations], [params]\n"
        "  --system    which system, if the spec has several\n"
        "  --expect    end with success after so many messages came back\n"
        "  --timeout   end after so many seconds, without success if --expect was not met\n"
        "              without either, a client ends a second after the last line and the last answer\n"
        "  --volatile  start although durable variables are kept in memory only, and are lost when the node ends\n"
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
        if (name == "--volatile") {
            options.isVolatile = true;
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

/// The lowest free number is taken when something is opened: what is closed must not become a connection that output is
/// written to. Writing to one that only reads fails, as it should.
void keepStandardDescriptors() {
    for (int descriptor : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO})
        if (::fcntl(descriptor, F_GETFD) == -1 && errno == EBADF)
            (void)!::open("/dev/null", descriptor == STDERR_FILENO ? O_WRONLY : O_RDONLY);
}

/// Whether everything that was printed has arrived; says so if not.
bool outputArrived(const std::string& who) {
    errno = 0;
    bool flushed = std::fflush(stdout) == 0;
    if (flushed && std::ferror(stdout) == 0) return true;
    logLine(who, std::string("error EVD6002: cannot write standard output") +
                     (errno != 0 ? std::string(": ") + std::strerror(errno) : ""));
    return false;
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

/// The durable variables of what a system runs, as `P.x, Q.y`; empty if there are none.
std::string durableVariables(const evd_rt& rt) {
    std::vector<uint32_t> automata;
    for (uint32_t i = 0; i < rt.system->placement_count; ++i) automata.push_back(rt.system->placements[i].automaton);
    std::string out;
    for (size_t next = 0; next < automata.size(); ++next) {
        const evd_automaton& automaton = rt.module.automata[automata[next]];
        if (std::find(automata.begin(), automata.begin() + static_cast<long>(next), automata[next]) !=
            automata.begin() + static_cast<long>(next))
            continue;
        for (uint32_t v = 0; v < automaton.var_count; ++v)
            if (automaton.durable[v])
                out += (out.empty() ? "" : ", ") + std::string(automaton.name) + "." + automaton.vars[v].name;
        for (uint32_t t = 0; t < automaton.table_count; ++t) automata.push_back(automaton.tables[t].child);
    }
    return out;
}

int runNode(asio::io_context& io, evd_rt& rt, const Deployment& deployment, const Options& options) {
    if (!evident_is_member(&rt, rt.self)) {
        logLine(options.at, "error EVD6010: the system runs nothing at this location; is it a client? (--client)");
        return kWrong;
    }
    if (std::string durable = durableVariables(rt); !durable.empty() && !options.isVolatile) {
        logLine(options.at, "error EVD6018: the spec has durable variables (" + durable +
                                "), and nodes do not store them yet: they would be lost when the node ends; --volatile "
                                "starts it all the same");
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
    return outputArrived(options.at) ? kDone : kMissed;
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
    if (!outputArrived(options.client)) code = kMissed;
    std::fflush(nullptr);
    std::_Exit(code);   // the reading thread may be in the middle of a line; there is nothing to save
}

}   // namespace

}   // namespace evd::runtime

using namespace evd::runtime;

int evd_node_main(const evd_module* module, int argc, char** argv) {
    const std::string program = argc > 0 ? argv[0] : module->name;
    Options options = readOptions(argc, argv);
    std::signal(SIGPIPE, SIG_IGN);
    keepStandardDescriptors();
    if (options.help) {
        printUsage(stdout, program.c_str());
        return outputArrived(program) ? kDone : kMissed;
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
    asio::io_context io(1);
    asio::signal_set signals(io, SIGINT, SIGTERM);
    signals.async_wait([&io](const asio::error_code& error, int) {
        if (!error) io.stop();
    });
    return options.at.empty() ? runClient(io, *process, deployment, options)
                              : runNode(io, *process, deployment, options);
}
