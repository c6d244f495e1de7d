#pragma once
// Where the installed parts of Evident are: standard library, documentation pages, code generator, run-time libraries.

#include <string>

namespace evd::driver {

/// Folders found beside the executable (`bin/evident`), or else in the tree it was built from.
struct InstallPaths {
    std::string executableDir;   ///< folder of the running program
    std::string stdlib;          ///< `../share/evident/stdlib`, or the source tree's
    std::string diagnostics;     ///< `../share/evident/diagnostics`, or the source tree's docs/diagnostics
    std::string backend;         ///< the code generator's module; empty if it was not found
    std::string libraries;       ///< folder of libevd_runtime.a and libevd_host.a; empty if not found
    std::string includes;   ///< folder of evident.h and evident.hpp: `../share/evident/include`, or the source tree's
    std::string searched;   ///< where the code generator was searched, for the message that it is missing
};

/// Looks around once. EVIDENT_LIB_DIR, if set, comes first for `backend` and `libraries`, and EVIDENT_STDLIB for
/// `stdlib`.
const InstallPaths& installPaths();

}   // namespace evd::driver
