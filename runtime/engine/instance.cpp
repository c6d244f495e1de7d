#include "runtime/engine/instance.h"

#include "runtime/values/order.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <new>

namespace evd::runtime {

namespace {

size_t aligned(size_t bytes) { return (bytes + 15) & ~size_t{15}; }

}   // namespace

InstanceStore::InstanceStore(const evd_module& module, Heap& heap)
    : module_(module), heap_(heap), free_(module.automaton_count, nullptr) {
    for (uint32_t a = 0; a < module.automaton_count; ++a)
        for (uint32_t t = 0; t < module.automata[a].table_count; ++t)
            mostIndexes_ = std::max(mostIndexes_, module.automata[a].tables[t].index_count);
    for (uint32_t a = 0; a < module.automaton_count; ++a) {
        const evd_automaton& automaton = module.automata[a];
        Shape shape{};
        for (uint32_t t = 0; t < automaton.table_count; ++t) shape.indexCount += automaton.tables[t].index_count;
        shape.stateAt = aligned(sizeof(Instance));
        shape.tablesAt = aligned(shape.stateAt + automaton.state_slots * sizeof(evd_word));
        shape.indexesAt = aligned(shape.tablesAt + automaton.table_count * sizeof(ChildTable));
        shape.linksAt = aligned(shape.indexesAt + shape.indexCount * sizeof(ChildIndex));
        shape.bytes = shape.linksAt + mostIndexes_ * sizeof(IndexLink);
        shapes_.push_back(shape);
    }
}

InstanceStore::~InstanceStore() {
    for (size_t a = 0; a < free_.size(); ++a)
        for (Instance* i = free_[a]; i != nullptr; i = i->younger) {
            auto* indexes = reinterpret_cast<ChildIndex*>(reinterpret_cast<char*>(i) + shapes_[a].indexesAt);
            for (uint32_t k = 0; k < shapes_[a].indexCount; ++k) std::free(indexes[k].buckets);
        }
    for (void* block : blocks_) std::free(block);
}

Instance* InstanceStore::make(uint32_t number, Instance* parent, uint32_t place) {
    const evd_automaton& automaton = module_.automata[number];
    const Shape& shape = shapes_[number];
    Instance* instance = free_[number];
    char* base;
    if (instance != nullptr) {
        free_[number] = instance->younger;
        base = reinterpret_cast<char*>(instance);
    } else {
        base = static_cast<char*>(std::calloc(1, shape.bytes));
        if (base == nullptr) throw std::bad_alloc();
        blocks_.push_back(base);
        instance = reinterpret_cast<Instance*>(base);
    }
    instance->automaton = &automaton;
    instance->parent = parent;
    instance->place = place;
    instance->first = true;
    instance->ended = false;
    instance->older = instance->younger = nullptr;
    instance->order = 0;
    instance->state = reinterpret_cast<evd_word*>(base + shape.stateAt);
    instance->tables = reinterpret_cast<ChildTable*>(base + shape.tablesAt);
    instance->links = reinterpret_cast<IndexLink*>(base + shape.linksAt);
    std::fill_n(instance->state, automaton.state_slots, 0);
    auto* indexes = reinterpret_cast<ChildIndex*>(base + shape.indexesAt);
    for (uint32_t t = 0; t < automaton.table_count; ++t) {
        instance->tables[t] = {};
        instance->tables[t].indexes = indexes;
        indexes += automaton.tables[t].index_count;
    }
    ++live_;
    return instance;
}

void InstanceStore::link(Instance* child, Instance* predecessor) {
    ChildTable& table = child->parent->tables[child->place];
    const evd_table& description = child->tableOfParent();
    child->order = predecessor != nullptr ? predecessor->order : table.nextOrder++;
    child->older = predecessor != nullptr ? predecessor : table.youngest;
    child->younger = predecessor != nullptr ? predecessor->younger : nullptr;
    (child->older != nullptr ? child->older->younger : table.oldest) = child;
    (child->younger != nullptr ? child->younger->older : table.youngest) = child;
    if (predecessor == nullptr && table.oldestNew == nullptr) table.oldestNew = child;
    ++table.count;
    ++table.live;
    if (child->automaton != &module_.automata[description.child]) {
        ++table.foreign;
        return;
    }
    for (uint32_t i = 0; i < description.index_count; ++i) linkIndex(child, i);
}

void InstanceStore::unlink(Instance* child) {
    ChildTable& table = child->parent->tables[child->place];
    const evd_table& description = child->tableOfParent();
    (child->older != nullptr ? child->older->younger : table.oldest) = child->younger;
    (child->younger != nullptr ? child->younger->older : table.youngest) = child->older;
    if (table.oldestNew == child) table.oldestNew = child->younger;
    --table.count;
    if (!child->ended) --table.live;
    if (child->automaton != &module_.automata[description.child]) {
        --table.foreign;
        return;
    }
    for (uint32_t i = 0; i < description.index_count; ++i) unlinkIndex(child, i);
}

void InstanceStore::linkIndex(Instance* child, uint32_t index) {
    const evd_table& description = child->tableOfParent();
    ChildTable& table = child->parent->tables[child->place];
    const evd_index& key = description.indexes[index];
    child->links[index].hash = hashKey(child->automaton->slot_types, key.param_slots, key.count, child->state);
    ChildIndex& target = table.indexes[index];
    if (table.count > target.capacity) {
        grow(table, description, index);
        return;
    }   // links the new child too
    append(target.buckets[child->links[index].hash & (target.capacity - 1)], child, index);
}

void InstanceStore::append(ChildIndex::Bucket& bucket, Instance* child, uint32_t index) {
    Instance* before = bucket.last;
    while (before != nullptr && before->order > child->order)
        before = before->links[index].before;   // a replacement keeps its place
    Instance* after = before != nullptr ? before->links[index].after : bucket.first;
    child->links[index].before = before;
    child->links[index].after = after;
    (before != nullptr ? before->links[index].after : bucket.first) = child;
    (after != nullptr ? after->links[index].before : bucket.last) = child;
}

void InstanceStore::unlinkIndex(Instance* child, uint32_t index) {
    ChildIndex& target = child->parent->tables[child->place].indexes[index];
    IndexLink& link = child->links[index];
    ChildIndex::Bucket& bucket = target.buckets[link.hash & (target.capacity - 1)];
    (link.before != nullptr ? link.before->links[index].after : bucket.first) = link.after;
    (link.after != nullptr ? link.after->links[index].before : bucket.last) = link.before;
}

void InstanceStore::grow(ChildTable& table, const evd_table& description, uint32_t index) {
    ChildIndex& target = table.indexes[index];
    uint32_t capacity = target.capacity == 0 ? 8 : target.capacity * 2;
    while (capacity < table.count) capacity *= 2;
    auto* buckets = static_cast<ChildIndex::Bucket*>(std::calloc(capacity, sizeof(ChildIndex::Bucket)));
    if (buckets == nullptr) throw std::bad_alloc();
    std::free(target.buckets);
    target.buckets = buckets;
    target.capacity = capacity;
    for (Instance* child = table.oldest; child != nullptr; child = child->younger)
        if (child->automaton == &module_.automata[description.child])
            append(buckets[child->links[index].hash & (capacity - 1)], child, index);
}

void InstanceStore::destroy(Instance* instance) {
    const evd_automaton& automaton = *instance->automaton;
    for (uint32_t t = 0; t < automaton.table_count; ++t) {
        ChildTable& table = instance->tables[t];
        for (Instance* child = table.oldest; child != nullptr;) {
            Instance* next = child->younger;
            destroy(child);
            child = next;
        }
        heap_.drop(table.yields);
        for (uint32_t i = 0; i < automaton.tables[t].index_count; ++i)
            if (table.count > 0 && table.indexes[i].capacity > 0)
                std::memset(table.indexes[i].buckets, 0, table.indexes[i].capacity * sizeof(ChildIndex::Bucket));
    }
    dropWords(heap_, automaton.slot_types, automaton.state_slots, instance->state);
    auto number = static_cast<size_t>(&automaton - module_.automata);
    instance->younger = free_[number];
    free_[number] = instance;
    --live_;
}

}   // namespace evd::runtime
