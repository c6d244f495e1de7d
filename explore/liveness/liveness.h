#pragma once
// Statements about what must happen at some time, judged on all states that a search has found.

#include "explore/liveness/fair_cycle.h"

#include <algorithm>
#include <memory>

namespace evd::explore {

/// The statements of a search that speak of what must happen at some time.
class Liveness {
public:
    /// `first`: the states in the first moment of all runs. The interpreter must outlive this.
    Liveness(const ir::Interpreter& interpreter, std::vector<ir::LocationState> first)
        : interpreter_(interpreter), first_(std::move(first)) {}

    /// Adds a statement, known by a number of the caller; why it is not judged, and then it is not added.
    std::string add(size_t index, const ir::Statement& statement);
    bool empty() const { return asked_.empty(); }
    bool has(size_t index) const {
        return std::any_of(asked_.begin(), asked_.end(), [&](const Asked& one) { return one.index == index; });
    }

    /// What a search has left behind: every state and every way between them, without reductions.
    struct Searched {
        const Transitions& transitions;
        Locals& locals;   ///< with all moves listed (Locals::listsIdle)
        StateSpace& space;
        std::vector<uint32_t> before;   ///< the states of all runs before state 0, in order: no states of the search
        uint64_t ways = 0;              ///< how many there are, about
        uint32_t expanded = 0;          ///< states below it have been left …
        std::function<bool(uint32_t state)> isOutside;       ///< … but for those outside of a bound
        std::function<bool(uint32_t state)> isJudgedAtEnd;   ///< see FairCycle::Asked
        std::function<bool(size_t bytes)> goesOn;            ///< likewise
    };
    /// What is found of a statement.
    struct Found {
        size_t index = 0;
        std::optional<Lasso> run;     ///< one that violates it
        uint64_t obscure = 0;         ///< states in which a part of it that decides faults …
        ir::FaultAt fault;            ///< … and how, first
        std::optional<bool> looked;   ///< whether it is not vacuous, if it has a premise that can be told apart
        bool openEnds = false;        ///< runs end that are not judged
    };
    /// Judges them one after the other, until `tell` or `goesOn` says no; whether all were judged.
    bool judge(const Searched& searched, const std::function<bool(const Found&)>& tell);

private:
    struct Asked {
        size_t index;
        ir::ExprId formula;
        std::unique_ptr<Temporal> temporal;
        size_t facts = 0;   ///< the first of its facts, of all
    };
    std::optional<bool> isLooked(const Searched& searched, const Asked& one);
    bool judge(const Searched& searched, const Asked& one, StateGraph& graph, Found& out);
    ir::Judgement said(const Asked& one, uint32_t fact, uint32_t state);

    const ir::Interpreter& interpreter_;
    const std::vector<ir::LocationState> first_;
    std::vector<Asked> asked_;
    std::unique_ptr<Judge> judge_;
    StateSpace* space_ = nullptr;
};

}   // namespace evd::explore
