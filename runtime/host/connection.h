#pragma once
// One TCP connection that speaks frames: hello first, then messages; written to from a bounded queue.

#include "runtime/host/frame_buffer.h"
#include "runtime/host/refusal.h"
#include "runtime/wire/frame.h"

#include <asio.hpp>

#include <deque>
#include <memory>
#include <string>

namespace evd::runtime {

/// A frame, head included; shared by all its destinations.
using FrameBytes = std::shared_ptr<const std::string>;

/// What the two ends tell each other first.
struct Hello {
    std::string spec;
    uint64_t schema = 0;
    std::string sender;
};

/// A hello as a whole frame: ["evident", version, spec, schema, sender].
std::string helloFrame(const evd_module& module, const std::string& sender);
/// Reads the body of a hello; throws Refusal (EVD7012).
Hello readHello(std::string_view body);

class Connection {
public:
    explicit Connection(asio::ip::tcp::socket socket) : socket_(std::move(socket)), wake_(socket_.get_executor()) {
        wake_.expires_at(asio::steady_timer::time_point::max());
    }

    asio::ip::tcp::socket& socket() { return socket_; }
    /// The body of the next frame that is read already, if any; valid until more is read. Throws Refusal for a length
    /// beyond `limit`.
    std::optional<std::string_view> nextFrame(size_t limit) { return input_.next(limit); }
    /// Reads as much as is there, waiting for the first byte; throws asio::system_error at the end.
    asio::awaitable<void> readMore();
    /// The next frame, read or still to come.
    asio::awaitable<std::string_view> readFrame(size_t limit);
    asio::awaitable<void> writeNow(std::string bytes);
    /// Writes `queue` until the connection closes; a frame leaves the queue when it was written.
    asio::awaitable<void> writeQueue(std::deque<FrameBytes>& queue, size_t& queuedBytes);
    /// There is something new in the queue.
    void wake() { wake_.cancel(); }
    void close();
    bool closed() const { return closed_; }

    int64_t peer = -1;      ///< location number, once it said who it is
    bool greeted = false;   ///< its hello was good

private:
    asio::ip::tcp::socket socket_;
    FrameBuffer input_;
    asio::steady_timer wake_;
    bool closed_ = false;
};

}   // namespace evd::runtime
