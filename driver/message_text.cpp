#include "driver/message_text.h"

#include "base/diagnostics.h"

#include <algorithm>
#include <fmt/format.h>

namespace evd::driver {

namespace {

Error problem(Code code, std::vector<std::string> args) {
    Diagnostics one;
    std::string message = one.add(code, {}, std::move(args)).message;
    return {codeName(code), message};
}

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
    return text;
}

/// The offset behind the bracket that closes the one at `open`, or npos. Brackets within text literals do not count.
size_t closing(std::string_view text, size_t open) {
    int depth = 0;
    bool quoted = false;
    for (size_t i = open; i < text.size(); ++i) {
        char c = text[i];
        if (quoted) {
            if (c == '\\') ++i;
            else if (c == '"') quoted = false;
        } else if (c == '"') quoted = true;
        else if (c == '(' || c == '[' || c == '{') ++depth;
        else if ((c == ')' || c == ']' || c == '}') && --depth == 0) return i + 1;
    }
    return std::string_view::npos;
}

/// Cuts at the commas that stand outside brackets and text literals.
std::vector<std::string_view> arguments(std::string_view text) {
    std::vector<std::string_view> out;
    int depth = 0;
    bool quoted = false;
    size_t from = 0;
    for (size_t i = 0; i < text.size(); ++i) {
        char c = text[i];
        if (quoted) {
            if (c == '\\') ++i;
            else if (c == '"') quoted = false;
        } else if (c == '"') quoted = true;
        else if (c == '(' || c == '[' || c == '{') ++depth;
        else if (c == ')' || c == ']' || c == '}') --depth;
        else if (c == ',' && depth == 0) {
            out.push_back(trimmed(text.substr(from, i - from)));
            from = i + 1;
        }
    }
    std::string_view last = trimmed(text.substr(std::min(from, text.size())));
    if (!last.empty() || !out.empty()) out.push_back(last);
    return out;
}

/// The end of `name(…)` at the start of the text.
size_t messageEnd(std::string_view text) {
    size_t name = 0;
    auto isPart = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '_' || c == '.'; };
    while (name < text.size() && isPart(text[name])) ++name;   // `px.propose`
    size_t open = name;
    while (open < text.size() && text[open] == ' ') ++open;
    if (open == text.size() || text[open] != '(') return name;
    return closing(text, open);
}

/// The end of the name of a location at the start of the text, which may be a text literal.
size_t nameEnd(std::string_view text) {
    if (text.empty() || text.front() != '"') return std::min(text.find(' '), text.size());
    for (size_t i = 1; i < text.size(); ++i)
        if (text[i] == '\\') ++i;
        else if (text[i] == '"') return i + 1;
    return text.size();
}

}   // namespace

Result<uint32_t> writtenLocation(std::string_view text, const ir::LocationNames& names) {
    if (text.empty() || text.front() != '"') return locationNumber(text, names);
    ir::TypeTable types;
    Result<ir::Value> value = ir::parseValue(types, types.basic(ir::TypeKind::Str), text, {});
    if (!value) return problem(Code::UnknownLocation, {std::string(text)});
    return locationNumber(value->text(), names);
}

Result<uint32_t> locationNumber(std::string_view name, const ir::LocationNames& names) {
    auto found = std::lower_bound(names.begin(), names.end(), name);
    if (found != names.end() && *found == name) return static_cast<uint32_t>(found - names.begin());
    Error error = problem(Code::UnknownLocation, {std::string(name)});
    if (std::string near = nearest(name, names); !near.empty()) error.message += "; did you mean `" + near + "`?";
    return error;
}

Status checkReceiver(const ir::Interpreter& interpreter, uint32_t to) {
    const std::string why = explore::whyNoReceiver(interpreter, to);
    return why.empty() ? Status(Done{}) : problem(Code::BadInput, {why});
}

