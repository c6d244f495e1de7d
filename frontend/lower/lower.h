#pragma once
// From a checked program to message automata.

#include "base/diagnostics.h"
#include "base/source.h"
#include "frontend/sema/program.h"
#include "ir/core/module.h"

#include <map>

namespace evd::lower {

struct LowerOptions {
    /// What each `param type` stands for, in the language's syntax (`Int`, `Map<Loc, px.Op>`), by qualified name or by
    /// the last part of it.
    std::map<std::string, std::string> typeArgs;
    /// Predicates of one location in the root module that become conditions (ir::Condition), in this order.
    std::vector<std::string> conditions;

    /// The type for a `param type`; `Str` where there is none.
    std::string typeArg(const std::string& qualifiedName) const;
};

/// Lowers every process, class, function and system reachable from the root module's systems, and the state predicates
/// among its properties and invariants. Needs a program without errors. Ensures a module that passes ir::verify.
/// Polymorphic functions, classes and enums are copied per instance; functions taking functions are inlined; sends
/// never become data.
ir::Module lower(const sema::Program& program, const SourceSet& sources, const LowerOptions& options,
                 Diagnostics& diagnostics);

}   // namespace evd::lower
