#include "backend/emit/artifacts.h"

#include "backend/emit/archive.h"
#include "backend/emit/headers.h"
#include "backend/emit/link.h"
#include "backend/llvm/generate.h"
#include "backend/llvm/optimize.h"
#include "base/check.h"

#include <llvm/Support/FileSystem.h>
#include <llvm/Support/Path.h>
#include <llvm/Support/raw_ostream.h>

namespace evd::backend {

namespace {

std::string textOf(const llvm::Module& module) {
    std::string text;
    llvm::raw_string_ostream stream(text);
    module.print(stream, nullptr);
    return text;
}

Status writeTo(llvm::raw_fd_ostream& out, const std::string& path, const std::string& bytes) {
    out << bytes;
    out.close();
    std::error_code problem = out.error();
    out.clear_error();
    if (problem) return Error{"EVD6002", "cannot write " + path + ": " + problem.message()};
    return Done{};
}

Status write(const std::string& path, const std::string& bytes) {
    std::error_code problem;
    llvm::raw_fd_ostream out(path, problem, llvm::sys::fs::OF_None);
    if (problem) return Error{"EVD6002", "cannot write " + path + ": " + problem.message()};
    return writeTo(out, path, bytes);
}

/// Links by way of an object file of its own, so that none of the user's is overwritten.
Status linked(const BuildOptions& options, const std::string& bytes) {
    llvm::SmallString<128> object;
    int file = -1;
    if (std::error_code problem = llvm::sys::fs::createTemporaryFile("evident", "o", file, object))
        return Error{"EVD6002", "cannot write a temporary file: " + problem.message()};
    llvm::raw_fd_ostream out(file, true);
    Status done = writeTo(out, std::string(object), bytes);
    if (done) done = linkExecutable(std::string(object), options);
    llvm::sys::fs::remove(object);
    return done;
}

/// `libX.a`, and beside it `X.h`, `X.hpp` and the two headers they include.
Status library(const ir::Module& module, const BuildOptions& options, const std::string& object) {
    Status done = writeLibrary(options.output, module.name + ".o", object, options.runtimeDir + "/libevd_runtime.a");
    if (!done) return done;
    llvm::StringRef stem = llvm::sys::path::stem(options.output);
    stem.consume_front("lib");
    // It stands in a comment, which a strange name must not end or continue.
    std::string file(llvm::sys::path::filename(options.output));
    for (char& c : file)
        if (c == '\\' || static_cast<unsigned char>(c) < ' ' || c == '\x7f') c = '?';
    auto beside = [&](const llvm::Twine& name) {
        llvm::SmallString<256> path(llvm::sys::path::parent_path(options.output));
        llvm::sys::path::append(path, name);
        return std::string(path);
    };
    if (done = write(beside(stem + ".h"), cHeader(module, options.code.system, file)); !done) return done;
    if (done = write(beside(stem + ".hpp"), cppHeader(module, options.code.system, file)); !done) return done;
    for (const char* header : {"evident.h", "evident.hpp"})
        if (std::error_code problem = llvm::sys::fs::copy_file(options.includeDir + "/" + header, beside(header)))
            return Error{"EVD6002", "cannot copy " + options.includeDir + "/" + header + ": " + problem.message()};
    return done;
}

}   // namespace

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
    case Artifact::Library: return library(module, options, *bytes);
    case Artifact::Executable: return linked(options, *bytes);
    case Artifact::Object:
    case Artifact::LlvmIr:
    case Artifact::Assembly: return write(options.output, *bytes);
    }
    EVD_CHECK(false, "every kind is listed");
}

Result<std::string> llvmText(const ir::Module& module, const CodeOptions& options) {
    auto target = makeTarget(options.optLevel);
    if (!target) return target.error();
    llvm::LLVMContext context;
    auto code = generate(context, module, options, **target, false);
    if (!code) return code.error();
    return textOf(**code);
}

}   // namespace evd::backend
