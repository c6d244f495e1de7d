#include "backend/emit/artifacts.h"

#include "backend/emit/archive.h"
#include "backend/emit/link.h"
#include "backend/llvm/generate.h"
#include "backend/llvm/optimize.h"

#include <llvm/Support/FileSystem.h>
#include <llvm/Support/raw_ostream.h>

namespace evd::backend {

namespace {

std::string textOf(const llvm::Module& module) {
    std::string text;
    llvm::raw_string_ostream stream(text);
    module.print(stream, nullptr);
    return text;
}

Status write(const std::string& path, const std::string& bytes) {
    std::error_code problem;
    llvm::raw_fd_ostream out(path, problem, llvm::sys::fs::OF_None);
    if (!problem) {
        out << bytes;
        out.close();
        problem = out.error();
        out.clear_error();
    }
    if (problem) return Error{"EVD6002", "cannot write " + path + ": " + problem.message()};
    return Done{};
}

} // namespace

Status buildArtifact(const ir::Module& module, const BuildOptions& options) {
    auto target = makeTarget(options.code.optLevel);
    if (!target) return target.error();
    llvm::LLVMContext context;
    bool executable = options.artifact == Artifact::Executable;
    auto code = generate(context, module, options.code, **target, executable);
    if (!code) return code.error();
    if (options.artifact == Artifact::LlvmIr) return write(options.output, textOf(**code));
    auto bytes = compile(**code, **target, options.artifact == Artifact::Assembly);
    if (!bytes) return bytes.error();
    switch (options.artifact) {
    case Artifact::Library: return writeLibrary(options.output, module.name + ".o", *bytes, options.runtimeDir + "/libevd_runtime.a");
    case Artifact::Executable: {
        std::string object = options.output + ".o";
        if (Status written = write(object, *bytes); !written) return written;
        Status linked = linkExecutable(object, options);
        llvm::sys::fs::remove(object);
        return linked;
    }
    default: return write(options.output, *bytes);
    }
}

Result<std::string> llvmText(const ir::Module& module, const CodeOptions& options) {
    auto target = makeTarget(options.optLevel);
    if (!target) return target.error();
    llvm::LLVMContext context;
    auto code = generate(context, module, options, **target, false);
    if (!code) return code.error();
    return textOf(**code);
}

} // namespace evd::backend
