#pragma once
// Objects, executables and libraries as files.

#include "backend/backend.h"

namespace evd::backend {

/// See Api::build.
Status buildArtifact(const ir::Module& module, const BuildOptions& options);
/// See Api::emitLlvm.
Result<std::string> llvmText(const ir::Module& module, const CodeOptions& options);

}   // namespace evd::backend
