#pragma once
// Filling in the error structures of the C interface.

#include "runtime/engine/rt.h"
#include "runtime/evident.h"

#include <cstdint>
#include <string>

namespace evd::runtime {

/// Writes code and text, cut to what fits; `error` may be null.
void setError(evident_error* error, const char* code, const std::string& text);
/// The same, and -1: what functions return that refuse.
int refuse(evident_error* error, const char* code, const std::string& text);
/// Whether a process can take an event now; if not, says why.
bool isReady(const evd_rt* process, evident_error* error);
/// Bytes that the host gives; `null` with a size is none.
bool isGiven(const void* data, size_t size, evident_error* error);

/// What a fault says; of a host function, which one.
std::string textOfFault(const evd_rt& rt, int64_t kind);
/// Describes a fault of a module: kind, index of its site (kNoSite if unknown), and text, which is not copied.
evident_fault describeFault(const evd_module& module, int64_t kind, uint64_t site, const char* text);
/// `file:line:column: EVD####: text`, or without the place.
std::string faultText(const evident_fault& fault);

}   // namespace evd::runtime
