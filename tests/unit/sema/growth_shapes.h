#pragma once
// Specs of any size in which one thing is repeated: what a program that generates specs, or somebody hostile, may
// write.

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

namespace evd::sema::testing {

struct Shape {
    const char* name;
    std::function<std::string(size_t)> text;   ///< with so many of what the name says
};

const std::vector<Shape>& growthShapes();

}   // namespace evd::sema::testing
