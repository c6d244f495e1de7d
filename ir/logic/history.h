#pragma once
// What statements about runs are evaluated over: the events of a run in one order that respects causality, with what
// each received, sent and left behind. Source: event structures (theory account 1.1).

#include "ir/analysis/reads.h"
#include "ir/interp/interp.h"

#include <map>
#include <memory>
#include <optional>
#include <vector>

namespace evd::ir {

/// What happened at one event.
struct Happening {
    /// Request: the environment, at a location outside the system, sends an input.
    enum class Kind : uint8_t { Start, Receive, Action, Crash, Restart, Request };
    Kind kind = Kind::Start;
    uint32_t location = 0;
    bool rejected = false;           ///< it faulted, and so has not happened (R1): statements do not know of it
    MessageId message = 0;           ///< Receive, Request
    ActionRef action;                ///< Action
    Payload payload;                 ///< Receive: fields; Action: what was chosen
    uint32_t sender = 0;             ///< Receive
    std::optional<uint32_t> cause;   ///< Receive: the event that sent it; none if no event did
};

/// One copy of a message on its way.
struct Transit {
    MessageId message = 0;
    uint32_t from = 0, to = 0;
    Payload payload;
    uint32_t since = 0;            ///< it is on its way at moments from this one on …
    uint32_t until = UINT32_MAX;   ///< … and before this one
};

/// The events of a run so far. Moment k is the one after the first k events: between events k-1 and k.
class History {
public:
    /// `initial`: the states before the first event: by location, and behind these by observer.
    /// `wanted`: what will be asked; the rest is not kept.
    History(const Module& module, std::vector<LocationState> initial, Reads wanted);

    /// Appends an event with what it has put out; `after` is the state in which it leaves its location.
    void add(Happening event, const std::vector<Output>& outputs, const LocationState& after);
    /// The same of an event of which the clock is known: for each location, how many of the events here are in its
    /// past, itself included.
    void add(Happening event, const std::vector<Output>& outputs, const LocationState& after,
             const std::vector<uint32_t>& clock);
    /// An observer, which is at no location, is in this state from now on.
    void observed(uint32_t observer, const LocationState& now);
    /// A message has been put on its way after the events so far; what comes off again names its number.
    uint32_t put(Transit message);
    /// It has arrived at the next event, or is lost before it.
    void takeOff(uint32_t transit, bool byNextEvent) { transits_[transit].until = moment() + (byNextEvent ? 1 : 0); }

    uint32_t moment() const { return static_cast<uint32_t>(events_.size()); }
    const Happening& operator[](uint32_t event) const { return events_[event].what; }
    const std::vector<Transit>& transits() const { return transits_; }
    std::optional<uint32_t> predecessor(uint32_t event) const { return events_[event].predecessor; }
    /// Whether `a` is strictly before `b` in the causal order.
    bool before(uint32_t a, uint32_t b) const;
    /// From now on every other event counts as being before an event: for who asks all runs whether events have causes.
    void assumeAllBefore() { allBefore_ = true; }
    bool assumesAllBefore() const { return allBefore_; }
    /// The events at a location, in order.
    const std::vector<uint32_t>& at(uint32_t location) const { return local_[location]; }
    /// The state of a location at a moment; unless the past is wanted, only that of the first.
    const LocationState& state(uint32_t location, uint32_t moment) const;

    /// The tuples of Op::Received, Op::Sent and Op::Acted: of all events, in order.
    const std::vector<Value>& received(MessageId message) const { return received_[message]; }
    const std::vector<Value>& sent(MessageId message) const { return sent_[message]; }
    const std::vector<Value>& acted(uint32_t action) const { return acted_[action]; }
    const std::vector<Value>& events() const { return happened_; }

private:
    struct Entry {
        Happening what;
        std::optional<uint32_t> predecessor;
    };
    void addOccurrences(const Happening& what, const std::vector<Output>& outputs);
    void addClock(const Happening& what, std::optional<uint32_t> predecessor);
    uint32_t* clock(uint32_t event) { return clocks_.data() + size_t{event} * local_.size(); }
    const uint32_t* clock(uint32_t event) const { return clocks_.data() + size_t{event} * local_.size(); }

    const Module& module_;
    Reads wanted_;
    std::vector<Entry> events_;
    bool allBefore_ = false;
    std::vector<uint32_t> clocks_;   ///< by event, then by location: how many of its events are at or before this one
    std::vector<std::vector<uint32_t>> local_;
    /// By location: its states with the moments from which on it is in them.
    std::vector<std::vector<std::pair<uint32_t, std::shared_ptr<const LocationState>>>> states_;
    std::vector<Transit> transits_;
    std::vector<std::vector<Value>> received_, sent_, acted_;
    std::vector<Value> happened_;
};

}   // namespace evd::ir
