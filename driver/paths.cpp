#include "driver/paths.h"

#include <cstdlib>
#include <filesystem>
#include <vector>

namespace evd::driver {

namespace {

namespace fs = std::filesystem;

fs::path executableDir() {
    std::error_code error;
    fs::path self = fs::read_symlink("/proc/self/exe", error);
    return error ? fs::current_path(error) : self.parent_path();
}

std::string firstWith(const std::vector<fs::path>& folders, const std::string& file) {
    std::error_code error;
    for (const fs::path& folder : folders)
        if (!folder.empty() && fs::exists(folder / file, error)) return folder.lexically_normal().string();
    return "";
}

InstallPaths find() {
    InstallPaths out;
    fs::path here = executableDir();
    out.executableDir = here.string();
    std::error_code error;

    const char* stdlib = std::getenv("EVIDENT_STDLIB");
    fs::path share = here / ".." / "share" / "evident";
    if (stdlib && *stdlib) out.stdlib = stdlib;
    else if (fs::exists(share / "stdlib", error)) out.stdlib = (share / "stdlib").lexically_normal().string();
    else out.stdlib = EVD_SOURCE_STDLIB;

    if (fs::exists(share / "diagnostics", error)) out.diagnostics = (share / "diagnostics").lexically_normal().string();
    else out.diagnostics = EVD_SOURCE_DIAGNOSTICS;

    if (fs::exists(share / "include", error)) out.includes = (share / "include").lexically_normal().string();
    else out.includes = EVD_SOURCE_INCLUDE;

    std::vector<fs::path> folders;
    if (const char* given = std::getenv("EVIDENT_LIB_DIR"); given && *given) folders.push_back(given);
    // Installed, or in a build folder where each part stands in its own folder.
    for (const char* relative : {".", "../lib/evident", "../lib", "../backend", "../runtime"})
        folders.push_back(here / relative);
    for (const fs::path& folder : folders)
        out.searched += (out.searched.empty() ? "" : ", ") + folder.lexically_normal().string();
    for (const char* name : {"evident-backend.so", "libevident-backend.so"}) {
        std::string folder = firstWith(folders, name);
        if (folder.empty()) continue;
        out.backend = (fs::path(folder) / name).string();
        break;
    }
    out.libraries = firstWith(folders, "libevd_runtime.a");
    return out;
}

}   // namespace

const InstallPaths& installPaths() {
    static const InstallPaths kPaths = find();
    return kPaths;
}

}   // namespace evd::driver
