#pragma once
// Loads the code generator only when code is wanted, so that every other command starts at once.

#include "backend/backend.h"
#include "base/result.h"

namespace evd::driver {

/// The code generator's functions; loaded at the first call and kept. EVD5005 if it is missing or does not fit.
Result<const backend::Api*> loadBackend();

}   // namespace evd::driver
