// What several subcommands need: colours, files, and reports without a place.

#include "base/read_file.h"
#include "driver/commands.h"
#include "driver/render_text.h"

#include <cerrno>
#include <charconv>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <unistd.h>

namespace evd::driver {

namespace {
std::string colourMode = "auto";
}   // namespace

void setColour(const std::string& mode) { colourMode = mode; }

bool coloured(int fileDescriptor) {
    if (colourMode != "auto") return colourMode == "always";
    const char* no = std::getenv("NO_COLOR");
    return (!no || !*no) && isatty(fileDescriptor) == 1;
}

void printDiagnostics(const Diagnostics& diagnostics, const SourceSet& sources) {
    std::cout.flush();   // what was said before stands before
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
    session.setText("<stdin>", readAll(std::cin));
    return "<stdin>";
}

bool oneStandardInput(const std::string& spec, const std::string& deployment) {
    if (spec != "-" || deployment != "-") return true;
    fail(Code::BadUsage, {"the spec and the deployment cannot both be standard input"});
    return false;
}

bool mayWrite(const std::string& path, const SourceSet& sources) {
    std::error_code error;
    for (FileId id = 0; id < sources.size(); ++id)
        if (std::filesystem::equivalent(path, sources.file(id).path(), error)) {
            fail(Code::WouldOverwrite, {path, "this command reads it; name another file to write"});
            return false;
        }
    return true;
}

bool writeFile(const std::string& path, const std::string& text) {
    if (path == "-") {
        std::cout << text;
        return true;   // whether it arrives is looked at when the command ends
    }
    errno = 0;
    std::ofstream out(path, std::ios::binary);
    out << text;
    out.close();
    if (out) return true;
    fail(Code::CannotWrite, {path, std::strerror(errno == 0 ? EIO : errno)});
    return false;
}

CLI::Validator wholeNumber(uint64_t least, uint64_t most) {
    auto check = [least, most](const std::string& text) -> std::string {
        uint64_t number = 0;
        auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
        bool good = error == std::errc() && end == text.data() + text.size() && number >= least && number <= most;
        return good ? "" : fmt::format("a whole number from {} to {} is needed; found {}", least, most, text);
    };
    return CLI::Validator(check, "");
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

}   // namespace evd::driver
