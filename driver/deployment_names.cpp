#include "driver/deployment_names.h"

#include <cctype>

namespace evd::driver {

namespace {

using Kind = TomlValue::Kind;
using sema::SymbolKind;

bool isNameChar(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

class Renamer {
public:
    Renamer(const SourceSet& sources, const sema::Program& program, sema::SymbolId symbol, const std::string& name)
        : sources_(sources), program_(program), symbol_(program[symbol]), name_(name) {}

    std::vector<Edit> run(const TomlValue& root) {
        switch (symbol_.kind) {
        case SymbolKind::Param: keys(root.find("params")); break;
        case SymbolKind::TypeParam: keys(root.find("types")); break;
        case SymbolKind::Enum:
        case SymbolKind::TypeAlias:
            if (const TomlValue* types = root.find("types"))
                for (const TomlEntry& entry : types->entries) words(entry.value.span);
            break;
        case SymbolKind::System:
            if (const TomlValue* system = root.find("system"))
                if (const TomlValue* text = system->kind == Kind::Table ? system->find("name") : system)
                    words(text->span);
            break;
        case SymbolKind::Message: messages(root, true); break;
        case SymbolKind::Constructor:
            params(root.find("params"));
            messages(root, false);
            break;
        default: break;   // every other kind
        }
        return std::move(out_);
    }

private:
    void keys(const TomlValue* table) {
        if (table == nullptr) return;
        for (const TomlEntry& entry : table->entries)
            if (entry.key == symbol_.name) words(entry.keySpan);
    }
    /// The name wherever it stands in a piece of text that is no text within a text.
    void words(Span span, bool onlyFirst = false) {
        std::string_view text = sources_.text(span);
        for (size_t at = 0; (at = text.find(symbol_.name, at)) != std::string_view::npos; at += symbol_.name.size()) {
            size_t end = at + symbol_.name.size();
            if ((at > 0 && isNameChar(text[at - 1])) || (end < text.size() && isNameChar(text[end]))) continue;
            if (quoted(text.substr(0, at))) continue;
            out_.push_back(
                {{span.file, static_cast<uint32_t>(span.begin + at), static_cast<uint32_t>(span.begin + end)}, name_});
            if (onlyFirst) return;
        }
    }
    /// Whether what follows is inside a text of the language: behind a `"` that is not the first quote.
    static bool quoted(std::string_view before) {
        size_t count = 0;
        for (size_t i = 1; i < before.size(); ++i) count += before[i] == '"' && before[i - 1] != '\\' ? 1 : 0;
        if (!before.empty() && before[0] == '"') {   // its own quotes, so those inside are escaped
            count = 0;
            for (size_t i = 1; i < before.size(); ++i) count += before[i] == '"' ? 1 : 0;
        }
        return count % 2 == 1;
    }
    void messages(const TomlValue& root, bool callee) {
        const TomlValue* inputs = root.find("inputs");
        if (inputs == nullptr || inputs->kind != Kind::Array) return;
        for (const TomlValue& input : inputs->items) {
            const TomlValue* message = input.find("message");
            if (message == nullptr || message->kind != Kind::Text) continue;
            if (!callee) words(message->span);
            else if (message->text.substr(0, message->text.find('(')) == symbol_.name) words(message->span, true);
        }
    }
    void params(const TomlValue* table) {
        if (table == nullptr) return;
        for (const TomlEntry& entry : table->entries)
            for (const sema::Symbol& param : program_.symbols)
                if (param.kind == SymbolKind::Param && param.name == entry.key) value(entry.value, param.type);
    }
    bool isOurs(sema::TypeRef type) const {
        return type != nullptr && type->kind == sema::Kind::Enum && type->symbol == symbol_.parent;
    }
    /// A value as the deployment writes one of this type.
    void value(const TomlValue& given, sema::TypeRef type) {
        if (type == nullptr) return;
        if (isOurs(type) && given.kind == Kind::Text && given.text == symbol_.name) return words(given.span);
        if (type->kind == sema::Kind::Enum) {
            for (const TomlEntry& entry : given.entries) constructed(entry, type);
            return;
        }
        if (type->kind == sema::Kind::Record) {
            for (const TomlEntry& entry : given.entries)
                for (size_t i = 0; i < type->fields.size(); ++i)
                    if (type->fields[i] == entry.key) value(entry.value, type->args[i]);
            return;
        }
        bool pairs = type->kind == sema::Kind::Map || type->kind == sema::Kind::Function;
        for (const TomlEntry& entry : given.entries) {
            if (!pairs) break;
            if (isOurs(type->args.front()) && entry.key == symbol_.name) words(entry.keySpan);
            value(entry.value, type->args.back());
        }
        for (size_t i = 0; i < given.items.size(); ++i)
            if (!type->args.empty())
                value(given.items[i],
                      type->kind == sema::Kind::Tuple && i < type->args.size() ? type->args[i] : type->args.front());
    }
    /// `{ Slow = [3] }`.
    void constructed(const TomlEntry& entry, sema::TypeRef type) {
        if (isOurs(type) && entry.key == symbol_.name) words(entry.keySpan);
        for (sema::SymbolId member : program_[type->symbol].members) {
            if (program_[member].name != entry.key) continue;
            const auto& fields = program_[member].members;
            for (size_t i = 0; i < fields.size() && i < entry.value.items.size(); ++i)
                value(entry.value.items[i], program_[fields[i]].type);
        }
    }

    const SourceSet& sources_;
    const sema::Program& program_;
    const sema::Symbol& symbol_;
    const std::string& name_;
    std::vector<Edit> out_;
};

}   // namespace

std::vector<Edit> renameInDeployment(const DeploymentFile& file, const SourceSet& sources, const sema::Program& program,
                                     sema::SymbolId symbol, const std::string& name) {
    return Renamer(sources, program, symbol, name).run(file.root);
}

}   // namespace evd::driver
