#pragma once
// Live instances of automata and the tables of their children, with indexes for delivery without a scan (R6).

#include "runtime/values/heap.h"
#include "runtime/values/order.h"

#include <vector>

namespace evd::runtime {

struct Instance;

/// Children of one table by the hash of some of their parameters; children of a bucket in spawn order.
struct ChildIndex {
    struct Bucket {
        Instance *first, *last;
    };
    Bucket* buckets;
    uint32_t capacity;   ///< a power of two, or zero
};

/// Where an instance stands in one index of its parent's table.
struct IndexLink {
    Instance *before, *after;
    uint64_t hash;
};

struct ChildTable {
    Instance *oldest, *youngest;
    Instance* oldestNew;   ///< the first of those that saw no event yet; they are the youngest
    uint32_t count;        ///< linked children
    uint32_t live;         ///< … that have not ended at this event
    uint32_t foreign;      ///< … that became another automaton, so that the indexes do not know them
    uint64_t nextOrder;
    evd_word yields;   ///< list of the last explicit delivery at this event, or zero
    ChildIndex* indexes;
};

/// One instance in one block of memory, with its state, its tables and its index links behind it.
struct Instance {
    const evd_automaton* automaton;
    Instance* parent;   ///< null: a root
    uint32_t place;     ///< table of the parent, or number of the root
    bool first;         ///< saw no event yet
    bool ended;         ///< stopped or replaced at this event
    Instance *older, *younger;
    uint64_t order;   ///< of spawning; a replacement has that of its predecessor
    evd_word* state;
    ChildTable* tables;
    IndexLink* links;

    const evd_table& tableOfParent() const { return parent->automaton->tables[place]; }
};

/// Makes, links and frees instances; memory of dead ones is used again.
class InstanceStore {
public:
    InstanceStore(const evd_module& module, Heap& heap);
    ~InstanceStore();
    InstanceStore(const InstanceStore&) = delete;
    InstanceStore& operator=(const InstanceStore&) = delete;

    /// An unlinked instance whose state is all zero.
    Instance* make(uint32_t automaton, Instance* parent, uint32_t place);
    /// Puts a child with complete parameters at the end of its table, or directly behind `predecessor`, whose order it
    /// takes.
    void link(Instance* child, Instance* predecessor = nullptr);
    void unlink(Instance* child);
    /// Frees an unlinked instance, its state and everything below.
    void destroy(Instance* instance);

    /// First child in the index with this hash's bucket; follow `links[index].after`, comparing `links[index].hash`.
    static Instance* bucket(const ChildTable& table, uint32_t index, uint64_t hash) {
        const ChildIndex& source = table.indexes[index];
        return source.capacity == 0 ? nullptr : source.buckets[hash & (source.capacity - 1)].first;
    }
    static uint64_t hashKey(const evd_type* const* types, const uint32_t* slots, uint32_t count,
                            const evd_word* words) {
        uint64_t hash = kHashSeed;
        for (uint32_t i = 0; i < count; ++i) hash = hashWord(types[slots[i]], words[slots[i]], hash);
        return hash;
    }
    /// hashKey of one number.
    static uint64_t hashNumber(evd_word word) { return mix(kHashSeed, static_cast<uint64_t>(word)); }

    size_t live() const { return live_; }

private:
    static constexpr uint64_t kHashSeed = 0x51ed270b27b4f3cfu;

    struct Shape {
        size_t bytes, stateAt, tablesAt, indexesAt, linksAt;
        uint32_t indexCount;
    };
    void linkIndex(Instance* child, uint32_t index);
    void unlinkIndex(Instance* child, uint32_t index);
    void grow(ChildTable& table, const evd_table& description, uint32_t index);
    void append(ChildIndex::Bucket& bucket, Instance* child, uint32_t index);

    const evd_module& module_;
    Heap& heap_;
    std::vector<Shape> shapes_;
    std::vector<Instance*> free_;   // by automaton, linked through `younger`
    std::vector<void*> blocks_;
    uint32_t mostIndexes_ = 0;
    size_t live_ = 0;
};

}   // namespace evd::runtime
