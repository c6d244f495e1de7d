#pragma once
// What a clause, a function, a statement means, as a number: the key of every cache of verdicts. It survives that
// numbers change and that text moves: white space, comments, the order of declarations, names of locals. It does not
// survive a change of meaning.
//
// Functions count by what they compute, whatever they are called. Messages, processes, variables, parameters and
// actions count by their qualified names too: two processes with one text are two. What an automaton starts belongs to
// it, so that the hash of a clause or statement covers all that it can depend on, but not what the system places
// elsewhere; that is in the hash of the system.

#include "ir/core/module.h"

#include <compare>
#include <string>
#include <vector>

namespace evd::ir {

/// 128 bits (FNV-1a of an encoding that is injective); the same in every run and on every machine.
struct ContentHash {
    uint64_t high = 0, low = 0;
    auto operator<=>(const ContentHash&) const = default;
    std::string text() const;   ///< 32 hexadecimal digits
};

/// The hashes of one module, which must outlive this and stay as it is.
class ContentHashes {
public:
    explicit ContentHashes(const Module& module);

    ContentHash function(FunctionId id) const { return functions_[id]; }
    /// Its variables, clauses, and all that it may start.
    ContentHash automaton(AutomatonId id) const { return automata_[id]; }
    /// When it happens and what it does: the initial values of the variables are none of it.
    ContentHash clause(AutomatonId automaton, uint32_t clause) const;
    ContentHash statement(uint32_t statement) const;
    ContentHash assumption(uint32_t assumption) const;
    /// What it places where, and what that is.
    ContentHash system(SystemId system) const;
    /// Statements, instance, inputs, bounds and faults of a check, the scenario from which it begins, and what the spec
    /// says of every instance: assumptions, links, clocks.
    ContentHash check(uint32_t check) const;

private:
    const Module& module_;
    std::vector<ContentHash> functions_, automata_;
};

}   // namespace evd::ir
