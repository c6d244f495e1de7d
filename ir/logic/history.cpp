#include "ir/logic/history.h"

#include <algorithm>

namespace evd::ir {

History::History(const Module& module, std::vector<LocationState> initial, bool keepsStates)
    : module_(module), keepsStates_(keepsStates), local_(initial.size()), states_(initial.size()),
      received_(module.messages.size()), sent_(module.messages.size()), acted_(module.actions.size()) {
    for (size_t i = 0; i < initial.size(); ++i)
        states_[i].emplace_back(0, std::make_shared<const LocationState>(std::move(initial[i])));
}

void History::add(Happening what, const LocationState& after) {
    std::optional<uint32_t> predecessor;
    if (!local_[what.location].empty()) predecessor = local_[what.location].back();
    std::vector<uint32_t> clock(local_.size());
    for (const std::optional<uint32_t>& earlier : {predecessor, what.cause})
        for (size_t i = 0; earlier && i < clock.size(); ++i) clock[i] = std::max(clock[i], events_[*earlier].clock[i]);
    ++clock[what.location];
    add(std::move(what), after, std::move(clock));
}

void History::add(Happening what, const LocationState& after, std::vector<uint32_t> clock) {
    const uint32_t number = moment();
    Entry entry;
    entry.clock = std::move(clock);
    if (!local_[what.location].empty()) entry.predecessor = local_[what.location].back();

    const Value self = Value::scalar(number);
    auto tuple = [&](std::vector<Value> items, const std::vector<Value>& payload) {
        items.insert(items.end(), payload.begin(), payload.end());
        return Value::ofItems(std::move(items));
    };
    if (!what.rejected) {
        happened_.push_back(self);
        if (what.kind == Happening::Kind::Receive)
            received_[what.message].push_back(tuple({self, Value::scalar(what.sender)}, what.payload));
        for (uint32_t i = 0; what.kind == Happening::Kind::Action && i < acted_.size(); ++i)
            if (module_.actions[i] == what.action)
                acted_[i].push_back(what.payload.empty() ? self : tuple({self}, what.payload));
        for (const Output& output : what.outputs) {
            std::vector<Value> to;
            for (uint32_t one : output.to) to.push_back(Value::scalar(one));
            sent_[output.message].push_back(tuple({self, Value::ofItems(std::move(to))}, output.payload));
        }
    }
    if (keepsStates_) states_[what.location].emplace_back(number + 1, std::make_shared<const LocationState>(after));
    local_[what.location].push_back(number);
    entry.what = std::move(what);
    events_.push_back(std::move(entry));
}

void History::observed(uint32_t observer, const LocationState& now) {
    if (keepsStates_) states_[observer].emplace_back(moment(), std::make_shared<const LocationState>(now));
}

uint32_t History::put(Transit message) {
    message.since = moment();
    transits_.push_back(std::move(message));
    return static_cast<uint32_t>(transits_.size()) - 1;
}

bool History::before(uint32_t a, uint32_t b) const {
    if (a == b) return false;
    const uint32_t location = events_[a].what.location;
    return events_[a].clock[location] <= events_[b].clock[location];
}

const LocationState& History::state(uint32_t location, uint32_t moment) const {
    const auto& states = states_[location];
    auto after = std::upper_bound(states.begin(), states.end(), moment,
                                  [](uint32_t at, const auto& state) { return at < state.first; });
    return *(after == states.begin() ? after : std::prev(after))->second;
}

}   // namespace evd::ir
