#pragma once
// The operators that every exported TLA+ module begins with: what the standard modules lack of folds, orders and bags.

#include <set>
#include <string>

namespace evd::explore {

/// Their definitions.
const char* tlaPrelude();
/// The names of these, of the standard modules that are extended, and the words of the language.
std::set<std::string> tlaReserved();

}   // namespace evd::explore
