#include "ir/logic/history.h"

#include <algorithm>

namespace evd::ir {

namespace {
constexpr size_t kEvents = 64;   // of many a run
}

History::History(const Module& module, std::vector<LocationState> initial, Reads wanted)
    : module_(module), wanted_(std::move(wanted)), local_(initial.size()), states_(initial.size()),
      received_(module.messages.size()), sent_(module.messages.size()), acted_(module.actions.size()) {
    events_.reserve(kEvents);
    for (size_t i = 0; i < initial.size(); ++i)
        states_[i].emplace_back(0, std::make_shared<const LocationState>(std::move(initial[i])));
}

void History::add(Happening what, const std::vector<Output>& outputs, const LocationState& after) {
    const uint32_t number = moment();
    std::vector<uint32_t>& local = local_[what.location];
    const std::optional<uint32_t> predecessor = local.empty() ? std::nullopt : std::optional(local.back());
    if (wanted_.order) addClock(what, predecessor);
    if (!what.rejected) addOccurrences(what, outputs);
    if (wanted_.past) states_[what.location].emplace_back(number + 1, std::make_shared<const LocationState>(after));
    local.push_back(number);
    if (!wanted_.classes) what.payload = {};
    events_.push_back({std::move(what), predecessor});
}

void History::add(Happening what, const std::vector<Output>& outputs, const LocationState& after,
                  const std::vector<uint32_t>& clock) {
    const uint32_t number = moment();
    add(std::move(what), outputs, after);
    if (wanted_.order) std::copy(clock.begin(), clock.end(), this->clock(number));
}

void History::addClock(const Happening& what, std::optional<uint32_t> predecessor) {
    const uint32_t number = moment();
    clocks_.resize(clocks_.size() + local_.size(), 0);
    uint32_t* own = clock(number);
    for (const std::optional<uint32_t>& earlier : {predecessor, what.cause})
        for (size_t i = 0; earlier && i < local_.size(); ++i) own[i] = std::max(own[i], clock(*earlier)[i]);
    ++own[what.location];
}

/// An event that was rejected has not happened.
void History::addOccurrences(const Happening& what, const std::vector<Output>& outputs) {
    const Value self = Value::scalar(moment());
    auto tuple = [&](std::vector<Value> items, const std::vector<Value>& payload) {
        items.insert(items.end(), payload.begin(), payload.end());
        return Value::ofItems(std::move(items));
    };
    happened_.push_back(self);
    if (what.kind == Happening::Kind::Receive && wanted_.received.count(what.message) != 0)
        received_[what.message].push_back(tuple({self, Value::scalar(what.sender)}, what.payload));
    if (what.kind == Happening::Kind::Action)
        for (uint32_t i : wanted_.acted)
            if (module_.actions[i] == what.action)
                acted_[i].push_back(what.payload.empty() ? self : tuple({self}, what.payload));
    for (const Output& output : outputs) {
        if (wanted_.sent.count(output.message) == 0) continue;
        std::vector<Value> to;
        for (uint32_t one : output.to) to.push_back(Value::scalar(one));
        sent_[output.message].push_back(tuple({self, Value::ofItems(std::move(to))}, output.payload));
    }
}

void History::observed(uint32_t observer, const LocationState& now) {
    if (wanted_.past) states_[observer].emplace_back(moment(), std::make_shared<const LocationState>(now));
}

uint32_t History::put(Transit message) {
    message.since = moment();
    transits_.push_back(std::move(message));
    return static_cast<uint32_t>(transits_.size()) - 1;
}

bool History::before(uint32_t a, uint32_t b) const {
    if (a == b) return false;
    if (allBefore_) return true;
    const uint32_t location = events_[a].what.location;
    return clock(a)[location] <= clock(b)[location];
}

const LocationState& History::state(uint32_t location, uint32_t moment) const {
    const auto& states = states_[location];
    auto after = std::upper_bound(states.begin(), states.end(), moment,
                                  [](uint32_t at, const auto& state) { return at < state.first; });
    return *(after == states.begin() ? after : std::prev(after))->second;
}

}   // namespace evd::ir
