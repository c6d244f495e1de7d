#include "runtime/values/print.h"

#include "runtime/engine/rt.h"

#include <algorithm>
#include <cctype>
#include <cstdio>
#include <string_view>

namespace evd::runtime {

namespace {

void printQuoted(std::string_view text, bool bytes, std::string& out) {
    out += bytes ? "b\"" : "\"";
    for (unsigned char c : text) {
        switch (c) {
        case '\n': out += "\\n"; break;
        case '\t': out += "\\t"; break;
        case '\r': out += "\\r"; break;
        case '\0': out += "\\0"; break;
        case '"': out += "\\\""; break;
        case '\\': out += "\\\\"; break;
        default:   // characters that need no escape of their own
            if (bytes ? c >= 0x20 && c < 0x7f : c >= 0x20) {
                out += static_cast<char>(c);
                break;
            }
            char escape[12];
            std::snprintf(escape, sizeof escape, bytes ? "\\x%02x" : "\\u{%x}", c);
            out += escape;
        }
    }
    out += '"';
}

void printDuration(int64_t ns, std::string& out) {
    static constexpr struct {
        const char* unit;
        int64_t size;
    } kUnits[] = {{"h", 3600000000000}, {"min", 60000000000}, {"s", 1000000000},
                  {"ms", 1000000},      {"us", 1000},         {"ns", 1}};
    for (const auto& unit : kUnits)
        if (ns % unit.size == 0 && (ns != 0 || unit.size == 1)) {
            out += std::to_string(ns / unit.size) + unit.unit;
            return;
        }
}

void printList(const evd_rt& rt, const evd_type* const* types, uint32_t count, const evd_word* words,
               std::string& out) {
    for (uint32_t i = 0; i < count; words += types[i++]->slots) {
        if (i > 0) out += ", ";
        printValue(rt, types[i], words, out);
    }
}

void printConstructor(const evd_rt& rt, const evd_ctor& ctor, const evd_word* fields, std::string& out) {
    out += ctor.name;
    for (uint32_t i = 0; i < ctor.arg_count; ++i) {
        out += i == 0 ? "(" : ", ";
        printValue(rt, ctor.args[i], fields + ctor.arg_slots[i], out);
    }
    if (ctor.arg_count > 0) out += ")";
}

void printElements(const evd_rt& rt, const evd_type* type, const Object* o, std::string& out) {
    bool braces = type->kind == EVD_SET || type->kind == EVD_MAP;
    out += type->kind == EVD_BAG ? "bag [" : braces ? "{" : "[";
    for (uint32_t i = 0; i < o->size; ++i) {
        if (i > 0) out += ", ";
        printValue(rt, type->args[0], o->element(i), out);
        if (type->kind != EVD_MAP) continue;
        out += ": ";
        printValue(rt, type->args[1], o->element(i) + o->keyWidth, out);
    }
    out += braces ? "}" : "]";
}

}   // namespace

void printValue(const evd_rt& rt, const evd_type* type, const evd_word* words, std::string& out) {
    switch (type->kind) {
    case EVD_INT:
    case EVD_NAT: out += std::to_string(words[0]); break;
    case EVD_DURATION: printDuration(words[0], out); break;
    case EVD_BOOL: out += words[0] != 0 ? "true" : "false"; break;
    case EVD_UNIT: out += "()"; break;
    case EVD_LOC: out += locationText(rt.locations[static_cast<size_t>(words[0])]); break;
    case EVD_STR:
    case EVD_BYTES:
        printQuoted({object(words[0])->bytes(), object(words[0])->size}, type->kind == EVD_BYTES, out);
        break;
    case EVD_TUPLE:
        out += "(";
        printList(rt, type->args, type->arg_count, words, out);
        out += ")";
        break;
    case EVD_RECORD:
        for (uint32_t i = 0; i < type->arg_count; words += type->args[i++]->slots) {
            out += (i == 0 ? "{ " : ", ") + std::string(type->field_names[i]) + " = ";
            printValue(rt, type->args[i], words, out);
        }
        out += " }";
        break;
    case EVD_ENUM:
        if (type->boxed) {
            const evd_word* box = object(words[0])->words();
            printConstructor(rt, type->ctors[box[0]], box + 1, out);
        } else {
            printConstructor(rt, type->ctors[words[0]], words, out);
        }
        break;
    default: printElements(rt, type, object(words[0]), out);   // collections
    }
}

size_t plainLocation(std::string_view text) {
    auto isPlain = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; };
    if (text.empty() || !isPlain(text.front())) return 0;
    auto end = std::find_if(text.begin(), text.end(), [&](char c) { return !isPlain(c) && c != '-'; });
    return static_cast<size_t>(end - text.begin());
}

std::string locationText(const std::string& name) {
    if (!name.empty() && plainLocation(name) == name.size()) return name;
    std::string out;
    printQuoted(name, false, out);
    return out;
}

std::string printMessage(const evd_rt& rt, uint32_t number, const evd_word* words) {
    const evd_message& message = rt.module.messages[number];
    std::string out = std::string(message.name) + "(";
    for (uint32_t i = 0; i < message.field_count; ++i) {
        if (i > 0) out += ", ";
        printValue(rt, message.fields[i].type, words + message.fields[i].slot, out);
    }
    return out + ")";
}

}   // namespace evd::runtime
