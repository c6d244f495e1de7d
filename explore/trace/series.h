#pragma once
// What several runs of one system have shown together.

#include "explore/trace/gaps.h"
#include "explore/trace/run.h"

namespace evd::explore {

/// Runs of successive seeds: nothing that one of them showed is lost because it was not the last.
struct Series {
    uint64_t runs = 0;
    uint64_t firstSeed = 0;
    std::vector<Run::Watched> statements;   ///< with the states and runs of all of them
    std::vector<Run::Untried> untried;
    std::vector<Run::Unhandled> unhandled;
    std::vector<Run::Condition> conditions;
    bool trivial = true;   ///< in none did anything happen but the start of the locations
    ir::Coverage coverage;
    Reached reached;   ///< what the coverage means; filled by who knows the texts

    void add(const Run& run);
};

/// What was never reached, a line each; nothing if there was nothing to reach.
std::vector<std::string> gapLines(const Reached& reached);
/// The same as one sentence; empty if everything was reached.
std::string gapSentence(const Reached& reached);

}   // namespace evd::explore
