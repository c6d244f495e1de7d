#pragma once
// Collections as sorted or ordered sequences of values: the abstract meaning of the collection operations.

#include "ir/interp/value.h"

namespace evd::ir {

using Items = std::vector<Value>;

/// Sorted copy; `distinct` drops repetitions.
Items sorted(Items items, bool distinct);
/// Position of the first element not less than `value` in a sorted sequence; `stride` 2 for maps (keys at even places).
size_t lowerBound(const Items& items, const Value& value, size_t stride = 1);
bool containsSorted(const Items& items, const Value& value, size_t stride = 1);
/// The map with the key set.
Items put(Items map, const Value& key, const Value& value);

}   // namespace evd::ir
