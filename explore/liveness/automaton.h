#pragma once
// A formula of temporal logic as an automaton over states: what is owed from a state on, and from the next.
// Source: tableaux for linear temporal logic (Gerth, Peled, Vardi, Wolper, PSTV 1995), with acceptance on transitions.

#include "explore/liveness/temporal.h"

#include <functional>
#include <string>
#include <unordered_map>
#include <vector>

namespace evd::explore {

/// A set of formulas that must be so of what follows has a number; that of no formulas is `kNothing`. A run satisfies
/// the formula if it can be gone along with steps of which each `eventually` is put off in not all but finitely many.
class Automaton {
public:
    static constexpr uint32_t kNothing = 0;
    /// The most operators `eventually` in one formula.
    static constexpr size_t kEventuallyMax = 64;

    /// The formula must outlive it.
    Automaton(const Temporal& formula, uint32_t root);

    /// Empty if it has been made.
    const std::string& whyNot() const { return whyNot_; }
    uint32_t initial() const { return initial_; }
    /// A bit for each `eventually`.
    uint64_t all() const { return all_; }

    struct Step {
        uint32_t next = 0;        ///< what is owed from the next state on
        uint64_t postponed = 0;   ///< each `eventually` that is not met here, though it is owed
        auto operator<=>(const Step&) const = default;
    };
    struct Steps {
        std::vector<Step> all;
        bool isObscure = false;   ///< some fact that decides is unknown
    };
    /// The steps from a state of which facts are so, or not. The reference stays valid.
    const Steps& steps(uint32_t owed, const std::function<ir::Truth(uint32_t fact)>& fact);

private:
    using Set = std::vector<uint32_t>;   ///< nodes, in order
    struct Owed {
        Set formulas;
        std::vector<uint32_t> facts;   ///< that may be asked for
        std::unordered_map<std::string, Steps> steps;
    };
    struct Branch {
        Set todo, done, next;
        uint64_t postponed = 0;
    };
    uint32_t number(Set formulas);
    void collect(uint32_t node, std::vector<uint32_t>& facts) const;
    void expand(Branch branch, const std::function<ir::Truth(uint32_t)>& fact, Steps& out);

    const Temporal& formula_;
    std::string whyNot_;
    std::unordered_map<uint32_t, uint64_t> bits_;   ///< by node that is an `eventually`
    uint64_t all_ = 0;
    std::vector<std::unique_ptr<Owed>> owed_;
    std::map<Set, uint32_t> numbers_;
    uint32_t initial_ = 0;
    std::string key_;   ///< scratch
};

}   // namespace evd::explore
