#pragma once
// Events that nobody else notices are no moves of their own: they happen just before one that somebody notices.
// Source: Lipton, CACM 18(12), 1975: a receipt is a right mover, so that an event of one location that sends nothing
// commutes to the right with whatever happens elsewhere.

#include "explore/states/locals.h"

#include <string>
#include <unordered_map>

namespace evd::explore {

/// What one location does between two moments at which others could see something of it: silent events, and then one
/// that sends something, changes what a statement looks at, or takes from the budget of faults. A silent event that
/// could as well come after the last one is left to the next move.
class Atomic {
public:
    struct Options {
        bool inputsInTurn = false;   ///< some inputs wait until others have arrived
        bool ends = false;   ///< it matters where runs end: silent events after which nothing can happen are a move
    };
    /// `locals` must outlive this; it knows what moves touch. No statement may ask what is on its way.
    Atomic(Locals& locals, Options options) : locals_(locals), options_(options) {}

    /// The moves of a location. Where there are too many silent events, each event is one.
    Locals::Options moves(uint32_t location, uint32_t local, uint32_t inbox, Allowance allowance);
    /// Whether an event is silent.
    bool isSilent(uint32_t location, uint32_t local, const LocalMove& event) const;

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
    /// Where silent events lead.
    struct Node {
        uint32_t local, inbox;
        uint32_t depth = 0;    ///< silent events on the shortest way there
        uint32_t parent = 0;   ///< on that
        LocalMove from;        ///< the last of these
        Locals::Options options;
        struct Edge {
            uint32_t from;   ///< a node
            LocalMove event;
        };
        std::vector<Edge> ways;   ///< silent events that lead here from nodes that are nearer
    };
    struct Search {
        std::vector<Node> nodes;
        bool tooMany = false;
    };
    const Locals::Options& events(uint32_t location, uint32_t local, uint32_t inbox, Allowance allowance);
    Search search(uint32_t location, uint32_t local, uint32_t inbox, Allowance allowance);
    bool canWait(uint32_t location, const Search& search, uint32_t node, const LocalMove& move, Allowance allowance);
    static std::vector<LocalMove> wayTo(const Search& search, uint32_t node);

    Locals& locals_;
    const Options options_;
    std::unordered_map<std::string, Locals::Options> known_;   ///< events, by what they are asked of; a cache
};

}   // namespace evd::explore
