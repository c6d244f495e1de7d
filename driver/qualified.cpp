#include "driver/qualified.h"

#include <algorithm>

namespace evd::driver {

namespace {

const TomlValue* findExact(const TomlValue& table, std::string_view name) {
    if (table.kind != TomlValue::Kind::Table) return nullptr;
    if (const TomlValue* whole = table.find(name)) return whole;
    for (size_t dot = name.find('.'); dot != std::string_view::npos; dot = name.find('.', dot + 1))
        if (const TomlValue* nested = table.find(name.substr(0, dot)))
            if (const TomlValue* found = findExact(*nested, name.substr(dot + 1))) return found;
    return nullptr;
}

void collect(const TomlValue& table, const std::string& prefix, const std::vector<std::string>& known,
             std::vector<TomlEntry>& out) {
    for (const TomlEntry& entry : table.entries) {
        std::string name = prefix + entry.key;
        bool taken = std::any_of(known.begin(), known.end(), [&](const std::string& one) {
            return one == name || (prefix.empty() && lastPart(one) == name);
        });
        bool isPart = std::any_of(known.begin(), known.end(),
                                  [&](const std::string& one) { return one.rfind(name + ".", 0) == 0; });
        if (taken) continue;
        if (isPart && entry.value.kind == TomlValue::Kind::Table) collect(entry.value, name + ".", known, out);
        else out.push_back({name, entry.keySpan, entry.value});
    }
}

}   // namespace

std::string_view lastPart(std::string_view name) {
    size_t dot = name.rfind('.');
    return dot == std::string_view::npos ? name : name.substr(dot + 1);
}

const TomlValue* findQualified(const TomlValue& table, std::string_view name) {
    const TomlValue* found = findExact(table, name);
    return found != nullptr ? found : findExact(table, lastPart(name));
}

std::vector<TomlEntry> unknownEntries(const TomlValue& table, const std::vector<std::string>& known) {
    std::vector<TomlEntry> out;
    if (table.kind == TomlValue::Kind::Table) collect(table, "", known, out);
    return out;
}

}   // namespace evd::driver
