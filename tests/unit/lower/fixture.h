#pragma once
// Small specs from text to the interpreter: checked, lowered, verified, and driven event by event at one location.

#include "ir/interp/interp.h"
#include "tests/fixture/checked.h"

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace evd::lower::testing {

/// A lowered spec with what it was made from.
struct Compiled : fixture::Checked {
    using fixture::Checked::Checked;
    ir::Module module;
    std::string errors;   ///< one line for each error of the checker or of lowering, and each complaint of ir::verify

    bool ok() const { return errors.empty(); }
};

/// Checks and lowers `text`; `spec main` is put before it if it has no header. Imports by path (`/specs/x.evd`).
std::unique_ptr<Compiled> compile(const std::string& text, const std::map<std::string, std::string>& imports = {},
                                  bool passes = false, const std::map<std::string, std::string>& typeArgs = {});

/// The same of a file of the source tree.
std::unique_ptr<Compiled> compileFile(const std::string& path);

/// Location `a` of a, b and c, running the first system or the one named; driven by hand.
class Driven {
public:
    /// Parameters by name in the language's notation; `nodes` is {a, b} if absent.
    explicit Driven(const std::string& text, const std::map<std::string, std::string>& params = {},
                    const std::map<std::string, std::string>& imports = {}, const std::string& system = "",
                    const std::map<std::string, std::string>& typeArgs = {});

    const Compiled& compiled() const { return *compiled_; }
    const ir::Interpreter& interpreter() const { return *interpreter_; }
    ir::LocationState& state() { return state_; }

    /// The event `start`, or a message `m(1, "x")` from `from`, or `!a` for an action: its outputs as sorted text
    /// joined with ` & `
    /// (`m(1) to a, b`, `after 5ms m(1) to a`, `done(1)`), or `fault EVD70xx` after checking that nothing changed.
    std::string at(const std::string& event, const std::string& from = "b");
    /// Feeds what is sent to `a` back to it, oldest first, until nothing is left or `limit` events have happened.
    /// Returns their number.
    size_t settle(const std::string& event, size_t limit = 100);
    /// Live instances below the roots.
    size_t instances() const;

private:
    std::string shown(const ir::Output& output) const;
    bool read(const std::string& text, const std::string& from, ir::Event& event) const;

    std::unique_ptr<Compiled> compiled_;
    ir::Deployment deployment_;
    std::unique_ptr<ir::Interpreter> interpreter_;
    ir::LocationState state_;
};

}   // namespace evd::lower::testing
