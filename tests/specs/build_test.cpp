// Random specs as a user builds them: `evident deploy`, `run`, `build`, `build --lib`, and the headers in two
// compilers. EVD_SPECS_BUILD=n sets how many, EVD_SPECS_SEED=n the first seed; `./dev specs --build` sets them.

#include "driver/session.h"
#include "tests/specs/spec_of.h"

#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <map>
#include <sstream>

namespace evd::specs {
namespace {

namespace fs = std::filesystem;

constexpr size_t kSpecs = 2;

/// A folder with the files of one spec, where commands run.
class Folder {
public:
    explicit Folder(const MadeSpec& spec) : root_(fs::path(spec.root()).stem()) {
        fs::create_directories(path_);
        for (const auto& [path, text] : spec.files)
            std::ofstream(path_ / fs::path(path).filename(), std::ios::binary) << text;
    }
    ~Folder() { fs::remove_all(path_); }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;

    /// What a command says, if it does not exit with 0. `SPEC` stands for the spec without its ending.
    std::optional<std::string> failure(std::string command) const {
        for (size_t at; (at = command.find("SPEC")) != std::string::npos;) command.replace(at, 4, root_);
        std::string whole = fmt::format("cd '{}' && {{ PATH='" EVD_BINARY_DIR "/bin':\"$PATH\"; {}; }} > out 2>&1",
                                        path_.string(), command);
        int status = std::system(whole.c_str());
        if (status == 0) return std::nullopt;
        std::ifstream in(path_ / "out");
        std::ostringstream text;
        text << in.rdbuf();
        return fmt::format("{} (status {})\n{}", command, status, text.str());
    }
    void write(const std::string& name, const std::string& text) const { std::ofstream(path_ / name) << text; }
    std::string root() const { return root_; }

private:
    fs::path path_ = fs::temp_directory_path() / ("evident-specs-" + std::to_string(getpid()));
    std::string root_;
};

/// What a program may have included before, with the macros and global functions of the C library.
std::string program(const std::string& header) {
    std::string out;
    for (const char* before :
         {"assert", "errno", "float", "inttypes", "limits", "math", "signal", "stdio", "stdlib", "string", "time"})
        out += fmt::format("#include <{}.h>\n", before);
    return out + "#include <fcntl.h>\n#include <unistd.h>\n#include \"" + header + "\"\nint main(void) { return 0; }\n";
}

/// The first step that fails.
std::optional<std::string> firstFailure(const MadeSpec& spec, uint64_t seed) {
    Folder folder(spec);
    std::string system = spec.systems[seed % spec.systems.size()];
    if (auto failed = folder.failure("evident deploy SPEC.evd > cluster.toml")) return failed;
    if (auto failed =
            folder.failure("evident run SPEC.evd --with cluster.toml --steps 30 --brief --system " + system)) {
        bool fair = false;
        for (const char* code :
             {"error[EVD700", "error[EVD7010", "error[EVD6007"})   // faults, a violation, an assumption
            fair |= failed->find(code) != std::string::npos && failed->find("EVD9001") == std::string::npos;
        if (!fair) return failed;
    }
    folder.write("all.cpp", program(folder.root() + ".hpp"));
    folder.write("all.c", program(folder.root() + ".h"));
    bool gcc = seed % 2 == 0;
    std::string warnings = " -fsyntax-only -Wall -Wextra -Wpedantic -Wconversion -Werror ";
    for (const std::string& command :
         {"evident build SPEC.evd -q -o node --system " + system,
          "evident build SPEC.evd -q --lib -o libSPEC.a --system " + system,
          std::string("evident build SPEC.evd -q --lib -O0 -o libSPEC.a"),
          (gcc ? "g++" : "clang++-22") + std::string(" -std=c++20") + warnings + "all.cpp",
          (gcc ? "clang-22" : "gcc") + std::string(" -std=c99 -Wno-unused-function -D_POSIX_C_SOURCE=200809L") +
              warnings + "all.c"})
        if (auto failed = folder.failure(command)) return failed;
    return std::nullopt;
}

TEST(BuiltSpecs, HaveProgramsLibrariesAndHeaders) {
    uint64_t seed = numberFrom("EVD_SPECS_SEED", 1);
    size_t wanted = numberFrom("EVD_SPECS_BUILD", kSpecs), built = 0;
    for (uint64_t first = seed; built < wanted && seed < first + 4 * wanted; ++seed) {
        std::optional<MadeSpec> spec = specOf(seed);
        if (!spec) continue;
        driver::Session session(EVD_SOURCE_DIR "/stdlib");
        for (const auto& [path, text] : spec->files) session.setText(path, text);
        if (!session.check(spec->root()).ok()) continue;
        ++built;
        if (auto failed = firstFailure(*spec, seed))
            ADD_FAILURE() << "seed " << seed << ": " << failed->substr(0, 4000) << "\n" << spec->text();
        if (wanted > 100 && built % 50 == 0) std::printf("%zu specs\n", built), std::fflush(stdout);
    }
    EXPECT_EQ(built, wanted);
}

}   // namespace
}   // namespace evd::specs
