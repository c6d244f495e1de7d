#include "driver/deployment.h"

#include "driver/message_text.h"
#include "driver/params.h"

#include <algorithm>

namespace evd::driver {

namespace {

using Kind = TomlValue::Kind;

bool isAddress(const std::string& text) {
    size_t colon = text.rfind(':');
    if (colon == std::string::npos || colon == 0) return false;
    std::string port = text.substr(colon + 1);
    if (port.empty() || port.size() > 5 ||
        !std::all_of(port.begin(), port.end(), [](char c) { return c >= '0' && c <= '9'; }))
        return false;
    int number = std::stoi(port);
    bool bracketed = text.front() == '[' && text[colon - 1] == ']';
    return number > 0 && number < 65536 && (bracketed || text.find(':') == colon);
}

class Reader {
public:
    Reader(DeploymentFile& out, Diagnostics& diagnostics) : out_(out), diagnostics_(diagnostics) {}

    void read() {
        for (const TomlEntry& entry : out_.root.entries) {
            if (entry.key == "locations") locations(entry.value);
            else if (entry.key == "types") types(entry.value);
            else if (entry.key == "system") system(entry.value);
            else if (entry.key == "params") isTable(entry.value, "[params]");
            else if (entry.key != "transport" && entry.key != "inputs") unknown(entry); // the node checks [transport]
        }
        if (!out_.root.find("locations") || out_.root.find("locations")->entries.empty())
            diagnostics_.report(Code::BadToml, out_.root.span, "there is no location: write them in [locations]");
    }

private:
    bool isTable(const TomlValue& value, const char* what) {
        if (value.kind == Kind::Table) return true;
        diagnostics_.report(Code::BadToml, value.span, std::string(what) + " must be a table");
        return false;
    }

    void unknown(const TomlEntry& entry, const std::string& inside = {}) {
        static const std::vector<std::string> kKeys = {"locations", "params", "types", "system", "transport", "inputs"};
        Diagnostic& diagnostic = diagnostics_.report(Code::UnknownKey, entry.keySpan, inside + entry.key);
        if (std::string near = nearest(entry.key, kKeys); inside.empty() && !near.empty())
            diagnostic.replace("write `" + near + "`", entry.keySpan, near);
    }

    void locations(const TomlValue& value) {
        if (!isTable(value, "[locations]")) return;
        for (const TomlEntry& entry : value.entries) {
            const TomlValue* address = &entry.value;
            if (entry.value.kind == Kind::Table) {
                address = entry.value.find("address");
                for (const TomlEntry& inner : entry.value.entries)
                    if (inner.key != "address") unknown(inner, "locations." + entry.key + ".");
            }
            if (address && (address->kind != Kind::Text || !isAddress(address->text)))
                diagnostics_.report(Code::BadAddress, address->span,
                                    address->kind == Kind::Text ? address->text : address->describe());
        }
    }

    void types(const TomlValue& value) {
        if (!isTable(value, "[types]")) return;
        for (const TomlEntry& entry : value.entries) {
            if (entry.value.kind == Kind::Text) out_.typeArgs[entry.key] = entry.value.text;
            else
                diagnostics_.report(Code::BadToml, entry.value.span,
                                    "a type is written as a text: " + entry.key + " = \"Int\"");
        }
    }

    void system(const TomlValue& value) {
        const TomlValue* name = &value;
        if (value.kind == Kind::Table) {
            name = value.find("name");
            for (const TomlEntry& entry : value.entries)
                if (entry.key != "name") unknown(entry, "system.");
        }
        if (!name) return;
        if (name->kind == Kind::Text) out_.system = name->text;
        else diagnostics_.report(Code::BadToml, name->span, "the system must be named by a text");
    }

