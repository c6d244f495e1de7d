#pragma once
// Where places of an earlier text are now, if only comments and layout have changed since.

#include "base/source.h"
#include "frontend/sema/program.h"

#include <optional>

namespace evd::lsp {

/// Carries places of one check of a spec over to another one.
class Relocation {
public:
    /// A checked spec with the texts that its places are in. Both must outlive this.
    struct Side {
        const sema::Program& program;
        const SourceSet& sources;
    };
    Relocation(Side from, Side to) : from_(from), to_(to) {}

    /// The same tokens in the other texts. Nothing if the file is not there, or any of its tokens is another one.
    std::optional<Span> operator()(Span span) const;

private:
    Side from_, to_;
};

}   // namespace evd::lsp
