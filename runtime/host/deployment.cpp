#include "runtime/host/deployment.h"

#include "runtime/host/log.h"
#include "runtime/host/qualified.h"
#include "runtime/host/toml_value.h"
#include "runtime/wire/codec.h"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

namespace evd::runtime {

namespace {

/// Why no notation can write this name; empty if one can.
const char* whyNoName(std::string_view text) {
    if (text.empty()) return "it is empty";
    for (size_t i = 0; i < text.size(); ++i) {
        unsigned char c = static_cast<unsigned char>(text[i]);
        bool c1 = c == 0xC2 && i + 1 < text.size() && static_cast<unsigned char>(text[i + 1]) < 0xA0;
        if (c < 0x20 || c == 0x7F || c1) return "it has a control character";
    }
    return "";
}

bool readAddress(const std::string& text, Address& address) {
    size_t colon = text.rfind(':');
    if (colon == std::string::npos || colon == 0) return false;
    address.host = text.substr(0, colon);
    if (address.host.size() > 2 && address.host.front() == '[' && address.host.back() == ']')
        address.host = address.host.substr(1, address.host.size() - 2);
    else if (address.host.find(':') != std::string::npos) return false;
    unsigned port = 0;
    auto [end, error] = std::from_chars(text.data() + colon + 1, text.data() + text.size(), port);
    address.port = static_cast<uint16_t>(port);
    return error == std::errc() && end == text.data() + text.size() && port > 0 && port < 65536;
}

class FileReader {
public:
    FileReader(const evd_module& module, Deployment& out) : module_(module), out_(out) {}

    void read(const toml::table& root) {
        for (auto&& [key, node] : root) {
            std::string_view name = key.str();
            if (name == "locations") locations(node);
            else if (name == "transport") transport(node);
            else if (name == "system") system(node);
            else if (name == "types") types(node);
            else if (name != "params" && name != "inputs") unknown(key);   // `inputs`: for the simulator
        }
        if (out_.locations.empty()) problem(root, "EVD6003", "there is no location: write them in [locations]");
        const toml::node* params = root.get("params");
        if (params != nullptr && !params->is_table()) problem(*params, "EVD6003", "[params] must be a table");
        readParams(params != nullptr ? params->as_table() : nullptr);
    }

private:
    void problem(const toml::node& node, const char* code, std::string text) {
        out_.problems.push_back(problemAt(node, code, std::move(text)));
    }

    void unknown(const toml::key& key, const std::string& inside = {}) {
        unknownAs(key, inside + std::string(key.str()));
    }

    void unknownAs(const toml::key& key, const std::string& name) {
        out_.problems.push_back({false, static_cast<uint32_t>(key.source().begin.line),
                                 static_cast<uint32_t>(key.source().begin.column), "EVD6009",
                                 "the deployment key `" + name + "` is not known"});
    }

    void locations(const toml::node& node) {
        if (!node.is_table()) return problem(node, "EVD6003", "[locations] must be a table");
        std::vector<std::pair<std::string, Address>> found;
        std::map<std::string, std::string> taken;   // address to location
        for (auto&& [key, value] : *node.as_table()) {
            std::string name(key.str());
            if (std::string why = whyNoName(name); !why.empty())
                problem(value, "EVD6017", locationText(name) + " cannot be the name of a location: " + why);
            const toml::node* address = &value;
            if (const toml::table* table = value.as_table()) {
                address = table->get("address");
                for (auto&& [inner, unused] : *table)
                    if (inner.str() != "address") unknown(inner, "locations." + name + ".");
            }
            Address place;
            if (address != nullptr) {
                std::string text = address->is_string() ? address->as_string()->get() : describe(*address);
                if (!address->is_string() || !readAddress(text, place))
                    problem(*address, "EVD6008", "`" + text + "` is not an address of the form host:port");
                else if (auto [other, isNew] = taken.emplace(text, name); !isNew)
                    problem(*address, "EVD6014",
                            "the locations `" + other->second + "` and `" + name + "` have the same address");
            }
            found.emplace_back(std::move(name), std::move(place));
        }
        std::sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
        for (auto& [name, place] : found) {
            out_.locations.push_back(std::move(name));
            out_.addresses.push_back(std::move(place));
        }
    }

    void system(const toml::node& node) {
        const toml::node* name = &node;
        if (const toml::table* table = node.as_table()) {
            name = table->get("name");
            for (auto&& [key, unused] : *table)
                if (key.str() != "name") unknown(key, "system.");
        }
        if (name == nullptr) return;
        if (name->is_string()) out_.system = name->as_string()->get();
        else problem(*name, "EVD6003", "the system must be named by a text");
    }

    void transport(const toml::node& node) {
        if (!node.is_table()) return problem(node, "EVD6003", "[transport] must be a table");
        for (auto&& [key, value] : *node.as_table()) {
            if (key.str() == "action_pace") duration(value, out_.actionPaceNs);
            else if (key.str() == "reconnect") duration(value, out_.reconnectNs);
            else unknown(key, "transport.");
        }
    }

