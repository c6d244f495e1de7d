#pragma once
// What the back end offers: code for a spec as files, as text, or in this process. No LLVM types here: the driver loads
// the library `evident-backend` when it needs code, and asks evdBackendApi().

#include "base/result.h"
#include "ir/core/module.h"

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

struct evd_module;

namespace evd::backend {

/// A place in a source file for debug info and fault messages; line and column count from 1.
struct Place {
    std::string file;
    uint32_t line = 0;
    uint32_t column = 0;
};

/// How code is made.
struct CodeOptions {
    std::function<std::optional<Place>(Span)>
        locate;           ///< where a span is; without it, faults have no place and there is no debug info
    std::string system;   ///< only this system; empty: all
    std::map<std::string, std::string> typeParams;   ///< each `param type` of the spec, and the type that it stands for
    int optLevel = 2;                                ///< 0 … 2
    bool debug = true;                               ///< DWARF line tables on the lines of the spec
};

enum class Artifact { Executable, Library, Object, LlvmIr, Assembly };

struct BuildOptions {
    CodeOptions code;
    Artifact artifact = Artifact::Executable;
    std::string output;       ///< path of the file to write; headers of a library go beside it
    std::string runtimeDir;   ///< where libevd_runtime.a and libevd_host.a are
    std::string includeDir;   ///< where evident.h and evident.hpp are, for libraries
    std::string compiler;     ///< the C++ compiler that links executables; empty: the one of this build, or `c++`
};

/// Code in this process.
class Jitted {
public:
    virtual ~Jitted() = default;
    /// The descriptor to make processes from (runtime/evident.h); valid as long as this object.
    virtual const evd_module* module() const = 0;
};

/// Everything the library offers. All functions are free of global state.
struct Api {
    /// Writes the artifact. Errors: EVD5006 linking failed, EVD5007 code outside the subset, EVD6002 a file cannot be
    /// written.
    Status (*build)(const ir::Module& module, const BuildOptions& options);
    /// LLVM IR as text, optimised as asked.
    Result<std::string> (*emitLlvm)(const ir::Module& module, const CodeOptions& options);
    /// Compiles into this process.
    Result<std::unique_ptr<Jitted>> (*jit)(const ir::Module& module, const CodeOptions& options);
};

/// Name under which the shared library exports the function that returns its Api.
inline constexpr const char* kApiSymbol = "evdBackendApi";
using ApiFunction = const Api* (*)();

}   // namespace evd::backend
