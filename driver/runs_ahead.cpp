#include "driver/runs_ahead.h"

#include "base/deep_stack.h"

#include <algorithm>
#include <system_error>

namespace evd::driver {

RunsAhead::RunsAhead(uint64_t runs, unsigned threads, const std::function<explore::Run(uint64_t)>& make)
    : runs_(runs), ahead_(threads * 8), make_(make) {
    for (unsigned i = 0; i < threads; ++i) {
        try {
            workers_.emplace_back([this] { onDeepStack([this] { work(); }); });
        } catch (const std::system_error&) {
            if (workers_.empty()) throw;
            break;   // those that there are will do
        }
    }
}

RunsAhead::~RunsAhead() {
    {
        const std::lock_guard lock(mutex_);
        stopped_ = true;
    }
    changed_.notify_all();
    for (std::thread& worker : workers_) worker.join();
}

explore::Run RunsAhead::take() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return done_.count(taken_) != 0 || failed_.count(taken_) != 0; });
    if (auto failed = failed_.find(taken_); failed != failed_.end()) std::rethrow_exception(failed->second);
    explore::Run out = std::move(done_.extract(taken_).mapped());
    ++taken_;
    changed_.notify_all();
    return out;
}

void RunsAhead::work() {
    std::unique_lock lock(mutex_);
    for (;;) {
        changed_.wait(lock, [&] { return stopped_ || next_ < std::min(runs_, taken_ + ahead_) || next_ >= runs_; });
        if (stopped_ || next_ >= runs_) return;
        const uint64_t mine = next_++;
        lock.unlock();
        explore::Run run;
        std::exception_ptr failure;
        try {
            run = make_(mine);
        } catch (...) { failure = std::current_exception(); }
        lock.lock();
        if (failure) failed_.emplace(mine, failure);
        else done_.emplace(mine, std::move(run));
        changed_.notify_all();
    }
}

}   // namespace evd::driver
