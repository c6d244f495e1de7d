#include "tests/specs/shrink.h"

#include "base/diagnostics.h"
#include "frontend/format/format.h"
#include "frontend/syntax/parse.h"

#include <algorithm>

namespace evd::specs {

namespace {

/// Parts of a text that may be left out, the largest first: declarations, what stands in brackets, members and items.
std::vector<Span> parts(const std::string& text) {
    Diagnostics ignored;
    auto tree = syntax::parse(0, text, ignored);
    std::vector<Span> out;
    for (const syntax::Decl* decl : tree->decls) out.push_back(decl->span);
    for (const syntax::Comment& comment : tree->comments) out.push_back(comment.span);
    // lines, and groups of lines from a bracket that ends a line to the one that begins the last
    std::vector<Span> lines;
    for (uint32_t begin = 0; begin < text.size();) {
        auto end = static_cast<uint32_t>(std::min(text.find('\n', begin), text.size()));
        lines.push_back({0, begin, end});
        begin = end + 1;
    }
    auto indent = [&](const Span& line) {
        size_t at = text.find_first_not_of(' ', line.begin);
        return at >= line.end ? SIZE_MAX : at - line.begin;
    };
    for (size_t i = 0; i < lines.size(); ++i) {
        if (indent(lines[i]) == SIZE_MAX || indent(lines[i]) == 0) continue;
        size_t last = i;
        if (text[lines[i].end - 1] == '{')
            while (++last < lines.size() && indent(lines[last]) != indent(lines[i])) {}
        if (last < lines.size()) out.push_back({0, lines[i].begin, lines[last].end});
    }
    // in brackets: `(x)` and what stands between commas
    std::vector<std::pair<size_t, uint32_t>> open;   // token, begin of the item
    const auto& tokens = tree->tokens;
    for (size_t i = 0; i < tokens.size(); ++i) {
        std::string_view token =
            std::string_view(text).substr(tokens[i].span.begin, tokens[i].span.end - tokens[i].span.begin);
        if (token == "(" || token == "[" || token == "{") open.emplace_back(i, tokens[i].span.end);
        else if (token == "," && !open.empty()) {
            out.push_back({0, open.back().second, tokens[i].span.end});
            open.back().second = tokens[i].span.end;
        } else if ((token == ")" || token == "]" || token == "}") && !open.empty()) {
            size_t first = open.back().first;
            uint32_t inner = tokens[first].span.end;
            if (inner < tokens[i].span.begin) out.push_back({0, inner, tokens[i].span.begin});
            if (open.back().second != inner) out.push_back({0, open.back().second - 1, tokens[i].span.begin});
            open.pop_back();
        }
    }
    std::stable_sort(out.begin(), out.end(), [](Span a, Span b) { return a.end - a.begin > b.end - b.begin; });
    return out;
}

/// Operands that may stand for the whole: `0`, `true`, `self`.
std::vector<std::pair<Span, std::string>> simpler(const std::string& text) {
    std::vector<std::pair<Span, std::string>> out;
    Diagnostics ignored;
    auto tree = syntax::parse(0, text, ignored);
    std::vector<uint32_t> open;
    for (const auto& token : tree->tokens) {
        char c = token.span.empty() ? ' ' : text[token.span.begin];
        if (c == '(') open.push_back(token.span.begin);
        if (c != ')' || open.empty()) continue;
        uint32_t begin = open.back();
        open.pop_back();
        uint32_t from = begin;   // with the function that is called
        while (from > 0 && (std::isalnum(static_cast<unsigned char>(text[from - 1])) != 0 || text[from - 1] == '_' ||
                            text[from - 1] == '.'))
            --from;
        for (const char* other : {"0", "true", "self", "[]", "{}", "\"\""})
            out.push_back({{0, from, token.span.end}, other});
    }
    // the words after `when`, `if` and `:=` up to the end of the line or the bracket
    for (const char* word : {" when ", ":= ", " if ", " = ", ": ", "=> ", "-> "})
        for (size_t at = 0; (at = text.find(word, at)) != std::string::npos;) {
            at += std::string(word).size();
            size_t end = std::min(text.find_first_of("\n{", at), text.size());
            for (const char* other : {"true ", "0 ", "{} ", "start "})
                out.push_back({{0, static_cast<uint32_t>(at), static_cast<uint32_t>(end)}, other});
            for (const char* stop : {" => ", " else ", " then ", " + ", " and ", " or ", ", "}) {
                size_t to = text.find(stop, at);
                if (to < end)
                    for (const char* other : {"true", "0", "{}"})
                        out.push_back({{0, static_cast<uint32_t>(at), static_cast<uint32_t>(to)}, other});
            }
        }
    return out;
}

}   // namespace

MadeSpec shrink(MadeSpec spec, const std::function<bool(const MadeSpec&)>& fails, size_t most) {
    auto attempt = [&](MadeSpec smaller) {
        if (most == 0 || smaller.text() == spec.text()) return false;
        --most;
        if (!fails(smaller)) return false;
        spec = std::move(smaller);
        return true;
    };
    MadeSpec laidOut = spec;
    try {
        for (auto& [path, text] : laidOut.files) text = format::format(text).value_or(text);
        attempt(laidOut);
    } catch (const std::exception&) { /* the formatter itself may be what fails */
    }
    for (bool better = true; better && most > 0;) {
        better = false;
        for (size_t f = spec.files.size(); f-- > 1;) {
            MadeSpec smaller = spec;
            smaller.files.erase(smaller.files.begin() + static_cast<long>(f));
            better |= attempt(smaller);
        }
        for (size_t f = 0; f < spec.files.size(); ++f) {
            std::vector<Span> all = parts(spec.files[f].second);
            for (size_t i = 0; i < all.size() && most > 0; ++i) {
                if (all[i].end > spec.files[f].second.size()) break;
                MadeSpec smaller = spec;
                smaller.files[f].second.erase(all[i].begin, all[i].end - all[i].begin);
                if (!attempt(smaller)) continue;
                better = true;
                all = parts(spec.files[f].second);
                i = i > 2 ? i - 2 : 0;
            }
        }
        for (size_t f = 0; f < spec.files.size(); ++f) {
            auto all = simpler(spec.files[f].second);
            for (size_t i = 0; i < all.size() && most > 0; ++i) {
                MadeSpec smaller = spec;
                if (all[i].first.end > smaller.files[f].second.size()) break;
                size_t length = all[i].first.end - all[i].first.begin;
                if (length <= all[i].second.size()) continue;
                smaller.files[f].second.replace(all[i].first.begin, length, all[i].second);
                if (!attempt(smaller)) continue;
                better = true;
                all = simpler(spec.files[f].second);
            }
        }
    }
    return spec;
}

}   // namespace evd::specs
