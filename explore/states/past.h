#pragma once
// What statements must know of what has happened, kept in the state: the occurrences that they speak of, by location,
// and, only if some statement asks for it, which of these are in the causal past of each other.

#include "ir/logic/history.h"

#include <algorithm>
#include <string>
#include <vector>

namespace evd::explore {

/// Of which occurrences statements speak.
struct Watched {
    std::vector<bool> received, sent, acted;   ///< by message, message, action
    bool all = false;                          ///< of every event
    bool ordered = false;                      ///< also of their order and number, not only of whether there is one

    explicit Watched(const ir::Module& module);
    bool any() const { return any_; }
    /// Whether some receipt is spoken of.
    bool receives() const { return all || std::find(received.begin(), received.end(), true) != received.end(); }
    /// Takes in what a formula speaks of. `anyOrder`: what is before what is assumed when it is evaluated.
    void add(const ir::Module& module, ir::ExprId formula, bool anyOrder = false);

private:
    bool any_ = false;
};

/// What is known of what has happened at one location.
class Past {
public:
    /// For each location so many of its occurrences are in the causal past; empty if there are none, or nobody asks.
    using Clock = std::vector<uint32_t>;

    /// An event has happened here, at a location. `before`: the clock of what it received.
    void add(const ir::Module& module, const Watched& watched, uint32_t locations, ir::Happening what,
             std::vector<ir::Output> outputs, const Clock& before);
    const Clock& clock() const { return clock_; }
    /// Bytes that are equal for equal pasts.
    void append(std::string& out) const;
    /// Bytes that are equal where the same has been noted, whatever else later events will have in their past.
    void appendLog(std::string& out) const;

    /// One that is watched.
    struct Noted {
        ir::Happening what;
        std::vector<ir::Output> outputs;   ///< those that are watched
        Clock clock;                       ///< itself included
        std::string bytes;
    };
    const std::vector<Noted>& log() const { return log_; }

private:
    std::vector<Noted> log_;   ///< in order; if nobody asks for that, by their bytes, each once
    Clock clock_;
};

/// A history of the occurrences in the pasts of all locations, in an order that respects causality.
/// `wanted`: what will be asked of it; of other moments nothing is known.
ir::History historyOf(const ir::Module& module, const std::vector<const Past*>& pasts,
                      std::vector<ir::LocationState> states, const ir::Reads& wanted);

}   // namespace evd::explore
