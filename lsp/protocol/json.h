#pragma once
// JSON as the server sees it: parsed with limits, read without exceptions.

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace evd::lsp {

using Json = nlohmann::json;

/// Nesting beyond this is refused.
inline constexpr unsigned kJsonDepthMax = 200;

/// Nothing if the text is not JSON or nested too deeply.
std::optional<Json> parseJson(std::string_view text);
/// Compact text; bytes that are not UTF-8 become U+FFFD.
std::string dump(const Json& json);

/// An object of the keys and values given in turn. For answers of many parts: the braces of the library build and copy
/// an array for every member first.
template <class... Members> Json object(Members&&... members) {
    Json out = Json::object();
    auto& into = out.get_ref<Json::object_t&>();
    auto put = [&into](auto& self, const char* key, auto&& value, auto&&... rest) -> void {
        into.emplace(key, std::forward<decltype(value)>(value));
        if constexpr (sizeof...(rest) > 0) self(self, std::forward<decltype(rest)>(rest)...);
    };
    put(put, std::forward<Members>(members)...);
    return out;
}

/// The member at a path of keys, or null.
const Json& member(const Json& json, std::initializer_list<const char*> path);
inline const Json& member(const Json& json, const char* key) { return member(json, {key}); }
/// The member if it has the wanted type, else the default.
std::string stringAt(const Json& json, const char* key, std::string otherwise = "");
int64_t intAt(const Json& json, const char* key, int64_t otherwise = 0);
bool boolAt(const Json& json, const char* key, bool otherwise = false);

}   // namespace evd::lsp
