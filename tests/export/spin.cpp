#include "tests/export/spin.h"

#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <regex>
#include <unistd.h>

namespace evd::exporting {

namespace {

namespace fs = std::filesystem;

/// A folder that goes when it is not needed any more.
struct Folder {
    Folder() {
        std::string pattern = (fs::temp_directory_path() / "evident-spin-XXXXXX").string();
        path = mkdtemp(pattern.data());
    }
    ~Folder() {
        std::error_code ignored;
        fs::remove_all(path, ignored);
    }
    Folder(const Folder&) = delete;
    fs::path path;
};

/// The output of a shell command, and whether it ended well.
std::pair<std::string, bool> shell(const std::string& command) {
    FILE* pipe = popen((command + " 2>&1").c_str(), "r");
    if (pipe == nullptr) return {"the shell cannot be started", false};
    std::string out;
    std::array<char, 4096> part;
    for (size_t count; (count = fread(part.data(), 1, part.size(), pipe)) > 0;) out.append(part.data(), count);
    return {out, pclose(pipe) == 0};
}

uint64_t numberBefore(const std::string& text, const std::string& words) {
    std::smatch found;
    return std::regex_search(text, found, std::regex("(\\d+) " + words)) ? std::stoull(found[1]) : 0;
}

}   // namespace

std::optional<SpinResult> spin(const std::string& model, std::string& words, bool error) {
    const Folder folder;
    std::ofstream(folder.path / "model.pml") << model;
    const std::string in = "cd '" + folder.path.string() + "' && ";
    for (const char* command :
         {"timeout 60 spin -o2 -a model.pml", "timeout 120 cc -O0 -w -DSAFETY -DNOREDUCE -o pan pan.c"}) {
        const auto [said, well] = shell(in + command);
        if (well && said.find("Error") == std::string::npos) continue;
        words = std::string(command) + ":\n" + said;
        return std::nullopt;
    }
    auto [said, well] = shell(in + "timeout 120 ./pan -n -m1000000 " + (error ? "-c1" : "-c0"));
    SpinResult out;
    out.states = numberBefore(said, "states, stored");
    out.transitions = numberBefore(said, "transitions");
    std::smatch found;
    const bool told = std::regex_search(said, found, std::regex("errors: (\\d+)"));
    if (told) out.errors = std::stoull(found[1]);
    const bool whole = said.find("max search depth too small") == std::string::npos;
    if (!well || !told || !whole || out.states == 0) {
        words = "pan:\n" + said;
        return std::nullopt;
    }
    if (error) said += shell(in + "timeout 60 ./pan -r -n").first;
    out.said = std::move(said);
    return out;
}

}   // namespace evd::exporting
