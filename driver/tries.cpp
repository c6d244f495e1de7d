#include "driver/tries.h"

#include "driver/statements.h"
#include "driver/violation.h"
#include "explore/simulate/replay.h"

#include <fmt/format.h>

namespace evd::driver {

Tries::Tries(const Prepared& prepared, explore::SimOptions simulation, uint64_t tries, bool failOnFault)
    : prepared_(prepared), simulation_(std::move(simulation)), tries_(tries), failOnFault_(failOnFault),
      notEvaluated_(notEvaluated(*prepared.checked.program)) {}

void Tries::run(bool told, const std::function<bool()>& goOn) {
    const bool atOnce = told && tries_ == 1;
    do {
        last = of(simulation_.seed + count, atOnce);
        faults.add(last);
        if (++count == 1) watched = last.statements;
        else
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
    } while (!found() && count < tries_ && goOn());
    if (!atOnce && (told || found())) last = of(last.seed, true);
}

bool Tries::shrink() {
    std::optional<explore::Replayed> fewer =
        explore::shrunk(*prepared_.interpreter, last, {true, simulation_.only, {}, {}});
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
