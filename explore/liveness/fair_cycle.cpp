#include "explore/liveness/fair_cycle.h"

#include "base/check.h"

#include <algorithm>
#include <bit>
#include <deque>
#include <unordered_set>

namespace evd::explore {

namespace {

constexpr size_t kBetweenQuestions = 4096;   // nodes between two questions whether to go on

void removeAll(std::vector<uint32_t>& set, const std::vector<uint32_t>& these) {
    std::erase_if(set, [&](uint32_t one) { return std::find(these.begin(), these.end(), one) != these.end(); });
}

/// Leaves those that are in both; both are in order.
void intersect(std::vector<uint32_t>& set, const std::vector<uint32_t>& other) {
    std::erase_if(set, [&](uint32_t one) { return !std::binary_search(other.begin(), other.end(), one); });
}

}   // namespace

uint32_t FairCycle::node(uint32_t state, uint32_t owed) {
    if (numbers_.size() <= owed) numbers_.resize(owed + size_t{1});
    std::vector<uint32_t>& numbers = numbers_[owed];
    if (numbers.size() <= state)
        numbers.resize(std::max(state + size_t{1}, numbers.size() + numbers.size() / 2), kNone);
    if (numbers[state] == kNone) {
        numbers[state] = static_cast<uint32_t>(nodes_.size());
        nodes_.push_back({state, owed});
        index_.push_back(kNone);
        low_.push_back(kNone);
        component_.push_back(kNone);
        goals_.push_back(owed == Automaton::kNothing ? Goal::Decided : Goal::None);
        turns_.push_back(false);
    }
    return numbers[state];
}

size_t FairCycle::bytes() const {
    constexpr size_t kNode = sizeof(Node) + 3 * sizeof(uint32_t) + sizeof(Goal);
    size_t out = nodes_.size() * kNode;
    for (const std::vector<uint32_t>& numbers : numbers_) out += numbers.size() * sizeof(uint32_t);
    return out;
}

/// Whether nothing must happen in a state any more, so that a run may end there and is judged.
bool FairCycle::rests(uint32_t state) {
    if (!graph_.isKnown(state)) return false;
    if (rests_.size() <= state) rests_.resize(state + size_t{1}, -1);
    if (rests_[state] < 0) {
        graph_.required(state, required_);
        const bool ends = required_.empty(), judged = ends && asked_.isJudgedAtEnd(state);
        openEnds_ |= ends && !judged;
        rests_[state] = judged ? 1 : 0;
    }
    return rests_[state] == 1;
}

void FairCycle::edges(uint32_t from, std::vector<Edge>& out) {
    out.clear();
    const auto [state, owed] = nodes_[from];
    if (owed == Automaton::kNothing) return;
    const Automaton::Steps& steps =
        asked_.automaton.steps(owed, [&, at = state](uint32_t fact) { return asked_.fact(fact, at); });
    obscure_ += steps.isObscure && index_[from] == kNone ? 1 : 0;
    const std::span<const StateGraph::Way> ways = graph_.ways(state);
    for (const Automaton::Step& step : steps.all) {
        for (uint32_t i = 0; i < ways.size(); ++i) out.push_back({node(ways[i].to, step.next), i, step.postponed});
        if (rests(state)) out.push_back({node(state, step.next), kRest, step.postponed});
        // What a state has decided is so whether or not anything comes after it.
        if (step.next == Automaton::kNothing && ways.empty() && !rests(state))
            out.push_back({node(state, step.next), kRest, 0});
    }
}

/// Tarjan's search from a node.
void FairCycle::components(uint32_t first) {
    struct Frame {
        uint32_t node;
        size_t begin, next, end;   ///< of its successors
    };
    std::vector<Frame> frames;
    std::vector<uint32_t> successors, component;
    const auto enter = [&](uint32_t node) {
        edges(node, out_);
        const size_t begin = successors.size();
        for (const Edge& edge : out_) {
            successors.push_back(edge.to);
            if (edge.to == node) turns_[node] = true;
        }
        index_[node] = low_[node] = counter_++;
        open_.push_back(node);
        frames.push_back({node, begin, begin, successors.size()});
        if (counter_ % kBetweenQuestions == 0) stopped_ |= !asked_.goesOn(bytes());
    };
    if (index_[first] != kNone) return;
    enter(first);
    while (!frames.empty() && !stopped_) {
        Frame& frame = frames.back();
        if (frame.next < frame.end) {
            const uint32_t to = successors[frame.next++];
            if (index_[to] == kNone) enter(to);
            else if (component_[to] == kNone) low_[frame.node] = std::min(low_[frame.node], index_[to]);
            continue;
        }
        const uint32_t done = frame.node;
        successors.resize(frame.begin);
        frames.pop_back();
        if (!frames.empty()) low_[frames.back().node] = std::min(low_[frames.back().node], low_[done]);
        if (low_[done] != index_[done]) continue;
        component.clear();
        do {
            component.push_back(open_.back());
            component_[open_.back()] = components_;
            open_.pop_back();
        } while (component.back() != done);
        ++components_;
        look(component);
    }
}

void FairCycle::look(const std::vector<uint32_t>& component) {
    for (uint32_t one : component) {
        if (!rests(nodes_[one].state)) continue;
        edges(one, out_);
        for (const Edge& edge : out_)
            if (edge.to == one && edge.way == kRest && edge.postponed == 0) goals_[one] = Goal::Ends;
    }
    if (!isFair(component)) return;
    for (uint32_t one : component)
        if (goals_[one] == Goal::None) goals_[one] = Goal::Cycle;
}

/// Whether a run can stay in a component for ever so that nothing is owed or put off for ever.
bool FairCycle::isFair(const std::vector<uint32_t>& component) {
    if (component.size() == 1 && !turns_[component.front()]) return false;
    graph_.required(nodes_[component.front()].state, common_);
    for (size_t i = 1; i < component.size() && !common_.empty(); ++i) {
        graph_.required(nodes_[component[i]].state, required_);
        intersect(common_, required_);
    }
    uint64_t met = 0;
    bool any = false;
    for (uint32_t one : component) {
        if (any && common_.empty() && (~met & asked_.automaton.all()) == 0) return true;
        const uint32_t state = nodes_[one].state;
        edges(one, out_);
        for (const Edge& edge : out_) {
            if (component_[edge.to] != component_[one]) continue;
            met |= ~edge.postponed;
            if (edge.way == kRest) continue;
            any = true;
            if (common_.empty()) continue;
            const StateGraph::Way& way = graph_.ways(state)[edge.way];
            std::erase(common_, graph_.met(state, way));
            removeAll(common_, graph_.setAnew(state, way));
        }
    }
    return any && common_.empty() && (~met & asked_.automaton.all()) == 0;
}

/// A shortest way from some nodes to one with a goal, of nodes and the ways out of them; `end`: where it leads.
std::vector<std::pair<uint32_t, uint32_t>> FairCycle::path(const std::vector<uint32_t>& from, Goal goal,
                                                           uint32_t& end) {
    std::unordered_map<uint32_t, std::pair<uint32_t, uint32_t>> parents;
    std::deque<uint32_t> waiting(from.begin(), from.end());
    for (uint32_t one : from) parents[one] = {kNone, kNone};
    std::vector<Edge> out;
    while (!waiting.empty()) {
        const uint32_t at = waiting.front();
        waiting.pop_front();
        if (goals_[at] == goal) {
            std::vector<std::pair<uint32_t, uint32_t>> steps;
            for (uint32_t back = at; parents[back].first != kNone; back = parents[back].first)
                steps.push_back(parents[back]);
            std::reverse(steps.begin(), steps.end());
            end = at;
            return steps;
        }
        edges(at, out);
        for (const Edge& edge : out)
            if (parents.try_emplace(edge.to, at, edge.way).second) waiting.push_back(edge.to);
    }
    EVD_CHECK(false, "a goal is reached from where its search began");
}

/// What comes again and again in a fair component, from one of its nodes on: to the nearest place where something is
/// met that is still owed, until nothing is, and back.
std::vector<Via> FairCycle::loopAt(uint32_t entry) {
    std::vector<uint32_t> owed;
    graph_.required(nodes_[entry].state, owed);
    uint64_t postponed = asked_.automaton.all();
    std::vector<Via> loop;
    const auto pass = [&](uint32_t node, const Edge& edge) {   // what an edge meets
        const uint32_t state = nodes_[node].state;
        size_t met = static_cast<size_t>(std::popcount(postponed & ~edge.postponed));
        std::vector<uint32_t> rest = owed;
        if (edge.way != kRest) {
            const StateGraph::Way& way = graph_.ways(state)[edge.way];
            std::erase(rest, graph_.met(state, way));
            removeAll(rest, graph_.setAnew(state, way));
        }
        graph_.required(nodes_[edge.to].state, required_);
        intersect(rest, required_);
        met += owed.size() - rest.size();
        return std::pair(met, std::move(rest));
    };
    uint32_t at = entry;
    std::vector<Edge> out;
    for (bool moved = false;;) {
        const bool back = owed.empty() && postponed == 0;
        if (back && moved && at == entry) return loop;
        // Breadth first within the component.
        struct Step {
            uint32_t from;
            Edge edge;
        };
        std::unordered_map<uint32_t, Step> parents;
        std::deque<uint32_t> waiting{at};
        std::unordered_set<uint32_t> seen{at};
        std::optional<Step> found;
        const auto moves = [&](const Step& last) {   // whether something has happened when it is there
            bool out = moved || last.edge.way != kRest;
            for (uint32_t back = last.from; back != at && !out; back = parents.at(back).from)
                out = parents.at(back).edge.way != kRest;
            return out;
        };
        while (!waiting.empty() && !found) {
            const uint32_t from = waiting.front();
            waiting.pop_front();
            edges(from, out);
            for (const Edge& edge : out) {
                if (component_[edge.to] != component_[entry]) continue;
                const bool wanted = back ? edge.to == entry && moves({from, edge}) : pass(from, edge).first > 0;
                if (wanted) {
                    found = Step{from, edge};
                    break;
                }
                if (seen.insert(edge.to).second) {
                    parents.emplace(edge.to, Step{from, edge});
                    waiting.push_back(edge.to);
                }
            }
        }
        EVD_CHECK(found.has_value(), "what is owed in a fair component is met there");
        std::vector<Step> steps{*found};
        while (steps.back().from != at) steps.push_back(parents.at(steps.back().from));
        std::reverse(steps.begin(), steps.end());
        for (const Step& step : steps) {
            owed = pass(step.from, step.edge).second;
            postponed &= step.edge.postponed;
            if (step.edge.way == kRest) continue;
            loop.push_back(graph_.ways(nodes_[step.from].state)[step.edge.way].via());
            moved = true;
        }
        at = steps.back().edge.to;
    }
}

std::optional<Lasso> FairCycle::find(const std::vector<uint32_t>& owed) {
    std::vector<uint32_t> first;
    for (uint32_t one : owed) first.push_back(node(0, one));
    for (uint32_t one : first) components(one);
    if (stopped_) return std::nullopt;
    for (const Goal goal : {Goal::Decided, Goal::Ends, Goal::Cycle}) {
        if (std::find(goals_.begin(), goals_.end(), goal) == goals_.end()) continue;
        Lasso out;
        uint32_t end = 0;
        for (const auto& [from, way] : path(first, goal, end))
            if (way != kRest) out.stem.push_back(graph_.ways(nodes_[from].state)[way].via());
        out.decided = goal == Goal::Decided;
        if (goal == Goal::Ends) out.repeated = graph_.repeated(nodes_[end].state);
        if (goal == Goal::Cycle) out.loop = loopAt(end);
        return out;
    }
    return std::nullopt;
}

}   // namespace evd::explore
