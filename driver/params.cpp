#include "driver/params.h"

#include <algorithm>

namespace evd::driver {

namespace {

using ir::TypeKind;
using ir::Value;
using Kind = TomlValue::Kind;

class ValueReader {
public:
    ValueReader(const ParamReader& with, const ir::SystemParam& param)
        : types_(with.module.types), names_(with.names), diagnostics_(with.diagnostics), param_(param) {}

    std::optional<Value> value(ir::TypeId id, const TomlValue& toml) {
        const ir::Type& type = types_[id];
        switch (type.kind) {
        case TypeKind::Int:
        case TypeKind::Nat:
            if (toml.kind != Kind::Integer) break;
            if (type.kind == TypeKind::Nat && toml.integer < 0) return wrong(id, toml);
            return Value::scalar(toml.integer);
        case TypeKind::Bool:
            if (toml.kind != Kind::Boolean) break;
            return Value::scalar(toml.integer);
        case TypeKind::Str:
        case TypeKind::Bytes:
            if (toml.kind != Kind::Text) break;
            return Value::ofText(toml.text);
        case TypeKind::Loc: return location(id, toml);
        case TypeKind::Tuple:
            if (toml.kind == Kind::Array) return parts(id, type.args, toml);
            break;
        case TypeKind::Record:
            if (toml.kind == Kind::Table) return record(id, toml);
            break;
        case TypeKind::Enum:
            if (toml.kind == Kind::Table) return constructor(id, toml);
            break;
        case TypeKind::Map:
            if (toml.kind == Kind::Table) return mapOf(id, type.args[0], type.args[1], toml);
            if (toml.kind == Kind::Array) return mapOfPairs(id, type.args[0], type.args[1], toml);
            break;
        case TypeKind::List:
        case TypeKind::Set:
        case TypeKind::Bag:
        case TypeKind::Ring:
            if (toml.kind == Kind::Array) return collection(id, toml);
            break;
        case TypeKind::Unit:
        case TypeKind::Event:
        case TypeKind::Duration: break;   // in the language's notation
        }
        return toml.kind == Kind::Text ? notation(id, toml.text, toml.span) : wrong(id, toml);
    }

    /// A function parameter: its table of arguments.
    std::optional<Value> table(const TomlValue& toml) {
        ir::TypeId key = types_.tuple(param_.domain);
        if (toml.kind == Kind::Table) return mapOf(param_.type, key, param_.type, toml);
        if (toml.kind == Kind::Array) return mapOfPairs(param_.type, key, param_.type, toml);
        if (toml.kind == Kind::Text) return notation(types_.map(key, param_.type), toml.text, toml.span);
        return wrongTable(toml);
    }

private:
    Diagnostic& wrong(ir::TypeId id, Span at, const std::string& found) {
        return diagnostics_.report(Code::ParamType, at, param_.name, types_.text(id), found);
    }

    std::optional<Value> wrong(ir::TypeId id, const TomlValue& toml, const std::string& found = {}) {
        wrong(id, toml.span, found.empty() ? toml.describe() : found);
        return std::nullopt;
    }

    std::optional<Value> wrongTable(const TomlValue& toml) {
        diagnostics_.report(Code::ParamType, toml.span, param_.name, "a table from arguments to results",
                            toml.describe());
        return std::nullopt;
    }

    std::optional<Value> location(ir::TypeId id, const TomlValue& toml) {
        if (toml.kind != Kind::Text) return wrong(id, toml);
        auto name = std::lower_bound(names_.begin(), names_.end(), toml.text);
        if (name != names_.end() && *name == toml.text) return Value::scalar(name - names_.begin());
        Diagnostic& diagnostic = diagnostics_.report(Code::UnknownLocation, toml.span, toml.text);
        if (std::string near = nearest(toml.text, names_); !near.empty())
            diagnostic.replace("write `" + near + "`", toml.span, "\"" + near + "\"");
        return std::nullopt;
    }

    /// Whether a text that should be a collection of texts or locations is one of its elements: brackets are missing.
    bool isElement(ir::TypeId id, const std::string& text) const {
        TypeKind kind = types_[id].kind;
        if (kind != TypeKind::List && kind != TypeKind::Set && kind != TypeKind::Bag && kind != TypeKind::Ring)
            return false;
        TypeKind element = types_[types_[id].args[0]].kind;
        bool named = std::binary_search(names_.begin(), names_.end(), text);
        return element == TypeKind::Loc ? named : element == TypeKind::Str;
    }

    /// Any value but texts and locations may also be written as the language does, in quotes.
    std::optional<Value> notation(ir::TypeId id, const std::string& text, Span at) {
        Result<Value> read = ir::parseValue(types_, id, text, names_);
        if (read) return *read;
        if (isElement(id, text)) {
            wrong(id, at, "the text \"" + text + "\"").replace("write it in brackets", at, "[\"" + text + "\"]");
            return std::nullopt;
        }
        wrong(id, at, "\"" + text + "\": " + read.error().message);
        return std::nullopt;
    }

    std::optional<Value> parts(ir::TypeId id, const std::vector<ir::TypeId>& types, const TomlValue& toml,
                               int64_t number = 0) {
        if (toml.items.size() != types.size())
            return wrong(id, toml, "an array of " + std::to_string(toml.items.size()));
        std::vector<Value> items;
        for (size_t i = 0; i < types.size(); ++i) {
            std::optional<Value> item = value(types[i], toml.items[i]);
            if (!item) return std::nullopt;
            items.push_back(*item);
        }
        return Value::ofItems(std::move(items), number);
    }

