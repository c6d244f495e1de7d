#include "driver/toml_tree.h"

#include <algorithm>
#include <toml++/toml.h>

namespace evd::driver {

namespace {

class Converter {
public:
    Converter(FileId id, const SourceFile& file) : id_(id), file_(file) {}

    TomlValue value(const toml::node& node) const {
        TomlValue out;
        out.span = span(node.source());
        switch (node.type()) {
        case toml::node_type::integer:
            out.kind = TomlValue::Kind::Integer;
            out.integer = node.as_integer()->get();
            break;
        case toml::node_type::boolean:
            out.kind = TomlValue::Kind::Boolean;
            out.integer = node.as_boolean()->get() ? 1 : 0;
            break;
        case toml::node_type::floating_point: out.kind = TomlValue::Kind::Float; break;
        case toml::node_type::string:
            out.kind = TomlValue::Kind::Text;
            out.text = node.as_string()->get();
            break;
        case toml::node_type::array:
            out.kind = TomlValue::Kind::Array;
            for (const toml::node& item : *node.as_array()) out.items.push_back(value(item));
            break;
        case toml::node_type::table:
            out.kind = TomlValue::Kind::Table;
            for (auto&& [key, item] : *node.as_table())
                out.entries.push_back({std::string(key.str()), span(key.source()), value(item)});
            std::stable_sort(out.entries.begin(), out.entries.end(),
                             [](const TomlEntry& a, const TomlEntry& b) { return a.keySpan.begin < b.keySpan.begin; });
            break;
        default: out.kind = TomlValue::Kind::Time; break;   // dates and times
        }
        return out;
    }

    Span span(const toml::source_region& region) const { return {id_, offset(region.begin), offset(region.end)}; }

    uint32_t offset(const toml::source_position& at) const {
        if (at.line == 0) return 0;
        // The library counts columns in code points.
        std::string_view line = file_.lines().line(file_.text(), at.line - 1);
        uint32_t bytes = 0;
        for (uint32_t seen = 1; bytes < line.size() && seen < at.column; ++seen) do
                ++bytes;
            while (bytes < line.size() && (line[bytes] & 0xC0) == 0x80);
        return file_.lines().offset(file_.text(), {at.line - 1, bytes}, ColumnUnit::Utf8);
    }

private:
    FileId id_;
    const SourceFile& file_;
};

}   // namespace

const TomlValue* TomlValue::find(std::string_view key) const {
    for (const TomlEntry& entry : entries)
        if (entry.key == key) return &entry.value;
    return nullptr;
}

std::string TomlValue::describe() const {
    switch (kind) {
    case Kind::Integer: return "the number " + std::to_string(integer);
    case Kind::Float: return "a number with a point";
    case Kind::Boolean: return integer ? "true" : "false";
    case Kind::Text: return "the text \"" + text + "\"";
    case Kind::Array: return "an array";
    case Kind::Table: return "a table";
    case Kind::Time: return "a date or time";
    }
    return "";
}

std::optional<TomlValue> parseToml(FileId file, const SourceSet& sources, Diagnostics& diagnostics) {
    const SourceFile& source = sources.file(file);
    Converter converter(file, source);
    try {
        return converter.value(toml::parse(source.text(), source.path()));
    } catch (const toml::parse_error& error) {
        diagnostics.report(Code::BadToml, converter.span(error.source()), std::string(error.description()));
        return std::nullopt;
    }
}

}   // namespace evd::driver
