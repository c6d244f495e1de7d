#include "driver/tries.h"

#include "base/deep_stack.h"
#include "driver/statements.h"
#include "driver/violation.h"
#include "explore/simulate/replay.h"

#include <condition_variable>
#include <exception>
#include <fmt/format.h>
#include <map>
#include <mutex>
#include <system_error>
#include <thread>

namespace evd::driver {

Tries::Tries(const Prepared& prepared, explore::SimOptions simulation, uint64_t tries, bool failOnFault,
             unsigned threads)
    : prepared_(prepared), simulation_(std::move(simulation)), tries_(tries), failOnFault_(failOnFault),
      threads_(threads), notEvaluated_(notEvaluated(*prepared.checked.program)) {
    simulation_.plan = explore::planFor(*prepared.interpreter, simulation_);
}

/// Takes in the run of the next seed.
void Tries::add(explore::Run run) {
    last = std::move(run);
    faults.add(last);
    if (++count == 1) {
        watched = last.statements;
        return;
    }
    for (size_t i = 0; i < watched.size(); ++i) {
        const explore::Run::Watched& one = last.statements.at(i);
        if (watched[i].unknown == 0) watched[i].fault = one.fault;
        watched[i].held += one.held;
        watched[i].unknown += one.unknown;
        watched[i].looked |= one.looked;
        watched[i].violatedToo |= one.violatedToo;
        watched[i].open += one.open;
        if (one.open) watched[i].whyOpen = one.whyOpen;
    }
}

namespace {

/// Makes the runs 0, 1, … ahead of who takes them, in this order, on several threads.
class RunsAhead {
public:
    RunsAhead(uint64_t runs, unsigned threads, const std::function<explore::Run(uint64_t)>& make)
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
    ~RunsAhead() {
        {
            const std::lock_guard lock(mutex_);
            stopped_ = true;
        }
        changed_.notify_all();
        for (std::thread& worker : workers_) worker.join();
    }
    RunsAhead(const RunsAhead&) = delete;

    explore::Run take() {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [&] { return done_.count(taken_) != 0 || failed_.count(taken_) != 0; });
        if (auto failed = failed_.find(taken_); failed != failed_.end()) std::rethrow_exception(failed->second);
        explore::Run out = std::move(done_.extract(taken_).mapped());
        ++taken_;
        changed_.notify_all();
        return out;
    }

private:
    void work() {
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

}   // namespace

void Tries::run(bool told, const std::function<bool()>& goOn) {
    const bool atOnce = told && tries_ == 1;
    const std::function<explore::Run(uint64_t)> make = [&](uint64_t i) { return of(simulation_.seed + i, atOnce); };
    if (tries_ == 1 || threads_ == 1) {
        do add(make(count));
        while (!found() && count < tries_ && goOn());
    } else {
        RunsAhead runs(tries_, threads_, make);
        do add(runs.take());
        while (!found() && count < tries_ && goOn());
    }
    if (!atOnce && (told || found())) last = of(last.seed, true);
}

bool Tries::shrink() {
    std::optional<explore::Replayed> fewer =
        explore::shrunk(*prepared_.interpreter, last, {true, {simulation_.only}}, {simulation_.fifo});
    if (!fewer) return false;
    last = std::move(fewer->run);
    last.notEvaluated = notEvaluated_;
    return true;
}

explore::Run Tries::of(uint64_t seed, bool told) const {
    explore::SimOptions simulation = simulation_;
    simulation.seed = seed;
    simulation.record = told;
    explore::Run run = explore::Simulator(*prepared_.interpreter, std::move(simulation)).run();
    run.system = prepared_.interpreter->system().name;
    run.notEvaluated = notEvaluated_;
    return run;
}

void Tries::report(Diagnostics& diagnostics) const {
    faults.report(prepared_, [this](uint64_t seed) { return of(seed, true); }, failOnFault_, diagnostics);
    if (!last.violation) return;
    reportViolation(prepared_.module, prepared_.interpreter->system(), last, diagnostics)
        .note(fmt::format("the same seed ({}) and options replay this run", last.seed));
}

}   // namespace evd::driver
