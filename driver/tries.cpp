#include "driver/tries.h"

#include "driver/runs_ahead.h"
#include "driver/statements.h"
#include "driver/violation.h"
#include "explore/simulate/check_run.h"
#include "explore/simulate/coverage.h"
#include "explore/simulate/replay.h"
#include "explore/trace/cone.h"

#include <fmt/format.h>

namespace evd::driver {

Tries::Tries(const Prepared& prepared, explore::SimOptions simulation, uint64_t tries, bool failOnFault,
             unsigned threads)
    : prepared_(prepared), simulation_(std::move(simulation)), tries_(tries), failOnFault_(failOnFault),
      threads_(threads), notEvaluated_(notEvaluated(*prepared.checked.program, prepared.check)) {
    const size_t instances = prepared.interpreters.size();
    if (instances > tries_) return;   // no two runs would share one
    for (size_t i = 0; i < instances; ++i)
        plans_.push_back(explore::planFor(*prepared.interpreters[i], options(i, simulation_.seed)));
}

/// Takes in the run of the next seed.
void Tries::add(explore::Run run) {
    last = std::move(run);
    faults.add(last);
    series.add(last);
}

void Tries::run(bool told, const std::function<bool()>& goOn) {
    const bool atOnce = told && tries_ == 1;
    const std::function<explore::Run(uint64_t)> make = [&](uint64_t i) { return of(simulation_.seed + i, atOnce); };
    if (tries_ == 1 || threads_ == 1) {
        do add(make(series.runs));
        while (!found() && series.runs < tries_ && goOn());
    } else {
        RunsAhead runs(tries_, threads_, make);
        do add(runs.take());
        while (!found() && series.runs < tries_ && goOn());
    }
    if (!atOnce && (told || found())) last = of(last.seed, true);
    series.reached = explore::reached(*prepared_.interpreter, prepared_.checked.sources, series.coverage);
}

bool Tries::shrink() {
    std::optional<explore::Replayed> fewer = explore::shrunk(*prepared_.interpreters[prepared_.instanceOf(last.seed)],
                                                             last, {true, {simulation_.only}}, {simulation_.fifo});
    if (!fewer) return false;
    last = std::move(fewer->run);
    last.notEvaluated = notEvaluated_;
    return true;
}

explore::SimOptions Tries::options(size_t instance, uint64_t seed) const {
    explore::SimOptions out = simulation_;
    out.seed = seed;
    if (!prepared_.check) return out;
    return explore::within(prepared_.instances[instance], prepared_.start ? &*prepared_.start : nullptr,
                           std::move(out));
}

explore::Run Tries::of(uint64_t seed, bool told) const {
    const size_t instance = prepared_.instanceOf(seed);
    explore::SimOptions simulation = options(instance, seed);
    simulation.record = told;
    simulation.cover &= tries_ > 1;
    if (!plans_.empty()) simulation.plan = plans_[instance];
    explore::Run run = explore::Simulator(*prepared_.interpreters[instance], std::move(simulation)).run();
    if (told) explore::setAside(prepared_.module, run);
    run.system = prepared_.interpreters[instance]->system().name;
    run.notEvaluated = notEvaluated_;
    return run;
}

void Tries::report(Diagnostics& diagnostics) const {
    faults.report(prepared_, [this](uint64_t seed) { return of(seed, true); }, failOnFault_, diagnostics);
    if (!last.violation) return;
    const size_t instance = prepared_.instanceOf(last.seed);
    Diagnostic& told = reportViolation(prepared_.module, prepared_.interpreters[instance]->system(), last, diagnostics);
    if (const std::string text = prepared_.instanceText(instance); !text.empty())
        told.note("on the instance with " + text);
    told.note(fmt::format("the same seed ({}) and options replay this run", last.seed));
}

}   // namespace evd::driver
