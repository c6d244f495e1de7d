#pragma once
// TOML values as values of a type of the spec.

#include "driver/toml_tree.h"
#include "ir/interp/interp.h"

#include <optional>

namespace evd::driver {

/// What a value is read for and with.
struct ParamReader {
    const ir::Module& module;
    const ir::LocationNames& names;
    Diagnostics& diagnostics;

    /// The value of a whole parameter (a Map for function parameters). Nothing, and EVD6005 or EVD6006 at the place, if
    /// it does not fit.
    std::optional<ir::Value> param(const ir::SystemParam& param, const TomlValue& toml) const;
};

}   // namespace evd::driver
