#include "driver/deployment.h"

#include "driver/qualified.h"

#include "driver/message_text.h"
#include "driver/params.h"
#include "ir/core/reader.h"

#include <algorithm>
#include <charconv>

namespace evd::driver {

namespace {

using Kind = TomlValue::Kind;

bool isAddress(const std::string& text) {
    size_t colon = text.rfind(':');
    if (colon == std::string::npos || colon == 0) return false;
    unsigned number = 0;
    auto [end, error] = std::from_chars(text.data() + colon + 1, text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size()) return false;
    bool bracketed = text.front() == '[' && text[colon - 1] == ']';
    return number > 0 && number < 65536 && (bracketed || text.find(':') == colon);
}

/// Why no notation can write this name; empty if one can. The nodes refuse the same ones (runtime/host/deployment.cpp).
const char* whyNoName(std::string_view text) {
    if (text.empty()) return "it is empty";
    for (size_t i = 0; i < text.size(); ++i) {
        auto c = static_cast<unsigned char>(text[i]);
        bool c1 = c == 0xC2 && i + 1 < text.size() && static_cast<unsigned char>(text[i + 1]) < 0xA0;
        if (c < 0x20 || c == 0x7F || c1) return "it has a control character";
    }
    return "";
}

const std::vector<std::string> kKeys = {"locations", "params", "types", "system", "transport", "inputs"};

void reportUnknown(const TomlEntry& entry, const std::vector<std::string>& known, const std::string& inside,
                   Diagnostics& diagnostics) {
    Diagnostic& diagnostic = diagnostics.report(Code::UnknownKey, entry.keySpan, inside + entry.key);
    if (std::string near = nearest(entry.key, known); !near.empty())
        diagnostic.replace("write `" + near + "`", entry.keySpan, near);
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
            else if (entry.key == "transport") transport(entry.value);
            else if (entry.key != "inputs") unknown(entry, kKeys);
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

    void unknown(const TomlEntry& entry, const std::vector<std::string>& known, const std::string& inside = {}) {
        reportUnknown(entry, known, inside, diagnostics_);
    }

    /// Its values are times; reading one takes the types of a spec: `resolve`.
    void transport(const TomlValue& value) {
        if (!isTable(value, "[transport]")) return;
        static const std::vector<std::string> kTransport = {"action_pace", "reconnect"};
        for (const TomlEntry& entry : value.entries)
            if (std::find(kTransport.begin(), kTransport.end(), entry.key) == kTransport.end())
                unknown(entry, kTransport, "transport.");
    }

    /// Nodes of one address: the second could not listen.
    void distinct(const TomlEntry& location, const TomlValue& address) {
        auto [known, isNew] = taken_.emplace(address.text, Place{location.key, address.span});
        if (isNew) return;
        diagnostics_.report(Code::SharedAddress, address.span, known->second.name, location.key)
            .label(known->second.span, "`" + known->second.name + "` is here");
    }

    void locations(const TomlValue& value) {
        if (!isTable(value, "[locations]")) return;
        for (const TomlEntry& entry : value.entries) {
            if (std::string why = whyNoName(entry.key); !why.empty())
                diagnostics_.report(Code::BadLocationName, entry.keySpan, ir::locationText(entry.key), why);
            const TomlValue* address = &entry.value;
            if (entry.value.kind == Kind::Table) {
                address = entry.value.find("address");
                for (const TomlEntry& inner : entry.value.entries)
                    if (inner.key != "address") unknown(inner, {"address"}, "locations." + entry.key + ".");
            }
            if (address && (address->kind != Kind::Text || !isAddress(address->text)))
                diagnostics_.report(Code::BadAddress, address->span,
                                    address->kind == Kind::Text ? address->text : address->describe());
            else if (address) distinct(entry, *address);
        }
    }

    void types(const TomlValue& value, const std::string& prefix = "") {
        if (!isTable(value, "[types]")) return;
        for (const TomlEntry& entry : value.entries) {
            if (entry.value.kind == Kind::Text) out_.typeArgs[prefix + entry.key] = entry.value.text;
            else if (entry.value.kind == Kind::Table) types(entry.value, prefix + entry.key + ".");
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
                if (entry.key != "name") unknown(entry, {"name"}, "system.");
        }
        if (!name) return;
        if (name->kind == Kind::Text) {
            out_.system = name->text;
            out_.systemSpan = name->span;
        } else diagnostics_.report(Code::BadToml, name->span, "the system must be named by a text");
    }

    struct Place {
        std::string name;
        Span span;
    };

    DeploymentFile& out_;
    Diagnostics& diagnostics_;
    std::map<std::string, Place> taken_;   ///< by address
};

void report(const Error& error, Span at, Diagnostics& diagnostics) {
    for (const CodeInfo& row : allCodes())
        if (codeName(row.code) == error.code) {
            diagnostics.add(row.code, at, {"", ""}).message = error.message;
            return;
        }
}

}   // namespace

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

void checkTypes(const DeploymentFile& file, const std::vector<std::string>& declared, Diagnostics& diagnostics) {
    const TomlValue* types = file.root.find("types");
    if (!types || types->kind != Kind::Table) return;
    for (const TomlEntry& entry : unknownEntries(*types, declared))
        reportUnknown(entry, declared, "types.", diagnostics);
}

namespace {

/// What the nodes take as times, so that a file which runs here runs there.
void checkTransport(const DeploymentFile& file, const ir::Module& module, Diagnostics& diagnostics) {
    const TomlValue* transport = file.root.find("transport");
    if (!transport || transport->kind != Kind::Table) return;
    ir::TypeId duration = module.types.basic(ir::TypeKind::Duration);
    for (const TomlEntry& entry : transport->entries) {
        bool text = entry.value.kind == Kind::Text;
        Result<ir::Value> time = ir::parseValue(module.types, duration, text ? entry.value.text : "", {});
        if (!time || time->number < 0)
            diagnostics.report(Code::BadToml, entry.value.span, "expected a time such as \"20ms\"");
    }
}

}   // namespace

explore::Written writtenIn(const DeploymentFile& file, const ir::Module& module, Diagnostics& diagnostics) {
    checkTransport(file, module, diagnostics);
    const TomlValue* params = file.root.find("params");
    explore::Written out;
    out.origin.title = "the deployment";
    out.origin.span = params ? params->span : file.root.span;
    out.origin.advice = "`evident deploy` writes a template with all parameters";
    out.origin.valueOf = [&file, &module, whole = out.origin.span](uint32_t param) {
        const TomlValue* table = file.root.find("params");
        const TomlValue* value = table ? findQualified(*table, module.params[param].name) : nullptr;
        return value ? value->span : whole;
    };
    out.names = locationNames(file);
    out.values.resize(module.params.size());
    out.given.assign(module.params.size(), false);
    ParamReader reader{module, out.names, diagnostics};
    std::vector<std::string> known;
    for (size_t i = 0; i < module.params.size(); ++i) {
        known.push_back(module.params[i].name);
        const TomlValue* value = params ? findQualified(*params, module.params[i].name) : nullptr;
        if (!value) continue;
        out.given[i] = true;
        if (std::optional<ir::Value> read = reader.param(module.params[i], *value)) out.values[i] = *read;
    }
    if (!params || params->kind != Kind::Table) return out;
    for (const TomlEntry& entry : unknownEntries(*params, known)) reportUnknown(entry, known, "params.", diagnostics);
    return out;
}

namespace {

/// The `[[inputs]]` of a deployment, one after another.
class InputReader {
public:
    InputReader(const ir::Interpreter& interpreter, Diagnostics& diagnostics)
        : interpreter_(interpreter), diagnostics_(diagnostics) {}

