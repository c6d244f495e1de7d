#include "lsp/protocol/uri.h"

#include "lsp/features/analysis.h"

#include <cctype>
#include <fmt/format.h>

namespace evd::lsp {

namespace {

int hexDigit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

std::string decoded(std::string_view text) {
    std::string out;
    for (size_t i = 0; i < text.size(); ++i) {
        int high = text[i] == '%' && i + 2 < text.size() ? hexDigit(text[i + 1]) : -1;
        int low = high < 0 ? -1 : hexDigit(text[i + 2]);
        if (low < 0) {
            out += text[i];
            continue;
        }
        out += static_cast<char>(high * 16 + low);
        i += 2;
    }
    return out;
}

bool hasScheme(std::string_view uri) {
    size_t colon = uri.find(':');
    if (colon == std::string_view::npos || colon == 0) return false;
    for (char c : uri.substr(0, colon))
        if (!std::isalnum(static_cast<unsigned char>(c)) && c != '+' && c != '-' && c != '.') return false;
    return true;
}

}   // namespace

std::string spelledPath(std::string_view uri) {
    std::string scheme;
    for (char c : uri.substr(0, 5)) scheme += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    if (scheme != "file:") return hasScheme(uri) ? std::string(uri) : decoded(uri);
    std::string_view rest = uri.substr(5);
    if (rest.rfind("//", 0) == 0) {
        rest.remove_prefix(2);
        size_t slash = rest.find('/');   // after the host, which is empty or this machine
        rest = slash == std::string_view::npos ? std::string_view() : rest.substr(slash);
    }
    return decoded(rest.substr(0, rest.find_first_of("?#")));
}

std::string pathOf(std::string_view uri) { return fileName(spelledPath(uri)); }

std::string uriOf(std::string_view path) {
    if (path.empty() || path.front() != '/') {
        if (hasScheme(path)) return std::string(path);
    }
    std::string out = "file://";
    for (unsigned char c : path) {
        bool plain = std::isalnum(c) ||
                     std::string_view("-._~/!$&'()*+,;=@").find(static_cast<char>(c)) != std::string_view::npos;
        out += plain ? std::string(1, static_cast<char>(c)) : fmt::format("%{:02X}", c);
    }
    return out;
}

std::string Uris::of(const std::string& name) const {
    if (auto found = open.find(name); found != open.end()) return found->second;
    for (const auto& [folder, spelled] : folders)
        if (name.size() > folder.size() && name.starts_with(folder) && (folder == "/" || name[folder.size()] == '/'))
            return uriOf(spelled + name.substr(folder.size()));
    return uriOf(name);
}

}   // namespace evd::lsp
