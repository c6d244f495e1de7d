#pragma once
// The connections of one location to the others: dialling, listening, hello, bounded queues, reconnecting.

#include "runtime/host/connection.h"
#include "runtime/host/deployment.h"
#include "runtime/host/log.h"

#include <functional>
#include <set>
#include <vector>

namespace evd::runtime {

/// A queue longer than this, in frames or in bytes, drops what comes next and says so.
inline constexpr size_t kQueueFrames = 100000, kQueueBytes = size_t{64} << 20;
/// From this length on a node stops reading inputs of clients until the queue is shorter (back-pressure).
inline constexpr size_t kQueueBusy = 5000;

/// Members of the system write on connections that they dialled and read from those they accepted; an outside location
/// is written to on the connection it made last. Messages are lost only when a connection breaks or a queue overflows.
class Mesh {
public:
    using OnFrame =
        std::function<void(uint32_t peer, std::string_view body)>;   ///< throws Refusal to close the connection
    using OnLog = std::function<void(bool important, const std::string&)>;

    /// `rt` supplies names, schema and membership.
    Mesh(asio::io_context& io, const evd_rt& rt, const Deployment& deployment, OnFrame onFrame, OnLog onLog);

    /// Accepts connections at the own address. An error text, or empty.
    std::string listen();
    /// Queues a frame; dials if there is no connection.
    void send(uint32_t location, FrameBytes frame);
    /// Keeps a connection to a location even if there is nothing to send.
    void keep(uint32_t location);
    /// Outside locations with a connection, ascending.
    std::vector<uint32_t> outsiders() const;
    /// Whether every location to be kept is connected or known to be out of reach.
    bool settled() const;
    /// Messages that are not written yet.
    size_t queued() const;
    void stop();

private:
    struct Peer {
        std::deque<FrameBytes> queue;
        size_t queuedBytes = 0;
        std::shared_ptr<Connection> out;   // where the queue is written to
        bool dialling = false, keep = false;
        bool unreachable = false;   // reported, and not reached since
        uint64_t dropped = 0;
    };

    asio::awaitable<void> accept();
    asio::awaitable<void> dial(uint32_t location);
    asio::awaitable<bool> connect(uint32_t location, Connection& connection);
    asio::awaitable<void> serve(std::shared_ptr<Connection> connection, int64_t dialled);
    asio::awaitable<void> expectHello(std::shared_ptr<Connection> held, int64_t dialled);
    asio::awaitable<void> readFrames(Connection& connection);
    void report(const Connection& connection, const Refusal& refusal);
    void startWriting(const std::shared_ptr<Connection>& connection);
    void dialIfNeeded(uint32_t location);
    bool isMember(uint32_t location) const;
    bool congested() const;
    std::string nameOf(const Connection& connection) const;

    asio::io_context& io_;
    const evd_rt& rt_;
    const Deployment& deployment_;
    OnFrame onFrame_;
    OnLog log_;
    asio::ip::tcp::acceptor acceptor_;
    std::vector<Peer> peers_;   // by location
    std::set<std::shared_ptr<Connection>> connections_;
    Repeats refusals_;
    bool stopped_ = false;
};

}   // namespace evd::runtime
