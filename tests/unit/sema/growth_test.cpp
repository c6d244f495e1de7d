// Long specs of every shape are checked in the time that a test has. `EVD_GROWTH=1` says how the work for each shape
// grows: bytes allocated, which are the same on every machine, and processor time, for 1000, 2000 and 4000 of each
// thing.

#include "fixture.h"
#include "growth_shapes.h"

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <new>

namespace {
std::atomic<size_t> allocated{0};
}   // namespace

void* operator new(size_t size) {
    allocated += size;
    if (void* made = std::malloc(size == 0 ? 1 : size)) return made;
    throw std::bad_alloc();
}
void operator delete(void* made) noexcept { std::free(made); }
void operator delete(void* made, size_t) noexcept { std::free(made); }

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
        size_t before = allocated;
        std::clock_t begin = std::clock();
        check(text);
        line += "  " + std::to_string((std::clock() - begin) * 1000 / CLOCKS_PER_SEC) + " ms " +
                std::to_string((allocated - before) >> 10) + " KiB";
    }
    std::puts(line.c_str());
}

INSTANTIATE_TEST_SUITE_P(Shapes, Growth, ::testing::ValuesIn(growthShapes()),
                         [](const ::testing::TestParamInfo<Shape>& info) { return std::string(info.param.name); });

}   // namespace
}   // namespace evd::sema::testing
