#include "ir/interp/collections.h"

#include <algorithm>

namespace evd::ir {

Items sorted(Items items, bool distinct) {
    std::stable_sort(items.begin(), items.end(), [](const Value& a, const Value& b) { return compare(a, b) < 0; });
    if (distinct)
        items.erase(
            std::unique(items.begin(), items.end(), [](const Value& a, const Value& b) { return compare(a, b) == 0; }),
            items.end());
    return items;
}

size_t lowerBound(const Items& items, const Value& value, size_t stride) {
    size_t low = 0, high = items.size() / stride;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (compare(items[middle * stride], value) < 0) low = middle + 1;
        else high = middle;
    }
    return low * stride;
}

bool containsSorted(const Items& items, const Value& value, size_t stride) {
    size_t at = lowerBound(items, value, stride);
    return at < items.size() && compare(items[at], value) == 0;
}

Items put(Items map, const Value& key, const Value& value) {
    size_t at = lowerBound(map, key, 2);
    if (at < map.size() && compare(map[at], key) == 0) map[at + 1] = value;
    else map.insert(map.begin() + static_cast<long>(at), {key, value});
    return map;
}

}   // namespace evd::ir
