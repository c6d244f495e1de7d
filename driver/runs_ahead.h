#pragma once
// Runs on all cores, taken in their order.

#include "explore/trace/run.h"

#include <condition_variable>
#include <exception>
#include <functional>
#include <map>
#include <mutex>
#include <thread>
#include <vector>

namespace evd::driver {

/// Makes the runs 0, 1, … ahead of who takes them, in this order, on several threads.
class RunsAhead {
public:
    /// `make` is called on all threads at a time, and must outlive this.
    RunsAhead(uint64_t runs, unsigned threads, const std::function<explore::Run(uint64_t)>& make);
    ~RunsAhead();
    RunsAhead(const RunsAhead&) = delete;

    /// The next run, once it has been made; or the exception that kept it from being made.
    explore::Run take();

private:
    void work();

    const uint64_t runs_, ahead_;
    const std::function<explore::Run(uint64_t)>& make_;
    std::mutex mutex_;
    std::condition_variable changed_;
    uint64_t next_ = 0, taken_ = 0;
    std::map<uint64_t, explore::Run> done_;
    std::map<uint64_t, std::exception_ptr> failed_;
    bool stopped_ = false;
    std::vector<std::thread> workers_;
};

}   // namespace evd::driver
