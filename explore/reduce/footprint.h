#pragma once
// What events of one location have to do with each other: which of its instances each may look at, and which it
// changes.

#include "explore/states/locals.h"

#include <string>
#include <unordered_map>
#include <vector>

namespace evd::explore {

/// The footprints of events. What an event does depends on the instances that react to its message, and on which
/// instances there are on the way to them (ChildTable::routes); so two events of which neither changes what the other
/// looks at or changes commute.
class Footprints {
public:
    /// Instances, and the sets of children of instances, by number; ascending.
    using Places = std::vector<uint32_t>;

    /// Both must outlive this.
    Footprints(const ir::Module& module, Locals& locals);

    /// What the arrival of a packet may look at, at a location of which every instance has seen an event.
    const Places& looksAt(uint32_t location, uint32_t local, uint32_t packet);
    /// What is different between two local states of a location.
    const Places& changes(uint32_t location, uint32_t before, uint32_t after);
    /// Whether some instance there has not seen an event yet, or nothing has started: then any event may concern it.
    bool isFresh(uint32_t location, uint32_t local);

private:
    struct Found {
        const ir::Instance* instance;
        uint32_t place, parent;   ///< the parent's place; its own if it is a root
    };
    struct Key {
        uint32_t location, a, b;
        bool operator==(const Key&) const = default;
    };
    struct Hash {
        size_t operator()(const Key& key) const {
            return (uint64_t{key.a} << 32 ^ uint64_t{key.b} << 8 ^ key.location) * 0x9e3779b97f4a7c15ULL >> 7;
        }
    };
    uint32_t place(const std::string& name);
    uint32_t childrenOf(uint32_t place) const { return place + 1; }
    std::string nameOf(const std::string& parent, size_t table, const ir::Instance& instance,
                       std::unordered_map<std::string, uint32_t>& seen) const;
    void react(const ir::Instance& instance, const std::string& name, const Packet& packet, Places& out);
    void collect(const ir::Instance& instance, const std::string& name, uint32_t parent, std::vector<Found>& out);
    const std::vector<Found>& instances(uint32_t location, uint32_t local);

    const ir::Module& module_;
    Locals& locals_;
    std::unordered_map<std::string, uint32_t> places_;   ///< by name; behind each the set of its children
    const uint32_t past_;                                ///< the place of what has happened
    std::unordered_map<Key, Places, Hash> looks_, changes_;
    std::unordered_map<Key, std::vector<Found>, Hash> instances_;
};

}   // namespace evd::explore
