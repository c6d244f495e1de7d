#pragma once
// Random choices of a generator.

#include <cstdint>
#include <random>
#include <vector>

namespace evd::specs {

class Chance {
public:
    explicit Chance(uint64_t seed) : engine_(seed) {}

    /// A number from 0 to below `bound`.
    size_t below(size_t bound) { return static_cast<size_t>(engine_() % bound); }
    /// True in so many of a hundred cases.
    bool percent(size_t percentage) { return below(100) < percentage; }
    template <typename T> const T& pick(const std::vector<T>& from) { return from[below(from.size())]; }
    template <typename T> void shuffle(std::vector<T>& items) {
        for (size_t i = items.size(); i > 1; --i) std::swap(items[i - 1], items[below(i)]);
    }

private:
    std::mt19937_64 engine_;
};

}   // namespace evd::specs
