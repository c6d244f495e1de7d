#include "explore/reduce/atomic.h"

#include <algorithm>
#include <set>
#include <tuple>

namespace evd::explore {

namespace {

constexpr size_t kNodesMax = 4096;       // where silent events of one location may lead …
constexpr size_t kBytesMax = 1U << 20;   // … and how much new there may be
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

uint32_t Atomic::groupOf(const Packets& packets) {
    const auto [found, isNew] = groupNumbers_.try_emplace(packets, static_cast<uint32_t>(groups_.size()));
    if (isNew) groups_.push_back(packets);
    return found->second;
}

const Locals::Events& Atomic::events(uint32_t location, uint32_t local, uint32_t inbox, Allowance allowance,
                                     uint32_t group) {
    const uint32_t asked[] = {location, local, inbox, allowance, group};
    std::string key(reinterpret_cast<const char*>(asked), sizeof asked);
    if (const auto found = known_.find(key); found != known_.end()) return found->second;
    if (known_.size() > kKnownMax) known_.clear();
    return known_[std::move(key)] =
               locals_.events(location, local, inbox, allowance, group == kAll ? nullptr : &groups_[group]);
}

/// Whether it is the arrival of a message: no timer that fires.
bool Atomic::isArrival(const LocalMove& event) const {
    return event.kind == Choice::Kind::Receive && !locals_.packet(event.packet).timer;
}

Atomic::Source Atomic::sourceOf(uint32_t location, Allowance allowance) {
    return [this, location, allowance](uint32_t local, uint32_t inbox, uint32_t group) -> const Locals::Events& {
        return events(location, local, inbox, allowance, group);
    };
}

Atomic::Packets Atomic::packetsOf(uint32_t location, uint32_t inbox) const {
    Packets out = locals_.packetsIn(location, inbox);
    std::sort(out.begin(), out.end());
    out.erase(std::unique(out.begin(), out.end()), out.end());
    return out;
}

Atomic::Search Atomic::search(uint32_t location, uint32_t local, uint32_t inbox, uint32_t group,
                              const Source& source) const {
    Search out;
    out.group = group;
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
    const size_t bytes = locals_.bytes();
    for (uint32_t i = 0; i < out.nodes.size(); ++i) {
        const uint32_t here = out.nodes[i].local, depth = out.nodes[i].depth;
        Locals::Events all = source(here, out.nodes[i].inbox, group);
        for (const LocalMove& event : all.moves) {
            if (!isSilent(location, here, event)) continue;
            if (!isArrival(event)) {
                out.moves = true;
                if (group != kAll) return out;
            }
            if (out.nodes.size() >= kNodesMax || locals_.bytes() - bytes > kBytesMax || locals_.steps() > stepsEnd_) {
                out.tooMany = true;
                return out;
            }
            Node& next = out.nodes[add(event.local, event.inbox, i, event)];
            if (next.depth > depth) next.ways.push_back({i, event});
        }
        out.nodes[i].events = std::move(all);
    }
    return out;
}

std::optional<uint32_t> Atomic::afterSilent(uint32_t location, uint32_t local, uint32_t packet) {
    const Locals::Step step = locals_.arrives(location, local, packet);
    if (step.rejected != Locals::Step::kAccepted || !isSilent(location, local, locals_.receipt(location, packet, step)))
        return std::nullopt;
    return step.local;
}

bool Atomic::commutes(uint32_t location, const Search& search, uint32_t node, const LocalMove& event,
                      const Search& other) {
    const std::vector<LocalMove> before = wayTo(search, node);
    std::vector<std::optional<uint32_t>> after(other.nodes.size());   // the event has happened first
    after[0] = event.local;
    for (uint32_t m = 1; m < other.nodes.size(); ++m) {
        for (const Node::Edge& way : other.nodes[m].ways) {
            const std::optional<uint32_t> next = afterSilent(location, *after[way.from], way.event.packet);
            if (!next || (after[m] && *after[m] != *next)) return false;
            after[m] = next;
        }
        std::optional<uint32_t> here = other.nodes[m].local;   // … or last
        for (const LocalMove& silent : before)
            if (here) here = afterSilent(location, *here, silent.packet);
        if (!here || !after[m]) return false;
        if (isArrival(event)) {
            const Locals::Step step = locals_.arrives(location, *here, event.packet);
            if (step.local != *after[m] || step.sent != event.sent || step.rejected != Locals::Step::kAccepted)
                return false;
            continue;
        }
        const std::vector<LocalMove> own = locals_.own(location, *here);
        if (std::none_of(own.begin(), own.end(), [&](const LocalMove& one) {
                return isSame(locals_, one, event) && one.local == *after[m] && one.sent == event.sent;
            }))
            return false;
    }
    return true;
}

std::vector<Atomic::Search> Atomic::searches(uint32_t location, uint32_t local, uint32_t inbox, const Packets& packets,
                                             const Source& source) {
    // A crash keeps what is durable of all instances, and the order of arrival is one for all.
    const bool together = options_.ends || options_.inOrder || locals_.faults().crashes > 0 ||
                          locals_.faults().restarts > 0 || packets.size() < 2 || footprints_.isFresh(location, local);
    struct Group {
        Packets packets;
        Search search;
        Footprints::Places looksAt, changes;
    };
    std::vector<Group> groups;
    const auto make = [&](Packets some) {
        Group out{std::move(some), {}, {}, {}};
        out.search = search(location, local, inbox, groupOf(out.packets), source);
        if (out.search.tooMany || out.search.moves) return out;
        std::set<uint32_t> looksAt, changes;
        for (const Node& node : out.search.nodes) {
            for (uint32_t packet : out.packets) {
                const Footprints::Places& places = footprints_.looksAt(location, node.local, packet);
                looksAt.insert(places.begin(), places.end());
            }
            for (const Node::Edge& way : node.ways) {
                const Footprints::Places& places =
                    footprints_.changes(location, out.search.nodes[way.from].local, node.local);
                changes.insert(places.begin(), places.end());
            }
        }
        looksAt.insert(changes.begin(), changes.end());
        out.looksAt.assign(looksAt.begin(), looksAt.end());
        out.changes.assign(changes.begin(), changes.end());
        return out;
    };
    const auto meet = [](const Footprints::Places& a, const Footprints::Places& b) {
        return std::find_first_of(a.begin(), a.end(), b.begin(), b.end()) != a.end();
    };
    // Whether what one group does last leaves the silent events of another as they are.
    const auto leavesAlone = [&](const Group& one, const Group& other) {
        for (uint32_t n = 0; n < one.search.nodes.size(); ++n) {
            const Node& node = one.search.nodes[n];
            for (const LocalMove& event : node.events.moves) {
                if (event.kind == Choice::Kind::Lose || (!isArrival(event) && n == 0) ||
                    isSilent(location, node.local, event))
                    continue;   // what needs no message is looked at from each node of the other group too
                if (meet(footprints_.changes(location, node.local, event.local), other.looksAt) &&
                    !commutes(location, one.search, n, event, other.search))
                    return false;
            }
        }
        return true;
    };
    bool asOne = together;
    for (size_t i = 0; i < packets.size() && !asOne; ++i) groups.push_back(make({packets[i]}));
    for (bool merged = true; merged && !asOne;) {
        merged = false;
        for (const Group& one : groups) asOne |= one.search.tooMany || one.search.moves;
        for (size_t i = 0; i < groups.size() && !asOne && !merged; ++i)
            for (size_t j = 0; j < groups.size() && !merged; ++j) {
                if (i == j || (!meet(groups[i].changes, groups[j].looksAt) && leavesAlone(groups[i], groups[j])))
                    continue;
                Packets both = groups[i].packets;
                both.insert(both.end(), groups[j].packets.begin(), groups[j].packets.end());
                std::sort(both.begin(), both.end());
                groups.erase(groups.begin() + static_cast<long>(std::max(i, j)));
                groups.erase(groups.begin() + static_cast<long>(std::min(i, j)));
                groups.push_back(make(std::move(both)));
                merged = true;
            }
    }
    std::vector<Search> out;
    if (asOne) out.push_back(search(location, local, inbox, kAll, source));
    else
        for (Group& one : groups) out.push_back(std::move(one.search));
    return out;
}

/// Whether a silent event on some way to the node could as well come after the move, with the same end.
bool Atomic::canWait(uint32_t location, const Search& search, uint32_t node, const LocalMove& move,
                     const Source& source) {
    const std::vector<Node::Edge>& ways = search.nodes[node].ways;
    return std::any_of(ways.begin(), ways.end(), [&](const Node::Edge& edge) {
        const std::vector<LocalMove>& earlier = search.nodes[edge.from].events.moves;
        return std::any_of(earlier.begin(), earlier.end(), [&](const LocalMove& first) {
            if (first.sent != move.sent || !isSame(locals_, first, move)) return false;
            const Locals::Events& after = source(first.local, first.inbox, search.group);
            return std::any_of(after.moves.begin(), after.moves.end(), [&](const LocalMove& then) {
                return then.local == move.local && then.inbox == move.inbox && isSame(locals_, then, edge.event) &&
                       isSilent(location, first.local, then);
            });
        });
    });
}

/// The moves that are left of all that the searches have found.
Locals::Events Atomic::choose(uint32_t location, const std::vector<Search>& all, const Source& source) {
    Locals::Events out;
    // Whether what can happen there changes something may depend on what others can still receive.
    const auto mayRest = [&](const Node& node) {
        return std::all_of(node.events.moves.begin(), node.events.moves.end(), [&](const LocalMove& event) {
            return event.spends == Spends::Nothing && locals_.comesBack(node.local, node.inbox, event);
        });
    };
    std::set<std::tuple<uint32_t, uint32_t, uint32_t, Spends, bool>> known;
    for (const Search& search : all)
        for (uint32_t i = 0; i < search.nodes.size(); ++i) {
            const Node& here = search.nodes[i];
            out.rejected.insert(out.rejected.end(), here.events.rejected.begin(), here.events.rejected.end());
            for (const LocalMove& event : here.events.moves) {
                if (isSilent(location, here.local, event)) continue;
                const auto what =
                    std::tuple(event.local, event.inbox, event.sent, event.spends, event.kind == Choice::Kind::Crash);
                if (known.contains(what) || canWait(location, search, i, event, source)) continue;
                known.insert(what);
                out.moves.push_back(event);
            }
            if (options_.ends && i > 0 && mayRest(here)) out.moves.push_back(here.from);
        }
    std::sort(out.rejected.begin(), out.rejected.end());
    out.rejected.erase(std::unique(out.rejected.begin(), out.rejected.end()), out.rejected.end());
    return out;
}

bool Atomic::areTooMany(uint32_t location, const std::vector<Search>& all) {
    if (all.size() == 1 && all.front().tooMany) apart_[location] = true;
    return apart_[location];
}

Locals::Events Atomic::moves(uint32_t location, uint32_t local, uint32_t inbox, Allowance allowance) {
    if (!locals_.isInside(location) || apart_[location]) return locals_.events(location, local, inbox, allowance);
    const Source source = sourceOf(location, allowance);
    const std::vector<Search> all = searches(location, local, inbox, packetsOf(location, inbox), source);
    if (areTooMany(location, all)) return locals_.events(location, local, inbox, allowance);
    return choose(location, all, source);
}

Atomic::Reach Atomic::reach(uint32_t location, uint32_t local, const std::vector<uint32_t>& packets,
                            uint64_t stepsMax) {
    stepsEnd_ = locals_.steps() + stepsMax;
    Packets sorted = packets;
    std::sort(sorted.begin(), sorted.end());
    std::map<std::pair<uint32_t, uint32_t>, Locals::Events> known;
    const Source source = [&](uint32_t here, uint32_t, uint32_t group) -> const Locals::Events& {
        const auto [found, isNew] = known.try_emplace({here, group});
        if (!isNew) return found->second;
        Locals::Events& out = found->second;
        out.moves = locals_.own(location, here);
        const Local& state = locals_.local(location, here);
        if (!state.started || !state.state.up) return out;
        for (uint32_t packet : group == kAll ? sorted : groups_[group]) {
            const Locals::Step step = locals_.arrives(location, here, packet);
            if (step.rejected != Locals::Step::kAccepted) out.rejected.push_back(packet);
            if (step.local != here || step.sent != 0) out.moves.push_back(locals_.receipt(location, packet, step));
        }
        return out;
    };
    std::vector<Search> all;
    if (!apart_[location]) all = searches(location, local, 0, sorted, source);
    const bool cut = locals_.steps() > stepsEnd_;
    stepsEnd_ = UINT64_MAX;
    if (cut) return {};
    Reach out;
    const auto noteReactions = [&](const Locals::Events& here) {
        out.reactsTo.insert(out.reactsTo.end(), here.rejected.begin(), here.rejected.end());
        for (const LocalMove& event : here.moves)
            if (isArrival(event)) out.reactsTo.push_back(event.packet);
    };
    if (areTooMany(location, all)) {
        out.moves = source(local, 0, kAll).moves;
        noteReactions(source(local, 0, kAll));
    } else {
        out.moves = choose(location, all, source).moves;
        for (const Search& search : all) {
            out.hasSilent |= search.nodes.size() > 1;
            for (size_t i = 1; options_.ends && i < search.nodes.size(); ++i) out.moves.push_back(search.nodes[i].from);
            for (const Node& node : search.nodes) noteReactions(source(node.local, 0, search.group));
        }
    }
    std::sort(out.reactsTo.begin(), out.reactsTo.end());
    out.reactsTo.erase(std::unique(out.reactsTo.begin(), out.reactsTo.end()), out.reactsTo.end());
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
    for (const Search& search :
         searches(location, local, inbox, packetsOf(location, inbox), sourceOf(location, allowance)))
        for (uint32_t i = 0; i < search.nodes.size(); ++i)
            for (const LocalMove& event : search.nodes[i].events.moves)
                if (event.local == move.local && event.inbox == move.inbox && event.sent == move.sent &&
                    isSame(locals_, event, move))
                    return wayTo(search, i);
    return {};
}

std::vector<LocalMove> Atomic::before(uint32_t location, uint32_t local, uint32_t inbox, Allowance allowance,
                                      uint32_t rejected) {
    for (const Search& search :
         searches(location, local, inbox, packetsOf(location, inbox), sourceOf(location, allowance)))
        for (uint32_t i = 0; i < search.nodes.size(); ++i) {
            const std::vector<uint32_t>& here = search.nodes[i].events.rejected;
            if (std::find(here.begin(), here.end(), rejected) != here.end()) return wayTo(search, i);
        }
    return {};
}

std::vector<Atomic::Rest>
Atomic::rests(uint32_t location, uint32_t local, uint32_t inbox, Allowance allowance,
              const std::function<bool(uint32_t local, uint32_t inbox, const LocalMove& event)>& leadsNowhere) {
    const Search all = search(location, local, inbox, kAll, sourceOf(location, allowance));
    if (all.tooMany) return {{{}, local}};   // each event is a move then, and there are none
    std::vector<Rest> out;
    for (uint32_t i = 0; i < all.nodes.size(); ++i) {
        const Node& node = all.nodes[i];
        if (std::all_of(node.events.moves.begin(), node.events.moves.end(),
                        [&](const LocalMove& event) { return leadsNowhere(node.local, node.inbox, event); }))
            out.push_back({wayTo(all, i), node.local});
    }
    return out;
}

}   // namespace evd::explore
