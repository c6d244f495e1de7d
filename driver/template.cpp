#include "driver/template.h"

#include "base/check.h"

#include "driver/session.h"

#include <algorithm>
#include <fmt/format.h>

namespace evd::driver {

namespace {

using ir::TypeKind;

const char* const kNodes[] = {"n1", "n2", "n3", "n4"};

class Writer {
public:
    Writer(const ir::Module& module, const SourceSet& sources) : module_(module), sources_(sources) {}

    /// A value of the type, as TOML. `distinct` makes the values of several entries differ.
    std::string sample(ir::TypeId id, const std::string& name, int distinct = 0, int depth = 0) const {
        const ir::Type& type = module_.types[id];
        if (depth > 6) return "\"?\"";
        switch (type.kind) {
        case TypeKind::Int:
        case TypeKind::Nat: return std::to_string(1 + distinct);
        case TypeKind::Bool: return "false";
        case TypeKind::Unit: return "\"()\"";
        case TypeKind::Str:
        case TypeKind::Bytes: return "\"text\"";
        case TypeKind::Loc: return isClient(name) ? "\"k\"" : fmt::format("\"{}\"", kNodes[distinct % 4]);
        case TypeKind::Duration: return "\"100ms\"";
        case TypeKind::Event: EVD_CHECK(false, "no parameter is an event");
        case TypeKind::Tuple: {
            std::string items;
            for (ir::TypeId item : type.args)
                items += (items.empty() ? "" : ", ") + sample(item, name, distinct, depth + 1);
            return "[" + items + "]";
        }
        case TypeKind::Record: {
            std::string fields;
            for (size_t i = 0; i < type.args.size(); ++i)
                fields += (i ? ", " : "") + type.fields[i] + " = " +
                          sample(type.args[i], type.fields[i], distinct, depth + 1);
            return "{ " + fields + " }";
        }
        case TypeKind::Enum: {
            const ir::Constructor& made = smallest(type);
            if (made.types.empty()) return "\"" + made.name + "\"";
            std::string fields;
            for (ir::TypeId field : made.types)
                fields += (fields.empty() ? "" : ", ") + sample(field, name, distinct, depth + 1);
            return "{ " + made.name + " = [" + fields + "] }";
        }
        case TypeKind::List:
        case TypeKind::Set:
        case TypeKind::Bag:
        case TypeKind::Ring: {
            if (module_.types[type.args[0]].kind == TypeKind::Loc)
                return isClient(name) ? "[\"k\"]" : "[\"n1\", \"n2\", \"n3\", \"n4\"]";
            return "[" + sample(type.args[0], name, 0, depth + 1) + "]";
        }
        case TypeKind::Map: return table(type.args[0], type.args[1], name, depth);
        }
        return "\"?\"";
    }

    /// A value of the type in the language's notation, as messages are written.
    std::string notation(ir::TypeId id, int depth = 0) const {
        const ir::Type& type = module_.types[id];
        auto parts = [&](const std::vector<ir::TypeId>& types) {
            std::string out;
            for (ir::TypeId part : types) out += (out.empty() ? "" : ", ") + notation(part, depth + 1);
            return out;
        };
        if (depth > 6) return "?";
        switch (type.kind) {
        case TypeKind::Int:
        case TypeKind::Nat: return "1";
        case TypeKind::Bool: return "false";
        case TypeKind::Unit: return "()";
        case TypeKind::Str: return "\"text\"";
        case TypeKind::Bytes: return "b\"text\"";
        case TypeKind::Loc: return kNodes[0];
        case TypeKind::Duration: return "100ms";
        case TypeKind::Event: EVD_CHECK(false, "no field is an event");
        case TypeKind::Tuple: return "(" + parts(type.args) + ")";
        case TypeKind::Record: {
            std::string fields;
            for (size_t i = 0; i < type.args.size(); ++i)
                fields += (i ? ", " : "") + type.fields[i] + " = " + notation(type.args[i], depth + 1);
            return "{ " + fields + " }";
        }
        case TypeKind::Enum: {
            const ir::Constructor& made = smallest(type);
            return made.name + (made.types.empty() ? "" : "(" + parts(made.types) + ")");
        }
        case TypeKind::List:
        case TypeKind::Ring: return "[" + parts(type.args) + "]";
        case TypeKind::Bag: return "bag [" + parts(type.args) + "]";
        case TypeKind::Set: return "{" + parts(type.args) + "}";
        case TypeKind::Map:
            return "{" + notation(type.args[0], depth + 1) + ": " + notation(type.args[1], depth + 1) + "}";
        }
        return "?";
    }

    std::string table(ir::TypeId key, ir::TypeId value, const std::string& name, int depth) const {
        TypeKind kind = module_.types[key].kind;
        std::string entries;
        if (kind == TypeKind::Loc) {
            for (int i = 0; i < 4; ++i)
                entries += fmt::format("{}{} = {}", i ? ", " : "", kNodes[i], sample(value, name, i, depth + 1));
            return "{ " + entries + " }";
        }
        return "[[" + sample(key, name, 0, depth + 1) + ", " + sample(value, name, 0, depth + 1) + "]]";
    }

