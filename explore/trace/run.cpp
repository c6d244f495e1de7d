#include "explore/trace/run.h"

#include "base/check.h"
#include "base/diagnostics.h"
#include "explore/trace/summary.h"

#include <algorithm>

namespace evd::explore {

namespace {
constexpr size_t kFaultDetailMax = 100;   // columns; a missing key may be a whole collection
}   // namespace

bool happensBefore(const Event& a, const Event& b) {
    EVD_CHECK(a.clock.size() == b.clock.size(), "events of one run have clocks of one size");
    bool smaller = false;
    for (size_t i = 0; i < a.clock.size(); ++i) {
        if (a.clock[i] > b.clock[i]) return false;
        smaller |= a.clock[i] < b.clock[i];
    }
    return smaller;
}

Code codeOf(ir::Fault fault) {
    switch (fault) {
    case ir::Fault::None: break;
    case ir::Fault::Overflow: return Code::FaultOverflow;
    case ir::Fault::Division: return Code::FaultDivision;
    case ir::Fault::MissingKey: return Code::FaultMissingKey;
    case ir::Fault::Index: return Code::FaultIndex;
    case ir::Fault::NegativeNat: return Code::FaultNegativeNat;
    case ir::Fault::Conflict: return Code::FaultConflict;
    case ir::Fault::Empty: return Code::FaultEmpty;
    case ir::Fault::Depth: return Code::FaultDepth;
    case ir::Fault::Extern: return Code::FaultExtern;
    case ir::Fault::Assertion: return Code::FaultAssertion;
    }
    EVD_CHECK(false, "an event without a fault has no code");
}

Code codeOf(const Violation& violation) {
    if (violation.statement) return Code::StatementViolated;
    return violation.fault == ir::Fault::Assertion ? Code::FaultAssertion : Code::ObserverFault;
}

std::string faultCode(ir::Fault fault) { return codeName(codeOf(fault)); }

Diagnostic& reportFault(Diagnostics& diagnostics, const ir::FaultAt& fault) {
    Diagnostic& diagnostic = diagnostics.add(codeOf(fault.fault), fault.at, {std::to_string(ir::kDepthMax)});
    if (!fault.detail.empty()) diagnostic.message += ": " + shortened(fault.detail, kFaultDetailMax);
    return diagnostic;
}

std::string faultText(ir::Fault fault, const std::string& detail) {
    Diagnostics one;
    return reportFault(one, {fault, {}, detail}).message;
}

std::string timeText(int64_t ns) {
    struct Unit {
        int64_t size;
        const char* name;
    };
    for (Unit unit : {Unit{1'000'000'000, "s"}, Unit{1'000'000, "ms"}, Unit{1'000, "us"}}) {
        if (ns < unit.size) continue;
        std::string text = fmt::format("{}.{:03}", ns / unit.size, ns % unit.size * 1000 / unit.size);
        text.erase(text.find_last_not_of('0') + 1);
        if (text.back() == '.') text.pop_back();
        return text + unit.name;
    }
    return ns == 0 ? "0ms" : std::to_string(ns) + "ns";
}

}   // namespace evd::explore
