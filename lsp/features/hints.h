#pragma once
// What stands between the lines: inferred types, names of parameters, and lenses.

#include "lsp/features/analysis.h"

namespace evd::lsp {

struct InlayHint {
    uint32_t offset;
    std::string text;
    bool isType;       ///< else the name of a parameter
    bool insertable;   ///< the text may be typed in as it is
};
struct HintOptions {
    bool types = true, results = true, parameters = false;
};

/// Hints whose place lies between two offsets.
std::vector<InlayHint> inlayHints(const Analysis& analysis, uint32_t begin, uint32_t end, HintOptions options);

/// How many seeds a lens offers to run.
inline constexpr unsigned kTries = 100;

/// A line of commands above a declaration.
struct Lens {
    enum class Kind { Run, Tries, Build, Diagram, Flow, Play } kind;
    Span span;
    std::string title;
    std::string system;             ///< Run, Tries, Build, Diagram
    std::vector<Place> locations;   ///< Flow: sends and reactions
    std::string scenario = "";      ///< Play, Diagram: of a scenario
};
std::vector<Lens> lenses(const Analysis& analysis, bool run, bool references);

}   // namespace evd::lsp
