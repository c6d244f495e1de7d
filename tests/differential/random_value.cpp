#include "tests/differential/random_value.h"

#include "ir/interp/collections.h"

#include <limits>

namespace evd::differential {

using namespace ir;

void RandomValues::remember(TypeId type, const Value& value) {
    seen_.emplace_back(type, value);
    const Type& t = types_[type];
    if (t.kind == TypeKind::Tuple || t.kind == TypeKind::Record)
        for (size_t i = 0; i < t.args.size(); ++i) remember(t.args[i], value.list()[i]);
    if (t.kind == TypeKind::Enum)
        for (size_t i = 0; i < value.list().size(); ++i)
            remember(t.constructors[static_cast<size_t>(value.number)].types[i], value.list()[i]);
    if (t.kind == TypeKind::Set || t.kind == TypeKind::List || t.kind == TypeKind::Bag)
        for (size_t i = 0; i < value.list().size() && i < 3; ++i) remember(t.args[0], value.list()[i]);
    if (t.kind == TypeKind::Map)
        for (size_t i = 0; i + 1 < value.list().size() && i < 6; i += 2) {
            remember(t.args[0], value.list()[i]);
            remember(t.args[1], value.list()[i + 1]);
        }
}

Value RandomValues::number(TypeKind kind) {
    if (chance(0.02)) {
        if (kind == TypeKind::Int && chance(0.5))
            return Value::scalar(std::numeric_limits<int64_t>::min() + static_cast<int64_t>(below(2)));
        return Value::scalar(std::numeric_limits<int64_t>::max() - static_cast<int64_t>(below(2)));
    }
    auto small = static_cast<int64_t>(below(7));
    return Value::scalar(kind == TypeKind::Int && chance(0.3) ? -small : small);
}

Value RandomValues::enumValue(TypeId type, size_t locations, int depth) {
    const auto& ctors = types_[type].constructors;
    size_t chosen = below(ctors.size());
    if (depth <= 0)   // constructors of few fields end recursion soonest
        for (size_t i = 0; i < ctors.size(); ++i)
            if (ctors[i].types.size() < ctors[chosen].types.size()) chosen = i;
    std::vector<Value> items;
    for (TypeId field : ctors[chosen].types) items.push_back(value(field, locations, depth - 1));
    return Value::ofItems(std::move(items), static_cast<int64_t>(chosen));
}

Value RandomValues::value(TypeId type, size_t locations, int depth) {
    if (chance(0.5)) {
        std::vector<const Value*> fitting;
        for (const auto& [seenType, seenValue] : seen_)
            if (seenType == type) fitting.push_back(&seenValue);
        if (!fitting.empty()) return *fitting[below(fitting.size())];
    }
    const Type& t = types_[type];
    auto many = [&](TypeId element) {
        std::vector<Value> items;
        for (size_t n = depth <= 0 ? 0 : below(4); n > 0; --n) items.push_back(value(element, locations, depth - 1));
        return items;
    };
    switch (t.kind) {
    case TypeKind::Int:
    case TypeKind::Nat: return number(t.kind);
    case TypeKind::Event:   // no data is one
    case TypeKind::Duration: return Value::scalar(static_cast<int64_t>(below(5)) * 1000);
    case TypeKind::Bool: return Value::scalar(static_cast<int64_t>(below(2)));
    case TypeKind::Unit: return Value::scalar(0);
    case TypeKind::Loc: return Value::scalar(static_cast<int64_t>(below(locations)));
    case TypeKind::Str:
    case TypeKind::Bytes: {
        static const char* kTexts[] = {"", "a", "b", "ab", "a longer text than a word"};
        return Value::ofText(kTexts[below(std::size(kTexts))]);
    }
    case TypeKind::Tuple:
    case TypeKind::Record: {
        std::vector<Value> items;
        for (TypeId part : t.args) items.push_back(value(part, locations, depth - 1));
        return Value::ofItems(std::move(items));
    }
    case TypeKind::Enum: return enumValue(type, locations, depth);
    case TypeKind::List: return Value::ofItems(many(t.args[0]));
    case TypeKind::Set: return Value::ofItems(sorted(many(t.args[0]), true));
    case TypeKind::Bag: return Value::ofItems(sorted(many(t.args[0]), false));
    case TypeKind::Map: {
        std::vector<Value> items;
        for (const Value& key : many(t.args[0]))
            items = put(std::move(items), key, value(t.args[1], locations, depth - 1));
        return Value::ofItems(std::move(items));
    }
    case TypeKind::Ring: {
        std::vector<Value> items = sorted(many(t.args[0]), true);
        if (!items.empty()) std::swap(items[0], items[below(items.size())]);
        return Value::ofItems(std::move(items));
    }
    }
    return {};
}

}   // namespace evd::differential
