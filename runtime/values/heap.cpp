#include "runtime/values/heap.h"

#include <bit>
#include <cstdlib>
#include <iterator>
#include <new>

#if defined(__SANITIZE_ADDRESS__)
#define EVD_PLAIN_HEAP 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define EVD_PLAIN_HEAP 1
#endif
#endif
#ifndef EVD_PLAIN_HEAP
#define EVD_PLAIN_HEAP 0
#endif

namespace evd::runtime {

namespace {

constexpr size_t kHeaderWords = sizeof(Object) / sizeof(evd_word);
constexpr size_t kMostWords = size_t{1} << 29;   // 4 GiB in one object: `capacity` could hold no more

unsigned classOf(size_t words) { return static_cast<unsigned>(std::bit_width(words - 1)); }

bool anyHandle(const evd_type* type) {
    for (uint32_t i = 0; i < type->slots; ++i)
        if (type->slot_types[i] != nullptr) return true;
    return false;
}

}   // namespace

Heap::~Heap() {
    for (void* chunk : chunks_) std::free(chunk);
}

void* Heap::systemAllocate(size_t bytes) {
    void* block = std::malloc(bytes);
    if (block == nullptr) throw std::bad_alloc();
    ++systemBlocks_;
    blocks_.emplace(reinterpret_cast<uintptr_t>(block), bytes);
    return block;
}

bool Heap::contains(evd_word word) const {
    auto address = static_cast<uintptr_t>(word);
    if (address % alignof(Object) != 0) return false;
    auto after = blocks_.upper_bound(address);
    if (after == blocks_.begin()) return false;
    auto [begin, bytes] = *std::prev(after);
    return address - begin + sizeof(Object) <= bytes;
}

void* Heap::allocate(unsigned sizeClass) {
    size_t bytes = (size_t{1} << sizeClass) * sizeof(evd_word);
    if (EVD_PLAIN_HEAP || sizeClass > kLargest) return systemAllocate(bytes);
    if (Object* o = free_[sizeClass]) {
        free_[sizeClass] = reinterpret_cast<Object*>(const_cast<evd_type*>(o->type));
        return o;
    }
    if (static_cast<size_t>(bumpEnd_ - bump_) < bytes) {
        chunks_.push_back(systemAllocate(kChunkBytes));
        bump_ = static_cast<char*>(chunks_.back());
        bumpEnd_ = bump_ + kChunkBytes;
    }
    void* block = bump_;
    bump_ += bytes;
    return block;
}

const Heap::Shape& Heap::shapeOf(const evd_type* type) {
    Shape& shape = shapes_[(reinterpret_cast<uintptr_t>(type) >> 4) % kShapes];
    if (shape.type == type) return shape;
    shape = {type, 1, 1, false, false};
    switch (type->kind) {
    case EVD_LIST:
    case EVD_SET:
    case EVD_BAG:
    case EVD_RING:
        shape.width = shape.keyWidth = static_cast<uint16_t>(type->args[0]->slots);
        shape.handles = shape.keyHandles = anyHandle(type->args[0]);
        break;
    case EVD_MAP:
        shape.keyWidth = static_cast<uint16_t>(type->args[0]->slots);
        shape.width = static_cast<uint16_t>(type->args[0]->slots + type->args[1]->slots);
        shape.keyHandles = anyHandle(type->args[0]);
        shape.handles = shape.keyHandles || anyHandle(type->args[1]);
        break;
    case EVD_ENUM: shape.handles = true; break;
    default: break;   // text
    }
    return shape;
}

Object* Heap::make(const evd_type* type, size_t capacity) {
    if (capacity > kMostWords) throw std::bad_alloc();
    size_t words = capacity + kHeaderWords;
    unsigned sizeClass = words <= (size_t{1} << kSmallest) ? kSmallest : classOf(words);
    auto* o = static_cast<Object*>(allocate(sizeClass));
    o->type = type;
    o->shadow = 0;
    o->refs = 1;
    o->size = 0;
    o->capacity = static_cast<uint32_t>((size_t{1} << sizeClass) - kHeaderWords);
    const Shape& shape = shapeOf(type);
    o->width = shape.width;
    o->keyWidth = shape.keyWidth;
    o->handles = shape.handles;
    o->keyHandles = shape.keyHandles;
    ++live_;
    return o;
}

void Heap::freeShell(Object* o) {
    --live_;
    unsigned sizeClass = classOf(o->capacity + kHeaderWords);
    if (EVD_PLAIN_HEAP || sizeClass > kLargest) {
        blocks_.erase(reinterpret_cast<uintptr_t>(o));
        std::free(o);
        return;
    }
    o->refs = 0;
    o->type = reinterpret_cast<const evd_type*>(free_[sizeClass]);
    free_[sizeClass] = o;
}

// Long chains of boxes must not become a deep recursion, so the dead wait in a list.
void Heap::release(Object* o) {
    o->shadow = reinterpret_cast<uintptr_t>(dying_);
    dying_ = o;
    if (releasing_) return;
    releasing_ = true;
    while (Object* next = dying_) {
        dying_ = reinterpret_cast<Object*>(next->shadow);
        forEachHandle(next, [this](const evd_type*, evd_word& word) { drop(word); });
        freeShell(next);
    }
    releasing_ = false;
}

void dupWords(Heap& heap, const evd_type* const* types, size_t count, const evd_word* words) {
    for (size_t i = 0; i < count; ++i)
        if (types[i] != nullptr) heap.dup(words[i]);
}

void dropWords(Heap& heap, const evd_type* const* types, size_t count, const evd_word* words) {
    for (size_t i = 0; i < count; ++i)
        if (types[i] != nullptr) heap.drop(words[i]);
}

}   // namespace evd::runtime
