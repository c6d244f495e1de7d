#include "explore/reduce/atomic.h"

#include <algorithm>
#include <set>
#include <tuple>

namespace evd::explore {

namespace {

constexpr size_t kNodesMax = 4096;       // where silent events of one location may lead
constexpr size_t kKnownMax = 1U << 17;   // lists of events that are kept

/// Whether two events of one location are the same, at two of its local states.
bool isSame(const Locals& locals, const LocalMove& a, const LocalMove& b) {
    if (a.kind != b.kind || a.spends != b.spends || a.packet != b.packet) return false;
    if (a.kind != Choice::Kind::Act) return true;
    const ir::EnabledAction &one = locals.chosen(a.action), &other = locals.chosen(b.action);
    return locals.action(a.action) == locals.action(b.action) && one.instance == other.instance &&
           std::equal(one.chosen.begin(), one.chosen.end(), other.chosen.begin(), other.chosen.end(),
                      [](const ir::Value& x, const ir::Value& y) { return compare(x, y) == 0; });
}

}   // namespace

bool Atomic::isSilent(uint32_t location, uint32_t local, const LocalMove& event) const {
    using Kind = Choice::Kind;
    if (event.sent != 0 || event.spends != Spends::Nothing) return false;
    if (event.kind != Kind::Receive && event.kind != Kind::Act && event.kind != Kind::Start) return false;
    if (event.kind == Kind::Receive && options_.inputsInTurn && locals_.isInput(event.packet)) return false;
    return event.local == local || locals_.touches(location, local, event.local) == 0;
}

const Locals::Options& Atomic::events(uint32_t location, uint32_t local, uint32_t inbox, Allowance allowance) {
    const uint32_t asked[] = {location, local, inbox, allowance};
    std::string key(reinterpret_cast<const char*>(asked), sizeof asked);
    if (const auto found = known_.find(key); found != known_.end()) return found->second;
    if (known_.size() > kKnownMax) known_.clear();
    return known_[std::move(key)] = locals_.events(location, local, inbox, allowance);
}

Atomic::Search Atomic::search(uint32_t location, uint32_t local, uint32_t inbox, Allowance allowance) {
    Search out;
    std::unordered_map<uint64_t, uint32_t> known;
    const auto add = [&](uint32_t nextLocal, uint32_t nextInbox, uint32_t parent, const LocalMove& from) {
        const auto [found, isNew] =
            known.try_emplace(uint64_t{nextLocal} << 32 | nextInbox, static_cast<uint32_t>(out.nodes.size()));
        if (isNew) {
            const uint32_t depth = out.nodes.empty() ? 0 : out.nodes[parent].depth + 1;
            out.nodes.push_back({nextLocal, nextInbox, depth, parent, from, {}, {}});
        }
        return found->second;
    };
    add(local, inbox, 0, {});
    for (uint32_t i = 0; i < out.nodes.size(); ++i) {
        const uint32_t here = out.nodes[i].local, depth = out.nodes[i].depth;
        const Locals::Options options = events(location, here, out.nodes[i].inbox, allowance);
        for (const LocalMove& event : options.moves) {
            if (!isSilent(location, here, event)) continue;
            if (out.nodes.size() >= kNodesMax) {
                out.tooMany = true;
                return out;
            }
            Node& next = out.nodes[add(event.local, event.inbox, i, event)];
            if (next.depth > depth) next.ways.push_back({i, event});
        }
        out.nodes[i].options = options;
    }
    return out;
}

/// Whether a silent event on some way to the node could as well come after the move, with the same end.
bool Atomic::canWait(uint32_t location, const Search& search, uint32_t node, const LocalMove& move,
                     Allowance allowance) {
    const std::vector<Node::Edge>& ways = search.nodes[node].ways;
    return std::any_of(ways.begin(), ways.end(), [&](const Node::Edge& edge) {
        const std::vector<LocalMove>& earlier = search.nodes[edge.from].options.moves;
        return std::any_of(earlier.begin(), earlier.end(), [&](const LocalMove& first) {
            if (first.sent != move.sent || !isSame(locals_, first, move)) return false;
            const Locals::Options& after = events(location, first.local, first.inbox, allowance);
            return std::any_of(after.moves.begin(), after.moves.end(), [&](const LocalMove& then) {
                return then.local == move.local && then.inbox == move.inbox && isSame(locals_, then, edge.event) &&
                       isSilent(location, first.local, then);
            });
        });
    });
}

Locals::Options Atomic::moves(uint32_t location, uint32_t local, uint32_t inbox, Allowance allowance) {
    if (!locals_.isInside(location)) return locals_.events(location, local, inbox, allowance);
    const Search all = search(location, local, inbox, allowance);
    if (all.tooMany) return locals_.events(location, local, inbox, allowance);
    Locals::Options out;
    // Whether what can happen there changes something may depend on what others can still receive.
    const auto mayRest = [&](const Node& node) {
        return std::all_of(node.options.moves.begin(), node.options.moves.end(), [&](const LocalMove& event) {
            return event.spends == Spends::Nothing && locals_.comesBack(node.local, node.inbox, event);
        });
    };
    std::set<std::tuple<uint32_t, uint32_t, uint32_t, Spends, bool>> known;
    for (uint32_t i = 0; i < all.nodes.size(); ++i) {
        const Node& here = all.nodes[i];
        out.rejected.insert(out.rejected.end(), here.options.rejected.begin(), here.options.rejected.end());
        for (const LocalMove& event : here.options.moves) {
            if (isSilent(location, here.local, event)) continue;
            if (known.contains(
                    {event.local, event.inbox, event.sent, event.spends, event.kind == Choice::Kind::Crash}) ||
                canWait(location, all, i, event, allowance))
                continue;
            known.insert({event.local, event.inbox, event.sent, event.spends, event.kind == Choice::Kind::Crash});
            out.moves.push_back(event);
        }
        if (options_.ends && i > 0 && mayRest(here)) out.moves.push_back(here.from);
    }
    std::sort(out.rejected.begin(), out.rejected.end());
    out.rejected.erase(std::unique(out.rejected.begin(), out.rejected.end()), out.rejected.end());
    return out;
}

std::vector<LocalMove> Atomic::wayTo(const Search& search, uint32_t node) {
    std::vector<LocalMove> out;
    for (; search.nodes[node].depth > 0; node = search.nodes[node].parent) out.push_back(search.nodes[node].from);
    std::reverse(out.begin(), out.end());
    return out;
}

std::vector<LocalMove> Atomic::before(uint32_t location, uint32_t local, uint32_t inbox, Allowance allowance,
                                      const LocalMove& move) {
    const Search all = search(location, local, inbox, allowance);
    for (uint32_t i = 0; i < all.nodes.size(); ++i)
        for (const LocalMove& event : all.nodes[i].options.moves)
            if (event.local == move.local && event.inbox == move.inbox && event.sent == move.sent &&
                isSame(locals_, event, move))
                return wayTo(all, i);
    return {};
}

std::vector<LocalMove> Atomic::before(uint32_t location, uint32_t local, uint32_t inbox, Allowance allowance,
                                      uint32_t rejected) {
    const Search all = search(location, local, inbox, allowance);
    for (uint32_t i = 0; i < all.nodes.size(); ++i) {
        const std::vector<uint32_t>& here = all.nodes[i].options.rejected;
        if (std::find(here.begin(), here.end(), rejected) != here.end()) return wayTo(all, i);
    }
    return {};
}

std::vector<Atomic::Rest>
Atomic::rests(uint32_t location, uint32_t local, uint32_t inbox, Allowance allowance,
              const std::function<bool(uint32_t local, uint32_t inbox, const LocalMove& event)>& leadsNowhere) {
    std::vector<Rest> out;
    const Search all = search(location, local, inbox, allowance);
    for (uint32_t i = 0; i < all.nodes.size() && !all.tooMany; ++i) {
        const Node& node = all.nodes[i];
        if (std::all_of(node.options.moves.begin(), node.options.moves.end(),
                        [&](const LocalMove& event) { return leadsNowhere(node.local, node.inbox, event); }))
            out.push_back({wayTo(all, i), node.local});
    }
    if (all.tooMany) out.push_back({{}, local});   // each event is a move then, and there are none
    return out;
}

}   // namespace evd::explore