    std::string param(const ir::SystemParam& param) const {
        if (param.domain.empty()) return sample(param.type, param.name);
        if (param.domain.size() == 1) return table(param.domain[0], param.type, param.name, 0);
        std::string items;
        for (ir::TypeId item : param.domain) items += (items.empty() ? "" : ", ") + sample(item, param.name);
        return "[[[" + items + "], " + sample(param.type, param.name) + "]]";
    }

    std::string typeText(const ir::SystemParam& param) const {
        std::string domain;
        for (ir::TypeId type : param.domain) domain += (domain.empty() ? "" : ", ") + module_.types.text(type);
        if (param.domain.size() > 1) domain = "(" + domain + ")";
        return (domain.empty() ? "" : domain + " -> ") + module_.types.text(param.type);
    }

    /// The constructor with the fewest fields, which cannot be recursive without end.
    static const ir::Constructor& smallest(const ir::Type& type) {
        return *std::min_element(type.constructors.begin(), type.constructors.end(),
                                 [](const auto& a, const auto& b) { return a.types.size() < b.types.size(); });
    }

    static bool isClient(const std::string& name) {
        return name.find("client") != std::string::npos || name.find("user") != std::string::npos;
    }

    /// The source text of a span on one line.
    std::string source(Span span) const {
        if (span.file >= sources_.size()) return "";
        std::string out;
        for (char c : sources_.text(span)) {
            bool blank = c == ' ' || c == '\n' || c == '\r' || c == '\t';
            if (!blank) out += c;
            else if (!out.empty() && out.back() != ' ') out += ' ';
        }
        return out;
    }

private:
    const ir::Module& module_;
    const SourceSet& sources_;
};

/// The type of something as the spec declares it, by its qualified name: a `Nat` inside another type is an `Int` to the
/// module.
/// "" if nothing of that kind has the name.
std::string declaredType(const sema::Program& program, sema::SymbolKind kind, const std::string& name) {
    for (sema::SymbolId id = 0; id < program.symbols.size(); ++id)
        if (program[id].kind == kind && program[id].type != nullptr && program.qualifiedName(id) == name)
            return program.text(program[id].type);
    return "";
}

/// The same for the field of a message.
std::string declaredFieldType(const sema::Program& program, const std::string& message, const std::string& field) {
    for (sema::SymbolId id = 0; id < program.symbols.size(); ++id) {
        if (program[id].kind != sema::SymbolKind::Message || program.qualifiedName(id) != message) continue;
        for (sema::SymbolId member : program[id].members)
            if (program[member].name == field && program[member].type != nullptr)
                return program.text(program[member].type);
    }
    return "";
}

}   // namespace

std::string deploymentTemplate(const ir::Module& module, const sema::Program& program, const SourceSet& sources,
                               const lower::LowerOptions& options) {
    Writer writer(module, sources);
    std::string out = "# Deployment of " + module.name +
                      ". Fill in addresses and values; `evident run` and the built programs read it.\n";
    if (module.systems.size() > 1) {
        out += "system = \"" + module.systems.front().name + "\"   # or";
        for (size_t i = 1; i < module.systems.size(); ++i) out += (i > 1 ? ", " : " ") + module.systems[i].name;
        out += "\n";
    }
    out += "\n[locations]                     # every location, clients included: name = \"host:port\"\n";
    int port = 7101;
    for (const char* node : kNodes) out += fmt::format("{} = \"127.0.0.1:{}\"\n", node, port++);
    out += "k  = \"127.0.0.1:7109\"           # a client\n";

    if (!module.params.empty()) out += "\n[params]\n";
    size_t width = 0;
    for (const ir::SystemParam& param : module.params) width = std::max(width, param.name.size());
    int places = 0;   // parameters that are one location each get another one
    for (const ir::SystemParam& param : module.params) {
        bool place = param.domain.empty() && module.types[param.type].kind == TypeKind::Loc;
        std::string value = place ? writer.sample(param.type, param.name, places++) : writer.param(param);
        std::string type = declaredType(program, sema::SymbolKind::Param, param.name);
        out +=
            fmt::format("{:<{}} = {}   # {}\n", param.name, width, value, type.empty() ? writer.typeText(param) : type);
    }
    for (const ir::NamedFormula& assumption : module.assumptions)
        out += "# assume " + assumption.name + " = " + writer.source(module[assumption.formula].span) + "\n";

    std::string types;
    for (const std::string& name : Session::typeParams(program))
        types += fmt::format("{} = \"{}\"\n", name, options.typeArg(name));
    if (!types.empty()) out += "\n[types]                         # what each `param type` stands for\n" + types;

    bool first = true;
    for (const ir::Message& message : module.messages) {
        if (message.kind != ir::MessageKind::Input) continue;
        if (first)
            out +=
                "\n# What the environment sends in a simulated run (`evident run`); a list of locations is fine too.\n";
        first = false;
        std::string fields;
        for (const ir::Parameter& field : message.fields) {
            std::string type = declaredFieldType(program, message.name, field.name);
            if (type.empty()) type = module.types.text(field.type);
            fields += (fields.empty() ? "" : ", ") + field.name + ": " + type;
        }
        std::string values;
        for (const ir::Parameter& field : message.fields)
            values += (values.empty() ? "" : ", ") + writer.notation(field.type);
        out += fmt::format("# [[inputs]]                    # {0}({1})\n# to      = \"n1\"\n# message = '{0}({2})'\n",
                           message.name, fields, values);
    }
    return out;
}

}   // namespace evd::driver
