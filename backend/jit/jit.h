#pragma once
// Code of a spec in this process, for tests and the simulator.

#include "backend/backend.h"

namespace evd::backend {

/// Compiles a spec; the operations it calls are those of the runtime linked into this process.
Result<std::unique_ptr<Jitted>> compileInProcess(const ir::Module& module, const CodeOptions& options);

}   // namespace evd::backend
