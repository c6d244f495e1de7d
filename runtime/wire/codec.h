#pragma once
// Values as deterministic CBOR, by type descriptor; the same bytes as ir/interp writes (docs/wire-format.md).

#include "runtime/engine/rt.h"
#include "runtime/wire/cbor.h"

namespace evd::runtime {

/// Appends the value in `words` (borrowed).
void encode(const evd_rt& rt, const evd_type* type, const evd_word* words, std::string& out);

/// Reads one value into `words` (owned), which must be zero. Strict: what it accepts, `encode` writes again byte for
/// byte; every value that a process can have is accepted. On an error, in `reader`, the words are zero and nothing is
/// owned. Memory stays proportional to the input.
bool decode(evd_rt& rt, const evd_type* type, cbor::Reader& reader, evd_word* words);

/// The fields of a message as one CBOR array. Once `out` is longer than `limit`, the rest is left out.
void encodeFields(const evd_rt& rt, const evd_field* fields, uint32_t count, const evd_word* words, std::string& out,
                  size_t limit = SIZE_MAX);
bool decodeFields(evd_rt& rt, const evd_field* fields, uint32_t count, cbor::Reader& reader, evd_word* words);
void dropFields(evd_rt& rt, const evd_field* fields, uint32_t count, const evd_word* words);

/// The number of a location, or -1.
int64_t locationNumber(const evd_rt& rt, std::string_view name);

}   // namespace evd::runtime
