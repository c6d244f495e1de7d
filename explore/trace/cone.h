#pragma once
// Which events of a run led to its violation.

#include "explore/trace/run.h"

namespace evd::explore {

/// The events that a violation itself speaks of: the one that it comes after, those that it names, and the last before
/// it that changed each location of the witness. None if the initial states violate it.
std::vector<uint32_t> eventsNamed(const Run& run);

/// Sets Event::aside of the events that cannot have led to the violation: those outside of the causal past of what the
/// violation speaks of, and of that past those on whose changes and sends nothing in it depends. Which variables an
/// event reads is said by the clauses that its kind of event may meet, so that rather too many events stay.
void setAside(const ir::Module& module, Run& run);

/// How many events are set aside.
size_t countAside(const Run& run);

}   // namespace evd::explore
