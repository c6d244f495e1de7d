// Values in the language's notation, by type.

#include "base/check.h"
#include "ir/core/reader.h"
#include "ir/interp/collections.h"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>

namespace evd::ir {

namespace {

constexpr int kNestingMax = 200;   // of a notation that is typed by hand

class ValueReader {
public:
    ValueReader(const TypeTable& types, const LocationNames& names, Reader& reader)
        : types_(types), names_(names), reader_(reader) {}

    Value value(TypeId id) {
        if (++depth_ > kNestingMax) reader_.fail("expected less nesting");
        Value made = parts(types_[id]);
        --depth_;
        return made;
    }

private:
    Value parts(const Type& type) {
        switch (type.kind) {
        case TypeKind::Int: return Value::scalar(reader_.integer());
        case TypeKind::Nat:
            if (reader_.peek("-")) reader_.fail("expected a number that is not negative");
            return Value::scalar(reader_.integer());
        case TypeKind::Bool:
            if (reader_.acceptWord("true")) return Value::scalar(1);
            if (reader_.acceptWord("false")) return Value::scalar(0);
            reader_.fail("expected `true` or `false`");
        case TypeKind::Unit:
            reader_.expect("(");
            reader_.expect(")");
            return Value::scalar(0);
        case TypeKind::Str: {
            std::string text = reader_.quoted(false);
            if (!isUtf8(text)) reader_.fail("expected UTF-8");
            return Value::ofText(std::move(text));
        }
        case TypeKind::Bytes: return Value::ofText(reader_.quoted(true));
        case TypeKind::Loc: return location();
        case TypeKind::Duration: {
            int64_t count = reader_.integer(), factor = reader_.unit();
            if (factor == 0) reader_.fail("expected a unit: ns, us, ms, s, min or h");
            return Value::scalar(reader_.nanoseconds(count, factor));
        }
        case TypeKind::Event: reader_.fail("events have no notation");
        case TypeKind::Tuple: return Value::ofItems(inParentheses(type.args));
        case TypeKind::Record: return record(type);
        case TypeKind::Enum: return construct(type);
        case TypeKind::Map: return map(type);
        case TypeKind::List:
        case TypeKind::Set:
        case TypeKind::Bag:
        case TypeKind::Ring: return sequence(type);
        }
        EVD_CHECK(false, "every kind is listed");
    }

    Value location() {
        size_t begin = reader_.nextOffset();
        std::string name = reader_.location();
        if (name.empty()) reader_.fail("expected the name of a location");
        auto at = std::find(names_.begin(), names_.end(), name);
        if (at == names_.end()) {
            reader_.moveTo(begin);
            reader_.fail(fmt::format("`{}` is not a location of this deployment", name));
        }
        return Value::scalar(at - names_.begin());
    }

    Items inParentheses(const std::vector<TypeId>& types) {
        Items items;
        for (size_t i = 0; i < types.size(); ++i) {
            reader_.expect(i == 0 ? "(" : ",");
            items.push_back(value(types[i]));
        }
        reader_.expect(")");
        return items;
    }

    /// Fields in any order, each once.
    Value record(const Type& type) {
        Items fields(type.fields.size());
        std::vector<bool> seen(type.fields.size(), false);
        reader_.expect("{");
        for (size_t n = 0; n < type.fields.size(); ++n) {
            if (n > 0) reader_.expect(",");
            size_t begin = reader_.nextOffset();
            std::string_view name = reader_.word();
            auto field =
                static_cast<size_t>(std::find(type.fields.begin(), type.fields.end(), name) - type.fields.begin());
            if (field == type.fields.size() || seen[field]) {
                reader_.moveTo(begin);
                reader_.fail(fmt::format("expected the fields `{}`, each once", fmt::join(type.fields, "`, `")));
            }
            seen[field] = true;
            reader_.expect("=");
            fields[field] = value(type.args[field]);
        }
        reader_.expect("}");
        return Value::ofItems(std::move(fields));
    }

    Value construct(const Type& type) {
        size_t begin = reader_.nextOffset();
        std::string_view name = reader_.word();
        for (size_t i = 0; i < type.constructors.size(); ++i) {
            if (type.constructors[i].name != name) continue;
            Items fields;
            if (!type.constructors[i].types.empty()) fields = inParentheses(type.constructors[i].types);
            return Value::ofItems(std::move(fields), static_cast<int64_t>(i));
        }
        std::string known;
        for (const Constructor& one : type.constructors) known += (known.empty() ? "`" : ", `") + one.name + "`";
        reader_.moveTo(begin);
        reader_.fail("expected one of " + known);
    }

    Value map(const Type& type) {
        Items items;
        reader_.expect("{");
        if (reader_.accept("}")) return Value::ofItems({});
        do {
            Value key = value(type.args[0]);
            if (containsSorted(items, key, 2)) reader_.fail("expected distinct keys");
            reader_.expect(":");
            items = put(std::move(items), key, value(type.args[1]));
        } while (reader_.accept(","));
        reader_.expect("}");
        return Value::ofItems(std::move(items));
    }

    Value sequence(const Type& type) {
        if (type.kind == TypeKind::Bag) reader_.acceptWord("bag");
        bool isSet = type.kind == TypeKind::Set;
        const char* close = isSet ? "}" : "]";
        reader_.expect(isSet ? "{" : "[");
        Items items;
        if (!reader_.accept(close)) {
            do items.push_back(value(type.args[0]));
            while (reader_.accept(","));
            reader_.expect(close);
        }
        if (type.kind == TypeKind::List) return Value::ofItems(std::move(items));
        Items distinct = sorted(items, type.kind != TypeKind::Bag);
        if (distinct.size() < items.size()) reader_.fail("expected distinct elements");
        return Value::ofItems(type.kind == TypeKind::Ring ? std::move(items) : std::move(distinct));
    }

    const TypeTable& types_;
    const LocationNames& names_;
    Reader& reader_;
    int depth_ = 0;
};

}   // namespace

Result<Value> parseValue(const TypeTable& types, TypeId type, std::string_view text, const LocationNames& names) {
    Reader reader(text);
    try {
        Value value = ValueReader(types, names, reader).value(type);
        if (!reader.atEnd()) reader.fail("expected the end");
        return value;
    } catch (const ReadError& error) { return Error{"", fmt::format("column {}: {}", error.offset + 1, error.what())}; }
}

}   // namespace evd::ir
