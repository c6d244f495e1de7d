#pragma once
// What of a module events have reached: its clauses, and the branches in their bodies.

#include "ir/core/module.h"

namespace evd::ir {

/// A set of points of one module. Only events that were accepted count (R1).
class Coverage {
public:
    Coverage() = default;
    explicit Coverage(const Module& module);

    using Point = uint32_t;
    /// An event came for which a clause is there, and its guard was looked at …
    Point came(AutomatonId automaton, uint32_t clause) const { return 2 * (firstClause_[automaton] + clause); }
    /// … and held, so that its body happened.
    Point happened(AutomatonId automaton, uint32_t clause) const { return came(automaton, clause) + 1; }
    /// A branch of a StmtKind::If.
    Point branch(StmtId statement, bool condition) const {
        return 2 * (clauses_ + statement.index) + (condition ? 1 : 0);
    }

    void add(Point point) { words_[point / 64] |= uint64_t{1} << point % 64; }
    bool has(Point point) const { return (words_[point / 64] >> point % 64 & 1) != 0; }
    /// What another set of the same module has, too. An empty one takes it over.
    void add(const Coverage& other);
    /// Whether it is of a module.
    explicit operator bool() const { return !words_.empty(); }

private:
    std::vector<uint32_t> firstClause_;   ///< by automaton: the number of its first clause
    uint32_t clauses_ = 0;
    std::vector<uint64_t> words_;
};

}   // namespace evd::ir
