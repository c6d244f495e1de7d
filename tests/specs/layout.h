#pragma once
// Odd but legal layout.

#include "tests/specs/chance.h"

#include <string>

namespace evd::specs {

/// A text without errors of form with other white space between its tokens; the same tokens, comments and declarations.
std::string disturbed(const std::string& text, Chance& chance);

}   // namespace evd::specs
