#pragma once
// Names that a generated header cannot use, since C, C++ or their standard libraries give them a meaning.

#include <string>

namespace evd::backend {

/// Whether no declaration may have the name: a keyword, a macro of a standard header, or a name that the headers use
/// themselves.
bool isReserved(const std::string& name);
/// Whether a namespace cannot have the name, since the C library declares a function or a type of that name globally.
bool isGlobalInC(const std::string& name);

}   // namespace evd::backend
