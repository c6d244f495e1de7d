#include "explore/liveness/automaton.h"

#include <algorithm>
#include <set>

namespace evd::explore {

namespace {

void insertSorted(std::vector<uint32_t>& set, uint32_t one) {
    const auto at = std::lower_bound(set.begin(), set.end(), one);
    if (at == set.end() || *at != one) set.insert(at, one);
}

}   // namespace

Automaton::Automaton(const Temporal& formula, uint32_t root) : formula_(formula) {
    std::set<uint32_t> seen;
    std::function<void(uint32_t)> visit = [&](uint32_t node) {
        const Temporal::Node& one = formula_[node];
        if (!seen.insert(node).second || one.op < Temporal::Op::And) return;
        visit(one.left);
        if (one.op == Temporal::Op::And || one.op == Temporal::Op::Or) visit(one.right);
        if (one.op != Temporal::Op::Eventually) return;
        if (bits_.size() == kEventuallyMax) {
            whyNot_ = "it has too many operators `eventually` that depend on each other";
            return;
        }
        bits_[node] = uint64_t{1} << bits_.size();
        all_ |= bits_[node];
    };
    visit(root);
    number({});
    initial_ = number({root});
}

void Automaton::collect(uint32_t node, std::vector<uint32_t>& facts) const {
    const Temporal::Node& one = formula_[node];
    switch (one.op) {
    case Temporal::Op::False:
    case Temporal::Op::True: break;
    case Temporal::Op::Fact:
    case Temporal::Op::NotFact: insertSorted(facts, one.left); break;
    case Temporal::Op::And:
    case Temporal::Op::Or: collect(one.right, facts); [[fallthrough]];
    case Temporal::Op::Always:
    case Temporal::Op::Eventually: collect(one.left, facts); break;
    }
}

uint32_t Automaton::number(Set formulas) {
    const auto [found, isNew] = numbers_.try_emplace(formulas, static_cast<uint32_t>(owed_.size()));
    if (isNew) {
        auto made = std::make_unique<Owed>();
        for (uint32_t node : formulas) collect(node, made->facts);
        made->formulas = std::move(formulas);
        owed_.push_back(std::move(made));
    }
    return found->second;
}

const Automaton::Steps& Automaton::steps(uint32_t owed, const std::function<ir::Truth(uint32_t)>& fact) {
    Owed& from = *owed_[owed];
    key_.clear();
    for (uint32_t one : from.facts) key_ += static_cast<char>(fact(one));
    if (const auto known = from.steps.find(key_); known != from.steps.end()) return known->second;
    const auto now = [&](uint32_t one) {
        const auto at = std::lower_bound(from.facts.begin(), from.facts.end(), one) - from.facts.begin();
        return static_cast<ir::Truth>(key_[static_cast<size_t>(at)]);
    };
    Steps made;
    Branch whole;
    whole.todo.assign(from.formulas.rbegin(), from.formulas.rend());
    expand(std::move(whole), now, made);
    std::sort(made.all.begin(), made.all.end());
    made.all.erase(std::unique(made.all.begin(), made.all.end()), made.all.end());
    return from.steps.emplace(key_, std::move(made)).first->second;
}

/// All ways to meet what is to be done: now, or by what is owed next.
void Automaton::expand(Branch branch, const std::function<ir::Truth(uint32_t)>& fact, Steps& out) {
    while (!branch.todo.empty()) {
        const uint32_t node = branch.todo.back();
        branch.todo.pop_back();
        if (std::binary_search(branch.done.begin(), branch.done.end(), node)) continue;
        insertSorted(branch.done, node);
        const Temporal::Node& one = formula_[node];
        switch (one.op) {
        case Temporal::Op::False: return;
        case Temporal::Op::True: break;
        case Temporal::Op::Fact:
        case Temporal::Op::NotFact: {
            const ir::Truth truth = fact(one.left);
            const bool known = truth == ir::Truth::True || truth == ir::Truth::False;
            out.isObscure |= !known;
            if (!known || (truth == ir::Truth::True) != (one.op == Temporal::Op::Fact)) return;
            break;
        }
        case Temporal::Op::And:
            branch.todo.push_back(one.right);
            branch.todo.push_back(one.left);
            break;
        case Temporal::Op::Or: {
            Branch other = branch;
            other.todo.push_back(one.left);
            expand(std::move(other), fact, out);
            branch.todo.push_back(one.right);
            break;
        }
        case Temporal::Op::Always:
            insertSorted(branch.next, node);
            branch.todo.push_back(one.left);
            break;
        case Temporal::Op::Eventually: {
            Branch later = branch;
            insertSorted(later.next, node);
            later.postponed |= bits_.at(node);
            branch.todo.push_back(one.left);
            // What is so in this state, and leaves nothing to do, need not be put off.
            const Temporal::Node& wanted = formula_[one.left];
            const bool met = (wanted.op == Temporal::Op::Fact && fact(wanted.left) == ir::Truth::True) ||
                             (wanted.op == Temporal::Op::NotFact && fact(wanted.left) == ir::Truth::False);
            if (!met) expand(std::move(later), fact, out);
            break;
        }
        }
    }
    out.all.push_back({number(branch.next), branch.postponed});
}

}   // namespace evd::explore
