#pragma once

#include <string>

namespace evd::runtime {

/// Why a connection is closed on purpose.
struct Refusal {
    const char* code;
    std::string text;
};

}   // namespace evd::runtime
