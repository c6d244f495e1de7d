#pragma once
// The text form of a module: what `evident dump ir` shows, golden tests compare, and ir/core/parse.h reads back.

#include "ir/core/module.h"

#include <string>

namespace evd::ir {

/// The whole module as text. `parse(print(m))` prints the same text again. Spans are not printed.
std::string print(const Module& module);
/// One expression, for messages and hovers.
std::string print(const Module& module, ExprId expr, const Automaton* automaton = nullptr);

}   // namespace evd::ir
