// The entry point of the shared library `evident-backend`.

#include "backend/backend.h"
#include "backend/emit/artifacts.h"
#include "backend/jit/jit.h"

namespace {

const evd::backend::Api kApi = {&evd::backend::buildArtifact, &evd::backend::llvmText, &evd::backend::compileInProcess};

}   // namespace

extern "C" __attribute__((visibility("default"))) const evd::backend::Api* evdBackendApi() { return &kApi; }
