#pragma once
// Where a statement does not hold, as a decision diagram over what it sees of one location after the other: shared
// parts are written once. Source: multi-valued decision diagrams (Kam et al., 1998), reduced and ordered.

#include "explore/export/table.h"

namespace evd::explore {

/// The diagram of one statement.
class Diagram {
public:
    /// Statements that see more combinations than these are not written.
    static constexpr size_t kCombinationsMax = 200'000;
    static constexpr uint32_t kHolds = 0, kViolated = 1, kNodes = 2;

    /// Nothing if there are too many combinations.
    static std::optional<Diagram> of(Table& table, size_t statement);

    /// What is seen of one location decides where to go on: kHolds, kViolated, or a node.
    struct Node {
        uint32_t place = 0;
        std::vector<uint32_t> next;   ///< by view
        bool operator==(const Node&) const = default;
    };
    uint32_t root = kHolds;
    std::vector<Node> nodes;                                 ///< node n is `nodes[n - kNodes]`; what follows is before
    std::vector<std::vector<std::vector<uint32_t>>> views;   ///< by place and view: local states
    bool unknown = false;   ///< in some combinations it faults, which is not said there
    bool open = false;      ///< in some combinations what is still to come decides

private:
    uint32_t add(const Table& table, size_t statement, std::vector<uint32_t>& states, uint32_t place);
};

}   // namespace evd::explore
