#pragma once
// The subcommands of `evident`; each stands in a file of its own.

#include "base/diagnostics.h"
#include "driver/session.h"

#include <CLI/CLI.hpp>
#include <string>

namespace evd::driver {

/// Exit codes: 0 done; 1 the spec or the run is wrong; 2 wrong usage; 70 a bug of ours.
inline constexpr int kExitOk = 0, kExitFailure = 1, kExitUsage = 2, kExitInternal = 70;

/// Adds one subcommand; its callback sets `exit`.
void addCheck(CLI::App& app, int& exit);
void addFmt(CLI::App& app, int& exit);
void addExplain(CLI::App& app, int& exit);
void addRun(CLI::App& app, int& exit);
void addExplore(CLI::App& app, int& exit);
void addExport(CLI::App& app, int& exit);
void addTest(CLI::App& app, int& exit);
void addBuild(CLI::App& app, int& exit);
void addDeploy(CLI::App& app, int& exit);
void addDump(CLI::App& app, int& exit);
void addLsp(CLI::App& app, int& exit);
void addVersion(CLI::App& app, int& exit);

/// Whether to colour what goes to standard output or error: a terminal, and NO_COLOR is not set; or as `--color` says.
bool coloured(int fileDescriptor);
/// `--color always|never|auto`.
void setColour(const std::string& mode);

/// Writes diagnostics to standard error as text.
void printDiagnostics(const Diagnostics& diagnostics, const SourceSet& sources);
/// Reports one problem that has no place in a text, and returns the exit code for it.
int fail(Code code, const std::vector<std::string>& args, int exit = kExitFailure);

/// The path a session knows a command-line argument by; `-` puts standard input into the session.
std::string sessionPath(const std::string& argument, Session& session);
/// False, and EVD6010, if spec and deployment both are `-`: there is only one standard input.
bool oneStandardInput(const std::string& spec, const std::string& deployment);
/// Whether `path` may be written by a command that reads the files of `sources`; else reports EVD6012.
bool mayWrite(const std::string& path, const SourceSet& sources);
/// Writes a file, or reports EVD6002. `-` is standard output.
bool writeFile(const std::string& path, const std::string& text);
/// Accepts whole numbers between `least` and `most`, for options.
CLI::Validator wholeNumber(uint64_t least, uint64_t most);
/// Reads `Cmd=Int` arguments; false, and EVD6010, if one has another form.
bool readTypeArgs(const std::vector<std::string>& arguments, std::map<std::string, std::string>& out);

/// The version of this build.
const char* version();

}   // namespace evd::driver
