#pragma once
// What of a spec runs have not reached.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace evd::explore {

/// A handler, an action, a clause of a class, or a branch that no event has reached.
struct Gap {
    enum class Kind : uint8_t {
        Message,   ///< a handler: no such message has arrived
        Timer,     ///< a handler: the timer has never fired
        Seen,      ///< a handler of an observer: nothing like that has happened
        Refused,   ///< a handler: its pattern or guard never held
        Action,    ///< it was never done
        Start,     ///< nothing started
        Then,      ///< a branch: its condition was never true
        Else,      ///< a branch: its condition was never false
    } kind = Kind::Message;
    std::string of;     ///< the process or class
    std::string text;   ///< what is written there, cut to a line
    std::string path;
    uint32_t line = 0, column = 0;   ///< from 1
};
/// `handler`, `action`, `start`, `branch`.
std::string_view kindName(Gap::Kind kind);
/// "no such message arrived".
std::string_view reason(Gap::Kind kind);

/// What was reached, of all that a system can run.
struct Reached {
    uint32_t points = 0;     ///< handlers, actions and branches, each place in the text once
    std::vector<Gap> gaps;   ///< in the order of the text; nothing of what a gap contains
};
}   // namespace evd::explore
