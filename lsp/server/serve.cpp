// The server's threads around its main loop: reading, writing, and watching the parent process.

#include "base/check.h"
#include "lsp/protocol/framing.h"
#include "lsp/server/server.h"

#include <atomic>
#include <csignal>
#include <poll.h>
#include <thread>
#include <unistd.h>

namespace evd::lsp {

namespace {

/// Whether a process is there. One that belongs to somebody else is.
bool alive(int64_t process) { return ::kill(static_cast<pid_t>(process), 0) == 0 || errno == EPERM; }

void parse(const MessageSplitter::Item& item, EventQueue& queue) {
    if (!item.good) return queue.push(Malformed{item.text});
    std::optional<Json> json = parseJson(item.text);
    if (json) queue.push(Received{std::move(*json)});
    else queue.push(Malformed{"a message is not JSON"});
}

/// Reads until the end of the input, the end of the server, or the death of the parent.
void read(int input, int wake, EventQueue& queue, std::atomic<int64_t>& parent) {
    MessageSplitter splitter;
    std::string buffer(65536, '\0');
    auto lastLook = std::chrono::steady_clock::now();
    for (;;) {
        pollfd waiting[] = {{input, POLLIN, 0}, {wake, POLLIN, 0}};
        int ready = ::poll(waiting, 2, 1000);
        if (waiting[1].revents != 0) break;   // the server has ended
        auto now = std::chrono::steady_clock::now();
        if (parent != 0 && now - lastLook > std::chrono::seconds(2)) {
            lastLook = now;
            if (!alive(parent)) break;
        }
        if (ready == 0 || (ready < 0 && errno == EINTR)) continue;
        if (ready < 0) break;
        ssize_t count = ::read(input, buffer.data(), buffer.size());
        if (count < 0 && (errno == EINTR || errno == EAGAIN)) continue;
        if (count <= 0) break;
        splitter.push(std::string_view(buffer.data(), static_cast<size_t>(count)));
        while (auto item = splitter.next()) parse(*item, queue);
    }
    queue.push(InputEnded{});
}

/// False if the client no longer reads.
bool writeAll(int output, std::string_view bytes) {
    while (!bytes.empty()) {
        ssize_t count = ::write(output, bytes.data(), bytes.size());
        if (count < 0 && errno == EINTR) continue;
        if (count < 0 && errno == EAGAIN) {
            pollfd waiting{output, POLLOUT, 0};
            ::poll(&waiting, 1, 1000);
            continue;
        }
        if (count <= 0) return false;
        bytes.remove_prefix(static_cast<size_t>(count));
    }
    return true;
}

/// Writes messages in a thread of its own, so that a slow client never blocks the main loop.
class Writer {
public:
    Writer(int output, EventQueue& queue) : thread_([this, output, &queue] { work(output, queue); }) {}
    ~Writer() {
        {
            std::lock_guard lock(mutex_);
            ending_ = true;
        }
        ready_.notify_one();
        thread_.join();
    }
    void put(std::string bytes) {
        {
            std::lock_guard lock(mutex_);
            bytes_ += bytes;
        }
        ready_.notify_one();
    }

private:
    void work(int output, EventQueue& queue) {
        std::unique_lock lock(mutex_);
        for (;;) {
            ready_.wait(lock, [this] { return ending_ || !bytes_.empty(); });
            if (bytes_.empty()) return;
            std::string bytes = std::move(bytes_);
            bytes_.clear();
            lock.unlock();
            bool good = writeAll(output, bytes);
            lock.lock();
            if (good) continue;
            queue.push(InputEnded{});
            return;
        }
    }

    std::mutex mutex_;
    std::condition_variable ready_;
    std::string bytes_;
    bool ending_ = false;
    std::thread thread_;
};

}   // namespace

int serve(int input, int output, ServerOptions options) {
    std::signal(SIGPIPE, SIG_IGN);
    EventQueue queue;
    std::atomic<int64_t> parent{options.parentProcess};
    int wake[2];
    EVD_CHECK(::pipe(wake) == 0, "no pipe");
    std::thread reader([&] { read(input, wake[0], queue, parent); });
    int exit = 1;
    {
        Writer writer(output, queue);
        options.parentFound = [&parent](int64_t process) { parent = process; };
        exit = Server(std::move(options), queue, [&](const Json& message) { writer.put(framed(dump(message))); }).run();
    }
    ::close(wake[1]);
    reader.join();
    ::close(wake[0]);
    return exit;
}

}   // namespace evd::lsp
