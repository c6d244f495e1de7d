#pragma once
// Static libraries.

#include "base/result.h"

#include <string>

namespace evd::backend {

/// Writes an archive of the object and all members of the runtime's archive, so that a program links one file.
/// Errors: EVD5006 the runtime's archive cannot be read, EVD6002 the result cannot be written.
Status writeLibrary(const std::string& path, const std::string& objectName, const std::string& object,
                    const std::string& runtimeArchive);

}   // namespace evd::backend
