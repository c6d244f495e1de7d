// Real processes on loopback: a register of four nodes, one of them killed, and hostile peers.

#include "runtime/host/connection.h"
#include "runtime/host/node_main.h"
#include "tests/fixture/eventually.h"
#include "tests/fixture/files.h"
#include "tests/fixture/port.h"
#include "tests/unit/runtime/beacon_module.h"
#include "tests/unit/runtime/register_module.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <map>
#include <random>
#include <sys/wait.h>
#include <unistd.h>

namespace evd::runtime::test {

namespace {

using asio::ip::tcp;
using ::testing::HasSubstr;

class Cluster : public ::testing::Test {
protected:
    Cluster() : folder_(std::filesystem::temp_directory_path() / ("evident-cluster-" + std::to_string(getpid()))) {
        std::filesystem::create_directories(folder_);
        std::ofstream out(file("cluster.toml"));
        out << "[locations]\n";
        for (const auto& [name, port] : ports_) out << name << " = \"" << port.address() << "\"\n";
        out << "[params]\nnodes = [\"n1\", \"n2\", \"n3\", \"n4\"]\nclients = [\"k\"]\nquorum = 3\n"
            << "[transport]\nreconnect = \"200ms\"\n";
    }
    ~Cluster() override {
        for (const auto& [name, pid] : running_) {
            kill(pid, SIGKILL);
            waitpid(pid, nullptr, 0);
        }
        std::filesystem::remove_all(folder_);
    }

    std::string file(const std::string& name) const { return (folder_ / name).string(); }
    /// What stands in a file so far; "" if it is not there yet.
    static std::string read(const std::string& path) { return fixture::contents(path).value_or(""); }