    void read(const TomlValue& entry) {
        if (!checkKeys(entry)) return;
        const TomlValue* message = entry.find("message");
        const TomlValue* after = entry.find("after_step");
        Result<explore::Input> input = parseMessage(message->text, interpreter_);
        if (!input) return report(input.error(), message->span, diagnostics_);
        bool step = after && after->kind == Kind::Integer && after->integer >= 0 && after->integer <= UINT32_MAX;
        if (step) input->notBefore = static_cast<uint32_t>(after->integer);
        else if (after) wrong(after->span, "needs the number of a step as `after_step`, not " + after->describe());
        std::optional<uint32_t> from;
        if (const TomlValue* sender = entry.find("from")) {
            from = location(*sender);
            if (!from) return;
            if (Status possible = checkSender(interpreter_, *from); !possible)
                return report(possible.error(), sender->span, diagnostics_);
        }
        // One location, or a list of them that each get the input.
        const TomlValue& to = *entry.find("to");
        if (to.kind != Kind::Array) return send(*input, to, from);
        for (const TomlValue& receiver : to.items) send(*input, receiver, from);
    }

    std::vector<explore::Input> out;

private:
    void wrong(Span at, const std::string& what) { diagnostics_.report(Code::BadInput, at, what); }

    /// Whether `to` and `message` are there, of the right kind. Keys that nobody knows are named.
    bool checkKeys(const TomlValue& entry) {
        static const std::vector<std::string> kInput = {"to", "message", "from", "after_step"};
        for (const TomlEntry& key : entry.entries)
            if (std::find(kInput.begin(), kInput.end(), key.key) == kInput.end())
                reportUnknown(key, kInput, "inputs.", diagnostics_);
        for (const char* needed : {"to", "message"})
            if (!entry.find(needed)) {
                wrong(entry.span, fmt::format("has no `{}`", needed));
                return false;
            }
        const TomlValue& message = *entry.find("message");
        if (message.kind == Kind::Text) return true;
        wrong(message.span, "needs a text as `message`, such as 'propose(1)', not " + message.describe());
        return false;
    }

    void send(explore::Input input, const TomlValue& receiver, std::optional<uint32_t> from) {
        std::optional<uint32_t> to = location(receiver);
        if (!to) return;
        if (Status possible = checkReceiver(interpreter_, *to); !possible)
            return report(possible.error(), receiver.span, diagnostics_);
        input.to = *to;
        input.from = from ? *from : explore::defaultSender(interpreter_, *to);
        out.push_back(std::move(input));
    }

    std::optional<uint32_t> location(const TomlValue& name) {
        if (name.kind != Kind::Text) {
            wrong(name.span, "needs the name of a location here, not " + name.describe());
            return std::nullopt;
        }
        Result<uint32_t> number = locationNumber(name.text, interpreter_.deployment().names);
        if (number) return *number;
        report(number.error(), name.span, diagnostics_);
        return std::nullopt;
    }

    const ir::Interpreter& interpreter_;
    Diagnostics& diagnostics_;
};

}   // namespace

std::vector<explore::Input> inputs(const DeploymentFile& file, const ir::Interpreter& interpreter,
                                   Diagnostics& diagnostics) {
    const TomlValue* list = file.root.find("inputs");
    if (!list) return {};
    InputReader reader(interpreter, diagnostics);
    if (list->kind == Kind::Array)
        for (const TomlValue& entry : list->items) reader.read(entry);
    else diagnostics.report(Code::BadInput, list->span, "must stand under [[inputs]], in two pairs of brackets");
    return std::move(reader.out);
}

}   // namespace evd::driver