    std::optional<Value> record(ir::TypeId id, const TomlValue& toml) {
        const ir::Type& type = types_[id];
        std::vector<Value> fields;
        for (size_t i = 0; i < type.fields.size(); ++i) {
            const TomlValue* field = toml.find(type.fields[i]);
            if (!field) return wrong(id, toml, "a table without `" + type.fields[i] + "`");
            std::optional<Value> item = value(type.args[i], *field);
            if (!item) return std::nullopt;
            fields.push_back(*item);
        }
        if (toml.entries.size() != type.fields.size()) return wrong(id, toml, "a table with more keys");
        return Value::ofItems(std::move(fields));
    }

    /// `{ Ctor = [fields…] }`, or `{ Ctor = field }` if it has one.
    std::optional<Value> constructor(ir::TypeId id, const TomlValue& toml) {
        const ir::Type& type = types_[id];
        if (toml.entries.size() != 1) return wrong(id, toml, "a table of " + std::to_string(toml.entries.size()));
        const TomlEntry& entry = toml.entries.front();
        for (size_t i = 0; i < type.constructors.size(); ++i) {
            const ir::Constructor& constructor = type.constructors[i];
            if (constructor.name != entry.key) continue;
            bool array = entry.value.kind == Kind::Array;
            if (constructor.types.size() == 1 && (!array || entry.value.items.size() != 1)) {
                std::optional<Value> field = value(constructor.types[0], entry.value);
                if (!field) return std::nullopt;
                return Value::ofItems({*field}, static_cast<int64_t>(i));
            }
            if (!array) return wrong(id, entry.value);
            return parts(id, constructor.types, entry.value, static_cast<int64_t>(i));
        }
        return wrong(id, toml, "`" + entry.key + "`");
    }

    std::optional<Value> collection(ir::TypeId id, const TomlValue& toml) {
        const ir::Type& type = types_[id];
        std::vector<Value> items;
        for (const TomlValue& element : toml.items) {
            std::optional<Value> item = value(type.args[0], element);
            if (!item) return std::nullopt;
            bool distinct = type.kind == TypeKind::Set || type.kind == TypeKind::Ring;
            bool known =
                std::any_of(items.begin(), items.end(), [&](const Value& v) { return ir::compare(v, *item) == 0; });
            if (distinct && known) return wrong(id, element, element.describe() + " twice");
            items.push_back(*item);
        }
        if (type.kind == TypeKind::Set || type.kind == TypeKind::Bag)
            std::sort(items.begin(), items.end(), [](const Value& a, const Value& b) { return ir::compare(a, b) < 0; });
        return Value::ofItems(std::move(items));
    }

    using Pairs = std::vector<std::pair<Value, Value>>;

    std::optional<Value> sorted(ir::TypeId id, Pairs pairs, const TomlValue& toml) {
        std::sort(pairs.begin(), pairs.end(),
                  [](const auto& a, const auto& b) { return ir::compare(a.first, b.first) < 0; });
        std::vector<Value> items;
        for (size_t i = 0; i < pairs.size(); ++i) {
            if (i && ir::compare(pairs[i - 1].first, pairs[i].first) == 0) return wrong(id, toml, "a key twice");
            items.push_back(pairs[i].first);
            items.push_back(pairs[i].second);
        }
        return Value::ofItems(std::move(items));
    }

    /// Keys are texts and names of locations as they are, other keys in the language's notation: `"(n1, 2)" = 5`.
    std::optional<Value> mapOf(ir::TypeId id, ir::TypeId key, ir::TypeId result, const TomlValue& toml) {
        Pairs pairs;
        TypeKind kind = types_[key].kind;
        bool plain = kind == TypeKind::Str || kind == TypeKind::Bytes || kind == TypeKind::Loc;
        for (const TomlEntry& entry : toml.entries) {
            TomlValue keyValue;
            keyValue.kind = Kind::Text;
            keyValue.span = entry.keySpan;
            keyValue.text = entry.key;
            std::optional<Value> from = plain ? value(key, keyValue) : notation(key, entry.key, entry.keySpan);
            std::optional<Value> to = value(result, entry.value);
            if (!from || !to) return std::nullopt;
            pairs.emplace_back(*from, *to);
        }
        return sorted(id, std::move(pairs), toml);
    }

    /// `[[key, value], …]`.
    std::optional<Value> mapOfPairs(ir::TypeId id, ir::TypeId key, ir::TypeId result, const TomlValue& toml) {
        Pairs pairs;
        for (const TomlValue& pair : toml.items) {
            if (pair.kind != Kind::Array || pair.items.size() != 2)
                return wrong(id, pair, "an entry that is not [key, value]");
            std::optional<Value> from = value(key, pair.items[0]), to = value(result, pair.items[1]);
            if (!from || !to) return std::nullopt;
            pairs.emplace_back(*from, *to);
        }
        return sorted(id, std::move(pairs), toml);
    }

    ir::TypeTable types_;   ///< the module's, and the tuple of a function's arguments
    const ir::LocationNames& names_;
    Diagnostics& diagnostics_;
    const ir::SystemParam& param_;
};

}   // namespace

std::optional<ir::Value> ParamReader::param(const ir::SystemParam& param, const TomlValue& toml) const {
    ValueReader reader(*this, param);
    return param.domain.empty() ? reader.value(param.type, toml) : reader.table(toml);
}

}   // namespace evd::driver
