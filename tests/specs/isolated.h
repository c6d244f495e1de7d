#pragma once
// Work in a process of its own, so that a crash or an endless loop of one spec does not end the others.

#include <functional>
#include <string>

namespace evd::specs {

struct Ended {
    bool normally = false;
    std::string result;   ///< what the work returned; else how it ended, with what it wrote to stderr
};

/// At most so many seconds of processor time.
Ended isolated(const std::function<std::string()>& work, unsigned seconds);

}   // namespace evd::specs
