// Requests about deployment files: what can stand there, and where it is declared. They have no checks of their own;
// names and types are those of the specs that the file is for.

#include "lsp/protocol/completion_list.h"
#include "lsp/protocol/uri.h"
#include "lsp/server/deployment_text.h"
#include "lsp/server/deployments.h"
#include "lsp/server/request.h"

#include <algorithm>
#include <fmt/format.h>
#include <ranges>

namespace evd::lsp {

namespace {

using Part = DeploymentSpot::Part;
using sema::SymbolKind;
using sema::TypeRef;

struct Choice {
    const char* name;
    const char* insert;   ///< a snippet
    const char* doc;
};

constexpr Choice kTables[] = {
    {"locations", "locations", "Every location, clients included: `n1 = \"host:port\"`."},
    {"params", "params", "The values of the spec's parameters."},
    {"types", "types", "What each `param type` stands for: `Cmd = \"Str\"`."},
    {"transport", "transport", "How nodes connect: `action_pace`, `reconnect`."},
};
constexpr Choice kInputs = {"inputs", "inputs",
                            "What the environment sends in a simulated run; one table for each input."};
constexpr Choice kTransport[] = {
    {"action_pace", "action_pace = \"${1:20ms}\"", "The least time between two tries of a node's actions."},
    {"reconnect", "reconnect = \"${1:2s}\"", "The longest wait between attempts to reach another node."},
};
constexpr Choice kInput[] = {
    {"to", "to = \"$1\"", "The location that gets the input, or a list of them."},
    {"message", "message = '$1'", "The message, as a spec writes it: `'propose(1, \"a\")'`."},
    {"from", "from = \"$1\"", "The sender; without it, a location outside the system."},
    {"after_step", "after_step = ${1:10}", "The step of the run before which it is not sent."},
};

/// A name of a spec, and the program in which it is one.
struct Declared {
    std::shared_ptr<const Analysis> analysis;
    sema::SymbolId id = sema::kNoSymbol;
};

class Deployment {
public:
    explicit Deployment(const Request& request)
        : request_(request), file_(request.path(), request.world->textOf(request.path())),
          spot_(spotAt(file_.text(), request.encode.offset(file_, member(request.params, "position")))) {
        for (const std::string& spec : specsOf(*request.world, request.path()))
            specs_.push_back(request.world->analysis(spec));
    }

    Json complete() {
        switch (spot_.part) {
        case Part::Nothing: return Json();
        case Part::Header: headers(); break;
        case Part::Key: keys(); break;
        case Part::Value: values(); break;
        }
        uint32_t end = request_.encode.offset(file_, member(request_.params, "position"));
        Json range = request_.encode.range(file_, spot_.begin, std::max(spot_.begin, end));
        return completionList(items_, range, request_.client.sharedRange);
    }

    /// The declaration of the name at the position.
    std::optional<Declared> named() const {
        const std::string whole = prefix() + spot_.word;
        if (spot_.part == Part::Key && spot_.open.empty()) {
            if (isTable("params")) return find({SymbolKind::Param}, whole);
            if (isTable("types")) return find({SymbolKind::TypeParam}, whole);
            return std::nullopt;
        }
        if (spot_.part != Part::Value) return std::nullopt;
        if (isSystemName()) return find({SymbolKind::System}, spot_.word);
        if (isTable("types")) return find({SymbolKind::Enum, SymbolKind::TypeAlias}, spot_.word);
        if (spot_.table == "inputs" && spot_.key == "message")
            return find({SymbolKind::Message}, spot_.word.substr(0, spot_.word.find('(')));
        if (!isTable("params")) return std::nullopt;
        std::optional<Declared> param = find({SymbolKind::Param}, prefix() + spot_.key);
        TypeRef type = param ? typeIn(*param) : nullptr;
        if (type == nullptr || type->kind != sema::Kind::Enum) return std::nullopt;
        for (sema::SymbolId member : param->analysis->program()[type->symbol].members)
            if (param->analysis->program()[member].name == spot_.word) return Declared{param->analysis, member};
        return std::nullopt;
    }

    /// What a table, a key that every deployment may have, or the name of a location is; empty for anything else.
    std::string about() const {
        auto docOf = [&](const auto& list) {
            for (const Choice& word : list)
                if (spot_.word == word.name) return std::string(word.doc);
            return std::string();
        };
        if (spot_.part == Part::Header) return spot_.word == kInputs.name ? kInputs.doc : docOf(kTables);
        if (spot_.part == Part::Key && spot_.open.empty() && spot_.table == "transport") return docOf(kTransport);
        if (spot_.part == Part::Key && spot_.open.empty() && spot_.table == "inputs") return docOf(kInput);
        const bool isPlace = isTable("params") || spot_.table == "inputs" || spot_.table == "locations";
        return isPlace && !spot_.word.empty() ? locationText() : "";
    }

