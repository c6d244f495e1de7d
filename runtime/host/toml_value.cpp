#include "runtime/host/toml_value.h"

#include "runtime/values/box.h"
#include "runtime/values/edit.h"
#include "runtime/wire/codec.h"

#include <algorithm>
#include <cstring>

namespace evd::runtime {

namespace {

class TomlReader {
public:
    TomlReader(evd_rt& rt, const std::string& param, std::vector<Problem>& problems)
        : rt_(rt), param_(param), problems_(problems) {}

    bool value(const evd_type* type, const toml::node& node, evd_word* words) {
        if (parts(type, node, words)) return true;
        dropWords(rt_.heap, type->slot_types, type->slots, words);
        std::fill_n(words, type->slots, 0);
        return false;
    }

private:
    bool wrong(const evd_type* type, const toml::node& node, const std::string& found = {}) {
        std::string text = "the parameter `" + param_ + "` must be " + type->name + ", found " +
                           (found.empty() ? describe(node) : found);
        problems_.push_back(problemAt(node, "EVD6005", text));
        return false;
    }

    bool parts(const evd_type* type, const toml::node& node, evd_word* words) {
        switch (type->kind) {
        case EVD_INT:
        case EVD_NAT:
            if (!node.is_integer()) break;
            words[0] = node.as_integer()->get();
            return (type->kind == EVD_INT || words[0] >= 0) || wrong(type, node);
        case EVD_BOOL:
            if (!node.is_boolean()) break;
            words[0] = node.as_boolean()->get() ? 1 : 0;
            return true;
        case EVD_STR:
        case EVD_BYTES:
            if (!node.is_string()) break;
            words[0] = makeText(rt_, type, node.as_string()->get());
            return true;
        case EVD_LOC: return location(type, node, words);
        case EVD_TUPLE:
            if (node.is_array()) return items(type, type->args, type->arg_count, nullptr, *node.as_array(), words);
            break;
        case EVD_RECORD:
            if (node.is_table()) return record(type, *node.as_table(), words);
            break;
        case EVD_ENUM:
            if (node.is_table()) return constructor(type, *node.as_table(), words);
            break;
        case EVD_MAP:
            if (node.is_table()) return mapFromTable(type, *node.as_table(), words);
            if (node.is_array()) return mapFromPairs(type, *node.as_array(), words);
            break;
        case EVD_LIST:
        case EVD_SET:
        case EVD_BAG:
        case EVD_RING:
            if (node.is_array()) return elements(type, *node.as_array(), words);
            break;
        default: break;   // durations and Unit: in the language's notation
        }
        return node.is_string() ? notation(type, node, node.as_string()->get(), words) : wrong(type, node);
    }

    /// Whether a text that should be a collection of texts or locations is one of its elements: brackets are missing.
    bool isElement(const evd_type* type, const std::string& text) const {
        bool collection =
            type->kind == EVD_LIST || type->kind == EVD_SET || type->kind == EVD_BAG || type->kind == EVD_RING;
        if (!collection) return false;
        return type->args[0]->kind == EVD_LOC ? locationNumber(rt_, text) >= 0 : type->args[0]->kind == EVD_STR;
    }

    /// Any value but texts and locations may also be written as the language does, in quotes.
    bool notation(const evd_type* type, const toml::node& node, const std::string& text, evd_word* words) {
        TextReader reader(text);
        if (parseValue(rt_, type, reader, words) && !reader.atEnd()) reader.fail("expected the end");
        if (!reader.failed()) return true;
        if (isElement(type, text)) return wrong(type, node, "the text \"" + text + "\"; write [\"" + text + "\"]");
        return wrong(type, node,
                     "\"" + text + "\": " + reader.error() + " at its column " + std::to_string(reader.column()));
    }

    bool location(const evd_type* type, const toml::node& node, evd_word* words) {
        if (!node.is_string()) return wrong(type, node);
        words[0] = locationNumber(rt_, node.as_string()->get());
        if (words[0] >= 0) return true;
        problems_.push_back(
            problemAt(node, "EVD6006", "`" + node.as_string()->get() + "` is not a location of this deployment"));
        return false;
    }

    /// An array of exactly these parts; `slots` null: one after another.
    bool items(const evd_type* type, const evd_type* const* parts, uint32_t count, const uint32_t* slots,
               const toml::array& array, evd_word* words) {
        if (array.size() != count) return wrong(type, array, "an array of " + std::to_string(array.size()));
        uint32_t slot = 0;
        for (uint32_t i = 0; i < count; slot += parts[i++]->slots)
            if (!value(parts[i], array[i], words + (slots != nullptr ? slots[i] : slot))) return false;
        return true;
    }

    bool record(const evd_type* type, const toml::table& table, evd_word* words) {
        for (uint32_t i = 0; i < type->arg_count; words += type->args[i++]->slots) {
            const toml::node* node = table.get(type->field_names[i]);
            if (node == nullptr)
                return wrong(type, table, "a table without `" + std::string(type->field_names[i]) + "`");
            if (!value(type->args[i], *node, words)) return false;
        }
        return table.size() == type->arg_count || wrong(type, table, "a table with more keys");
    }

