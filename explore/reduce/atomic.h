#pragma once
// Events that nobody else notices are no moves of their own: they happen just before one that somebody notices.
// Source: Lipton, CACM 18(12), 1975: a receipt is a right mover, so that an event of one location that sends nothing
// commutes to the right with whatever happens elsewhere.

#include "explore/reduce/footprint.h"
#include "explore/states/locals.h"

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>

namespace evd::explore {

/// What one location does between two moments at which others could see something of it: silent events, and then one
/// that sends something, changes what a statement looks at, or takes from the budget of faults. A silent event that
/// could as well come after the last one is left to the next move. Silent events that have nothing to do with each
/// other (footprint.h) need not be combined.
class Atomic {
public:
    struct Options {
        bool inputsInTurn = false;   ///< some inputs wait until others have arrived
        bool inOrder = false;        ///< some messages arrive in order
        bool ends = false;   ///< it matters where runs end: silent events after which nothing can happen are a move
    };
    /// `module` and `locals` must outlive this; `locals` knows what moves touch. No statement may ask what is on its
    /// way.
    Atomic(const ir::Module& module, Locals& locals, Options options)
        : locals_(locals), options_(options), apart_(locals.locations()), footprints_(module, locals) {}

    /// The moves of a location. Where there have been too many silent events, each event is one.
    Locals::Events moves(uint32_t location, uint32_t local, uint32_t inbox, Allowance allowance);
    /// Whether an event is silent.
    bool isSilent(uint32_t location, uint32_t local, const LocalMove& event) const;

    /// What a location can do from a local state on if all of some packets, each of them any number of times, may
    /// arrive there: an approximation from above, for the closure.
    struct Reach {
        std::vector<LocalMove> moves;     ///< what they spend and leave on the way says nothing
        std::vector<uint32_t> reactsTo;   ///< packets that change the local state, or one that silent events lead to
        bool hasSilent = false;
    };
    /// Within so many steps of the interpreter, or something is left out.
    Reach reach(uint32_t location, uint32_t local, const std::vector<uint32_t>& packets, uint64_t stepsMax);

    /// The silent events of a move, or of what is rejected, in order.
    std::vector<LocalMove> before(uint32_t location, uint32_t local, uint32_t inbox, Allowance allowance,
                                  const LocalMove& move);
    std::vector<LocalMove> before(uint32_t location, uint32_t local, uint32_t inbox, Allowance allowance,
                                  uint32_t rejected);
    /// Where silent events can lead so that nothing more can happen at the location: the events, and the local state.
    struct Rest {
        std::vector<LocalMove> events;
        uint32_t local;
    };
    /// `leadsNowhere`: whether an event changes nothing there.
    std::vector<Rest>
    rests(uint32_t location, uint32_t local, uint32_t inbox, Allowance allowance,
          const std::function<bool(uint32_t local, uint32_t inbox, const LocalMove& event)>& leadsNowhere);

private:
    using Packets = std::vector<uint32_t>;   // ascending
    /// The events at a local state with something on its way to it; of receipts those of a group of packets.
    using Source = std::function<const Locals::Events&(uint32_t local, uint32_t inbox, uint32_t group)>;
    static constexpr uint32_t kAll = 0;   ///< the group of all packets

    /// Where silent events lead.
    struct Node {
        uint32_t local, inbox;
        uint32_t depth = 0;    ///< silent events on the shortest way there
        uint32_t parent = 0;   ///< on that
        LocalMove from;        ///< the last of these
        Locals::Events events;
        struct Edge {
            uint32_t from;   ///< a node
            LocalMove event;
        };
        std::vector<Edge> ways;   ///< silent events that lead here from nodes that are nearer
    };
    struct Search {
        std::vector<Node> nodes;
        uint32_t group = kAll;
        bool tooMany = false;
        bool moves = false;   ///< some silent event is no receipt of one of the packets
    };
    /// The searches that are to be made from a local state: one for each group of packets that have nothing to do with
    /// those of others, or a single one for all.
    std::vector<Search> searches(uint32_t location, uint32_t local, uint32_t inbox, const Packets& packets,
                                 const Source& source);
    /// Of silent receipts only those of a group are made.
    Search search(uint32_t location, uint32_t local, uint32_t inbox, uint32_t group, const Source& source) const;
    uint32_t groupOf(const Packets& packets);
    /// Whether all silent events of one search could as well come after an event at a node of another, with the same
    /// end.
    bool commutes(uint32_t location, const Search& search, uint32_t node, const LocalMove& event, const Search& other);
    /// A silent receipt at a local state: what it leaves; nothing if it is not silent there.
    std::optional<uint32_t> afterSilent(uint32_t location, uint32_t local, uint32_t packet);
    bool isArrival(const LocalMove& event) const;
    Source sourceOf(uint32_t location, Allowance allowance);
    const Locals::Events& events(uint32_t location, uint32_t local, uint32_t inbox, Allowance allowance,
                                 uint32_t group);
    Packets packetsOf(uint32_t location, uint32_t inbox) const;
    bool canWait(uint32_t location, const Search& search, uint32_t node, const LocalMove& move, const Source& source);
    Locals::Events choose(uint32_t location, const std::vector<Search>& all, const Source& source);
    bool areTooMany(uint32_t location, const std::vector<Search>& all);
    static std::vector<LocalMove> wayTo(const Search& search, uint32_t node);

    Locals& locals_;
    const Options options_;
    uint64_t stepsEnd_ = UINT64_MAX;   ///< no search goes on beyond so many steps of the interpreter
    std::vector<bool> apart_;   ///< by location: there were too many silent events once, so that each event is a move
    Footprints footprints_;
    std::vector<Packets> groups_{{}};
    std::map<Packets, uint32_t> groupNumbers_;
    std::unordered_map<std::string, Locals::Events> known_;   ///< events, by what they are asked of; a cache
};

}   // namespace evd::explore
