#include "backend/emit/link.h"

#include <llvm/ADT/SmallString.h>
#include <llvm/Support/FileSystem.h>
#include <llvm/Support/MemoryBuffer.h>
#include <llvm/Support/Path.h>
#include <llvm/Support/Program.h>

namespace evd::backend {

namespace {

/// The compiler to link with: the wanted one, that of this build, or whatever the system calls `c++`.
std::string findCompiler(const std::string& wanted) {
    for (const std::string& name : {wanted, std::string(EVD_CXX_COMPILER), std::string("c++")}) {
        if (name.empty()) continue;
        if (auto path = llvm::sys::findProgramByName(name)) return *path;
    }
    return "";
}

/// Its own linker is the fastest where it is present.
std::string linkerOption() {
    for (const char* name : {"ld.lld-22", "ld.lld"})
        if (auto path = llvm::sys::findProgramByName(name)) return "--ld-path=" + *path;
    return "";
}

/// A path as an argument that no tool takes for an option (`-x`) or for a file with more arguments (`@x`).
std::string asArgument(const std::string& path) { return llvm::sys::path::is_absolute(path) ? path : "./" + path; }

}   // namespace

Status linkExecutable(const std::string& object, const BuildOptions& options) {
    auto failed = [](const std::string& why) { return Error{"EVD5006", "linking failed: " + why}; };
    std::string compiler = findCompiler(options.compiler);
    if (compiler.empty())
        return failed("no C++ compiler found (looked for " + std::string(EVD_CXX_COMPILER) + " and c++)");
    std::vector<std::string> args = {compiler,
                                     "-o",
                                     asArgument(options.output),
                                     asArgument(object),
                                     asArgument(options.runtimeDir + "/libevd_host.a"),
                                     asArgument(options.runtimeDir + "/libevd_runtime.a"),
                                     "-pthread"};
    std::string linker = linkerOption();
    if (!linker.empty() && compiler.find("clang") != std::string::npos) args.push_back(linker);
    if (std::string(EVD_SANITIZE_FLAGS) != "")
        args.push_back("-fsanitize=" EVD_SANITIZE_FLAGS);   // the runtime was built with them

    llvm::SmallString<128> log;
    if (auto problem = llvm::sys::fs::createTemporaryFile("evident-link", "log", log)) return failed(problem.message());
    std::vector<llvm::StringRef> refs(args.begin(), args.end());
    std::optional<llvm::StringRef> redirects[] = {std::nullopt, llvm::StringRef(log), llvm::StringRef(log)};
    std::string problem;
    int status = llvm::sys::ExecuteAndWait(compiler, refs, std::nullopt, redirects, 0, 0, &problem);
    if (status != 0) {
        if (auto text = llvm::MemoryBuffer::getFile(log)) problem += (*text)->getBuffer().str();
        llvm::sys::fs::remove(log);
        return failed(problem);
    }
    llvm::sys::fs::remove(log);
    return Done{};
}

}   // namespace evd::backend
