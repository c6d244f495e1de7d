// What several subcommands need: colours, files, and reports without a place.

#include "driver/commands.h"
#include "driver/render_text.h"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <iostream>
#include <iterator>
#include <unistd.h>

namespace evd::driver {

namespace {
std::string colourMode = "auto";
} // namespace

void setColour(const std::string& mode) { colourMode = mode; }

bool coloured(int fileDescriptor) {
    if (colourMode != "auto") return colourMode == "always";
    const char* no = std::getenv("NO_COLOR");
    return (!no || !*no) && isatty(fileDescriptor) == 1;
}

void printDiagnostics(const Diagnostics& diagnostics, const SourceSet& sources) {
    std::cerr << renderText(diagnostics, sources, coloured(STDERR_FILENO));
}

int fail(Code code, const std::vector<std::string>& args, int exit) {
    Diagnostics one;
    one.add(code, kNowhere, args);
    printDiagnostics(one, {});
    return exit;
}

std::string sessionPath(const std::string& argument, Session& session) {
    if (argument != "-") return argument;
    session.setText("<stdin>", std::string(std::istreambuf_iterator<char>(std::cin), {}));
    return "<stdin>";
}

bool writeFile(const std::string& path, const std::string& text) {
    if (path == "-") {
        std::cout << text;
        return true;
    }
    std::ofstream out(path, std::ios::binary);
    out << text;
    out.close();
    if (out) return true;
    fail(Code::CannotWrite, {path, std::strerror(errno)});
    return false;
}

bool readTypeArgs(const std::vector<std::string>& arguments, std::map<std::string, std::string>& out) {
    for (const std::string& argument : arguments) {
        size_t equals = argument.find('=');
        if (equals == std::string::npos || equals == 0 || equals + 1 == argument.size()) {
            fail(Code::BadUsage, {"--type takes name=type, such as --type Cmd=Int; found " + argument});
            return false;
        }
        out[argument.substr(0, equals)] = argument.substr(equals + 1);
    }
    return true;
}

const char* version() { return EVD_VERSION; }

} // namespace evd::driver
