// Names of files never reach a tool as options, files of more arguments, or text of a shell; and never leave the
// comment of a header.

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <sstream>
#include <sys/wait.h>
#include <unistd.h>

namespace evd::backend {
namespace {

namespace fs = std::filesystem;

class HostileNames : public testing::Test {
protected:
    HostileNames() { fs::create_directories(folder_); }
    ~HostileNames() override { fs::remove_all(folder_); }

    static std::string quoted(const std::string& text) {
        std::string out = "'";
        for (char c : text) out += c == '\'' ? "'\\''" : std::string(1, c);
        return out + "'";
    }
    int run(const std::string& command) {
        int status = std::system(("cd " + quoted(folder_.string()) + " && { " + command + "; } > out 2>&1").c_str());
        std::ifstream in(folder_ / "out");
        std::ostringstream text;
        text << in.rdbuf();
        said_ = text.str();
        return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    }
    void write(const std::string& name, const std::string& text) { std::ofstream(folder_ / name) << text; }
    int build(const std::string& spec, const std::string& options = "") {
        write(spec, "spec s\nparam nodes : Set<Loc>\ninput go(x: Int)\nprocess P {\n  on go(x) { }\n}\nsystem S = P at "
                    "nodes\n");
        return run(EVD_BINARY_DIR "/bin/evident build -q -O 0 " + options + " " + quoted("./" + spec));
    }

    fs::path folder_ = fs::temp_directory_path() / ("evident-names-" + std::to_string(getpid()));
    std::string said_;
};

TEST_F(HostileNames, OfSpecsAreNames) {
    // What the tools would read if they took a name for a file of more arguments.
    for (const char* bait : {"x", "x.o"}) write(bait, "--version\n");
    for (const std::string name : {"@x", "-x", "-o", "a b", "it's \"so\"", "a;touch PWNED", "$(touch PWNED)",
                                   "`touch PWNED`", "two\nlines", "*", "~", "%s", "\\"}) {
        EXPECT_EQ(build(name + ".evd"), 0) << name << "\n" << said_;
        EXPECT_EQ(run(quoted("./" + name) + " --help"), 0) << name << "\n" << said_;
        EXPECT_NE(said_.find("usage:"), std::string::npos) << said_;
    }
    EXPECT_FALSE(fs::exists(folder_ / "PWNED"));
}

TEST_F(HostileNames, OfOutputsAreNames) {
    write("x", "--version\n");
    for (const std::string name : {"@x", "-x", "--help", "a b"}) {
        EXPECT_EQ(build("s.evd", "-o" + quoted(name)), 0) << name << "\n" << said_;
        EXPECT_EQ(run(quoted("./" + name) + " --help"), 0) << name << "\n" << said_;
    }
}

TEST_F(HostileNames, DoNotOverwriteAnObject) {
    write("s.o", "mine");
    EXPECT_EQ(build("s.evd"), 0) << said_;
    EXPECT_EQ(run("cat s.o"), 0);
    EXPECT_EQ(said_, "mine");
}

TEST_F(HostileNames, StayInTheCommentOfAHeader) {
    EXPECT_EQ(build("s.evd", "--lib -o " + quoted("lib\n#error x\\.a")), 0) << said_;
    EXPECT_EQ(run("cp *x*.hpp plain.hpp && cp *x*.h plain.h && g++ -std=c++20 -fsyntax-only -x c++ plain.hpp && gcc "
                  "-fsyntax-only -x c plain.h"),
              0)
        << said_;
}

}   // namespace
}   // namespace evd::backend