    /// Types are written as texts, those of parts of the spec in tables of their own.
    void texts(const toml::table& table) {
        for (auto&& [key, value] : table)
            if (value.is_table()) texts(*value.as_table());
            else if (!value.is_string()) problem(value, "EVD6003", "a type is written as a text: Cmd = \"Int\"");
    }

    /// What the `param type`s stand for was settled when the program was built; the file may say it once more.
    void types(const toml::node& node) {
        if (!node.is_table()) return problem(node, "EVD6003", "[types] must be a table");
        texts(*node.as_table());
        std::vector<std::string> known;
        for (uint32_t i = 0; i < module_.type_param_count; ++i) {
            const evd_type_param& param = module_.type_params[i];
            known.emplace_back(param.name);
            const toml::node* value = findQualified(*node.as_table(), param.name);
            if (value != nullptr && value->value<std::string>() != param.type)
                problem(*value, "EVD6016",
                        "the program was built with `" + known.back() + " = \"" + param.type +
                            "\"`, and the deployment says " + describe(*value) +
                            ": build it again with this file (`evident build --with`), or change the file");
        }
        eachUnknown(*node.as_table(), known,
                    [&](const toml::key& key, const std::string& name) { unknownAs(key, "types." + name); });
    }

    void duration(const toml::node& node, int64_t& out) {
        std::string text = node.value<std::string>().value_or("");
        TextReader reader(text);
        int64_t ns = reader.duration();
        if (!reader.atEnd() || ns < 0) reader.fail("expected a time");
        if (reader.failed()) problem(node, "EVD6003", "expected a time such as \"20ms\"");
        else out = ns;
    }

    void readParams(const toml::table* table) {
        evd_rt scratch(module_, out_.locations, 0);
        out_.params.resize(module_.param_count);
        for (uint32_t i = 0; i < module_.param_count; ++i) {
            const evd_param& param = module_.params[i];
            const toml::node* node = table != nullptr ? findQualified(*table, param.name) : nullptr;
            if (node == nullptr) {
                std::string text = "the deployment gives no value for the parameter `" + std::string(param.name) + "`";
                if (table != nullptr) problem(*table, "EVD6004", text);
                else out_.problems.push_back({true, 0, 0, "EVD6004", text});
                continue;
            }
            std::vector<evd_word> words(param.type->slots, 0);
            if (!valueFromToml(scratch, param.type, *node, param.name, words.data(), out_.problems)) continue;
            encode(scratch, param.type, words.data(), out_.params[i]);
            dropWords(scratch.heap, param.type->slot_types, param.type->slots, words.data());
        }
        if (table == nullptr) return;
        std::vector<std::string> known;
        for (uint32_t i = 0; i < module_.param_count; ++i) known.emplace_back(module_.params[i].name);
        eachUnknown(*table, known,
                    [&](const toml::key& key, const std::string& name) { unknownAs(key, "params." + name); });
    }

    const evd_module& module_;
    Deployment& out_;
};

}   // namespace

bool Deployment::good() const {
    return std::none_of(problems.begin(), problems.end(), [](const Problem& problem) { return problem.error; });
}

std::string Deployment::problemText() const {
    std::string out;
    for (const Problem& problem : problems) {
        std::string line = file + ":";
        if (problem.line > 0) line += std::to_string(problem.line) + ":" + std::to_string(problem.column) + ":";
        line += std::string(problem.error ? " error " : " warning ") + problem.code + ": " + problem.text;
        out += printable(line) + "\n";
    }
    return out;
}

Deployment parseDeployment(const evd_module& module, const std::string& file, const std::string& text) {
    Deployment out;
    out.file = file;
    try {
        toml::table root = toml::parse(text, file);
        FileReader(module, out).read(root);
    } catch (const toml::parse_error& error) {
        out.problems.push_back({true, static_cast<uint32_t>(error.source().begin.line),
                                static_cast<uint32_t>(error.source().begin.column), "EVD6003",
                                "the deployment file is not valid TOML: " + std::string(error.description())});
    }
    return out;
}

Deployment readDeployment(const evd_module& module, const std::string& file) {
    std::error_code error;
    if (std::filesystem::exists(file, error) && !std::filesystem::is_regular_file(file, error)) {
        Deployment out;
        out.file = file;
        out.problems.push_back({true, 0, 0, "EVD6001", "cannot read " + file + ": it is not a regular file"});
        return out;
    }
    std::ifstream in(file, std::ios::binary);
    std::ostringstream text;
    if (in) text << in.rdbuf();
    if (in && !in.bad()) return parseDeployment(module, file, text.str());
    Deployment out;
    out.file = file;
    out.problems.push_back({true, 0, 0, "EVD6001", "cannot read " + file + ": " + std::strerror(errno)});
    return out;
}

}   // namespace evd::runtime
