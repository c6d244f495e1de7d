#pragma once
// Whether some fair run satisfies a formula: cycles in the product of the states and its automaton.
// Source: fair cycles by strongly connected components (Emerson, Lei, Science of Computer Programming 8, 1987). Weak
// fairness asks of each requirement that it is met or impossible again and again, so one component is fair as a whole
// or none of its parts is, and is looked at once (Tarjan, SIAM J. Computing 1, 1972).

#include "explore/liveness/automaton.h"
#include "explore/liveness/graph.h"

#include <optional>

namespace evd::explore {

/// A run that satisfies the formula: a way from the first state, and what comes again and again after it.
struct Lasso {
    std::vector<Via> stem;
    std::vector<Via> loop;       ///< if there is none, the run may end there …
    std::vector<Via> repeated;   ///< … though these may come again, which changes nothing, …
    bool decided = false;        ///< … or because what has happened satisfies the formula whatever comes later
};

class FairCycle {
public:
    struct Asked {
        StateGraph& graph;
        Automaton& automaton;
        /// What a fact says of a state.
        std::function<ir::Truth(uint32_t fact, uint32_t state)> fact;
        /// Whether a run that has come to a state, and of which nothing is owed there, may be judged as one that ends.
        std::function<bool(uint32_t state)> isJudgedAtEnd;
        /// Asked from time to time, with the bytes of memory used.
        std::function<bool(size_t bytes)> goesOn;
    };
    /// All of it must outlive this.
    explicit FairCycle(const Asked& asked) : graph_(asked.graph), asked_(asked) {}

    /// A run that begins in state 0 and owes one of these, if there is one: one that ends, if there are such, else one
    /// whose stem is shortest; the loop is short, not shortest.
    std::optional<Lasso> find(const std::vector<uint32_t>& owed);
    bool isStopped() const { return stopped_; }
    /// States where a fact that decides is unknown.
    uint64_t obscure() const { return obscure_; }
    /// States in which a run would end that is not judged, because something was lost or has stopped.
    bool hasOpenEnds() const { return openEnds_; }

private:
    static constexpr uint32_t kNone = UINT32_MAX;
    static constexpr uint32_t kRest = UINT32_MAX;   ///< instead of a way: nothing happens any more
    /// A step of the product.
    struct Edge {
        uint32_t to;
        uint32_t way;   ///< of the state, or kRest
        uint64_t postponed;
    };
    struct Node {
        uint32_t state, owed;
    };
    enum class Goal : uint8_t { None, Decided, Ends, Cycle };
    uint32_t node(uint32_t state, uint32_t owed);
    bool rests(uint32_t state);
    void edges(uint32_t node, std::vector<Edge>& out);
    void components(uint32_t first);
    void look(const std::vector<uint32_t>& component);
    bool isFair(const std::vector<uint32_t>& component);
    std::vector<std::pair<uint32_t, uint32_t>> path(const std::vector<uint32_t>& from, Goal goal, uint32_t& end);
    std::vector<Via> loopAt(uint32_t entry);
    size_t bytes() const;

    StateGraph& graph_;
    const Asked& asked_;
    std::vector<Node> nodes_;
    std::vector<std::vector<uint32_t>> numbers_;   ///< of nodes, by what is owed, and state
    std::vector<uint32_t> index_, low_;            ///< by node, of Tarjan's search
    std::vector<uint32_t> component_;              ///< by node; kNone: it is not yet known
    std::vector<Goal> goals_;                      ///< by node
    std::vector<bool> turns_;                      ///< by node: a step leads from it to itself
    std::vector<int8_t> rests_;                    ///< by state; -1: not yet known
    uint32_t components_ = 0, counter_ = 0;
    std::vector<uint32_t> open_;   ///< Tarjan's stack
    bool stopped_ = false, openEnds_ = false;
    uint64_t obscure_ = 0;
    std::vector<Edge> out_;   ///< scratch
    std::vector<uint32_t> required_, common_;
};

}   // namespace evd::explore
