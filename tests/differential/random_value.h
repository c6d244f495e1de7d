#pragma once
// Random values of any type, biased to small ones and to values that are already around, so that guards match.

#include "ir/interp/interp.h"

#include <random>

namespace evd::differential {

class RandomValues {
public:
    RandomValues(const ir::TypeTable& types, uint64_t seed) : types_(types), engine_(seed) {}

    /// A number from 0 to below `bound`.
    size_t below(size_t bound) { return std::uniform_int_distribution<size_t>(0, bound - 1)(engine_); }
    bool chance(double probability) { return std::uniform_real_distribution<>(0, 1)(engine_) < probability; }
    ir::Value value(ir::TypeId type, size_t locations, int depth = 3);

    /// Values that may be drawn again, by type.
    void remember(ir::TypeId type, const ir::Value& value);
    /// What is remembered so far stays for good.
    void keep() { kept_ = seen_.size(); }
    void forget() { seen_.resize(kept_); }

private:
    ir::Value number(ir::TypeKind kind);
    ir::Value enumValue(ir::TypeId type, size_t locations, int depth);

    const ir::TypeTable& types_;
    std::mt19937_64 engine_;
    std::vector<std::pair<ir::TypeId, ir::Value>> seen_;
    size_t kept_ = 0;
};

}   // namespace evd::differential
