#pragma once
// Executables: the object of a spec, the host and the runtime, joined by the system's C++ compiler.

#include "backend/backend.h"

namespace evd::backend {

/// Links `object` into options.output. Errors: EVD5006 with what the linker said.
Status linkExecutable(const std::string& object, const BuildOptions& options);

}   // namespace evd::backend
