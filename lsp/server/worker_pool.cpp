#include "lsp/server/worker_pool.h"

#include "base/deep_stack.h"

#include <algorithm>
#include <sys/resource.h>
#include <unistd.h>

namespace evd::lsp {

namespace {

/// On Linux this is about one thread; what cannot be had is gone without.
void yieldToOthers() { ::setpriority(PRIO_PROCESS, static_cast<id_t>(::gettid()), 10); }

}   // namespace

WorkerPool::WorkerPool(unsigned threads, bool yields) : idleMax_(std::max(1u, threads / 2)) {
    // Features recurse along the nesting of specs, so each worker has a deep stack.
    for (unsigned i = 0; i < threads; ++i)
        threads_.emplace_back([this, yields] {
            if (yields) yieldToOthers();   // the thread of the deep stack inherits it
            onDeepStack([this] { work(); });
        });
}

WorkerPool::~WorkerPool() {
    {
        std::lock_guard lock(mutex_);
        ending_ = true;
        urgent_.clear();
        idle_.clear();
    }
    ready_.notify_all();
    for (std::thread& thread : threads_) thread.join();
}

void WorkerPool::put(std::deque<std::function<void()>>& queue, std::function<void()> job) {
    {
        std::lock_guard lock(mutex_);
        queue.push_back(std::move(job));
    }
    ready_.notify_one();
}

void WorkerPool::work() {
    std::unique_lock lock(mutex_);
    for (;;) {
        ready_.wait(lock,
                    [this] { return ending_ || !urgent_.empty() || (!idle_.empty() && idleRunning_ < idleMax_); });
        if (ending_) return;
        bool idle = urgent_.empty();
        auto& queue = idle ? idle_ : urgent_;
        std::function<void()> job = std::move(queue.front());
        queue.pop_front();
        idleRunning_ += idle ? 1 : 0;
        lock.unlock();
        job();
        job = nullptr;
        lock.lock();
        if (!idle) continue;
        --idleRunning_;
        ready_.notify_one();
    }
}

}   // namespace evd::lsp
