#include "explore/liveness/graph.h"

#include <algorithm>

namespace evd::explore {

namespace {

constexpr uint32_t kBetween = 1024;   // states between two questions whether to go on

}   // namespace

bool StateGraph::make(uint64_t about, const std::function<bool(size_t)>& goesOn) {
    if (!goesOn(about * sizeof(Way) + expanded_ * sizeof(uint64_t))) return false;
    ways_.reserve(about);
    begins_.reserve(expanded_ + size_t{1});
    StateSpace::Batch batch;
    std::vector<WordTable::Place> places;
    space_.loops = true;
    bool out = true;
    for (uint32_t state = 0; state < expanded_ && out; ++state) {
        begins_.push_back(ways_.size());
        if (state % kBetween == 0) out = goesOn(bytes());
        if (isOutside_(state)) continue;
        batch.clear();
        space_.rejected.clear();
        while (!space_.expand(state, batch)) space_.repack();
        places.resize(batch.count);
        space_.table().insert(batch.words.data(), batch.count, places.data());
        for (size_t i = 0; i < batch.count; ++i) {
            const Via& via = batch.via[i];
            // What may come again and again need not, and a delivery that changes nothing is one (semantics, fairness).
            if (isRepeated(state, places[i].number, via)) continue;
            ways_.push_back({places[i].number, via.what << 1 | (via.request ? 1U : 0U)});
        }
        for (uint32_t number : space_.rejected) {
            const Rejected& one = locals_.rejected(number);
            if (one.guard || one.fault.fault != ir::Fault::Assertion) continue;
            const uint32_t local = space_.localOf(space_.table()[state], one.move.location);
            const uint32_t met = fairness_.metBy(one.move, local);
            if (met != Fairness::kNone) failing_[state].push_back(met);
        }
    }
    begins_.resize(expanded_ + size_t{1}, ways_.size());
    space_.rejected.clear();
    space_.loops = false;
    return out;
}

bool StateGraph::isRepeated(uint32_t state, uint32_t to, const Via& via) const {
    if (to != state || via.request) return false;
    const LocalMove& move = locals_.move(via.what);
    return move.kind == Choice::Kind::Receive && locals_.stays(move.packet);
}

std::vector<Via> StateGraph::repeated(uint32_t state) {
    StateSpace::Batch batch;
    space_.loops = true;
    while (!space_.expand(state, batch)) space_.repack();
    space_.loops = false;
    space_.rejected.clear();
    std::vector<WordTable::Place> places(batch.count);
    space_.table().insert(batch.words.data(), batch.count, places.data());
    std::vector<Via> out;
    for (size_t i = 0; i < batch.count; ++i)
        if (isRepeated(state, places[i].number, batch.via[i])) out.push_back(batch.via[i]);
    return out;
}

uint32_t StateGraph::localOf(uint32_t state, const Way& way) const {
    const Via via = way.via();
    return via.request ? 0 : space_.localOf(space_.table()[state], locals_.move(via.what).location);
}

const std::vector<uint32_t>& StateGraph::setAnew(uint32_t state, const Way& way) {
    static const std::vector<uint32_t> kNothing;
    return way.via().request || !fairness_.hasTimers() ? kNothing
                                                       : fairness_.setAnew(way.via().what, localOf(state, way));
}

void StateGraph::required(uint32_t state, std::vector<uint32_t>& out) {
    out.clear();
    for (const Way& way : ways(state))
        if (const uint32_t one = met(state, way); one != Fairness::kNone) out.push_back(one);
    if (const auto failing = failing_.find(state); failing != failing_.end())
        out.insert(out.end(), failing->second.begin(), failing->second.end());
    std::sort(out.begin(), out.end());
    out.erase(std::unique(out.begin(), out.end()), out.end());
}

}   // namespace evd::explore
