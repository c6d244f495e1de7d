#pragma once
// Threads that do the work of requests and checks.

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace evd::lsp {

/// Requests come before background work, and background work never takes all threads, unless there is only one. Jobs
/// must not throw.
class WorkerPool {
public:
    /// `yields`: its threads leave the processor to all others.
    explicit WorkerPool(unsigned threads, bool yields = false);
    /// Drops what has not begun and waits for what has.
    ~WorkerPool();

    void request(std::function<void()> job) { put(urgent_, std::move(job)); }
    void background(std::function<void()> job) { put(idle_, std::move(job)); }

private:
    void put(std::deque<std::function<void()>>& queue, std::function<void()> job);
    void work();

    std::mutex mutex_;
    std::condition_variable ready_;
    std::deque<std::function<void()>> urgent_, idle_;
    unsigned idleRunning_ = 0, idleMax_;
    bool ending_ = false;
    std::vector<std::thread> threads_;
};

}   // namespace evd::lsp
