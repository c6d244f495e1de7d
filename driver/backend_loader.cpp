#include "driver/backend_loader.h"

#include "base/diagnostics.h"
#include "driver/paths.h"

#include <dlfcn.h>

namespace evd::driver {

namespace {

Error missing(const std::string& why) {
    Diagnostics one;
    return {codeName(Code::BackendMissing), one.report(Code::BackendMissing, {}, why).message};
}

Result<const backend::Api*> load() {
    const InstallPaths& paths = installPaths();
    if (paths.backend.empty())
        return missing("there is no evident-backend.so in " + paths.searched + "; EVIDENT_LIB_DIR may name its folder");
    void* library = dlopen(paths.backend.c_str(), RTLD_NOW | RTLD_LOCAL);
    if (!library) return missing(dlerror());
    auto api = reinterpret_cast<backend::ApiFunction>(dlsym(library, backend::kApiSymbol));
    if (!api) return missing(paths.backend + " is not a code generator of this version");
    return api();
}

}   // namespace

Result<const backend::Api*> loadBackend() {
    static const Result<const backend::Api*> kLoaded = load();
    return kLoaded;
}

}   // namespace evd::driver