    /// `{ Ctor = [fields…] }`, or `{ Ctor = field }` if it has one.
    bool constructor(const evd_type* type, const toml::table& table, evd_word* words) {
        if (table.size() != 1) return wrong(type, table, "a table of " + std::to_string(table.size()));
        auto entry = table.begin();
        std::string_view name = entry->first;
        uint32_t number = 0;
        while (number < type->ctor_count && name != type->ctors[number].name) ++number;
        if (number == type->ctor_count) return wrong(type, table, "`" + std::string(name) + "`");
        const evd_ctor& ctor = type->ctors[number];
        evd_word* fields = words;
        if (type->boxed) {
            words[0] = handle(makeBox(rt_.heap, type, number));
            fields = object(words[0])->words() + 1;
        } else {
            words[0] = number;
        }
        const toml::node& node = entry->second;
        const toml::array* array = node.as_array();
        bool oneField = ctor.arg_count == 1 && (array == nullptr || array->size() != 1);
        if (oneField && !value(ctor.args[0], node, fields + ctor.arg_slots[0])) return false;
        if (!oneField && array == nullptr) return wrong(type, node);
        if (!oneField && !items(type, ctor.args, ctor.arg_count, ctor.arg_slots, *array, fields)) return false;
        return !type->boxed || sealBox(object(words[0])) || wrong(type, node, "a value that is nested more deeply");
    }

    bool elements(const evd_type* type, const toml::array& array, evd_word* words) {
        words[0] = handle(rt_.heap.make(type, 4));
        std::vector<evd_word> element(object(words[0])->width, 0);
        for (const toml::node& node : array) {
            std::fill(element.begin(), element.end(), 0);
            if (!value(type->args[0], node, element.data())) return false;
            if (!addElement(rt_, words[0], element.data())) return wrong(type, node, describe(node) + " twice");
        }
        return true;
    }

    bool put(const evd_type* type, const toml::node& node, const std::vector<evd_word>& pair, evd_word* words) {
        return addElement(rt_, words[0], pair.data()) || wrong(type, node, "a key twice");
    }

    /// Keys are texts and location names as they are, other keys in the language's notation: `"(n1, 2)" = 5`.
    bool mapFromTable(const evd_type* type, const toml::table& table, evd_word* words) {
        words[0] = handle(rt_.heap.make(type, 4));
        std::vector<evd_word> pair(object(words[0])->width, 0);
        for (auto&& [key, node] : table) {
            std::fill(pair.begin(), pair.end(), 0);
            std::string text(key.str());
            toml::value<std::string> keyNode(text);
            bool plain =
                type->args[0]->kind == EVD_STR || type->args[0]->kind == EVD_BYTES || type->args[0]->kind == EVD_LOC;
            size_t before = problems_.size();
            bool good = plain ? value(type->args[0], keyNode, pair.data())
                              : notation(type->args[0], keyNode, text, pair.data());
            for (size_t i = before; i < problems_.size(); ++i) {   // a key made here has no place of its own
                problems_[i].line = static_cast<uint32_t>(key.source().begin.line);
                problems_[i].column = static_cast<uint32_t>(key.source().begin.column);
            }
            if (!good) return false;
            if (!value(type->args[1], node, pair.data() + type->args[0]->slots)) {
                dropWords(rt_.heap, type->args[0]->slot_types, type->args[0]->slots, pair.data());
                return false;
            }
            if (!put(type, node, pair, words)) return false;
        }
        return true;
    }

    bool mapFromPairs(const evd_type* type, const toml::array& array, evd_word* words) {
        words[0] = handle(rt_.heap.make(type, 4));
        std::vector<evd_word> pair(object(words[0])->width, 0);
        for (const toml::node& node : array) {
            std::fill(pair.begin(), pair.end(), 0);
            if (!node.is_array())
                return wrong(type, node, "an array with " + describe(node) + " where [key, value] should be");
            if (node.as_array()->size() != 2) return wrong(type, node, "an entry that is not [key, value]");
            if (!value(type->args[0], (*node.as_array())[0], pair.data())) return false;
            if (!value(type->args[1], (*node.as_array())[1], pair.data() + type->args[0]->slots)) {
                dropWords(rt_.heap, type->args[0]->slot_types, type->args[0]->slots, pair.data());
                return false;
            }
            if (!put(type, node, pair, words)) return false;
        }
        return true;
    }

    evd_rt& rt_;
    const std::string& param_;
    std::vector<Problem>& problems_;
};

}   // namespace

std::string describe(const toml::node& node) {
    switch (node.type()) {
    case toml::node_type::table: return "a table";
    case toml::node_type::array: return "an array";
    case toml::node_type::string: return "the text \"" + node.as_string()->get() + "\"";
    case toml::node_type::integer: return "the number " + std::to_string(node.as_integer()->get());
    case toml::node_type::floating_point: return "a number with a point";
    case toml::node_type::boolean: return node.as_boolean()->get() ? "true" : "false";
    default: return "a date or time";   // dates and times have several types
    }
}

Problem problemAt(const toml::node& node, const char* code, std::string text) {
    return {true, static_cast<uint32_t>(node.source().begin.line), static_cast<uint32_t>(node.source().begin.column),
            code, std::move(text)};
}

bool valueFromToml(evd_rt& rt, const evd_type* type, const toml::node& node, const std::string& param, evd_word* words,
                   std::vector<Problem>& problems) {
    return TomlReader(rt, param, problems).value(type, node, words);
}

}   // namespace evd::runtime
