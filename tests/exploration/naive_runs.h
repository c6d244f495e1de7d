#pragma once
// The judge of what must happen at some time: all worlds with all ways between them, and plain reachability instead of
// automata and components. Nothing is shared with the explorer but what can happen in a world.

#include "explore/search/explorer.h"

#include <functional>
#include <set>
#include <string>

namespace evd::exploration {

/// All runs of an instance.
class NaiveRuns {
public:
    /// Finds them, up to so many states.
    NaiveRuns(const ir::Interpreter& interpreter, const explore::Instance& instance, explore::Network network,
              size_t statesMax);

    bool isComplete() const { return complete_; }
    size_t states() const { return nodes_.size(); }

    /// A formula about the present as what it says of each state; `isKnown` is false if it faults in some.
    std::vector<bool> truths(ir::ExprId formula, bool& isKnown) const;

    /// Whether a fair run from a state of `from` stays in states of `within` for ever, or ends there and is judged;
    /// if `meets` is given, it comes to a state of that again and again.
    bool staysWithin(const std::vector<bool>& from, const std::vector<bool>& within,
                     const std::vector<bool>* meets = nullptr) const;
    /// The states that can be reached within some.
    std::vector<bool> reached(const std::vector<bool>& from, const std::vector<bool>& within) const;

private:
    struct Way {
        size_t to;
        std::set<std::string> met;   ///< what it meets, and timers that it sets anew
    };
    struct Node {
        explore::World world;
        std::vector<bool> gone;
        explore::Faults used;
        std::vector<Way> ways;
        std::set<std::string> required;
        bool outside = false, judged = false;
    };
    std::string bytesOf(const Node& node) const;
    bool stays(const explore::World& world, const explore::Packet& packet) const;
    void settle(explore::World& world) const;
    void leave(size_t number);
    void go(size_t from, Node to, const explore::Choice& choice, std::string met, bool isOwed, bool again = false);
    bool isFair(const std::vector<size_t>& component, const std::vector<size_t>& components) const;

    const ir::Interpreter& interpreter_;
    const explore::Instance& instance_;
    explore::Transitions transitions_;
    std::vector<Node> nodes_;
    std::map<std::string, size_t> numbers_;
    bool complete_ = false;
};

}   // namespace evd::exploration
