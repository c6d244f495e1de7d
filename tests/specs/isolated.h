#pragma once
// Work in a process of its own, so that a crash or an endless loop of one spec does not end the others.

#include <cstdint>
#include <functional>
#include <string>

namespace evd::specs {

/// How a result begins of work that took too long.
inline constexpr const char* kEndless = "does not end";

struct Ended {
    bool normally = false;
    std::string result;   ///< what the work returned; else how it ended, with what it wrote to stderr
};

/// At most so many seconds of processor time.
Ended isolated(const std::function<std::string()>& work, unsigned seconds);

/// The work of each number from `first` to `last`, in their order, each with so many seconds. One process does them
/// until one of them ends it, then another does the rest: what a process has learned and allocated serves all that
/// follow.
void eachIsolated(uint64_t first, uint64_t last, unsigned seconds, const std::function<std::string(uint64_t)>& work,
                  const std::function<void(uint64_t, const Ended&)>& done);

}   // namespace evd::specs
