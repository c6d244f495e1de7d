#pragma once
// Values of the reference interpreter: simple and immutable.

#include "base/result.h"
#include "ir/core/module.h"

#include <atomic>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

namespace evd::ir {

/// A value of a type known from context. Scalars (Int, Nat, Bool, Unit, Duration, Loc as location number) are their
/// `number`; Str and Bytes have a text; the others have items:
/// Tuple and Record: components; Enum: `number` = constructor, items = fields; List and Ring: elements in order; Set:
/// sorted, distinct; Bag: sorted, with repetitions; Map: key, value, key, value, … sorted by key.
/// Text and items never change, and copies share them.
class Value {
public:
    int64_t number = 0;

    Value() = default;
    Value(const Value& other) : number(other.number), parts_(other.parts_) {
        if (parts_ != nullptr) share();
    }
    Value(Value&& other) noexcept : number(other.number), parts_(std::exchange(other.parts_, nullptr)) {}
    Value& operator=(const Value& other) { return *this = Value(other); }
    Value& operator=(Value&& other) noexcept {
        number = other.number;
        std::swap(parts_, other.parts_);
        return *this;
    }
    ~Value() {
        if (parts_ != nullptr) release();
    }

    static Value scalar(int64_t n) {
        Value out;
        out.number = n;
        return out;
    }
    static Value ofText(std::string s);
    static Value ofItems(std::vector<Value> v, int64_t n = 0);
    const std::vector<Value>& list() const { return parts_ != nullptr ? *items() : kNone; }   ///< items, or none
    const std::string& text() const;                                                          ///< of a Str or Bytes
    bool isText() const;
    bool hasItems() const;
    uint32_t depth() const;   ///< levels of items that are not empty, this one included
    /// Whether both are the same parts in memory, and therefore equal. False says nothing.
    bool isSame(const Value& other) const { return number == other.number && parts_ == other.parts_; }

private:
    struct Parts;
    const std::vector<Value>* items() const;
    void share() const;
    void release() const;
    static const std::vector<Value> kNone;
    const Parts* parts_ = nullptr;
};

struct Value::Parts {
    mutable std::atomic<uint32_t> owners = 1;
    uint32_t depth = 0;
    bool isText = false;
    std::string text;
    std::vector<Value> items;
};

inline const std::vector<Value>* Value::items() const { return &parts_->items; }
inline void Value::share() const { parts_->owners.fetch_add(1, std::memory_order_relaxed); }

/// The fields of a message, or what was chosen for an action: a list that its copies share.
class Payload {
public:
    Payload() = default;
    Payload(std::vector<Value> values) : values_(Value::ofItems(std::move(values))) {}
    Payload(std::initializer_list<Value> values) : Payload(std::vector<Value>(values)) {}

    operator const std::vector<Value>&() const { return values_.list(); }
    size_t size() const { return values_.list().size(); }
    bool empty() const { return values_.list().empty(); }
    const Value& operator[](size_t i) const { return values_.list()[i]; }
    const Value& back() const { return values_.list().back(); }
    auto begin() const { return values_.list().begin(); }
    auto end() const { return values_.list().end(); }
    void push_back(Value value) {
        std::vector<Value> longer = values_.list();
        longer.push_back(std::move(value));
        *this = Payload(std::move(longer));
    }

private:
    Value values_;
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
