#include "runtime/host/connection.h"

namespace evd::runtime {

namespace {

constexpr int64_t kProtocolVersion = 1;
constexpr size_t kWritePiece = 256 * 1024;

uint64_t bigEndian(std::string_view bytes) {
    uint64_t value = 0;
    for (unsigned char byte : bytes) value = value << 8 | byte;
    return value;
}

}   // namespace

std::string helloFrame(const evd_module& module, const std::string& sender) {
    std::string body;
    cbor::writeArray(body, 5);
    cbor::writeText(body, "evident");
    cbor::writeInt(body, kProtocolVersion);
    cbor::writeText(body, module.name);
    cbor::writeBytes(body, hashBytes(module.schema));
    cbor::writeText(body, sender);
    std::string frame;
    for (size_t i = 0; i < kFrameHead; ++i) frame += static_cast<char>(body.size() >> (8 * (kFrameHead - 1 - i)));
    return frame + body;
}

Hello readHello(std::string_view body) {
    cbor::Reader reader(body);
    if (reader.readArray() != 5 || reader.readText() != "evident")
        throw Refusal{"EVD7012", "it does not begin with a hello"};
    int64_t version = reader.readInt();
    if (!reader.failed() && version != kProtocolVersion)
        throw Refusal{"EVD7012", "it speaks version " + std::to_string(version) + " of the protocol"};
    Hello hello;
    hello.spec = reader.readText();
    std::string_view schema = reader.readBytes();
    hello.sender = reader.readText();
    if (schema.size() != 8) reader.fail("expected a hash of eight bytes");
    if (!reader.atEnd()) reader.fail("expected the end");
    if (reader.failed())
        throw Refusal{"EVD7012",
                      std::string("its hello: ") + reader.error() + " at byte " + std::to_string(reader.offset())};
    hello.schema = bigEndian(schema);
    return hello;
}

asio::awaitable<void> Connection::readMore() {
    FrameBuffer::Room room = input_.room();
    input_.filled(co_await socket_.async_read_some(asio::buffer(room.data, room.size), asio::use_awaitable));
}

asio::awaitable<std::string_view> Connection::readFrame(size_t limit) {
    while (true) {
        if (std::optional<std::string_view> body = input_.next(limit)) co_return *body;
        co_await readMore();
    }
}

asio::awaitable<void> Connection::writeNow(std::string bytes) {
    co_await asio::async_write(socket_, asio::buffer(bytes), asio::use_awaitable);
}

asio::awaitable<void> Connection::writeQueue(std::deque<FrameBytes>& queue, size_t& queuedBytes) {
    std::vector<FrameBytes> held;
    std::vector<asio::const_buffer> buffers;
    while (!closed_) {
        if (queue.empty()) {
            asio::error_code ignored;
            co_await wake_.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
            continue;
        }
        held.clear();
        buffers.clear();
        size_t bytes = 0;
        for (size_t i = 0; i < queue.size() && bytes < kWritePiece && i < 64; ++i) {
            held.push_back(queue[i]);
            buffers.push_back(asio::buffer(*queue[i]));
            bytes += queue[i]->size();
        }
        co_await asio::async_write(socket_, buffers, asio::use_awaitable);
        if (closed_) co_return;   // a newer connection writes the queue now, and may have begun with these frames
        for (size_t i = 0; i < held.size(); ++i) queue.pop_front();
        queuedBytes -= bytes;
    }
}

void Connection::close() {
    closed_ = true;
    asio::error_code ignored;
    socket_.close(ignored);
    wake_.cancel();
}

}   // namespace evd::runtime
