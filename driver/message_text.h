#pragma once
// Messages as users write them on the command line and in deployment files: `propose(0, "A")`, `propose(0, "A") to n1
// from k`.

#include "base/result.h"
#include "explore/instance/instance.h"

#include <string_view>

namespace evd::driver {

/// Reads `name(value, …)`: an input message with its payload, the values in the language's notation. EVD6011.
Result<explore::Input> parseMessage(std::string_view text, const ir::Interpreter& interpreter);

/// Reads `name(value, …) to location [from location]`. The sender is `explore::defaultSender` where absent. EVD6006,
/// EVD6011, EVD6015.
Result<explore::Input> parseInput(std::string_view text, const ir::Interpreter& interpreter);

/// EVD6015 if the system runs nothing at the receiver of an input, or runs something at its sender: a node refuses
/// both.
Status checkReceiver(const ir::Interpreter& interpreter, uint32_t to);
Status checkSender(const ir::Interpreter& interpreter, uint32_t from);

/// The number of a location as traces write it: its name, in quotes if it is not plain. EVD6006.
Result<uint32_t> writtenLocation(std::string_view text, const ir::LocationNames& names);
/// The number of a location by name, or EVD6006.
Result<uint32_t> locationNumber(std::string_view name, const ir::LocationNames& names);

}   // namespace evd::driver
