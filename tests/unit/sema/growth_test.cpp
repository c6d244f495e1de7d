// Long specs of every shape are checked in the time that a test has. `EVD_GROWTH=1` says how the work for each shape
// grows: processor time for 1000, 2000 and 4000 of each thing.

#include "fixture.h"
#include "growth_shapes.h"

#include <cstdio>
#include <cstdlib>
#include <ctime>

namespace evd::sema::testing {
namespace {

class Growth : public ::testing::TestWithParam<Shape> {};

TEST_P(Growth, Ends) {
    const Shape& shape = GetParam();
    check(shape.text(300));
    if (std::getenv("EVD_GROWTH") == nullptr) return;
    std::string line = shape.name;
    for (size_t count : {1000, 2000, 4000}) {
        std::string text = shape.text(count);
        std::clock_t begin = std::clock();
        check(text);
        line += "  " + std::to_string((std::clock() - begin) * 1000 / CLOCKS_PER_SEC) + " ms";
    }
    std::puts(line.c_str());
}

INSTANTIATE_TEST_SUITE_P(Shapes, Growth, ::testing::ValuesIn(growthShapes()),
                         [](const ::testing::TestParamInfo<Shape>& info) { return std::string(info.param.name); });

}   // namespace
}   // namespace evd::sema::testing
