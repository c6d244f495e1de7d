#pragma once
// The objects of one process: allocation from free lists, reference counts, release without recursion.

#include "runtime/values/object.h"

#include <array>
#include <map>
#include <vector>

namespace evd::runtime {

/// Free lists by power-of-two size over chunks that live as long as the heap, so that a steady state allocates nothing.
/// Under AddressSanitizer every object is a block of its own.
class Heap {
public:
    Heap() = default;
    ~Heap();
    Heap(const Heap&) = delete;
    Heap& operator=(const Heap&) = delete;

    /// An empty collection, text or box with room for `capacity` words (bytes count as eighths) and one reference.
    Object* make(const evd_type* type, size_t capacity);
    void dup(evd_word h) {
        if (h != 0) ++object(h)->refs;
    }
    void drop(evd_word h) {
        if (h != 0 && --object(h)->refs == 0) release(object(h));
    }
    /// Gives back the memory of an object whose words were moved elsewhere.
    void freeShell(Object* o);

    /// Whether a word can be looked at as an object: it points into memory of this heap.
    bool contains(evd_word word) const;

    /// Objects alive; zero once everything was dropped.
    size_t live() const { return live_; }
    /// Blocks taken from the system so far; constant in a steady state.
    size_t systemBlocks() const { return systemBlocks_; }

private:
    static constexpr unsigned kSmallest = 3,
                              kLargest = 12;   // 2^3 … 2^12 words with header; larger ones are blocks of their own
    static constexpr size_t kChunkBytes = 64 * 1024;

    /// What every object of a type has in its header; computed once per type.
    struct Shape {
        const evd_type* type;
        uint16_t width, keyWidth;
        bool handles, keyHandles;
    };
    static constexpr size_t kShapes = 64;

    void release(Object* o);
    void* allocate(unsigned sizeClass);
    void* systemAllocate(size_t bytes);
    const Shape& shapeOf(const evd_type* type);

    std::array<Object*, kLargest + 1> free_{};   // linked through `type`
    std::array<Shape, kShapes> shapes_{};        // by the address of the type; a later one replaces an earlier one
    std::vector<void*> chunks_;
    std::map<uintptr_t, size_t> blocks_;   // what the system gave, chunks too: begin and bytes
    char* bump_ = nullptr;
    char* bumpEnd_ = nullptr;
    Object* dying_ = nullptr;   // linked through `shadow`
    bool releasing_ = false;
    size_t live_ = 0, systemBlocks_ = 0;
};

/// Duplicates or drops the handles of a flat sequence of words; `types` per slot, null for scalars.
void dupWords(Heap& heap, const evd_type* const* types, size_t count, const evd_word* words);
void dropWords(Heap& heap, const evd_type* const* types, size_t count, const evd_word* words);

}   // namespace evd::runtime