    Json range() const { return request_.encode.range(file_, spot_.begin, spot_.end); }

private:
    bool isTable(std::string_view name) const {
        return spot_.table == name || spot_.table.starts_with(std::string(name) + ".");
    }
    /// `px.` in the table `params.px`.
    std::string prefix() const {
        size_t dot = spot_.table.find('.');
        return dot == std::string::npos ? "" : spot_.table.substr(dot + 1) + ".";
    }
    bool isSystemName() const {
        return (spot_.table.empty() && spot_.key == "system") || (spot_.table == "system" && spot_.key == "name");
    }

    /// The line that says where a location is.
    std::string locationText() const {
        std::string_view all = file_.text();
        std::vector<std::string> names = keysOf(all, "locations");
        if (std::ranges::find(names, spot_.word) == names.end()) return "";
        for (size_t begin = 0; begin < all.size();) {
            size_t end = std::min(all.find('\n', begin), all.size());
            DeploymentSpot key = spotAt(all, static_cast<uint32_t>(begin));
            if (key.part == Part::Key && key.table == "locations" && key.word == spot_.word)
                return "The location `" + std::string(all.substr(begin, end - begin)) + "`.";
            begin = end + 1;
        }
        return "";
    }

    /// The symbol with a qualified name; a parameter of a module may be called by its last part.
    std::optional<Declared> find(std::initializer_list<SymbolKind> kinds, const std::string& name) const {
        for (bool shared : {false, true})
            for (const auto& analysis : specs_) {
                const sema::Program& program = analysis->program();
                for (sema::SymbolId id = 0; id < program.symbols.size(); ++id)
                    if (std::ranges::find(kinds, program[id].kind) != kinds.end() && program[id].decl != nullptr &&
                        (shared ? program[id].name : program.qualifiedName(id)) == name)
                        return Declared{analysis, id};
            }
        return std::nullopt;
    }

    /// Calls `use` for each symbol of a kind that the specs declare, once for each qualified name.
    template <class Use> void each(SymbolKind kind, const Use& use) const {
        std::set<std::string> done;
        for (const auto& analysis : specs_) {
            const sema::Program& program = analysis->program();
            for (sema::SymbolId id = 0; id < program.symbols.size(); ++id)
                if (program[id].kind == kind && program[id].decl != nullptr && program[id].bound == nullptr &&
                    done.insert(program.qualifiedName(id)).second)
                    use(program, id, program.qualifiedName(id));
        }
    }

    bool isUsed(const std::string& name) const { return std::ranges::find(spot_.used, name) != spot_.used.end(); }
    bool snippets() const { return request_.client.snippets && request_.settings.flag("completion.snippets"); }

    void add(std::string label, ItemKind kind, std::string detail, std::string doc, std::string insert = "",
             int rank = 5) {
        bool isSnippet = insert.find('$') != std::string::npos;
        if (isSnippet && !snippets()) {   // what stands before the first place to fill in, or the label
            insert = insert.substr(0, insert.find('$'));
            isSnippet = false;
        }
        items_.push_back(
            {std::move(label), kind, std::move(detail), std::move(doc), std::move(insert), isSnippet, rank});
    }
    void add(const Choice& word, int rank = 5) {
        if (!isUsed(word.name)) add(word.name, ItemKind::Property, "", word.doc, word.insert, rank);
    }
    template <size_t kCount> void words(const Choice (&list)[kCount]) {
        int rank = 0;   // in the order of the list
        for (const Choice& word : list) add(word, ++rank);
    }
    /// A text, in the quotes that it needs there.
    void text(const std::string& name, ItemKind kind, std::string detail, std::string doc = "", int rank = 5) {
        if (!isUsed(name))
            add(name, kind, std::move(detail), std::move(doc), spot_.quoted ? name : "\"" + name + "\"", rank);
    }

    void headers() {
        std::vector<std::string> there = tablesOf(file_.text());
        auto isThere = [&](const std::string& name) {
            return name != spot_.word && std::ranges::find(there, name) != there.end();
        };
        if (!spot_.doubled)
            for (const Choice& word : kTables)
                if (!isThere(word.name)) add(word.name, ItemKind::Module, "", word.doc);
        if (spot_.doubled) add(kInputs.name, ItemKind::Module, "", kInputs.doc);
    }

    void keys() {
        if (!spot_.open.empty()) return innerKeys();
        if (isTable("params")) return params();
        if (isTable("types"))
            return each(
                SymbolKind::TypeParam, [&](const sema::Program& program, sema::SymbolId id, const std::string& name) {
                    if (!isUsed(name))
                        add(name, ItemKind::TypeParameter, "param type", program[id].doc, name + " = \"${1:Str}\"");
                });
        if (spot_.table == "transport") return words(kTransport);
        if (spot_.table == "inputs") return words(kInput);
        if (spot_.table == "system") return add({"name", "name = \"$1\"", "The system that runs."});
        if (!spot_.table.empty()) return;
        add({"system", "system = \"$1\"", "The system that runs, if the spec has several."});
        tables();
    }

