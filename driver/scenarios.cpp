#include "driver/scenarios.h"

#include "driver/violation.h"
#include "explore/trace/summary.h"

#include <algorithm>
#include <fmt/format.h>

namespace evd::driver {

namespace {

Diagnostic& failureAt(const ir::Module& module, const explore::Played& played, Diagnostics& diagnostics) {
    const explore::Failure& failure = *played.failure;
    switch (failure.kind) {
    case explore::Failure::Kind::Instance: break;   // reported one by one
    case explore::Failure::Kind::Impossible:
        return diagnostics.report(Code::StepImpossible, failure.span, failure.what);
    case explore::Failure::Kind::Fault: return diagnostics.report(Code::StepRejected, failure.span, failure.what);
    case explore::Failure::Kind::Expectation: return diagnostics.report(Code::NotAsExpected, failure.span);
    case explore::Failure::Kind::Statement: break;
    }
    const auto system = std::find_if(module.systems.begin(), module.systems.end(),
                                     [&](const ir::System& one) { return one.name == played.run.system; });
    Diagnostic& out = reportViolation(module, *system, played.run, diagnostics);
    return out.label(failure.span, "in the scenario `" + played.name + "`");
}

}   // namespace

void reportScenario(const ir::Module& module, const explore::Played& played, Diagnostics& diagnostics) {
    if (!played.failure) return;
    const explore::Failure& failure = *played.failure;
    if (failure.kind == explore::Failure::Kind::Instance) {
        for (const Diagnostic& one : failure.mistakes.all()) {
            Diagnostic& told = diagnostics.add(one.code, one.span, one.args);
            told = one;
            if (one.span != failure.span) told.label(failure.span, "in the scenario `" + played.name + "`");
        }
        return;
    }
    Diagnostic& diagnostic = failureAt(module, played, diagnostics);
    if (!failure.witness.empty()) diagnostic.note("for " + explore::witnessText(failure.witness));
    for (const std::string& note : failure.notes) diagnostic.note(note);
    if (failure.fault.fault != ir::Fault::None)
        diagnostic.label(failure.fault.at, explore::faultCode(failure.fault.fault) + ": " +
                                               explore::faultText(failure.fault.fault, failure.fault.detail));
    if (failure.kind != explore::Failure::Kind::Statement && !played.run.events.empty()) {
        const explore::Event& last = played.run.events.back();
        diagnostic.note(fmt::format("after event #{}, {} at {}", last.id, last.text, played.run.place(last.location)));
    }
}

}   // namespace evd::driver
