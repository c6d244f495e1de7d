#pragma once
// The queue between the reader, the workers and the main loop.

#include "lsp/protocol/json.h"
#include "lsp/server/world.h"

#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <variant>

namespace evd::lsp {

struct Exploration;

/// A message of the client.
struct Received {
    Json message;
};
/// Something on the input that is no message.
struct Malformed {
    std::string what;
};
/// The client closed the connection, or the parent process is gone.
struct InputEnded {};
/// A worker has the answer to a request. Exactly one of result and error is used.
struct Answered {
    uint64_t ticket;
    Json result;
    std::optional<std::pair<int, std::string>> error;
};
/// A background check is done; `crash` says why it failed.
struct CheckDone {
    std::string path;
    std::shared_ptr<const Lazy> check;
    std::shared_ptr<const Analysis> found;
    std::string crash;
};
/// A second look at a published check is done; `crash` says why it failed.
struct LookDone {
    std::string path;
    std::shared_ptr<const Lazy> check;
    std::shared_ptr<const Analysis> found;   ///< whose `secondLook` is known, unless it failed
    std::string crash;
};

/// A spec has run.
struct RunDone {
    std::string path;
    std::shared_ptr<const RunRecord> run;
};

/// A check is being explored, and there is more to tell of it.
struct Exploring {
    std::shared_ptr<Exploration> what;
};
/// An exploration has ended; without a record it is as if it had not been.
struct Explored {
    std::shared_ptr<Exploration> what;
    std::shared_ptr<const CheckRecord> record;
};

/// A look at an open deployment file is done.
struct DeploymentDone {
    std::string path;
    Json diagnostics;
    std::string crash;
};

/// Everything that can happen to the main loop.
using Event = std::variant<Received, Malformed, InputEnded, Answered, CheckDone, LookDone, RunDone, Exploring, Explored,
                           DeploymentDone>;

class EventQueue {
public:
    using Clock = std::chrono::steady_clock;

    void push(Event event) {
        std::lock_guard lock(mutex_);
        events_.push_back(std::move(event));
        ready_.notify_one();
    }
    /// The next event, or nothing at the deadline.
    std::optional<Event> pop(std::optional<Clock::time_point> deadline) {
        std::unique_lock lock(mutex_);
        auto some = [&] { return !events_.empty(); };
        if (!deadline) ready_.wait(lock, some);
        else if (!ready_.wait_until(lock, *deadline, some)) return std::nullopt;
        return first();
    }
    /// The next event, or nothing if there is none yet.
    std::optional<Event> tryPop() {
        std::lock_guard lock(mutex_);
        if (events_.empty()) return std::nullopt;
        return first();
    }
    bool empty() {
        std::lock_guard lock(mutex_);
        return events_.empty();
    }

private:
    Event first() {
        Event event = std::move(events_.front());
        events_.pop_front();
        return event;
    }

    std::mutex mutex_;
    std::condition_variable ready_;
    std::deque<Event> events_;
};

}   // namespace evd::lsp