    /// Whole headers, where a table could begin.
    void tables() {
        std::vector<std::string> there = tablesOf(file_.text());
        for (const Choice& word : kTables)
            if (std::ranges::find(there, word.name) == there.end())
                add(fmt::format("[{}]", word.name), ItemKind::Module, "", word.doc);
        add("[[inputs]]", ItemKind::Module, "", kInputs.doc);
    }

    void params() {
        each(SymbolKind::Param, [&](const sema::Program& program, sema::SymbolId id, const std::string& name) {
            if (!name.starts_with(prefix())) return;
            std::string key = name.substr(prefix().size());
            if (isUsed(key)) return;
            add(key, ItemKind::Constant, program.text(program[id].type), program[id].doc,
                key + " = " + blank(program[id].type), 1);
        });
        if (spot_.table == "params" || !spot_.used.empty()) tables();
    }

    /// How a value of a type begins and ends.
    static std::string blank(TypeRef type) {
        if (type == nullptr) return "$1";
        switch (type->kind) {
        case sema::Kind::Set:
        case sema::Kind::List:
        case sema::Kind::Bag:
        case sema::Kind::Ring:
        case sema::Kind::Tuple: return "[$1]";
        case sema::Kind::Map:
        case sema::Kind::Function:
        case sema::Kind::Record: return "{ $1 }";
        case sema::Kind::Str:
        case sema::Kind::Bytes:
        case sema::Kind::Loc: return "\"$1\"";
        case sema::Kind::Duration: return "\"${1:100ms}\"";
        default: return "$1";   // what is written without brackets or quotes
        }
    }

    /// The type of what stands at the spot, in the value of a parameter; null if it has none, or the spot is a key.
    TypeRef typeIn(const Declared& param) const {
        const sema::Program& program = param.analysis->program();
        TypeRef type = program[param.id].type;
        bool pair = false;   // in an entry of a map that is written as a list of pairs
        for (const DeploymentSpot::Open& open : spot_.open) {
            if (type == nullptr) return nullptr;
            const bool isMap = type->kind == sema::Kind::Map || type->kind == sema::Kind::Function;
            if (isMap && open.isTable) type = open.key.empty() ? type : type->args.back();
            else if (isMap && !pair) pair = true;
            else if (isMap) {
                type = open.index == 0 ? type->args.front() : type->args.back();
                pair = false;
            } else if (type->kind == sema::Kind::Record && open.isTable) {
                if (open.key.empty()) return type;
                auto field = std::ranges::find(type->fields, open.key);
                type = field == type->fields.end() ? nullptr
                                                   : type->args[static_cast<size_t>(field - type->fields.begin())];
            } else if (type->kind == sema::Kind::Tuple)
                type = open.index < type->args.size() ? type->args[open.index] : nullptr;
            else if (type->kind == sema::Kind::Enum) return type;   // the fields of a constructor are not looked into
            else type = type->args.empty() ? nullptr : type->args.front();
        }
        return pair ? nullptr : type;
    }

    void innerKeys() {
        std::optional<Declared> param =
            isTable("params") ? find({SymbolKind::Param}, prefix() + spot_.key) : std::nullopt;
        TypeRef type = param ? typeIn(*param) : nullptr;
        if (type == nullptr) return;
        if (type->kind == sema::Kind::Record)
            for (size_t i = 0; i < type->fields.size(); ++i) {
                const std::string& field = type->fields[i];
                if (!isUsed(field))
                    add(field, ItemKind::Field, param->analysis->program().text(type->args[i]), "",
                        field + " = " + blank(type->args[i]));
            }
        bool isMap = type->kind == sema::Kind::Map || type->kind == sema::Kind::Function;
        if (isMap && type->args.front()->kind == sema::Kind::Loc)
            for (const std::string& name : keysOf(file_.text(), "locations"))
                if (!isUsed(name))
                    add(name, ItemKind::Variable, "location", "", name + " = " + blank(type->args.back()));
    }

    void locations() {
        for (const std::string& name : keysOf(file_.text(), "locations")) text(name, ItemKind::Variable, "location");
    }

