// A built program knows what each `param type` of its spec stands for.

#include "tests/fixture/files.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <sstream>
#include <sys/wait.h>

namespace evd::backend {
namespace {

namespace fs = std::filesystem;

class TypeParams : public testing::Test {
protected:
    TypeParams() { fs::create_directories(folder_); }
    ~TypeParams() override { fs::remove_all(folder_); }

    /// Exit code of a shell command in a fresh folder; what it says is in `said_`.
    int run(const std::string& command) {
        int status = std::system(("cd '" + folder_.string() + "' && { " + command + "; } > out 2>&1").c_str());
        said_ = fixture::read(folder_ / "out");
        return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    }
    /// The example's deployment with `[types] Cmd = …`.
    void deploy(const std::string& file, const std::string& type) {
        std::ofstream(folder_ / file) << "types = { Cmd = \"" << type << "\" }\n"
                                      << fixture::sourceText("examples/two_thirds/cluster.toml");
    }
    int build(const std::string& options) {
        return run(EVD_BINARY_DIR "/bin/evident build " EVD_SOURCE_DIR
                                  "/examples/two_thirds/two_thirds.evd -q --system TwoThirds -O 0 -o node " +
                   options);
    }

    fs::path folder_ = fs::temp_directory_path() / ("evident-types-" + std::to_string(getpid()));
    std::string said_;
};

TEST_F(TypeParams, OfTheDeploymentMustBeThoseOfTheProgram) {
    deploy("str.toml", "Str");
    deploy("int.toml", "Int");
    ASSERT_EQ(build(""), 0) << said_;
    EXPECT_EQ(run("./node --at n1 --with int.toml"), 2);
    EXPECT_EQ(said_.rfind("int.toml:1:17: error EVD6016: the program was built with `Cmd = \"Str\"`", 0), 0u) << said_;
    EXPECT_EQ(run("./node --client k --with str.toml < /dev/null"), 0) << said_;
    ASSERT_EQ(build("--with int.toml"), 0) << said_;
    EXPECT_EQ(run("./node --client k --with str.toml < /dev/null"), 2);
    EXPECT_NE(said_.find("EVD6016"), std::string::npos) << said_;
    EXPECT_EQ(run("./node --client k --with int.toml < /dev/null"), 0) << said_;
    ASSERT_EQ(build("--type Cmd=Int"), 0) << said_;
    EXPECT_EQ(run("./node --client k --with int.toml < /dev/null"), 0) << said_;
}

}   // namespace
}   // namespace evd::backend
