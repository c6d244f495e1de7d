#pragma once
// A run as text for the terminal: one line per event, in causal order.

#include "explore/trace/run.h"

#include <string>

namespace evd::explore {

struct TextOptions {
    bool changes = true;   ///< a further line with what the event changed
    bool all = false;      ///< events that are set aside too; else a line says how many there are
    bool colour = false;   ///< ANSI colours
};

/// The run, ending with a summary: how it ended, what became of the messages, what the invariants did.
std::string renderText(const Run& run, const TextOptions& options = {});

}   // namespace evd::explore
