#include "base/deep_stack.h"

#include <exception>
#include <pthread.h>

namespace evd {

namespace {

constexpr size_t kStackBytes = size_t{256} << 20;

struct Job {
    const std::function<void()>& work;
    std::exception_ptr failure;
};

void* runJob(void* argument) {
    auto* job = static_cast<Job*>(argument);
    try {
        job->work();
    } catch (...) { job->failure = std::current_exception(); }
    return nullptr;
}

}   // namespace

void onDeepStack(const std::function<void()>& work) {
    static thread_local bool deep = false;
    if (deep) {
        work();
        return;
    }
    std::function<void()> marked = [&] {
        deep = true;
        work();
    };
    Job job{marked, nullptr};
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    pthread_attr_setstacksize(&attributes, kStackBytes);
    pthread_t thread;
    if (pthread_create(&thread, &attributes, runJob, &job) == 0) pthread_join(thread, nullptr);
    else work();
    pthread_attr_destroy(&attributes);
    if (job.failure) std::rethrow_exception(job.failure);
}

}   // namespace evd
