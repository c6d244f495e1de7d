#include "ir/interp/value.h"

#include "base/check.h"
#include "ir/core/reader.h"

#include <algorithm>
#include <fmt/format.h>

namespace evd::ir {

Value Value::ofText(std::string s) {
    Value out;
    auto* parts = new Parts;
    out.parts_ = parts;
    parts->isText = true;
    parts->text = std::move(s);
    return out;
}

Value Value::ofItems(std::vector<Value> v, int64_t n) {
    Value out;
    out.number = n;
    if (v.empty()) return out;
    auto* parts = new Parts;
    out.parts_ = parts;
    for (const Value& item : v) parts->depth = std::max(parts->depth, item.depth() + 1);
    parts->items = std::move(v);
    return out;
}

void Value::release() const {
    // What has one owner gets no other meanwhile.
    if (parts_->owners.load(std::memory_order_acquire) == 1 ||
        parts_->owners.fetch_sub(1, std::memory_order_acq_rel) == 1)
        delete parts_;
}

const std::vector<Value> Value::kNone;

const std::string& Value::text() const {
    EVD_CHECK(isText(), "a text is asked of one");
    return parts_->text;
}

bool Value::isText() const { return parts_ != nullptr && parts_->isText; }
bool Value::hasItems() const { return parts_ != nullptr && !parts_->isText; }
uint32_t Value::depth() const { return parts_ != nullptr ? parts_->depth : 0; }

int compare(const Value& a, const Value& b) {
    if (a.number != b.number) return a.number < b.number ? -1 : 1;
    if (a.isSame(b)) return 0;
    if (a.isText() && b.isText()) {
        int order = a.text().compare(b.text());
        return order < 0 ? -1 : order > 0 ? 1 : 0;
    }
    const auto &x = a.list(), &y = b.list();
    for (size_t i = 0; i < x.size() && i < y.size(); ++i)
        if (int order = compare(x[i], y[i]); order != 0) return order;
    return x.size() == y.size() ? 0 : x.size() < y.size() ? -1 : 1;
}

namespace {

/// How texts for people and expressions differ.
struct Notation {
    const std::function<std::string(uint32_t)>& place;
    const char *bag, *bagEnd;
};

std::string written(const TypeTable& types, TypeId id, const Value& value, const Notation& notation) {
    const Type& type = types[id];
    auto joined = [&](const char* open, const char* close, TypeId element) {
        std::string out = open;
        for (size_t i = 0; i < value.list().size(); ++i)
            out += (i == 0 ? "" : ", ") + written(types, element, value.list()[i], notation);
        return out + close;
    };
    switch (type.kind) {
    case TypeKind::Int:
    case TypeKind::Nat: return std::to_string(value.number);
    case TypeKind::Bool: return value.number != 0 ? "true" : "false";
    case TypeKind::Unit: return "()";
    case TypeKind::Str: return quotedText(value.text(), false);
    case TypeKind::Bytes: return quotedText(value.text(), true);
    case TypeKind::Loc: return notation.place(static_cast<uint32_t>(value.number));
    case TypeKind::Duration: return durationText(value.number);
    case TypeKind::Event: return "#" + std::to_string(value.number);
    case TypeKind::Tuple:
    case TypeKind::Record: {
        bool record = type.kind == TypeKind::Record;
        std::string out = record ? "{ " : "(";
        for (size_t i = 0; i < type.args.size(); ++i)
            out += (i == 0 ? "" : ", ") + (record ? type.fields[i] + " = " : std::string()) +
                   written(types, type.args[i], value.list()[i], notation);
        return out + (record ? " }" : ")");
    }
    case TypeKind::Enum: {
        const Constructor& constructor = type.constructors[static_cast<size_t>(value.number)];
        if (constructor.types.empty()) return constructor.name;
        std::string out = constructor.name + "(";
        for (size_t i = 0; i < constructor.types.size(); ++i)
            out += (i == 0 ? "" : ", ") + written(types, constructor.types[i], value.list()[i], notation);
        return out + ")";
    }
    case TypeKind::List:
    case TypeKind::Ring: return joined("[", "]", type.args[0]);
    case TypeKind::Set: return joined("{", "}", type.args[0]);
    case TypeKind::Bag: return joined(notation.bag, notation.bagEnd, type.args[0]);
    case TypeKind::Map: {
        std::string out = "{";
        for (size_t i = 0; i + 1 < value.list().size(); i += 2)
            out += (i == 0 ? "" : ", ") + written(types, type.args[0], value.list()[i], notation) + ": " +
                   written(types, type.args[1], value.list()[i + 1], notation);
        return out + "}";
    }
    }
    return "?";
}

}   // namespace

std::string text(const TypeTable& types, TypeId type, const Value& value, const LocationNames& names) {
    const std::function<std::string(uint32_t)> place = [&](uint32_t location) {
        return location < names.size() ? locationText(names[location]) : fmt::format("loc#{}", location);
    };
    return written(types, type, value, {place, "bag [", "]"});
}

std::string expressionText(const TypeTable& types, TypeId type, const Value& value,
                           const std::function<std::string(uint32_t location)>& place) {
    return written(types, type, value, {place, "bag([", "])"});
}

namespace {

void head(unsigned major, uint64_t n, std::string& out) {
    auto byte = [&](uint64_t b) { out += static_cast<char>(b); };
    unsigned base = major << 5;
    if (n < 24) {
        byte(base | n);
        return;
    }
    int bytes = n <= 0xFF ? 1 : n <= 0xFFFF ? 2 : n <= 0xFFFFFFFF ? 4 : 8;
    byte(base | (bytes == 1 ? 24u : bytes == 2 ? 25u : bytes == 4 ? 26u : 27u));
    for (int i = bytes - 1; i >= 0; --i) byte((n >> (8 * i)) & 0xFF);
}

void integer(int64_t n, std::string& out) {
    if (n >= 0) head(0, static_cast<uint64_t>(n), out);
    else head(1, ~static_cast<uint64_t>(n), out);
}

void textItem(unsigned major, std::string_view s, std::string& out) {
    head(major, s.size(), out);
    out += s;
}

}   // namespace

void appendCbor(const TypeTable& types, TypeId id, const Value& value, const LocationNames& names, std::string& out) {
    const Type& type = types[id];
    switch (type.kind) {
    case TypeKind::Int:
    case TypeKind::Nat:
    case TypeKind::Event:
    case TypeKind::Duration: integer(value.number, out); return;
    case TypeKind::Bool: out += static_cast<char>(value.number != 0 ? 0xF5 : 0xF4); return;
    case TypeKind::Unit: out += static_cast<char>(0xF6); return;
    case TypeKind::Str: textItem(3, value.text(), out); return;
    case TypeKind::Bytes: textItem(2, value.text(), out); return;
    case TypeKind::Loc: textItem(3, names.at(static_cast<size_t>(value.number)), out); return;
    case TypeKind::Tuple:
    case TypeKind::Record:
        head(4, type.args.size(), out);
        for (size_t i = 0; i < type.args.size(); ++i) appendCbor(types, type.args[i], value.list()[i], names, out);
        return;
    case TypeKind::Enum: {
        const Constructor& constructor = type.constructors[static_cast<size_t>(value.number)];
        head(4, 1 + constructor.types.size(), out);
        integer(value.number, out);
        for (size_t i = 0; i < constructor.types.size(); ++i)
            appendCbor(types, constructor.types[i], value.list()[i], names, out);
        return;
    }
    case TypeKind::List:
    case TypeKind::Set:
    case TypeKind::Bag:
    case TypeKind::Ring:
    case TypeKind::Map:
        head(4, value.list().size(), out);
        for (size_t i = 0; i < value.list().size(); ++i)
            appendCbor(types, type.kind == TypeKind::Map ? type.args[i % 2] : type.args[0], value.list()[i], names,
                       out);
        return;
    }
}

}   // namespace evd::ir
