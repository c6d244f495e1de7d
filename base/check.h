#pragma once
// Assertions against our own mistakes. User mistakes are diagnostics, never these.

#include <stdexcept>
#include <string>

namespace evd {

/// A broken internal promise. Caught only by the command's main and the server's request boundary.
class InternalError : public std::logic_error {
public:
    using std::logic_error::logic_error;
};

[[noreturn]] inline void failCheck(const char* what, const char* file, int line) {
    throw InternalError(std::string(file) + ":" + std::to_string(line) + ": " + what);
}

}   // namespace evd

/// Holds in every build; raises InternalError otherwise.
#define EVD_CHECK(condition, what)                                                                                     \
    do {                                                                                                               \
        if (!(condition)) ::evd::failCheck(what, __FILE__, __LINE__);                                                  \
    } while (false)
