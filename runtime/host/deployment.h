#pragma once
// Deployment files: which locations there are, where they listen, and the values of the parameters (docs/runtime.md).

#include "runtime/abi.h"

#include <cstdint>
#include <string>
#include <vector>

namespace evd::runtime {

/// Something wrong, or (EVD6009) suspicious, about a deployment file.
struct Problem {
    bool error;
    uint32_t line, column;   ///< from 1; 0 if it concerns the whole file
    const char* code;
    std::string text;
};

struct Address {
    std::string host;
    uint16_t port = 0;
};

struct Deployment {
    std::string file;
    std::vector<std::string> locations;   ///< sorted
    std::vector<Address> addresses;       ///< by location; port 0 if it has none
    std::string system;                   ///< empty: not named
    std::vector<std::string> params;      ///< canonical CBOR by the module's parameters
    int64_t actionPaceNs = 20000000;      ///< [transport] action_pace
    int64_t reconnectNs = 2000000000;     ///< [transport] reconnect: the longest wait between attempts
    std::vector<Problem> problems;

    bool good() const;
    /// `file:line:column: error CODE: text`, one per line.
    std::string problemText() const;
};

/// Reads a deployment for a spec. Everything wrong is in `problems`: EVD6001, EVD6003 to EVD6006, EVD6008, EVD6009,
/// EVD6014, EVD6016.
Deployment readDeployment(const evd_module& module, const std::string& file);
/// The same from a text; `file` is for messages.
Deployment parseDeployment(const evd_module& module, const std::string& file, const std::string& text);

}   // namespace evd::runtime
