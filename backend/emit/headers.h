#pragma once
// The headers of a library: X.h for C, X.hpp for C++20, over runtime/evident.h and evident.hpp.

#include "ir/core/module.h"

#include <string>

namespace evd::backend {

/// The C header. `system`: the only one that was compiled, or empty for all; `library`: the name of the file to link
/// with.
std::string cHeader(const ir::Module& module, const std::string& system, const std::string& library);
/// The C++ header; it includes evident.hpp, not the C header.
std::string cppHeader(const ir::Module& module, const std::string& system, const std::string& library);

}   // namespace evd::backend
