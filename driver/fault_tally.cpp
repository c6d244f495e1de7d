#include "driver/fault_tally.h"

#include "explore/trace/summary.h"

#include <algorithm>
#include <fmt/format.h>

namespace evd::driver {

void FaultTally::add(const explore::Run& run) {
    ++runs_;
    bool any = false;
    for (const explore::Run::Rejected& one : run.rejected) {
        if (one.fault.fault == ir::Fault::Assertion) continue;   // told as a violation
        add(Of::Event, one.fault, 1, run.seed, one.event);
        any = true;
    }
    for (size_t i = 0; i < run.untried.size(); ++i) add(Of::Action, run.untried[i].fault, 1, run.seed, i);
    for (size_t i = 0; i < run.statements.size(); ++i) {
        if (!run.statements[i].unknown) continue;
        add(Of::Statement, run.statements[i].fault, run.statements[i].unknown, run.seed, i);
        any = true;
    }
    faulty_ += any || !run.untried.empty();
}

void FaultTally::add(Of of, const ir::FaultAt& fault, uint64_t times, uint64_t seed, size_t index) {
    auto known = std::find_if(places_.begin(), places_.end(), [&](const Place& place) {
        return place.of == of && place.fault.fault == fault.fault && place.fault.at == fault.at;
    });
    if (known == places_.end()) {
        known = places_.insert(places_.end(), {of, fault, 0, 0, seed, index});
        lastSeed_.push_back(seed + 1);
    }
    known->times += times;
    uint64_t& last = lastSeed_[static_cast<size_t>(known - places_.begin())];
    known->runs += last != seed;
    last = seed;
}

std::string FaultTally::sentence() const {
    return fmt::format("{} of {} {} had faults", faulty_, runs_, runs_ == 1 ? "run" : "runs");
}

std::string FaultTally::note(const Place& place, const explore::Run& run) const {
    switch (place.of) {
    case Of::Event: {
        const explore::Event& event = run.events.at(place.index);
        return fmt::format("event #{}, {} at {}, was rejected; such events change nothing and send nothing", event.id,
                           event.text, run.place(event.location));
    }
    case Of::Action: {
        const explore::Run::Untried& untried = run.untried.at(place.index);
        return fmt::format("so at step {} the action {} could not be tried at {}", untried.step, untried.action,
                           run.place(untried.location));
    }
    case Of::Statement:
        return fmt::format("so in {} {}{} it is not known whether the {} {} holds", place.times,
                           run.statements.at(place.index).wholeRun ? "run" : "state", place.times == 1 ? "" : "s",
                           explore::kindText(run.statements.at(place.index)), run.statements.at(place.index).name);
    }
    return "";
}

void FaultTally::report(const Prepared& prepared, const std::function<explore::Run(uint64_t seed)>& replay,
                        bool failure, Diagnostics& diagnostics) const {
    explore::Run run;
    bool replayed = false;
    for (const Place& place : places_) {
        if (!replayed || run.seed != place.seed) run = replay(place.seed);
        replayed = true;
        Diagnostic& diagnostic = explore::reportFault(diagnostics, place.fault);
        if (place.fault.fault == ir::Fault::MissingKey)
            explore::noteMissingArgument(*prepared.interpreters[prepared.instanceOf(place.seed)], place.fault.at,
                                         diagnostic);
        if (!failure) diagnostic.severity = Severity::Warning;
        std::string where =
            runs_ == 1 ? ""
                       : fmt::format("in {} of {} runs, first in that of seed {}: ", place.runs, runs_, place.seed);
        diagnostic.note(where + note(place, run));
    }
}

}   // namespace evd::driver
