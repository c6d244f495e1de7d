// gdb stops on the lines of a spec, steps through them and names its handlers. Skipped where gdb is missing or may not
// trace.

#include "tests/fixture/files.h"
#include "tests/fixture/port.h"

#include <cstdlib>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sstream>
#include <unistd.h>

namespace evd::backend {
namespace {

namespace fs = std::filesystem;
using fixture::read;
using testing::HasSubstr;

const std::string kSpec = EVD_SOURCE_DIR "/examples/two_thirds/two_thirds.evd";

/// The line of a spec, counted from 1, on which a text stands first.
size_t lineOf(const std::string& text) {
    std::istringstream in(read(kSpec));
    size_t number = 1;
    for (std::string line; std::getline(in, line); ++number)
        if (line.find(text) != std::string::npos) return number;
    return 0;
}

/// A replica alone decides at once (f = 0), so that one process takes every step of the protocol.
class Debugger : public testing::Test {
protected:
    void SetUp() override {
        if (std::system("gdb --version > /dev/null 2>&1") != 0) GTEST_SKIP() << "gdb is not installed";
        folder_ = fs::temp_directory_path() / ("evident-gdb-" + std::to_string(getpid()));
        fs::create_directories(folder_);
        std::ofstream(folder_ / "one.toml")
            << fmt::format("system = \"TwoThirds\"\n[locations]\nn1 = \"{}\"\nk = \"{}\"\n"
                           "[params]\nf = 0\nnodes = [\"n1\"]\nclients = [\"k\"]\n",
                           node_.address(), client_.address());
    }
    void TearDown() override { fs::remove_all(folder_); }

    /// What gdb says while one client proposes a value.
    std::string debug(const std::string& options, const std::vector<std::string>& commands) {
        std::string build =
            fmt::format("cd '{}' && '{}/bin/evident' build -q '{}' --with one.toml -o node {} > build.txt 2>&1",
                        folder_.string(), EVD_BINARY_DIR, kSpec, options);
        if (std::system(build.c_str()) != 0) return "the build failed:\n" + read(folder_ / "build.txt");
        std::string gdb =
            "timeout 60 gdb --batch -nx -ex 'set breakpoint pending off' -ex 'set debuginfod enabled off'";
        for (const std::string& command : commands) gdb += " -ex '" + command + "'";
        std::string script = fmt::format("cd '{}' && {{ echo 'n1 propose(0, \"A\")' | timeout 30 ./node --client k "
                                         "--with one.toml --expect 1 --timeout 30 > client.txt 2>&1 & }}; "
                                         "{} -ex kill ./node > gdb.txt 2>&1 < /dev/null; kill $! 2> /dev/null; true",
                                         folder_.string(), gdb);
        EXPECT_EQ(std::system(script.c_str()), 0);
        return read(folder_ / "gdb.txt");
    }

    static bool forbidden(const std::string& output) {
        return output.find("ptrace: Operation not permitted") != std::string::npos ||
               output.find("Could not trace the inferior") != std::string::npos;
    }

    fs::path folder_;
    fixture::Port node_, client_;
};

TEST_F(Debugger, StopsAndStepsOnLinesOfTheSpec) {
    size_t line = lineOf("votes[p] := x");
    ASSERT_NE(line, 0u);
    std::string output = debug("-O0", {fmt::format("break two_thirds.evd:{}", line), "run --at n1 --with one.toml",
                                       "bt 3", "next", "next", "next"});
    if (forbidden(output)) GTEST_SKIP() << "this system forbids tracing";
    EXPECT_THAT(output, HasSubstr(fmt::format("Breakpoint 1, Round.vote () at {}:{}\n{}\t    votes[p] := x\n", kSpec,
                                              line, line)));
    EXPECT_THAT(output, HasSubstr(fmt::format("#0  Round.vote () at {}:{}\n", kSpec, line)));
    EXPECT_THAT(output, HasSubstr("in evd::runtime::Engine::run"));
    EXPECT_THAT(output, HasSubstr(fmt::format("\n{}\t    if size(votes) == 2*f + 1 {{\n", line + 1)));
    EXPECT_THAT(output, HasSubstr(fmt::format("\n{}\t      let w = plurality(values(votes))", line + 2)));
}

TEST_F(Debugger, StopsInOptimisedCodeToo) {
    size_t line = lineOf("send decided(s, w) to nodes");
    ASSERT_NE(line, 0u);
    std::string output =
        debug("-O2", {fmt::format("break two_thirds.evd:{}", line), "run --at n1 --with one.toml", "bt 1"});
    if (forbidden(output)) GTEST_SKIP() << "this system forbids tracing";
    EXPECT_THAT(output, HasSubstr(fmt::format("#0  Round.vote () at {}:{}\n", kSpec, line)));
}

TEST_F(Debugger, KnowsNoLinesWithoutDebugInformation) {
    std::string output = debug("--no-debug", {"break two_thirds.evd:27"});
    EXPECT_THAT(output, testing::AnyOf(HasSubstr("No source file named two_thirds.evd"),
                                       HasSubstr("No symbol table is loaded")));
}

}   // namespace
}   // namespace evd::backend
