#include "lsp/protocol/json.h"

namespace evd::lsp {

namespace {

/// Looks at the brackets outside of texts only, before the recursive parts of the library see them.
bool tooDeep(std::string_view text) {
    unsigned depth = 0;
    bool inText = false;
    for (size_t i = 0; i < text.size(); ++i) {
        char c = text[i];
        if (inText) {
            if (c == '\\') ++i;
            else if (c == '"') inText = false;
        } else if (c == '"') inText = true;
        else if (c == '[' || c == '{') {
            if (++depth > kJsonDepthMax) return true;
        } else if ((c == ']' || c == '}') && depth > 0) --depth;
    }
    return false;
}

}   // namespace

std::optional<Json> parseJson(std::string_view text) {
    if (tooDeep(text)) return std::nullopt;
    Json json = Json::parse(text, nullptr, false);
    if (json.is_discarded()) return std::nullopt;
    return json;
}

std::string dump(const Json& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace); }

const Json& member(const Json& json, std::initializer_list<const char*> path) {
    static const Json kNull;
    const Json* at = &json;
    for (const char* key : path) {
        if (!at->is_object()) return kNull;
        auto found = at->find(key);
        if (found == at->end()) return kNull;
        at = &*found;
    }
    return *at;
}

std::string stringAt(const Json& json, const char* key, std::string otherwise) {
    const Json& value = member(json, key);
    return value.is_string() ? value.get<std::string>() : otherwise;
}

int64_t intAt(const Json& json, const char* key, int64_t otherwise) {
    const Json& value = member(json, key);
    if (value.is_number_unsigned()) return static_cast<int64_t>(std::min<uint64_t>(value.get<uint64_t>(), INT64_MAX));
    return value.is_number_integer() ? value.get<int64_t>() : otherwise;
}

bool boolAt(const Json& json, const char* key, bool otherwise) {
    const Json& value = member(json, key);
    return value.is_boolean() ? value.get<bool>() : otherwise;
}

}   // namespace evd::lsp
