#pragma once
// What the command and the language server share: texts from disk or from unsaved buffers, checked and lowered.

#include "base/canonical_path.h"
#include "base/diagnostics.h"
#include "base/source.h"
#include "frontend/lower/lower.h"
#include "frontend/sema/program.h"
#include "ir/core/module.h"

#include <map>
#include <memory>
#include <optional>
#include <string>

namespace evd::driver {

/// The span of diagnostics that concern no place in a text (a command line, a missing file).
inline constexpr Span kNowhere{UINT32_MAX, 0, 0};

/// Reads files from disk; texts set here come before those on disk.
class OverlayReader : public SourceReader {
public:
    void set(const std::string& path, std::string text) { texts_[canonicalPath(path)] = std::move(text); }
    void clear(const std::string& path) { texts_.erase(canonicalPath(path)); }
    std::optional<std::string> read(const std::string& path) override;
    /// The path by which a file was named first, so that messages say what the user wrote; a symbolic link is where it
    /// leads.
    std::string name(const std::string& path) override;
    /// Why the last file that could not be read could not.
    const std::string& why() const { return why_; }

private:
    std::string why_;
    std::map<std::string, std::string> texts_;   ///< by canonical path
    std::map<std::string, std::string> names_;   ///< canonical path -> name
};

/// A checked spec with everything that was found on the way.
struct Checked {
    SourceSet sources;
    Diagnostics diagnostics;
    std::shared_ptr<const sema::Program> program;   ///< null if the file could not be read

    /// No errors (warnings may be there).
    bool ok() const { return program && !diagnostics.hasErrors(); }
};

/// A lowered spec.
using Lowered = std::optional<ir::Module>;

class Session {
public:
    /// `stdlibPath` is the folder of the modules that `import std.x` reads.
    explicit Session(std::string stdlibPath) : stdlibPath_(std::move(stdlibPath)) {}

    /// The text an editor holds for a file; it hides the file on disk until closeText.
    void setText(const std::string& path, std::string text) { reader_.set(path, std::move(text)); }
    void closeText(const std::string& path) { reader_.clear(path); }
    /// The text of a file, from an editor or from disk.
    std::optional<std::string> text(const std::string& path) { return reader_.read(path); }

    /// Checks the spec at `path`. A file that cannot be read: EVD6001 without a position.
    Checked check(const std::string& path);
    /// The `param type`s that a program declares.
    static std::vector<std::string> typeParams(const sema::Program& program);
    /// Reports arguments for type parameters that the spec does not have: EVD6010.
    static void checkTypeArgs(Checked& checked, const std::map<std::string, std::string>& typeArgs);
    /// Automata of a spec without errors, passes included. Nothing if lowering reported errors to
    /// `checked.diagnostics`.
    Lowered lower(Checked& checked, const lower::LowerOptions& options) const;
    /// Reads a further file (a deployment) into the sources of a spec, or reports EVD6001.
    std::optional<FileId> load(const std::string& path, Checked& into);

private:
    std::string stdlibPath_;
    OverlayReader reader_;
};

/// The system called `name`, or the only one. Otherwise EVD5001 to EVD5003, saying what it was wanted for ("run",
/// "build"). `named`: where the name is given.
std::optional<ir::SystemId> chooseSystem(const ir::Module& module, const std::string& name, const std::string& purpose,
                                         Diagnostics& diagnostics, Span named = kNowhere);

}   // namespace evd::driver
