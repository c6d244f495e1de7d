#pragma once
// Filling in the error structures of the C interface.

#include "runtime/engine/rt.h"
#include "runtime/evident.h"

#include <cstdint>
#include <string>

namespace evd::runtime {

/// Writes code and text, cut to what fits; `error` may be null.
void setError(evident_error* error, const char* code, const std::string& text);
/// Describes a fault of a module: kind and index of its site (kNoSite if unknown).
evident_fault describeFault(const evd_module& module, int64_t kind, uint64_t site);
/// `file:line:column: EVD####: text`, or without the place.
std::string faultText(const evident_fault& fault);

}   // namespace evd::runtime
