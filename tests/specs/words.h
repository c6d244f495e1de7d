#pragma once
// The words that names of generated specs are taken from: few, so that modules and kinds collide, and awkward in C and
// C++.

#include <string>
#include <vector>

namespace evd::specs {

const std::vector<std::string>& smallWords();     ///< for what begins with a small letter
const std::vector<std::string>& capitalWords();   ///< for types, constructors, classes, processes and systems
const std::vector<std::string>& moduleWords();

}   // namespace evd::specs
