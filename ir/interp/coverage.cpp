#include "ir/interp/coverage.h"

namespace evd::ir {

Coverage::Coverage(const Module& module) {
    for (const Automaton& automaton : module.automata) {
        firstClause_.push_back(clauses_);
        clauses_ += static_cast<uint32_t>(automaton.clauses.size());
    }
    words_.assign(2 * (clauses_ + module.stmts.size()) / 64 + 1, 0);
}

void Coverage::add(const Coverage& other) {
    if (words_.empty()) {
        *this = other;
        return;
    }
    for (size_t i = 0; i < other.words_.size(); ++i) words_[i] |= other.words_[i];
}

}   // namespace evd::ir
