#pragma once
// Repairs of diagnostics and rewrites of sound text, as edits: what editors offer as code actions.

#include "base/diagnostics.h"
#include "base/source.h"
#include "frontend/repair/trial.h"
#include "frontend/sema/program.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace evd::repair {

/// Names that modules declare, with the text that imports them: `plurality` -> `std.quorum`.
using Exports = std::map<std::string, std::string>;

/// The repairs of one diagnostic of a checked program: those it carries, and those found by looking at the program, as
/// far as a trial shows that they mend it and add no error. The likeliest comes first. Edits lie in the files of
/// `sources`.
std::vector<Fix> repairs(const sema::Program& program, const SourceSet& sources, const Diagnostic& diagnostic,
                         Trial& trial, const Exports& exports = {});

/// Rewrites that are possible at a place and keep the text sound: wrap a class in `once`, write the frame of a
/// variable, write an inferred type, receive a message in a process.
std::vector<Fix> rewrites(const sema::Program& program, const SourceSet& sources, Span at);

/// The imports of the root in order, without those that are not used; nothing if they are. They keep their places if
/// something is said between them. The program must be without errors.
std::optional<Fix> organisedImports(const sema::Program& program, const SourceSet& sources);

}   // namespace evd::repair
