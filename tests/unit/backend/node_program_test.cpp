// What a built program says instead of going wrong in silence: lost memory, faults of guards, output that does not
// arrive.

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sstream>
#include <sys/wait.h>

namespace evd::backend {
namespace {

using testing::HasSubstr;
using testing::Not;
namespace fs = std::filesystem;

class NodeProgram : public testing::Test {
protected:
    NodeProgram() { fs::create_directories(folder_); }
    ~NodeProgram() override { fs::remove_all(folder_); }

    void write(const std::string& file, const std::string& text) { std::ofstream(folder_ / file) << text; }
    /// Exit code of a shell command in a fresh folder; what it says on standard error is in `said_`.
    int run(const std::string& command) {
        int status = std::system(("cd '" + folder_.string() + "' && { " + command + "; } 2> said").c_str());
        std::ifstream in(folder_ / "said");
        std::ostringstream text;
        text << in.rdbuf();
        said_ = text.str();
        return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    }
    void build(const std::string& spec, const std::string& options = "") {
        write("spec.evd", spec);
        // No address: a node that passes all checks says so instead of listening.
        write("c.toml", "[locations]\nn1 = {}\nk = {}\n[params]\nnodes = [\"n1\"]\n");
        ASSERT_EQ(run(EVD_BINARY_DIR "/bin/evident build spec.evd -q -O 0 -o node " + options), 0) << said_;
    }

    fs::path folder_ = fs::temp_directory_path() / ("evident-node-" + std::to_string(getpid()));
    std::string said_;
};

TEST_F(NodeProgram, OfDurableVariablesWantsToBeToldThatTheyAreLost) {
    const std::string spec = "spec kept\nparam nodes : Set<Loc>\ninput go()\n"
                             "process Plain { var n : Nat = 0  on go() { n += 1 } }\n"
                             "process P { durable var x : Nat = 0  var y : Nat = 0  on go() { x += 1  y += 1 } }\n"
                             "durable process Q(i: Int) { var z : Nat = 0  on go() { z += 1  if z > 3 { stop } } }\n"
                             "durable process R { on go() { spawn Q(1) } }\n"
                             "system S = P at nodes || R at nodes\nsystem T = Plain at nodes\n";
    build(spec, "--system S");
    EXPECT_EQ(run("./node --at n1 --with c.toml"), 2);
    EXPECT_THAT(said_, HasSubstr("error EVD6018: the spec has durable variables (P.x, Q.z)"));
    EXPECT_EQ(run("./node --at n1 --with c.toml --volatile"), 2);
    EXPECT_THAT(said_, HasSubstr("EVD6008"));
    EXPECT_EQ(run("./node --client k --with c.toml < /dev/null"), 0) << said_;
    build(spec, "--system T");
    EXPECT_EQ(run("./node --at n1 --with c.toml"), 2);
    EXPECT_THAT(said_, Not(HasSubstr("EVD6018")));
}

}   // namespace
}   // namespace evd::backend
