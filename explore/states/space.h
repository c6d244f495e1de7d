#pragma once
// The states of an instance, packed, and their successors.

#include "explore/states/locals.h"
#include "explore/states/packing.h"
#include "explore/states/word_table.h"

namespace evd::explore {

/// How a state is left.
struct Via {
    uint32_t what = 0;      ///< number of a move, or of an input that the environment puts in
    bool request = false;   ///< … if it is one
    uint64_t touches = 0;   ///< LocalMove::touches; bits of StateSpace::kNetwork too, if what is on its way changes
};

/// A state is a tuple of numbers: the local state of each location, what is on its way, and what is left of inputs and
/// faults. It is kept in as few words as these need; where one outgrows its bits, all are packed again.
class StateSpace {
public:
    static constexpr uint64_t kNetwork = uint64_t{1} << 63;

    StateSpace(Locals& locals, const Transitions& transitions, const Faults& faults);

    /// A world as a state, with what has happened at its locations so far; its number.
    /// `clocks`: of the messages on their way.
    uint32_t add(const World& world, const std::vector<Past>& pasts, const std::vector<Past::Clock>& clocks);
    /// An input that the environment has put in, on its way.
    Packet packetOf(const Input& input) const;

    /// Successors of one state, packed, one behind the other.
    struct Batch {
        std::vector<uint64_t> words;
        std::vector<Via> via;
        size_t count = 0;
        void clear() {
            words.clear();
            via.clear();
            count = 0;
        }
    };
    /// What of all that can happen in a state is looked at: that of one location, one input, or everything.
    struct Part {
        std::optional<uint32_t> location, input;
    };
    /// What decides what can happen at a location in a state.
    struct Place {
        uint32_t local, inbox;
        Allowance allowance;
    };
    Place placeOf(uint32_t state, uint32_t location) const {
        const uint64_t* const words = table_[state];
        return {localOf(words, location), inboxOf(networkOf(words), location), lefts_[leftOf(words)].allowance};
    }
    /// Whether an event at a location changes nothing in a state, if the location were so instead.
    bool leadsNowhere(uint32_t state, uint32_t local, uint32_t inbox, const LocalMove& event);
    /// How many moves a location has in a state.
    size_t movesAt(uint32_t state, uint32_t location);
    /// An input that the environment could put in next.
    std::optional<uint32_t> nextInput(const uint64_t* state);
    /// By what is left: whether an input has been put in; whether locations share what is left of the faults, so that
    /// what goes wrong at one can no more go wrong at another.
    bool isRequested(uint32_t left, uint32_t input) const { return lefts_[left].requested[input]; }
    bool sharesFaults(uint32_t left) const { return lefts_[left].shared; }
    /// Whether anything that is counted has gone wrong.
    bool hasFailed(uint32_t left) const {
        const Faults& used = lefts_[left].used;
        return (used.crashes | used.restarts | used.drops) != 0;
    }

    /// Appends the successors of a state that differ from it. What is rejected on the way is in `rejected`. Appends
    /// nothing and returns false if they do not fit any more: then put in what has been found so far, and `repack`.
    bool expand(uint32_t state, Batch& out, const Part& part);
    bool expand(uint32_t state, Batch& out) { return expand(state, out, {}); }
    /// Gives the part that has outgrown its bits more of them: all states are written down anew, with their numbers.
    void repack() { pack(outgrown_.first, outgrown_.second); }

    WordTable& table() { return table_; }
    const WordTable& table() const { return table_; }
    size_t bytes() const;

    /// The parts of a state.
    uint32_t localOf(const uint64_t* state, uint32_t location) const { return packing_.get(state, location); }
    uint32_t networkOf(const uint64_t* state) const { return packing_.get(state, locations_); }
    uint32_t inboxOf(uint32_t network, uint32_t location) const { return networks_.at(network, location); }
    uint32_t leftOf(const uint64_t* state) const { return packing_.get(state, locations_ + 1); }

    /// Whether successors that do not differ are given too; such moves must be listed then (Locals::listsIdle).
    bool loops = false;
    /// Events that would be rejected in states that have been expanded since this was emptied; numbers of Locals.
    std::vector<uint32_t> rejected;

private:
    /// What has been used up.
    struct Left {
        std::vector<bool> requested;
        Faults used;
        Allowance allowance = 0;
        bool shared = false;
        uint32_t spent[5] = {};                           ///< afterwards, by Spends; 0 if not yet known
        std::vector<uint32_t> asked;                      ///< afterwards, by input; 0 if not yet known
        std::optional<std::vector<uint32_t>> inputs[2];   ///< that may come, by whether some are on their way
    };
    uint32_t left(std::vector<bool> requested, const Faults& used);
    uint32_t afterSpending(uint32_t left, Spends spends);
    uint32_t afterInput(uint32_t left, uint32_t input);
    const std::vector<uint32_t>& inputsOf(uint32_t left, bool onTheirWay);
    uint64_t forgotten(const uint64_t* state, const LocalMove& move);
    uint32_t networkAfter(const uint64_t* state, uint32_t network, const LocalMove& move);
    bool hasInput(uint32_t network);
    bool put(const uint64_t* state, uint32_t location, uint32_t local, uint32_t network, uint32_t left, const Via& via,
             Batch& out);
    void pack(size_t part, uint32_t number);

    Locals& locals_;
    const Transitions& transitions_;
    const Faults faults_;
    const uint32_t locations_;
    Packing packing_;
    WordTable table_;
    NumberTable networks_;   ///< inboxes of all locations
    std::vector<Left> lefts_;
    std::unordered_map<std::string, uint32_t> leftNumbers_;
    std::vector<int8_t> hasInput_;   ///< by network; -1: not yet known
    struct Change {
        uint32_t network = UINT32_MAX, location = 0, inbox = 0, sent = 0, after = 0;
        uint64_t forgotten = 0;
    };
    std::vector<Change> changes_;   ///< a cache, by hash
    std::vector<bool> down_;        ///< by location, in the state that is expanded
    bool anyDown_ = false;
    std::vector<uint32_t> inboxes_;   ///< scratch
    std::vector<const Locals::List*> lists_;
    std::pair<size_t, uint32_t> outgrown_;   ///< a part and the number that does not fit
};

}   // namespace evd::explore
