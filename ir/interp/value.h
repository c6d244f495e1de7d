#pragma once
// Values of the reference interpreter: simple, immutable, slow.

#include "base/result.h"
#include "ir/core/module.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace evd::ir {

/// A value of a type known from context. Scalars (Int, Nat, Bool, Unit, Duration, Loc as location number) use `number`;
/// Str and Bytes use `text`; the others use `items`:
/// Tuple and Record: components; Enum: `number` = constructor, items = fields; List and Ring: elements in order; Set:
/// sorted, distinct; Bag: sorted, with repetitions; Map: key, value, key, value, … sorted by key.
struct Value {
    int64_t number = 0;
    std::shared_ptr<const std::string> text;
    std::shared_ptr<const std::vector<Value>> items;
    uint32_t depth = 0;   ///< levels of `items` that are not empty, this one included

    static Value scalar(int64_t n) { return {n, nullptr, nullptr, 0}; }
    static Value ofText(std::string s) { return {0, std::make_shared<const std::string>(std::move(s)), nullptr, 0}; }
    static Value ofItems(std::vector<Value> v, int64_t n = 0);
    const std::vector<Value>& list() const;   ///< items, or an empty vector
};

/// The total order of every type: scalars numerically, texts bytewise, enums by constructor then fields, everything
/// else lexicographically over `items` (a proper prefix is less). Negative, zero or positive.
int compare(const Value& a, const Value& b);

/// Names of the locations of a deployment, sorted; a location's number is its index (so Loc order is name order).
using LocationNames = std::vector<std::string>;

/// Text in the language's own notation: `{n1: "A"}`, `Some(3)`, `(1, n2)`.
std::string text(const TypeTable& types, TypeId type, const Value& value, const LocationNames& names);
/// An expression of the language that has the value, if locations are written so.
std::string expressionText(const TypeTable& types, TypeId type, const Value& value,
                           const std::function<std::string(uint32_t location)>& place);

/// Deterministic CBOR of a value (RFC 8949 4.2.1): ints; Bool simple; Unit null; Str text; Bytes bytes; Loc text (its
/// name); Duration int (ns); Tuple array; Record array in field order; Enum array [constructor index, fields…]; List,
/// Ring array; Set array sorted; Bag array sorted with repetitions; Map array of alternating keys and values sorted by
/// key. The runtime's codec writes the same bytes.
void appendCbor(const TypeTable& types, TypeId type, const Value& value, const LocationNames& names, std::string& out);

/// Reads a value written in the language's notation (as `text` writes it; numbers, texts, names of locations and
/// constructors), or an error that says what was expected at which column.
Result<Value> parseValue(const TypeTable& types, TypeId type, std::string_view text, const LocationNames& names);

}   // namespace evd::ir