    DeploymentFile& out_;
    Diagnostics& diagnostics_;
};

void report(const Error& error, Span at, Diagnostics& diagnostics) {
    for (const CodeInfo& row : allCodes())
        if (codeName(row.code) == error.code) {
            diagnostics.add(row.code, at, {"", ""}).message = error.message;
            return;
        }
}

} // namespace

std::optional<DeploymentFile> readDeployment(FileId file, const SourceSet& sources, Diagnostics& diagnostics) {
    std::optional<TomlValue> root = parseToml(file, sources, diagnostics);
    if (!root) return std::nullopt;
    DeploymentFile out;
    out.file = file;
    out.root = std::move(*root);
    Reader(out, diagnostics).read();
    return out;
}

ir::LocationNames locationNames(const DeploymentFile& file) {
    ir::LocationNames names;
    if (const TomlValue* table = file.root.find("locations"))
        for (const TomlEntry& entry : table->entries) names.push_back(entry.key);
    std::sort(names.begin(), names.end());
    return names;
}

ir::Deployment resolve(const DeploymentFile& file, const ir::Module& module, Diagnostics& diagnostics) {
    ir::Deployment out;
    out.names = locationNames(file);
    out.params.resize(module.params.size());
    const TomlValue* params = file.root.find("params");
    ParamReader reader{module, out.names, diagnostics};
    std::vector<std::string> known;
    for (size_t i = 0; i < module.params.size(); ++i) {
        known.push_back(module.params[i].name);
        const TomlValue* value = params ? params->find(module.params[i].name) : nullptr;
        if (!value) {
            Span at = params ? params->span : file.root.span;
            diagnostics.report(Code::MissingParam, at, module.params[i].name)
                .note("`evident deploy` writes a template with all parameters");
            continue;
        }
        if (std::optional<ir::Value> read = reader.param(module.params[i], *value)) out.params[i] = *read;
    }
    if (!params || params->kind != Kind::Table) return out;
    for (const TomlEntry& entry : params->entries) {
        if (std::find(known.begin(), known.end(), entry.key) != known.end()) continue;
        Diagnostic& diagnostic = diagnostics.report(Code::UnknownKey, entry.keySpan, "params." + entry.key);
        if (std::string near = nearest(entry.key, known); !near.empty())
            diagnostic.replace("write `" + near + "`", entry.keySpan, near);
    }
    return out;
}

std::vector<explore::Input> inputs(const DeploymentFile& file, const ir::Interpreter& interpreter,
                                   Diagnostics& diagnostics) {
    std::vector<explore::Input> out;
    const TomlValue* list = file.root.find("inputs");
    if (!list) return out;
    const ir::LocationNames& names = interpreter.deployment().names;
    auto wrong = [&](Span at, const std::string& what) { diagnostics.report(Code::BadToml, at, what); };
    if (list->kind != Kind::Array) {
        wrong(list->span, "inputs are written as [[inputs]], each with `to` and `message`");
        return out;
    }
    for (const TomlValue& entry : list->items) {
        const TomlValue* message = entry.find("message");
        const TomlValue* to = entry.find("to");
        const TomlValue* from = entry.find("from");
        const TomlValue* after = entry.find("after_step");
        if (!message || message->kind != Kind::Text || !to || (from && from->kind != Kind::Text)) {
            wrong(entry.span, "an input needs `to` and `message` texts");
            continue;
        }
        for (const TomlEntry& key : entry.entries)
            if (key.key != "message" && key.key != "to" && key.key != "from" && key.key != "after_step")
                diagnostics.report(Code::UnknownKey, key.keySpan, "inputs." + key.key);
        Result<explore::Input> input = parseMessage(message->text, interpreter);
        if (!input) {
            report(input.error(), message->span, diagnostics);
            continue;
        }
        if (after && after->kind == Kind::Integer && after->integer >= 0)
            input->notBefore = static_cast<uint32_t>(after->integer);
        else if (after) wrong(after->span, "`after_step` is the number of a step");
        // One location, or a list of them that each get the input.
        std::vector<const TomlValue*> receivers;
        if (to->kind == Kind::Array)
            for (const TomlValue& item : to->items) receivers.push_back(&item);
        else receivers.push_back(to);
        for (const TomlValue* receiver : receivers) {
            Result<uint32_t> number = locationNumber(receiver->text, names);
            if (!number) {
                report(number.error(), receiver->span, diagnostics);
                continue;
            }
            input->to = *number;
            input->from = defaultSender(interpreter, *number);
            if (from) {
                Result<uint32_t> sender = locationNumber(from->text, names);
                if (!sender) {
                    report(sender.error(), from->span, diagnostics);
                    continue;
                }
                input->from = *sender;
            }
            out.push_back(*input);
        }
    }
    return out;
}

} // namespace evd::driver
