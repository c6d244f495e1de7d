#pragma once
// What a search may leave out, and why its verdicts survive that.

#include "explore/reduce/atomic.h"
#include "explore/reduce/persistent.h"
#include "explore/states/judge.h"

#include <optional>
#include <string>
#include <vector>

namespace evd::explore {

/// Which reductions a search may use: all of them are exact, and each can be switched off.
struct Reducing {
    bool faults = true;       ///< crashes and losses that nobody can tell from silence are left out
    bool forgetting = true;   ///< messages that can no more make a difference are forgotten
    bool persistent = true;   ///< persistent sets
    bool atomic = true;       ///< events that nobody else notices are no moves of their own
    bool causes = true;       ///< who asks only whether events have causes need not know what is before what

    static Reducing none() { return {false, false, false, false, false}; }
};

/// The faults that make a difference, of those of an instance. A location that stops for good, and a message that is
/// lost, do nothing that does not happen if the location is never taken again, or the message never arrives: who asks
/// neither who is up nor what is on its way sees no difference. Says what is left out.
/// `asksUp`, `asksInFlight`: some formula asks who is up, what is on its way.
Faults faultsThatMatter(const Faults& faults, const Transitions& transitions, const Watched& watched, bool asksUp,
                        bool asksInFlight, std::vector<std::string>& said);

/// What the local closure of an instance allows.
class Reductions {
public:
    /// All must outlive this. The judge's first `statements` formulas are statements; those behind them are bounds.
    Reductions(const Transitions& transitions, Locals& locals, StateSpace& space, Judge& judge, size_t statements);

    /// Finds the closure of the first state, within so many steps of the interpreter, and what can be left out because
    /// of it; `goOn` says whether there is time for that. `asksInFlight`: some formula asks what is on its way. Says
    /// what is used, or why nothing is. `ends`: it matters where runs end.
    void prepare(const Reducing& use, size_t closureSteps, const std::function<bool()>& goOn, bool asksInFlight,
                 bool ends, std::vector<std::string>& said);

    /// Whether the closure was looked for and not found.
    bool gaveUp() const { return gaveUp_; }
    /// How events are put together to moves, if they are.
    Atomic* atomic() { return atomic_ ? &*atomic_ : nullptr; }
    /// An input that can be put in at once and alone, whatever else can happen in a state.
    std::optional<uint32_t> inputAlone(uint32_t state);
    /// The locations of which all that can happen in a state may be taken alone, those with the least to do first.
    const std::vector<uint32_t>& alone(uint32_t state);
    /// Whether no cycle of states can lead through what a location does now, so that nothing else is put off for ever.
    bool leaves(uint32_t state, uint32_t location) { return persistent_->leaves(space_.table()[state], location); }
    /// Whether nothing that a statement could miss changes on the way to these successors.
    bool isInvisible(const StateSpace::Batch& batch);

private:
    bool leavesBound(uint32_t location, uint32_t local);
    std::optional<std::vector<uint32_t>> inputPackets(const std::vector<uint32_t>& states);

    const Transitions& transitions_;
    Locals& locals_;
    StateSpace& space_;
    Judge& judge_;
    const size_t statements_;
    std::optional<Atomic> atomic_;
    std::optional<Closure> closure_;
    bool gaveUp_ = false;
    std::optional<Persistent> persistent_;
    std::vector<uint32_t> begin_;        ///< local states where the runs begin
    std::vector<size_t> boundsOfEach_;   ///< formulas: bounds that are about each location by itself
    std::vector<std::vector<int8_t>>
        leaves_;                 ///< by location and local state: such a bound does not hold; -1: not known
    uint64_t seen_ = 0;          ///< of what moves touch: what must not be left out
    bool inputsFirst_ = false;   ///< inputs can be put in as soon as they may
    std::vector<std::pair<size_t, uint32_t>> candidates_;   ///< scratch
    std::vector<uint32_t> alone_;                           ///< scratch
};

}   // namespace evd::explore
