#pragma once
// What hover shows.

#include "lsp/features/analysis.h"

#include <optional>

namespace evd::lsp {

struct Hover {
    Span span;
    std::string code;        ///< one line in the language's syntax
    std::string doc;         ///< documentation as written
    std::string automaton;   ///< short form for processes, classes and states; else empty
};

/// What stands at an offset, or nothing. `withAutomaton`: describe processes, classes and states.
std::optional<Hover> hover(const Analysis& analysis, uint32_t offset, bool withAutomaton);

}   // namespace evd::lsp
