#include "explore/export/diagram.h"

#include <algorithm>

namespace evd::explore {

std::optional<Diagram> Diagram::of(Table& table, size_t statement) {
    Diagram out;
    size_t combinations = 1;
    for (uint32_t i = 0; i < table.places().size(); ++i) {
        out.views.push_back(table.views(statement, i));
        combinations *= out.views.back().size();
        if (combinations > kCombinationsMax) return std::nullopt;
    }
    std::vector<uint32_t> states(table.places().size(), 0);
    out.root = out.add(table, statement, states, 0);
    return out;
}

/// The node that decides from a location on, where those before it are as given.
uint32_t Diagram::add(const Table& table, size_t statement, std::vector<uint32_t>& states, uint32_t place) {
    if (place == states.size()) {
        const ir::Truth truth = table.judge(statement, states);
        unknown |= truth == ir::Truth::Unknown;
        open |= truth == ir::Truth::Open;
        return truth == ir::Truth::False ? kViolated : kHolds;
    }
    Node node;
    node.place = place;
    for (const std::vector<uint32_t>& view : views[place]) {
        states[place] = view.front();
        node.next.push_back(add(table, statement, states, place + 1));
    }
    if (std::all_of(node.next.begin(), node.next.end(), [&](uint32_t one) { return one == node.next.front(); }))
        return node.next.front();
    const auto found = std::find(nodes.begin(), nodes.end(), node);
    if (found != nodes.end()) return kNodes + static_cast<uint32_t>(found - nodes.begin());
    nodes.push_back(std::move(node));
    return kNodes + static_cast<uint32_t>(nodes.size() - 1);
}

}   // namespace evd::explore
