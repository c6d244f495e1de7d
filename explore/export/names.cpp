#include "explore/export/names.h"

#include <cctype>

namespace evd::explore {

std::string nameCharacters(std::string_view text) {
    std::string out;
    for (const char c : text) {
        const bool fits = std::isalnum(static_cast<unsigned char>(c)) != 0 && static_cast<unsigned char>(c) < 128;
        if (fits) out += c;
        else if (!out.empty() && out.back() != '_') out += '_';
    }
    while (!out.empty() && out.back() == '_') out.pop_back();
    return out;
}

std::string ExportNames::make(std::string_view text, const std::string& prefix) {
    std::string name = prefix + nameCharacters(text);
    if (name.empty() || std::isdigit(static_cast<unsigned char>(name.front())) != 0) name = "x" + name;
    std::string out = name;
    for (size_t number = 2; !taken_.insert(out).second; ++number) out = name + "_" + std::to_string(number);
    return out;
}

}   // namespace evd::explore