Status checkSender(const ir::Interpreter& interpreter, uint32_t from) {
    const std::string why = explore::whyNoSender(interpreter, from);
    return why.empty() ? Status(Done{}) : problem(Code::BadInput, {why});
}

Result<explore::Input> parseMessage(std::string_view whole, const ir::Interpreter& interpreter) {
    const ir::Module& module = interpreter.module();
    std::string_view text = trimmed(whole);
    auto bad = [&](std::string why) { return problem(Code::BadMessageText, {std::string(text), std::move(why)}); };
    size_t end = messageEnd(text);
    if (end == std::string_view::npos) return bad("a bracket is not closed");
    if (end == 0 || end != text.size()) return bad("expected name(value, …)");
    std::string_view name = trimmed(text.substr(0, text.find('(')));
    explore::Input input;
    std::vector<std::string> known;
    bool found = false;
    for (uint32_t i = 0; i < module.messages.size(); ++i) {
        if (module.messages[i].kind != ir::MessageKind::Input) {
            if (module.messages[i].name == name) return bad("`" + std::string(name) + "` is not an input message");
            continue;
        }
        known.push_back(module.messages[i].name);
        if (module.messages[i].name != name) continue;
        input.message = i;
        found = true;
    }
    if (!found) {
        std::string list = fmt::format("{}", fmt::join(known, ", "));
        return bad("there is no input `" + std::string(name) + "`" +
                   (known.empty() ? "; the spec declares no inputs" : "; inputs are " + list));
    }
    const ir::Message& message = module.messages[input.message];
    std::vector<std::string_view> args;
    if (size_t open = text.find('('); open != std::string_view::npos)
        args = arguments(text.substr(open + 1, text.size() - open - 2));
    if (args.size() != message.fields.size())
        return bad(fmt::format("`{}` takes {} value{}, {} given", name, message.fields.size(),
                               message.fields.size() == 1 ? "" : "s", args.size()));
    for (size_t i = 0; i < args.size(); ++i) {
        ir::TypeId type = message.fields[i].type;
        Result<ir::Value> value = ir::parseValue(module.types, type, args[i], interpreter.deployment().names);
        if (!value)
            return bad(fmt::format("`{}` is not {} for `{}`: {}", args[i], module.types.text(type),
                                   message.fields[i].name, value.error().message));
        input.payload.push_back(*value);
    }
    return input;
}

Result<explore::Input> parseInput(std::string_view whole, const ir::Interpreter& interpreter) {
    std::string_view text = trimmed(whole);
    size_t end = messageEnd(text);
    if (end == std::string_view::npos) end = text.size();
    Result<explore::Input> input = parseMessage(text.substr(0, end), interpreter);
    if (!input) return input;
    const ir::LocationNames& names = interpreter.deployment().names;
    std::optional<uint32_t> to, from;
    std::string_view rest = trimmed(text.substr(end));
    while (!rest.empty()) {
        size_t space = rest.find(' ');
        std::string_view word = rest.substr(0, space);
        rest = space == std::string_view::npos ? std::string_view() : trimmed(rest.substr(space));
        std::string_view name = rest.substr(0, nameEnd(rest));
        if ((word != "to" && word != "from") || name.empty())
            return problem(Code::BadMessageText,
                           {std::string(text), "expected `to location` or `from location` after the message"});
        Result<uint32_t> number = writtenLocation(name, names);
        if (!number) return number.error();
        (word == "to" ? to : from) = *number;
        rest = trimmed(rest.substr(name.size()));
    }
    if (!to)
        return problem(Code::BadMessageText, {std::string(text), "it does not say where to: write `… to location`"});
    if (Status possible = checkReceiver(interpreter, *to); !possible) return possible.error();
    if (Status possible = from ? checkSender(interpreter, *from) : Done{}; !possible) return possible.error();
    input->to = *to;
    input->from = from ? *from : explore::defaultSender(interpreter, *to);
    return input;
}

}   // namespace evd::driver
