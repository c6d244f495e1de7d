#pragma once
// An instance in Promela, the language of SPIN. One process for each location, whose labels are its local states; one
// counter for each message that there can be; statements are looked at by a process that changes nothing. SPIN finds as
// many states as `evident explore --full`.
// Source: G. J. Holzmann, The SPIN Model Checker, 2004; `man promela` of SPIN 6.5.

#include "explore/export/subject.h"

namespace evd::explore {

/// The model, or nothing: EVD6019, where the instance has no finite table or an order that no queue keeps. Statements
/// that are left out are told (EVD6020), and so is what else the model lacks (EVD6021).
/// `stepsMax`: of the interpreter, to find the table.
std::optional<std::string> promelaOf(const ExportSubject& subject, Diagnostics& diagnostics, size_t stepsMax = 100'000);

}   // namespace evd::explore
