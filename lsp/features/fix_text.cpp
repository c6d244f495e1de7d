// Fixes of text and syntax.

#include "lsp/features/action_tools.h"

#include <cctype>
#include <filesystem>

namespace evd::lsp {

namespace {

std::string upperCamel(const std::string& name) {
    std::string out;
    bool up = true;
    for (char c : name) {
        if (c == '_') { up = true; continue; }
        out += up ? static_cast<char>(std::toupper(static_cast<unsigned char>(c))) : c;
        up = false;
    }
    return out;
}

std::string snakeCase(const std::string& name) {
    std::string out;
    for (char c : name) {
        bool upper = std::isupper(static_cast<unsigned char>(c));
        if (upper && !out.empty() && out.back() != '_') out += '_';
        out += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    }
    return out;
}

/// Replaces a word everywhere in the file: the mistake is in the declaration, its uses follow.
void everywhere(ActionTools& tools, const std::string& title, const std::string& from, const std::string& to) {
    std::vector<Edit> edits;
    for (const auto& token : tools.analysis.tree().tokens)
        if (tools.text(token.span) == from) edits.push_back({token.span, to});
    if (!edits.empty() && !to.empty() && from != to) tools.add(title, std::move(edits));
}

} // namespace

void fixText(ActionTools& tools) {
    const Diagnostic& found = *tools.diagnostic;
    std::string text = tools.text(found.span);
    switch (found.code) {
    case Code::WrongCase: {
        std::string wanted = found.args.size() > 2 && found.args[2].find("UpperCamel") != std::string::npos ? upperCamel(text) : snakeCase(text);
        everywhere(tools, "rename to `" + wanted + "`", text, wanted);
        break;
    }
    case Code::ReservedWord: tools.add("rename to `" + text + "_`", {{found.span, text + "_"}}); break;
    case Code::UnterminatedText: tools.add("close the text", {tools.insert(found.span.end, "\"")}); break;
    case Code::BadEscape:
        if (text.size() > 1 && text[0] == '\\') tools.add("write a backslash", {tools.insert(found.span.begin, "\\")});
        break;
    default: break;
    }
}

} // namespace evd::lsp
