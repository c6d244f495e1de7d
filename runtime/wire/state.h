#pragma once
// The state of a process as bytes: the canonical form behind the digest, and snapshots.

#include "runtime/engine/rt.h"

#include <string>

namespace evd::runtime {

/// Canonical bytes of the state; equal to those of the interpreter (docs/wire-format.md).
void appendCanonical(const evd_rt& rt, std::string& out);
/// FNV-1a of 64 bits.
uint64_t fnv1a(std::string_view bytes);

/// Everything needed to go on later: the state with what the canonical form leaves out, and what it belongs to.
void appendSnapshot(const evd_rt& rt, std::string& out);
/// Takes over a snapshot of the same spec, system, location and parameters. On an error the state is as before; the
/// text says what was wrong and is null if nothing was.
const char* restoreSnapshot(evd_rt& rt, std::string_view bytes);

}   // namespace evd::runtime
