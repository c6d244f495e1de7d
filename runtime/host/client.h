#pragma once
// A client: types messages in, prints what comes back.

#include "runtime/host/mesh.h"

#include <chrono>
#include <string>

namespace evd::runtime {

/// How long after the end of the input a client waits for answers, counted from the last one.
inline constexpr std::chrono::seconds kQuiet{1};

class Client {
public:
    /// `rt` is a process of an outside location; only its names and codec are used.
    Client(asio::io_context& io, evd_rt& rt, const Deployment& deployment, uint64_t expect, bool verbose);

    /// Connects to all locations of the system. Lines wait until each is connected or out of reach (a second at most),
    /// so that the answers to the first line find their way back from everywhere.
    void start();
    /// One line: `n1 propose(0, "A")`, or `* propose(…)` for all; blank lines and `#` comments are skipped.
    void onLine(const std::string& line);
    /// No more lines will come: ends once nothing has come back for `kQuiet`.
    void onEnd();
    bool done() const { return expect_ > 0 && received_ >= expect_; }
    /// How many messages came.
    uint64_t received() const { return received_; }
    /// How many lines were refused.
    uint64_t refused() const { return refused_; }
    /// How many messages wait for a location that is out of reach.
    size_t unsent() const { return mesh_.queued(); }
    void stop() { mesh_.stop(); }

private:
    void awaitConnections(int attempts);
    void awaitQuiet();
    void send(const std::string& line);
    void onFrame(uint32_t peer, std::string_view body);
    void complain(const char* code, const std::string& text);

    asio::io_context& io_;
    evd_rt& rt_;
    uint64_t expect_, received_ = 0, refused_ = 0;
    bool verbose_;
    Mesh mesh_;
    asio::steady_timer settling_, quiet_;
    bool ready_ = false, ended_ = false;
    std::deque<std::string> waiting_;
};

}   // namespace evd::runtime
