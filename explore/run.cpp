#include "explore/run.h"

#include "base/check.h"
#include "base/diagnostics.h"

namespace evd::explore {

bool happensBefore(const Event& a, const Event& b) {
    EVD_CHECK(a.clock.size() == b.clock.size(), "events of one run have clocks of one size");
    bool smaller = false;
    for (size_t i = 0; i < a.clock.size(); ++i) {
        if (a.clock[i] > b.clock[i]) return false;
        smaller |= a.clock[i] < b.clock[i];
    }
    return smaller;
}

namespace {

/// Faults are numbered as the codes EVD7001 … EVD7009 are (interp.h).
Code codeOf(ir::Fault fault) { return static_cast<Code>(7000 + static_cast<unsigned>(fault)); }

} // namespace

std::string faultCode(ir::Fault fault) { return codeName(codeOf(fault)); }

std::string faultText(ir::Fault fault) {
    Diagnostics one;
    return one.add(codeOf(fault), {}, {std::to_string(ir::kCallDepthMax)}).message;
}

std::string timeText(int64_t ns) {
    struct Unit { int64_t size; const char* name; };
    for (Unit unit : {Unit{1'000'000'000, "s"}, Unit{1'000'000, "ms"}, Unit{1'000, "us"}})
        if (ns >= unit.size && ns % (unit.size / 10 > 0 ? unit.size / 10 : 1) == 0) {
            std::string whole = std::to_string(ns / unit.size);
            int64_t tenth = ns % unit.size * 10 / unit.size;
            return tenth == 0 ? whole + unit.name : whole + "." + std::to_string(tenth) + unit.name;
        }
    return ns == 0 ? "0ms" : std::to_string(ns) + "ns";
}

} // namespace evd::explore
