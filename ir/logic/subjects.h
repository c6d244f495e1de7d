#pragma once
// What formulas look at and events change, as numbers.

#include "ir/interp/interp.h"

#include <cstdint>
#include <vector>

namespace evd::ir {

/// A set of subjects.
class SubjectSet {
public:
    void insert(uint32_t subject) {
        if (words_.size() <= subject / 64) words_.resize(subject / 64 + 1, 0);
        words_[subject / 64] |= uint64_t{1} << subject % 64;
    }
    void insert(const SubjectSet& other) {
        if (words_.size() < other.words_.size()) words_.resize(other.words_.size(), 0);
        for (size_t i = 0; i < other.words_.size(); ++i) words_[i] |= other.words_[i];
    }
    bool meets(const SubjectSet& other) const {
        for (size_t i = 0; i < words_.size() && i < other.words_.size(); ++i)
            if ((words_[i] & other.words_[i]) != 0) return true;
        return false;
    }
    void clear() { words_.assign(words_.size(), 0); }
    bool empty() const { return !meets(*this); }

private:
    std::vector<uint64_t> words_;
};

/// The subjects of a module: a variable of an automaton (at any location), which instances of an automaton there are,
/// who is up, what has been received, sent, done, and what is on its way. An event that changes none of those that a
/// formula looks at changes nothing of what it says.
class Subjects {
public:
    explicit Subjects(const Module& module);

    uint32_t up() const { return 0; }
    uint32_t events() const { return 1; }   ///< that anything has happened
    uint32_t received(MessageId message) const { return messages_ + 3 * message; }
    uint32_t sent(MessageId message) const { return messages_ + 3 * message + 1; }
    uint32_t inFlight(MessageId message) const { return messages_ + 3 * message + 2; }
    uint32_t acted(uint32_t action) const { return actions_ + action; }   ///< index into Module::actions
    uint32_t instances(AutomatonId automaton) const { return automata_[automaton]; }
    uint32_t variable(AutomatonId automaton, uint32_t variable) const { return automata_[automaton] + 1 + variable; }

    /// Adds what an event has changed in a state.
    void add(const Changes& changes, SubjectSet& out) const;
    /// Adds all that states have.
    void addStates(SubjectSet& out) const { out.insert(states_); }

private:
    uint32_t messages_ = 2, actions_ = 0;
    std::vector<uint32_t> automata_;   ///< by automaton: its first subject
    std::vector<SubjectSet> below_;    ///< by automaton: the instances of it, and of what it may spawn or become
    SubjectSet states_;
};

}   // namespace evd::ir
