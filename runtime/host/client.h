#pragma once
// A client: types messages in, prints what comes back.

#include "runtime/host/mesh.h"

#include <string>

namespace evd::runtime {

class Client {
public:
    /// `rt` is a process of an outside location; only its names and codec are used.
    Client(asio::io_context& io, evd_rt& rt, const Deployment& deployment, uint64_t expect, bool verbose);

    /// Connects to all locations of the system. Lines wait until each is connected or out of reach (a second at most),
    /// so that the answers to the first line find their way back from everywhere.
    void start();
    /// One line: `n1 propose(0, "A")`, or `* propose(…)` for all; blank lines and `#` comments are skipped.
    void onLine(const std::string& line);
    bool done() const { return expect_ > 0 && received_ >= expect_; }
    /// How many messages came.
    uint64_t received() const { return received_; }
    void stop() { mesh_.stop(); }

private:
    void awaitConnections(int attempts);
    void send(const std::string& line);
    void onFrame(uint32_t peer, const std::string& body);
    void complain(const char* code, const std::string& text) const;

    asio::io_context& io_;
    evd_rt& rt_;
    uint64_t expect_, received_ = 0;
    bool verbose_;
    Mesh mesh_;
    asio::steady_timer settling_;
    bool ready_ = false;
    std::deque<std::string> waiting_;
};

} // namespace evd::runtime
