#include "runtime/values/edit.h"

#include <algorithm>
#include <cstring>
#include <numeric>

namespace evd::runtime {

Target makeRoom(evd_rt* rt, Object* o, uint32_t extra) {
    Access access = accessTo(rt, o);
    size_t needed = static_cast<size_t>(o->size + extra) * o->width;
    if (access != Access::Shared && needed <= o->capacity) return {o, access == Access::Taken};
    Object* copy = rt->heap.make(o->type, needed);
    copyWords(copy->words(), o->words(), static_cast<size_t>(o->size) * o->width);
    copy->size = o->size;
    if (access == Access::Own) {
        rt->heap.freeShell(o);
    } else {
        forEachHandle(copy, [rt](const evd_type*, evd_word& word) { rt->heap.dup(word); });
        rt->heap.drop(handle(o));
    }
    return {copy, false};
}

void insertAt(evd_rt* rt, Target target, uint32_t at, const evd_word* words) {
    Object* o = target.object;
    evd_word* place = o->element(at);
    size_t bytes = o->width * sizeof(evd_word);
    if (at != o->size) std::memmove(place + o->width, place, (o->size - at) * bytes);
    copyWords(place, words, o->width);
    ++o->size;
    if (target.logged) rt->undo.inserted(o, at, 1);
}

void removeAt(evd_rt* rt, Target target, uint32_t at) {
    Object* o = target.object;
    if (target.logged) rt->undo.removing(o, at);
    else dropElement(rt, o, o->element(at));
    --o->size;
    std::memmove(o->element(at), o->element(at + 1), (o->size - at) * o->width * sizeof(evd_word));
}

void replaceAt(evd_rt* rt, Target target, uint32_t at, uint32_t slot, uint32_t count, const evd_word* words) {
    Object* o = target.object;
    evd_word* place = o->element(at) + slot;
    if (target.logged) {
        rt->undo.replacing(o, at, slot, count);
        std::memcpy(place, words, count * sizeof(evd_word));
        return;
    }
    for (uint32_t i = 0; i < count; ++i) {
        evd_word old = place[i];
        place[i] = words[i];
        if (o->handles && elementSlotType(o->type, slot + i) != nullptr) rt->heap.drop(old);
    }
}

namespace {

/// Without branches that depend on the elements: they would be mispredicted half of the time.
uint32_t lowerBoundOfWord(const Object* o, evd_word key, bool& found) {
    const evd_word* words = o->words();
    const size_t width = o->width;
    size_t size = o->size;
    if (size == 0 || words[(size - 1) * width] < key) {   // growing keys are common
        found = false;
        return o->size;
    }
    // Keys are often numbered one after another: then the place of one can be computed.
    uint64_t guess = static_cast<uint64_t>(key) - static_cast<uint64_t>(words[0]);
    if (guess < size && words[guess * width] == key && (guess == 0 || words[(guess - 1) * width] < key)) {
        found = true;
        return static_cast<uint32_t>(guess);
    }
    size_t at = 0;
    constexpr size_t kRecent =
        32;   // events are mostly about recent keys: one predictable branch saves most of the search
    if (size > kRecent && words[(size - kRecent - 1) * width] < key) {
        at = size - kRecent;
        size = kRecent;
    }
    while (size > 1) {
        size_t half = size / 2;
        at = words[(at + half - 1) * width] < key ? at + half : at;
        size -= half;
    }
    found = words[at * width] == key;
    return static_cast<uint32_t>(at);
}

}   // namespace

uint32_t lowerBound(const Object* o, const evd_word* key, bool& found) {
    if (o->keyWidth == 1 && !o->keyHandles) return lowerBoundOfWord(o, *key, found);
    uint32_t low = 0, high = o->size;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (compareKeys(o, o->element(middle), key) < 0) low = middle + 1;
        else high = middle;
    }
    found = low < o->size && compareKeys(o, o->element(low), key) == 0;
    return low;
}

int64_t find(const Object* o, const evd_word* key) {
    if (o->type->kind == EVD_LIST || o->type->kind == EVD_RING) {
        for (uint32_t i = 0; i < o->size; ++i)
            if (compareKeys(o, o->element(i), key) == 0) return i;
        return -1;
    }
    bool found = false;
    uint32_t at = lowerBound(o, key, found);
    return found ? static_cast<int64_t>(at) : -1;
}

void copyElements(evd_rt* rt, Object* to, const Object* from, uint32_t at, uint32_t count) {
    size_t words = static_cast<size_t>(count) * to->width;
    evd_word* place = to->element(to->size);
    std::memcpy(place, from->element(at), words * sizeof(evd_word));
    to->size += count;
    if (!to->handles) return;
    for (size_t i = 0; i < words; ++i)
        if (elementSlotType(to->type, static_cast<uint32_t>(i % to->width)) != nullptr) rt->heap.dup(place[i]);
}

void sortElements(evd_rt* rt, Object* o, bool distinct) {
    evd_word* words = o->words();
    if (o->width == 1 && !o->handles) {
        std::sort(words, words + o->size);
        if (distinct) o->size = static_cast<uint32_t>(std::unique(words, words + o->size) - words);
        return;
    }
    std::vector<uint32_t> order(o->size);
    std::iota(order.begin(), order.end(), 0u);
    std::sort(order.begin(), order.end(),
              [o](uint32_t a, uint32_t b) { return compareKeys(o, o->element(a), o->element(b)) < 0; });
    std::vector<evd_word> sorted;
    sorted.reserve(static_cast<size_t>(o->size) * o->width);
    for (uint32_t index : order) {
        const evd_word* element = o->element(index);
        if (distinct && !sorted.empty() && compareKeys(o, sorted.data() + sorted.size() - o->width, element) == 0) {
            dropElement(rt, o, element);
            continue;
        }
        sorted.insert(sorted.end(), element, element + o->width);
    }
    o->size = static_cast<uint32_t>(sorted.size() / o->width);
    std::memcpy(words, sorted.data(), sorted.size() * sizeof(evd_word));
}

void dropElement(evd_rt* rt, const Object* shape, const evd_word* words) {
    if (!shape->handles) return;
    for (uint32_t slot = 0; slot < shape->width; ++slot)
        if (elementSlotType(shape->type, slot) != nullptr) rt->heap.drop(words[slot]);
}

}   // namespace evd::runtime
