#pragma once
// From texts to a checked program: loads imports, resolves names, infers types, checks the rules of the logic.

#include "frontend/sema/program.h"

namespace evd::sema {

/// An earlier check of about the same files. What is unchanged since is not parsed again.
struct Before {
    const Program* program = nullptr;
    const SourceSet* sources = nullptr;
};

/// Checks the spec at `path` (its text comes from `reader`, like that of its imports). Never fails: what is wrong goes
/// to `diagnostics`, and the program is filled as far as possible. `import std.x` reads `stdlibPath/x.evd`. `sources`
/// receives every file that was read; `followUps`, if given, what is left out because it probably follows from another
/// mistake.
std::shared_ptr<const Program> check(const std::string& path, SourceReader& reader, const std::string& stdlibPath,
                                     SourceSet& sources, Diagnostics& diagnostics, const Before& before = {},
                                     Diagnostics* followUps = nullptr);

/// The modules of the standard library in a folder, as they are imported (`std.quorum`), sorted.
std::vector<std::string> standardModules(const std::string& stdlibPath);

/// What stands at a byte offset of a module: the innermost name, or the innermost expression. For hover and the like.
struct AtPosition {
    Span span;
    SymbolId symbol = kNoSymbol;   ///< if a name
    TypeRef type = nullptr;        ///< its type here, or the expression's
    std::string text;              ///< one line in the language's syntax
    std::string doc;
};
std::optional<AtPosition> at(const Program& program, uint32_t module, uint32_t offset);

}   // namespace evd::sema
