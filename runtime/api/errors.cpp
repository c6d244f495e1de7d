#include "runtime/api/errors.h"

#include <algorithm>
#include <cstdio>
#include <cstring>

namespace evd::runtime {

namespace {

const char* textOf(int64_t kind) {
    switch (kind) {
    case EVD_FAULT_OVERFLOW: return "fault: the result does not fit into 64 bits";
    case EVD_FAULT_DIVISION: return "fault: division by zero";
    case EVD_FAULT_MISSING_KEY: return "fault: the map has no such key";
    case EVD_FAULT_INDEX: return "fault: the index is outside the list";
    case EVD_FAULT_NEGATIVE_NAT: return "fault: a `Nat` would become negative";
    case EVD_FAULT_CONFLICT: return "fault: two handlers write one variable at this event";
    case EVD_FAULT_EMPTY: return "fault: the collection is empty";
    case EVD_FAULT_DEPTH:
        return "fault: calls, values, or processes that one event starts, are nested deeper than 1000";
    case EVD_FAULT_EXTERN: return "fault: the host function failed";
    case EVD_FAULT_ASSERTION: return "fault: an assertion does not hold";
    default: return "";   // no fault
    }
}

}   // namespace

void setError(evident_error* error, const char* code, const std::string& text) {
    if (error == nullptr) return;
    std::snprintf(error->code, sizeof error->code, "%s", code);
    size_t length = std::min(text.size(), sizeof error->text - 1);
    std::memcpy(error->text, text.data(), length);
    error->text[length] = '\0';
}

int refuse(evident_error* error, const char* code, const std::string& text) {
    setError(error, code, text);
    return -1;
}

bool isReady(const evd_rt* process, evident_error* error) {
    const char* wrong = process == nullptr       ? "the process is null"
                        : process->engine.busy() ? "the process is in the middle of an event"
                                                 : nullptr;
    if (wrong != nullptr) setError(error, "EVD6010", wrong);
    return wrong == nullptr;
}

bool isGiven(const void* data, size_t size, evident_error* error) {
    bool given = data != nullptr || size == 0;
    if (!given) setError(error, "EVD6010", "the bytes are null");
    return given;
}

std::string textOfFault(const evd_rt& rt, int64_t kind) {
    const std::string& detail = kind == EVD_FAULT_EXTERN ? rt.externProblem : rt.faultDetail;
    bool detailed = kind == EVD_FAULT_EXTERN || kind == EVD_FAULT_MISSING_KEY || kind == EVD_FAULT_INDEX ||
                    kind == EVD_FAULT_NEGATIVE_NAT || kind == EVD_FAULT_CONFLICT;
    return detailed && !detail.empty() ? std::string(textOf(kind)) + ": " + detail : textOf(kind);
}

evident_fault describeFault(const evd_module& module, int64_t kind, uint64_t site, const char* text) {
    evident_fault fault{};
    fault.kind = static_cast<int>(kind);
    fault.text = text;
    if (kind != 0) std::snprintf(fault.code, sizeof fault.code, "EVD70%02u", static_cast<unsigned>(kind) % 100);
    if (kind != 0 && site < module.site_count) {
        fault.file = module.sites[site].file;
        fault.line = module.sites[site].line;
        fault.column = module.sites[site].column;
    }
    return fault;
}

std::string faultText(const evident_fault& fault) {
    std::string text;
    if (fault.file != nullptr)
        text = std::string(fault.file) + ":" + std::to_string(fault.line) + ":" + std::to_string(fault.column) + ": ";
    return text + fault.code + ": " + fault.text;
}

}   // namespace evd::runtime
