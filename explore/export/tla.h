#pragma once
// An instance in TLA+, for TLC: messages as a bag (a set where they may be repeated without end), one operator for each
// clause of a process and one action for each kind of event. TLC finds as many states as `evident explore --full`.
// Source: L. Lamport, Specifying Systems, 2002.

#include "explore/export/subject.h"

namespace evd::explore {

/// A module and what TLC is to do with it.
struct TlaText {
    std::string module;   ///< `NAME.tla`
    std::string config;   ///< `NAME.cfg`
    /// The statements that are asked, and the names under which.
    std::vector<std::pair<uint32_t, std::string>> invariants;
};

/// `name`: of the module, which is that of its file too. Nothing, and EVD6019, where TLA+ has no words for something;
/// statements that are left out are told (EVD6020), and so is what else the module lacks (EVD6021).
std::optional<TlaText> tlaOf(const ExportSubject& subject, const std::string& name, Diagnostics& diagnostics);

}   // namespace evd::explore