    /// Starts the generated executable's `main` in a process of its own, with output in NAME.out.
    void start(const std::string& name, std::vector<std::string> arguments, const std::string& input = "",
               const evd_module& module = registerModule()) {
        std::ofstream(file(name + ".in")) << input;
        pid_t pid = fork();
        ASSERT_GE(pid, 0);
        if (pid == 0) {
            if (freopen(file(name + ".in").c_str(), "r", stdin) == nullptr ||
                freopen(file(name + ".out").c_str(), "a", stdout) == nullptr)
                _exit(99);
            dup2(fileno(stdout), fileno(stderr));
            arguments.insert(arguments.begin(), "node");
            std::vector<char*> argv;
            for (std::string& argument : arguments) argv.push_back(argument.data());
            int code = evd_node_main(&module, static_cast<int>(argv.size()), argv.data());
            fflush(nullptr);
            _exit(code);
        }
        running_[name] = pid;
    }
    void startNode(const std::string& name) { start(name, {"--at", name, "--with", file("cluster.toml")}); }
    int wait(const std::string& name) {
        int status = 0;
        waitpid(running_[name], &status, 0);
        running_.erase(name);
        return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
    }
    bool waitFor(const std::string& name, const std::string& text) {
        if (fixture::eventually([&] { return read(file(name + ".out")).find(text) != std::string::npos; })) return true;
        ADD_FAILURE() << name << " did not say `" << text << "`:\n" << read(file(name + ".out"));
        return false;
    }
    size_t count(const std::string& name, const std::string& text) const {
        std::string all = read(file(name + ".out"));
        size_t n = 0;
        for (size_t at = all.find(text); at != std::string::npos; at = all.find(text, at + 1)) ++n;
        return n;
    }
    void beacon(const std::string& pace) {
        std::ofstream(file("beacon.toml")) << "[locations]\nn1 = \"" << port("n1").address()
                                           << "\"\nk = {}\n[transport]\naction_pace = \"" << pace << "\"\n";
        start("n1", {"--at", "n1", "--with", file("beacon.toml"), "--verbose"}, "", beaconModule());
    }
    pid_t pidOf(const std::string& name) const { return running_.at(name); }
    const fixture::Port& port(const std::string& name) const { return ports_.at(name); }

private:
    std::filesystem::path folder_;
    std::map<std::string, fixture::Port> ports_ = [] {
        std::map<std::string, fixture::Port> made;
        for (const char* name : {"n1", "n2", "n3", "n4", "k"}) made.try_emplace(name);
        return made;
    }();
    std::map<std::string, pid_t> running_;
};

TEST_F(Cluster, SurvivesTheLossOfOneNode) {
    for (const char* node : {"n1", "n2", "n3", "n4"}) startNode(node);
    for (const char* node : {"n1", "n2", "n3", "n4"})
        ASSERT_TRUE(waitFor(node, "listening"));   // emitted messages go to clients connected then
    start("first", {"--client", "k", "--with", file("cluster.toml"), "--expect", "24", "--timeout", "100"},
          "# a comment\nn1 write(1, \"one\")\n\nn2 write(2, \"two\")\nn4 write(3, \"three \\\"quoted\\\"\")\n");
    // Each slot is stored by four nodes, sent to k and emitted to every client.
    EXPECT_EQ(wait("first"), 0) << read(file("first.out"));
    for (const char* node : {"n1", "n2", "n3", "n4"})
        EXPECT_EQ(count("first", std::string(node) + " -> stored(2, \"two\")"), 2u) << read(file("first.out"));
    EXPECT_EQ(count("first", "-> stored(3, \"three \\\"quoted\\\"\")"), 8u);

    kill(pidOf("n3"), SIGKILL);
    EXPECT_EQ(wait("n3"), -SIGKILL);
    start("second", {"--client", "k", "--with", file("cluster.toml"), "--expect", "12", "--timeout", "100"},
          "* write(4, \"four\")\nn2 write(5, \"five\")\n");
    EXPECT_EQ(wait("second"), 0) << read(file("second.out"));
    EXPECT_EQ(count("second", "n3 is unreachable"), 1u);

    startNode("n3");   // comes back empty, and is reached again
    ASSERT_TRUE(waitFor("n3", "listening"));
    start("third", {"--client", "k", "--with", file("cluster.toml"), "--expect", "8", "--timeout", "100"},
          "n3 write(6, \"six\")\n");
    EXPECT_EQ(wait("third"), 0) << read(file("third.out"));
    for (const char* node : {"n1", "n2", "n3", "n4"}) {
        kill(pidOf(node), SIGTERM);
        EXPECT_EQ(wait(node), 0) << "a node ends cleanly on SIGTERM";
    }
}

/// Three steps with delayed beats, and nudges for ever, one each `pace`.
TEST_F(Cluster, ActionsTakeTurnsAndDelaysPass) {
    beacon("20ms");
    for (const char* beat : {"emit beat(1)", "emit beat(2)", "emit beat(3)"}) ASSERT_TRUE(waitFor("n1", beat));
    size_t nudges = count("n1", "emit nudge()");
    EXPECT_TRUE(fixture::eventually([&] { return count("n1", "emit nudge()") >= nudges + 10; }))
        << "an action has its turns while nothing else happens";
    EXPECT_EQ(count("n1", "emit beat("), 3u);
    start("k", {"--client", "k", "--with", file("beacon.toml"), "--expect", "2", "--timeout", "100"}, "",
          beaconModule());
    EXPECT_EQ(wait("k"), 0);
    EXPECT_EQ(count("k", "n1 -> nudge()"), 2u) << "clients hear what is emitted";
}

TEST_F(Cluster, ActionsThatChangeNothingWaitForTheirPace) {
    beacon("1h");
    ASSERT_TRUE(waitFor("n1", "emit beat(3)"));
    EXPECT_LE(count("n1", "emit nudge()"), 4u) << "once, and once more at most after each beat";
}

TEST_F(Cluster, ClientsThatMissTheirMessagesFail) {
    start("k", {"--client", "k", "--with", file("cluster.toml"), "--expect", "1", "--timeout", "0.3"},
          "n1 write(1, \"x\")\nn9 write(1, \"x\")\nn1 vote(1, \"x\")\nn1 write(1)\nn1 nothing()\n");
    EXPECT_EQ(wait("k"), 1);
    std::string out = read(file("k.out"));
    EXPECT_THAT(out, HasSubstr("n1 is unreachable"));
    EXPECT_THAT(out, HasSubstr("EVD6006: `n9` is not a location"));
    EXPECT_THAT(out, HasSubstr("EVD6011: cannot send `vote`"));
    EXPECT_THAT(out, HasSubstr("EVD6011: cannot read the message `n1 write(1)`: expected `,`"));
    EXPECT_THAT(out, HasSubstr("there is no message `nothing`"));
    EXPECT_THAT(out, HasSubstr("0 of 1 expected messages came"));
}

TEST_F(Cluster, ClientsEndWhenTheirInputDoes) {
    for (const char* node : {"n1", "n2", "n3", "n4"}) startNode(node);
    for (const char* node : {"n1", "n2", "n3", "n4"}) ASSERT_TRUE(waitFor(node, "listening"));
    start("k", {"--client", "k", "--with", file("cluster.toml")}, "n1 write(1, \"one\")\n");
    EXPECT_EQ(wait("k"), 0) << read(file("k.out"));
    EXPECT_EQ(count("k", "-> stored(1, \"one\")"), 8u) << "the answers were waited for";
    start("wrong", {"--client", "k", "--with", file("cluster.toml")}, "n1 write(2, two)\nn1 write(2, \"two\")\n");
    EXPECT_EQ(wait("wrong"), 1) << "a line was refused";
    EXPECT_EQ(count("wrong", "-> stored(2, \"two\")"), 8u);
    EXPECT_THAT(read(file("wrong.out")), HasSubstr("k: 1 line could not be sent"));
    kill(pidOf("n3"), SIGKILL);
    wait("n3");
    start("lost", {"--client", "k", "--with", file("cluster.toml")}, "n3 write(3, \"three\")\n");
    EXPECT_EQ(wait("lost"), 1);
    EXPECT_THAT(read(file("lost.out")), HasSubstr("k: 1 message did not reach a location"));
}

TEST_F(Cluster, WrongUsageIsExplained) {
    start("a", {"--with", file("cluster.toml")});
    EXPECT_EQ(wait("a"), 2);
    EXPECT_THAT(read(file("a.out")), HasSubstr("give one of --at and --client"));
    start("b", {"--at", "k", "--with", file("cluster.toml")});
    EXPECT_EQ(wait("b"), 2);
    EXPECT_THAT(read(file("b.out")), HasSubstr("is it a client?"));
    start("c", {"--at", "n1", "--with", file("cluster.toml"), "--system", "Other"});
    EXPECT_EQ(wait("c"), 2);
    EXPECT_THAT(read(file("c.out")), HasSubstr("the spec declares no system `Other`"));
}

/// A peer that says what it likes.
class RawPeer {
public:
    explicit RawPeer(const fixture::Port& port) : socket_(io_) {
        socket_.connect({asio::ip::make_address("127.0.0.1"), port.number()});
    }
    void say(const std::string& bytes) {
        asio::error_code ignored;
        asio::write(socket_, asio::buffer(bytes), ignored);
    }
    /// Whether the other side closes the connection before long.
    bool isClosed() {
        char buffer[4096];
        for (asio::error_code error; !error;) {
            socket_.read_some(asio::buffer(buffer), error);
            if (error) return true;
        }
        return false;
    }

private:
    asio::io_context io_;
    tcp::socket socket_;
};

std::string framed(const std::string& body) {
    std::string out;
    for (size_t i = 0; i < 4; ++i) out += static_cast<char>(body.size() >> (8 * (3 - i)));
    return out + body;
}

std::string message(const std::string& name, const std::string& sender, uint64_t schema = registerModule().schema) {
    std::string body;
    cbor::writeArray(body, 4);
    cbor::writeText(body, name);
    cbor::writeBytes(body, hashBytes(schema));
    cbor::writeText(body, sender);
    cbor::writeArray(body, 2);
    cbor::writeInt(body, 77);
    cbor::writeText(body, "x");
    return framed(body);
}

TEST_F(Cluster, HostilePeersAreClosedAndNamed) {
    startNode("n1");
    ASSERT_TRUE(waitFor("n1", "listening"));
    evd_module other = registerModule();
    other.schema ^= 1;
    const std::string k = helloFrame(registerModule(), "k"), n2 = helloFrame(registerModule(), "n2");
    const std::pair<std::string, const char*> cases[] = {
        {"GET / HTTP/1.1\r\n\r\n", "EVD7012"},
        {std::string("\xff\xff\xff\xff", 4), "it announces 4294967295 bytes where at most 4096 are allowed"},
        {framed("nonsense"), "it does not begin with a hello"},
        {helloFrame(registerModule(), "stranger"), "it calls itself `stranger`"},
        {helloFrame(registerModule(), "n1"), "it calls itself `n1`"},
        {helloFrame(other, "n2"), "EVD7011: the peer n2 runs another version of this spec"},
        {k + std::string("\x01\x00\x00\x01", 4),
         "a frame from k is malformed: it announces 16777217 bytes where at most 16777216 are allowed"},
        {k + framed(std::string("\x00", 1)), "a frame from k is malformed: expected an array"},
        {k + message("write", "n2"), "`write`: it names another sender"},
        {k + message("vote", "k"), "`vote`: only locations of the system send this message"},
        {n2 + message("write", "n2"), "`write`: an input comes from the environment"},
        {n2 + message("stored", "n2"), "`stored`: an output is for the environment"},
        {n2 + message("nosuch", "n2"), "no message `nosuch`"},
        {n2 + message("vote", "n2", 1), "EVD7011: the peer n2"},
    };
    for (const auto& [bytes, expected] : cases) {
        RawPeer peer(port("n1"));
        peer.say(bytes);
        EXPECT_TRUE(peer.isClosed());
        EXPECT_TRUE(waitFor("n1", expected)) << expected;
    }
    std::mt19937 random(5);
    for (int i = 0; i < 200; ++i) {
        RawPeer peer(port("n1"));
        std::string bytes = k + message("write", "k");
        bytes.resize(1 + random() % bytes.size());
        if (random() % 2 == 0) bytes[random() % bytes.size()] = static_cast<char>(random());
        peer.say(bytes);
    }
    for (const char* node : {"n2", "n3", "n4"}) startNode(node);
    for (const char* node : {"n2", "n3", "n4"}) ASSERT_TRUE(waitFor(node, "listening"));
    start("k", {"--client", "k", "--with", file("cluster.toml"), "--expect", "8", "--timeout", "100"},
          "n1 write(1, \"still here\")\n");
    EXPECT_EQ(wait("k"), 0) << read(file("n1.out"));
}

TEST_F(Cluster, HostilePeersDoNotWriteTheLog) {
    startNode("n1");
    ASSERT_TRUE(waitFor("n1", "listening"));
    for (int i = 0; i < 100; ++i) {
        RawPeer peer(port("n1"));
        peer.say(helloFrame(registerModule(), "\x1b[2J\nn1: all is well"));
        EXPECT_TRUE(peer.isClosed());
    }
    for (int i = 0; i < 20; ++i) {
        RawPeer peer(port("n1"));
        peer.say(helloFrame(registerModule(), "k") + framed(std::string("\x00", 1)));
        EXPECT_TRUE(peer.isClosed());
    }
    EXPECT_TRUE(waitFor("n1", "it calls itself `\\u{1b}[2J\\nn1: all is well` (64 times)"));
    EXPECT_TRUE(waitFor("n1", "a frame from k is malformed: expected an array at byte 0 (16 times)"));
    EXPECT_EQ(count("n1", "it calls itself"), 13u) << "ten times, and at 16, 32 and 64";
    EXPECT_EQ(count("n1", "from k is malformed"), 11u) << "counted for itself";
    EXPECT_EQ(count("n1", "\x1b"), 0u);
    EXPECT_EQ(count("n1", "\nn1: all is well"), 0u);
}

TEST_F(Cluster, ManyFramesInOnePieceAllArrive) {
    startNode("n1");
    ASSERT_TRUE(waitFor("n1", "listening"));
    RawPeer flood(port("n1"));
    std::string bytes = helloFrame(registerModule(), "k");
    for (int i = 0; i < 3000; ++i) bytes += message("write", "k");
    flood.say(bytes + message("vote", "k"));   // refused: then all before it were taken
    EXPECT_TRUE(flood.isClosed());
    EXPECT_TRUE(waitFor("n1", "`vote`: only locations of the system send this message"));
}

TEST_F(Cluster, AnotherVersionIsRefusedByName) {
    static evd_module other = registerModule();
    other.schema ^= 1;
    startNode("n1");
    ASSERT_TRUE(waitFor("n1", "listening"));
    start("k", {"--client", "k", "--with", file("cluster.toml"), "--expect", "1", "--timeout", "1"},
          "n1 write(1, \"x\")\n", other);
    EXPECT_EQ(wait("k"), 1);
    EXPECT_THAT(read(file("k.out")), HasSubstr("EVD7011: the peer n1 runs another version of this spec"));
    EXPECT_THAT(read(file("n1.out")), HasSubstr("EVD7011: the peer k runs another version of this spec"));
}

}   // namespace

}   // namespace evd::runtime::test
