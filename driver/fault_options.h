#pragma once
// The options of `evident run` that say what goes wrong.

#include "driver/prepare.h"
#include "explore/simulate/options.h"

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

namespace evd::driver {

/// Reads them once locations and formulas are known.
class FaultOptions {
public:
    void addTo(CLI::App& command, explore::SimOptions& simulation);

    /// The formulas of `--crash-when`, for PrepareRequest::conditions.
    std::vector<std::string> conditions() const;
    /// Fills the options that need a deployment; false, and an error, if one is wrong.
    bool read(const Prepared& prepared, explore::SimOptions& out) const;

private:
    bool readOutages(const Prepared& prepared, explore::SimOptions& out) const;
    bool readCrashWhen(const Prepared& prepared, explore::SimOptions& out) const;
    bool readLinks(const Prepared& prepared, explore::SimOptions& out) const;
    bool readPartitions(const Prepared& prepared, explore::SimOptions& out) const;

    std::vector<std::string> drops_, duplicates_, delays_, partitions_, crashes_, restarts_, crashWhen_;
    CLI::Option *crashRate_ = nullptr, *crashesMax_ = nullptr, *restartRate_ = nullptr, *restartsMax_ = nullptr;
};

}   // namespace evd::driver