    void values() {
        if (isSystemName())
            return each(SymbolKind::System,
                        [&](const sema::Program& program, sema::SymbolId id, const std::string& name) {
                            text(name, ItemKind::Class, "system", program[id].doc);
                        });
        if (isTable("types")) return types();
        if (spot_.table == "inputs" && (spot_.key == "to" || spot_.key == "from")) return locations();
        if (spot_.table == "inputs" && spot_.key == "message") return messages();
        if (spot_.table == "locations") return address();
        if (!isTable("params")) return;
        std::optional<Declared> param = find({SymbolKind::Param}, prefix() + spot_.key);
        if (TypeRef type = param ? typeIn(*param) : nullptr) valuesOf(param->analysis->program(), type);
    }

    void valuesOf(const sema::Program& program, TypeRef type) {
        if (type->kind == sema::Kind::Loc) return locations();
        if (type->kind == sema::Kind::Bool && !spot_.quoted)
            for (const char* word : {"true", "false"}) add(word, ItemKind::Keyword, "", "");
        if (type->kind == sema::Kind::Enum)
            for (sema::SymbolId member : program[type->symbol].members) {
                const std::string& name = program[member].name;
                if (program[member].members.empty()) text(name, ItemKind::EnumMember, program.signature(member));
                else if (!spot_.quoted)
                    add(name, ItemKind::EnumMember, program.signature(member), "", "{ " + name + " = [$1] }");
            }
        bool many = type->kind == sema::Kind::Set || type->kind == sema::Kind::List;
        if (many && type->args.front()->kind == sema::Kind::Loc && !spot_.quoted) {
            std::string all;
            for (const std::string& name : keysOf(file_.text(), "locations"))
                all += (all.empty() ? "\"" : ", \"") + name + "\"";
            add("[" + all + "]", ItemKind::Variable, "all locations", "");
        }
    }

    void types() {
        for (const char* name : {"Int", "Nat", "Bool", "Str", "Bytes", "Loc", "Duration"})
            text(name, ItemKind::Struct, "type");
        for (SymbolKind kind : {SymbolKind::Enum, SymbolKind::TypeAlias})
            each(kind, [&](const sema::Program& program, sema::SymbolId id, const std::string& name) {
                text(name, ItemKind::Enum, program.signature(id), program[id].doc);
            });
    }

    /// Messages as calls; those that the environment sends come first.
    void messages() {
        if (spot_.word.find('(') != std::string::npos) return;
        each(SymbolKind::Message, [&](const sema::Program& program, sema::SymbolId id, const std::string& name) {
            std::string signature = program.signature(id), fields;
            if (signature.starts_with("output")) return;   // the environment gets it
            int place = 0;
            for (sema::SymbolId field : program[id].members)
                fields += fmt::format("{}${{{}:{}}}", fields.empty() ? "" : ", ", ++place, program[field].name);
            const char* quote = spot_.quoted ? "" : "'";
            add(name, ItemKind::Event, signature, program[id].doc, fmt::format("{0}{1}({2}){0}", quote, name, fields),
                signature.starts_with("input") ? 1 : 5);
        });
    }

    /// The address after the last one.
    void address() {
        int port = 7100;
        std::string_view all = file_.text();
        for (size_t at = 0; (at = all.find(':', at)) != std::string_view::npos; ++at)
            port = std::max(port, std::atoi(std::string(all.substr(at + 1, 5)).c_str()));
        if (port < 65535)
            text(fmt::format("127.0.0.1:{}", port + 1), ItemKind::Constant, "the next port of this machine");
    }

    const Request& request_;
    SourceFile file_;
    DeploymentSpot spot_;
    std::vector<std::shared_ptr<const Analysis>> specs_;
    std::vector<CompletionItem> items_;
};

Reply deploymentCompletion(const Request& request) { return Deployment(request).complete(); }

Reply deploymentHover(const Request& request) {
    Deployment deployment(request);
    std::optional<Declared> found = deployment.named();
    const char* kind = request.client.markdown ? "markdown" : "plaintext";
    if (!found) {
        std::string about = deployment.about();
        if (about.empty()) return Json();
        return Json{{"contents", {{"kind", kind}, {"value", about}}}, {"range", deployment.range()}};
    }
    const sema::Program& program = found->analysis->program();
    std::string code = program.signature(found->id), doc = program[found->id].doc;
    std::string text = request.client.markdown ? "```evident\n" + code + "\n```" : code;
    if (!doc.empty()) text += "\n\n" + doc;
    return Json{{"contents", {{"kind", kind}, {"value", text}}}, {"range", deployment.range()}};
}

Reply deploymentDefinition(const Request& request) {
    std::optional<Declared> found = Deployment(request).named();
    if (!found) return Json();
    return Json::array({request.encode.location(found->analysis->declaration(found->id))});
}

}   // namespace

const Handlers& deploymentHandlers() {
    static const Handlers kHandlers = {{"textDocument/completion", deploymentCompletion},
                                       {"textDocument/hover", deploymentHover},
                                       {"textDocument/definition", deploymentDefinition}};
    return kHandlers;
}

}   // namespace evd::lsp
