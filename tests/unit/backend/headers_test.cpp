// The generated headers of every spec compile without a warning, in C++20 and C99, by two compilers.

#include "backend/emit/headers.h"
#include "driver/prepare.h"
#include "tests/fixture/files.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <sstream>

namespace evd::backend {
namespace {

namespace fs = std::filesystem;

/// Headers of all specs in one folder, and a C++ and a C file that include them all.
class Headers : public testing::Test {
public:
    static void SetUpTestSuite() {
        folder_ = fs::temp_directory_path() / ("evident-headers-" + std::to_string(getpid()));
        fs::create_directories(folder_);
        for (const char* header : {"evident.h", "evident.hpp"})
            fs::copy_file(fs::path(EVD_SOURCE_DIR) / "runtime" / header, folder_ / header,
                          fs::copy_options::overwrite_existing);
        std::ofstream cpp(folder_ / "all.cpp"), c(folder_ / "all.c");
        // What a program may have included before, with the macros and global functions of the C library.
        for (const char* header : {"assert", "errno", "float", "inttypes", "limits", "math", "signal", "stdio",
                                   "stdlib", "string", "time"}) {
            cpp << "#include <" << header << ".h>\n";
            c << "#include <" << header << ".h>\n";
        }
        cpp << "#include <fcntl.h>\n#include <sys/socket.h>\n#include <unistd.h>\n";
        c << "int main(void);\n";
        for (const char* root : {"examples", "tests/corpus"})
            for (const auto& entry : fs::recursive_directory_iterator(fs::path(EVD_SOURCE_DIR) / root)) {
                if (entry.path().extension() != ".evd" || entry.path().parent_path().filename() == "modules") continue;
                fs::path own = fs::path(entry.path()).replace_extension(".toml"),
                         shared = entry.path().parent_path() / "cluster.toml";
                std::optional<ir::Module> module = lowered(entry.path(), fs::exists(own) ? own : shared);
                ASSERT_TRUE(module) << entry.path();
                std::ofstream(folder_ / (module->name + ".hpp")) << cppHeader(*module, "", "lib.a");
                std::ofstream(folder_ / (module->name + ".h"))
                    << cHeader(*module, module->systems.empty() ? "" : module->systems.front().name, "lib.a");
                cpp << "#include \"" << module->name << ".hpp\"\n";
                c << "#include \"" << module->name << ".h\"\n";
                ++count_;
            }
        c << "int main(void) { return 0; }\n";
    }
    static void TearDownTestSuite() { fs::remove_all(folder_); }

protected:
    static std::optional<ir::Module> lowered(const fs::path& spec, const fs::path& deployment) {
        driver::Session session(EVD_SOURCE_DIR "/stdlib");
        driver::Checked checked = session.check(spec.string());
        std::ifstream in(deployment);
        lower::LowerOptions options;
        bool types = false;
        for (std::string line; std::getline(in, line);) {   // `[types]` of the deployment: NAME = "Type"
            if (!line.empty() && line.front() == '[') types = line.rfind("[types]", 0) == 0;
            size_t equals = line.find('='), open = line.find('"'), close = line.rfind('"');
            if (types && equals != std::string::npos && open != close)
                options.typeArgs[line.substr(0, line.find_first_of(" ="))] = line.substr(open + 1, close - open - 1);
        }
        return checked.ok() ? session.lower(checked, options) : std::nullopt;
    }

    /// What a compiler says of all headers together; "" if nothing.
    static std::string complaints(const std::string& compiler, const std::string& file) {
        std::string out = (folder_ / "out").string();
        std::string command = "cd '" + folder_.string() + "' && " + compiler +
                              " -fsyntax-only -Wall -Wextra -Wpedantic -Wconversion -Werror " + file + " > '" + out +
                              "' 2>&1";
        int status = std::system(command.c_str());
        std::string said = fixture::read(out);
        return status == 0 ? said : "failed:\n" + said.substr(0, 4000);
    }

    static fs::path folder_;
    static size_t count_;
};
fs::path Headers::folder_;
size_t Headers::count_ = 0;

TEST_F(Headers, AreThere) { EXPECT_GE(count_, 60u); }
TEST_F(Headers, CompileAsCpp20WithGcc) { EXPECT_EQ(complaints("g++ -std=c++20", "all.cpp"), ""); }
TEST_F(Headers, CompileAsCpp20WithClang) { EXPECT_EQ(complaints("clang++-22 -std=c++20", "all.cpp"), ""); }
TEST_F(Headers, CompileAsC99WithGcc) { EXPECT_EQ(complaints("gcc -std=c99 -Wno-unused-function", "all.c"), ""); }
TEST_F(Headers, CompileAsC99WithClang) { EXPECT_EQ(complaints("clang-22 -std=c99 -Wno-unused-function", "all.c"), ""); }

}   // namespace
}   // namespace evd::backend
