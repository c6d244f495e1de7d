#include "runtime/host/mesh.h"

#include <algorithm>
#include <chrono>

namespace evd::runtime {

using asio::ip::tcp;

namespace {

constexpr size_t kHelloMax = 4096;
constexpr size_t kConnectionsMax = 1000;
constexpr size_t kFramesPerTurn = 64;   // of one connection, before the others have theirs
constexpr auto kHelloTime = std::chrono::seconds(10);
constexpr auto kFirstWait = std::chrono::milliseconds(20);

asio::awaitable<void> sleepFor(std::chrono::nanoseconds time) {
    asio::steady_timer timer(co_await asio::this_coro::executor,
                             std::chrono::duration_cast<asio::steady_timer::duration>(time));
    co_await timer.async_wait(asio::use_awaitable);
}

}   // namespace

Mesh::Mesh(asio::io_context& io, const evd_rt& rt, const Deployment& deployment, OnFrame onFrame, OnLog onLog)
    : io_(io), rt_(rt), deployment_(deployment), onFrame_(std::move(onFrame)), log_(std::move(onLog)), acceptor_(io),
      peers_(rt.locations.size()) {}

bool Mesh::isMember(uint32_t location) const {
    return std::binary_search(rt_.members.begin(), rt_.members.end(), location);
}

std::string Mesh::nameOf(const Connection& connection) const {
    if (connection.peer >= 0) return rt_.locations[static_cast<size_t>(connection.peer)];
    asio::error_code error;
    auto endpoint = const_cast<Connection&>(connection).socket().remote_endpoint(error);
    return error ? "somebody" : endpoint.address().to_string() + ":" + std::to_string(endpoint.port());
}

bool Mesh::congested() const {
    for (uint32_t member : rt_.members)
        if (peers_[member].out != nullptr && peers_[member].queue.size() > kQueueBusy) return true;
    return false;
}

bool Mesh::settled() const {
    return std::all_of(peers_.begin(), peers_.end(),
                       [](const Peer& peer) { return !peer.keep || peer.unreachable || peer.out != nullptr; });
}

std::vector<uint32_t> Mesh::outsiders() const {
    std::vector<uint32_t> out;
    for (uint32_t location = 0; location < peers_.size(); ++location)
        if (peers_[location].out != nullptr && !isMember(location)) out.push_back(location);
    return out;
}

// ---- sending ------------------------------------------------------------------------------------------

void Mesh::send(uint32_t location, FrameBytes frame) {
    Peer& peer = peers_[location];
    if (peer.queue.size() >= kQueueFrames || peer.queuedBytes + frame->size() > kQueueBytes) {
        ++peer.dropped;
        if ((peer.dropped & (peer.dropped - 1)) == 0)
            log_(true, "the queue to " + rt_.locations[location] + " is full; dropped " + std::to_string(peer.dropped) +
                           " messages so far");
        return;
    }
    peer.queuedBytes += frame->size();
    peer.queue.push_back(std::move(frame));
    if (peer.out != nullptr) peer.out->wake();
    else dialIfNeeded(location);
}

void Mesh::keep(uint32_t location) {
    peers_[location].keep = true;
    dialIfNeeded(location);
}

void Mesh::dialIfNeeded(uint32_t location) {
    Peer& peer = peers_[location];
    if (stopped_ || peer.dialling || peer.out != nullptr || deployment_.addresses[location].port == 0) return;
    if (peer.queue.empty() && !peer.keep) return;
    peer.dialling = true;
    asio::co_spawn(io_, dial(location), asio::detached);
}

asio::awaitable<void> Mesh::dial(uint32_t location) {
    Peer& peer = peers_[location];
    std::chrono::nanoseconds wait = kFirstWait;
    while (!stopped_ && peer.out == nullptr && (peer.keep || !peer.queue.empty())) {
        auto connection = std::make_shared<Connection>(tcp::socket(io_));
        if (co_await connect(location, *connection)) {
            co_await serve(connection, location);
            if (!peer.unreachable) wait = kFirstWait;   // it said hello
        }
        if (stopped_ || peer.out != nullptr) break;
        co_await sleepFor(wait);
        wait = std::min<std::chrono::nanoseconds>(
            2 * wait, std::chrono::nanoseconds(std::max<int64_t>(deployment_.reconnectNs, 1000000)));
    }
    peer.dialling = false;
}

asio::awaitable<bool> Mesh::connect(uint32_t location, Connection& connection) {
    const Address& address = deployment_.addresses[location];
    std::string reason;
    try {
        tcp::resolver resolver(io_);
        auto endpoints =
            co_await resolver.async_resolve(address.host, std::to_string(address.port), asio::use_awaitable);
        co_await asio::async_connect(connection.socket(), endpoints, asio::use_awaitable);
        co_return true;
    } catch (const asio::system_error& error) { reason = error.code().message(); }
    Peer& peer = peers_[location];
    if (!peer.unreachable && !stopped_)
        log_(isMember(location), rt_.locations[location] + " is unreachable: " + reason + "; trying again");
    peer.unreachable = true;
    co_return false;
}

// ---- receiving ----------------------------------------------------------------------------------------

std::string Mesh::listen() {
    const Address& address = deployment_.addresses[rt_.self];
    asio::error_code error;
    tcp::resolver resolver(io_);
    auto endpoints = resolver.resolve(address.host, std::to_string(address.port), tcp::resolver::passive, error);
    if (error) return error.message();
    tcp::endpoint endpoint = *endpoints.begin();
    acceptor_.open(endpoint.protocol(), error);
    if (!error) acceptor_.set_option(tcp::acceptor::reuse_address(true), error);
    if (!error) acceptor_.bind(endpoint, error);
    if (!error) acceptor_.listen(asio::socket_base::max_listen_connections, error);
    if (error) return error.message();
    asio::co_spawn(io_, accept(), asio::detached);
    return {};
}

asio::awaitable<void> Mesh::accept() {
    while (!stopped_) {
        asio::error_code error;
        tcp::socket socket = co_await acceptor_.async_accept(asio::redirect_error(asio::use_awaitable, error));
        if (stopped_) break;
        if (error || connections_.size() >= kConnectionsMax) {   // no descriptors left, say: let others close first
            co_await sleepFor(std::chrono::milliseconds(50));
            continue;
        }
        asio::co_spawn(io_, serve(std::make_shared<Connection>(std::move(socket)), -1), asio::detached);
    }
}

asio::awaitable<void> Mesh::serve(std::shared_ptr<Connection> connection, int64_t dialled) {
    connections_.insert(connection);
    try {
        connection->socket().set_option(tcp::no_delay(true));
        co_await expectHello(connection, dialled);
        connection->greeted = true;
        auto location = static_cast<size_t>(connection->peer);
        peers_[location].unreachable = false;
        log_(false, "connected with " + rt_.locations[location]);
        if (dialled >= 0 || !isMember(static_cast<uint32_t>(location))) startWriting(connection);
        co_await readFrames(*connection);
    } catch (const Refusal& refusal) { report(*connection, refusal); } catch (const asio::system_error& error) {
        if (error.code() != asio::error::operation_aborted)
            log_(false, "connection with " + nameOf(*connection) + ": " + error.code().message());
    }
    connection->close();
    connections_.erase(connection);
    if (!connection->greeted) {
        if (dialled >= 0) peers_[static_cast<size_t>(dialled)].unreachable = true;   // wait longer each time
        co_return;
    }
    Peer& peer = peers_[static_cast<size_t>(connection->peer)];
    if (peer.out == connection) peer.out = nullptr;
    dialIfNeeded(static_cast<uint32_t>(connection->peer));
}

/// What a peer can make happen with every frame is said ever more rarely, counted by name, or by address as long as it
/// has not said its name.
void Mesh::report(const Connection& connection, const Refusal& refusal) {
    std::string who = nameOf(connection), code = refusal.code;
    std::string origin = connection.peer >= 0 ? who : who.substr(0, who.rfind(':'));
    std::optional<std::string> times = refusals_.again(code + " " + origin);
    if (!times) return;
    if (code == "EVD7011") log_(true, code + ": the peer " + who + " runs another version of this spec" + *times);
    else log_(true, code + ": a frame from " + who + " is malformed: " + refusal.text + *times);
}

asio::awaitable<void> Mesh::expectHello(std::shared_ptr<Connection> held, int64_t dialled) {
    Connection& connection = *held;
    asio::steady_timer limit(io_, kHelloTime);
    limit.async_wait([held](const asio::error_code& error) {
        if (!error && !held->greeted) held->close();
    });
    // Who was dialled answers, so that the dialler knows from the answer that it was heard.
    std::string own = helloFrame(rt_.module, rt_.locations[rt_.self]);
    if (dialled >= 0) co_await connection.writeNow(own);
    Hello hello = readHello(co_await connection.readFrame(kHelloMax));
    if (dialled < 0) co_await connection.writeNow(own);
    limit.cancel();
    int64_t location = locationNumber(rt_, hello.sender);
    if (hello.spec != rt_.module.name || hello.schema != rt_.module.schema) {
        if (location >= 0) connection.peer = location;
        throw Refusal{"EVD7011", {}};
    }
    if (location < 0 || location == static_cast<int64_t>(rt_.self) || (dialled >= 0 && location != dialled))
        throw Refusal{"EVD7012", "it calls itself `" + hello.sender.substr(0, 64) + "`"};
    connection.peer = location;
}

void Mesh::startWriting(const std::shared_ptr<Connection>& connection) {
    Peer& peer = peers_[static_cast<size_t>(connection->peer)];
    if (peer.out != nullptr) peer.out->close();   // the newest connection of an outside location counts
    peer.out = connection;
    auto write = [](std::shared_ptr<Connection> held, Peer& to) -> asio::awaitable<void> {
        try {
            co_await held->writeQueue(to.queue, to.queuedBytes);
        } catch (const asio::system_error&) {
            held->close();   // what was not written stays in the queue; the reader notices too
        }
    };
    asio::co_spawn(io_, write(connection, peer), asio::detached);
}

asio::awaitable<void> Mesh::readFrames(Connection& connection) {
    auto peer = static_cast<uint32_t>(connection.peer);
    size_t turn = 0;
    while (!stopped_ && !connection.closed()) {
        std::optional<std::string_view> body = connection.nextFrame(kFrameMax);
        if (!body) {
            co_await connection.readMore();
            turn = 0;
            continue;
        }
        onFrame_(peer, *body);
        while (!isMember(peer) && congested() && !stopped_) co_await sleepFor(std::chrono::milliseconds(5));
        if (++turn % kFramesPerTurn == 0) co_await asio::post(io_, asio::use_awaitable);
    }
}

size_t Mesh::queued() const {
    size_t count = 0;
    for (const Peer& peer : peers_) count += peer.queue.size();
    return count;
}

void Mesh::stop() {
    stopped_ = true;
    asio::error_code ignored;
    acceptor_.close(ignored);
    for (const auto& connection : std::set<std::shared_ptr<Connection>>(connections_)) connection->close();
}

}   // namespace evd::runtime
