#include "runtime/host/qualified.h"

#include <algorithm>

namespace evd::runtime {

namespace {

std::string_view lastPart(std::string_view name) {
    size_t dot = name.rfind('.');
    return dot == std::string_view::npos ? name : name.substr(dot + 1);
}

const toml::node* findExact(const toml::table& table, std::string_view name) {
    if (const toml::node* whole = table.get(name)) return whole;
    for (size_t dot = name.find('.'); dot != std::string_view::npos; dot = name.find('.', dot + 1)) {
        const toml::node* nested = table.get(name.substr(0, dot));
        if (nested == nullptr || !nested->is_table()) continue;
        if (const toml::node* found = findExact(*nested->as_table(), name.substr(dot + 1))) return found;
    }
    return nullptr;
}

}   // namespace

const toml::node* findQualified(const toml::table& table, std::string_view name) {
    const toml::node* found = findExact(table, name);
    return found != nullptr ? found : findExact(table, lastPart(name));
}

void eachUnknown(const toml::table& table, const std::vector<std::string>& known,
                 const std::function<void(const toml::key&, const std::string&)>& visit, const std::string& prefix) {
    for (auto&& [key, node] : table) {
        std::string name = prefix + std::string(key.str());
        bool taken = std::any_of(known.begin(), known.end(), [&](const std::string& one) {
            return one == name || (prefix.empty() && lastPart(one) == name);
        });
        bool isPart = std::any_of(known.begin(), known.end(),
                                  [&](const std::string& one) { return one.rfind(name + ".", 0) == 0; });
        if (taken) continue;
        if (isPart && node.is_table()) eachUnknown(*node.as_table(), known, visit, name + ".");
        else visit(key, name);
    }
}

}   // namespace evd::runtime
