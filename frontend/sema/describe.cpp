// Types and symbols as text.

#include "base/check.h"
#include "frontend/sema/program.h"

namespace evd::sema {

namespace {

const char* basicName(Kind kind) {
    switch (kind) {
    case Kind::Int: return "Int";
    case Kind::Nat: return "Nat";
    case Kind::Bool: return "Bool";
    case Kind::Unit: return "Unit";
    case Kind::Str: return "Str";
    case Kind::Bytes: return "Bytes";
    case Kind::Loc: return "Loc";
    case Kind::Duration: return "Duration";
    case Kind::Send: return "Send";
    case Kind::Process: return "Process";
    case Kind::Event: return "Event";
    case Kind::Formula: return "Formula";
    case Kind::List: return "List";
    case Kind::Set: return "Set";
    case Kind::Bag: return "Bag";
    case Kind::Map: return "Map";
    case Kind::Ring: return "Ring";
    case Kind::Class: return "Class";
    case Kind::Tuple:
    case Kind::Record:
    case Kind::Enum:
    case Kind::Param:
    case Kind::Generic:
    case Kind::Function:
    case Kind::Variable:
    case Kind::Error: return "?";
    }
    EVD_CHECK(false, "every kind is listed");
}

using Names = std::vector<syntax::Name>;

bool isDurable(const Symbol& symbol) {
    if (symbol.decl == nullptr) return false;
    const auto* process = std::get_if<syntax::ProcessDecl>(&symbol.decl->node);
    const auto* state = std::get_if<syntax::StateDecl>(&symbol.decl->node);
    return (process != nullptr && process->durable) || (state != nullptr && state->durable);
}

/// `process`, `environment process`, `observer`.
const char* roleText(const Symbol& symbol) {
    const auto* process = symbol.decl == nullptr ? nullptr : std::get_if<syntax::ProcessDecl>(&symbol.decl->node);
    if (process == nullptr || process->role == syntax::ProcessRole::Ordinary) return "process";
    return process->role == syntax::ProcessRole::Environment ? "environment process" : "observer";
}

/// The name of a type parameter as written; A, B, … for those that inference made.
std::string genericName(uint32_t number, const Names& written) {
    if (number < written.size() && !written[number].missing()) return written[number].text;
    std::string name(1, static_cast<char>('A' + number % 26));
    return number < 26 ? name : name + std::to_string(number / 26);
}

/// Writes a type, and `…` for what comes after the first `most` characters.
class TypeText {
public:
    TypeText(const Program& program, const Names& generics, size_t most)
        : program_(program), generics_(generics), most_(most) {}

    std::string of(TypeRef type) {
        write(type);
        if (out_.size() > most_) {
            size_t end = most_;
            while (end > 0 && (static_cast<unsigned char>(out_[end]) & 0xc0u) == 0x80u) --end;
            out_.resize(end);
            out_ += "…";
        }
        return std::move(out_);
    }

private:
    void list(TypeRef type, size_t from, size_t to) {
        for (size_t i = from; i < to && out_.size() <= most_; ++i) {
            if (i != from) out_ += ", ";
            write(type->args[i]);
        }
    }

    void named(const std::string& name, TypeRef type) {
        out_ += name;
        if (type->args.empty()) return;
        out_ += "<";
        list(type, 0, type->args.size());
        out_ += ">";
    }

    void write(TypeRef type) {
        if (out_.size() > most_) return;
        if (type == nullptr) {
            out_ += "?";
            return;
        }
        switch (type->kind) {
        case Kind::Tuple:
            out_ += "(";
            list(type, 0, type->args.size());
            out_ += ")";
            return;
        case Kind::Record:
            out_ += "{ ";
            for (size_t i = 0; i < type->args.size() && out_.size() <= most_; ++i) {
                out_ += (i == 0 ? "" : ", ") + type->fields[i] + ": ";
                write(type->args[i]);
            }
            out_ += " }";
            return;
        case Kind::Enum:
        case Kind::Param: {
            // What `use` makes is known by qualified names only; an imported name usually stands alone.
            const Symbol& declared = program_[type->symbol];
            bool ofInstance = program_.modules[declared.module].instance != nullptr && declared.decl != nullptr;
            named(ofInstance ? program_.qualifiedName(type->symbol) : declared.name, type);
            return;
        }
        case Kind::Function: {
            size_t last = type->args.size() - 1;
            bool bare = last == 1 && type->args[0]->kind != Kind::Tuple && type->args[0]->kind != Kind::Function;
            if (!bare) out_ += "(";
            list(type, 0, last);
            out_ += bare ? " -> " : ") -> ";
            write(type->args[last]);
            return;
        }
        case Kind::Generic: out_ += genericName(type->number, generics_); return;
        case Kind::Variable:
        case Kind::Error: out_ += "_"; return;
        default: named(basicName(type->kind), type);   // the kinds that have a name
        }
    }

    const Program& program_;
    const Names& generics_;
    size_t most_;
    std::string out_;
};

std::string typeText(const Program& program, TypeRef type, const Names& generics, size_t most = kTypeTextMax) {
    return TypeText(program, generics, most).of(type);
}

/// The type parameters that the declaration of a symbol names.
const Names& typeParameters(const Symbol& symbol) {
    static const Names kNone;
    if (symbol.decl == nullptr) return kNone;
    if (const auto* node = std::get_if<syntax::TypeDecl>(&symbol.decl->node)) return node->typeParams;
    if (const auto* node = std::get_if<syntax::EnumDecl>(&symbol.decl->node)) return node->typeParams;
    if (const auto* node = std::get_if<syntax::FunctionDecl>(&symbol.decl->node)) return node->typeParams;
    return kNone;
}

}   // namespace

std::string Program::text(TypeRef type, size_t most) const { return typeText(*this, type, {}, most); }

std::string Program::signature(SymbolId id) const {
    const Symbol& symbol = symbols[id];
    const Names& generics = typeParameters(symbol);
    auto text = [&](TypeRef type) { return typeText(*this, type, generics); };
    auto named = [&] {
        std::string out = symbol.name;
        for (const syntax::Name& one : generics) out += (&one == &generics.front() ? "<" : ", ") + one.text;
        return generics.empty() ? out : out + ">";
    };
    auto paramsOf = [&](const std::vector<SymbolId>& members) {
        std::string out;
        for (SymbolId member : members) {
            const Symbol& param = symbols[member];
            if (param.kind != SymbolKind::Parameter && param.kind != SymbolKind::MessageField &&
                param.kind != SymbolKind::Field)
                continue;
            if (out.size() > kTypeTextMax) return out + ", …";
            out += (out.empty() ? "" : ", ") + (param.name.empty() ? "" : param.name + ": ") + text(param.type);
        }
        return out;
    };
    auto params = [&] { return paramsOf(symbol.members); };
    auto list = [&] {
        std::string inside = params();
        return inside.empty() ? "" : "(" + inside + ")";
    };
    auto valueOf = [&](TypeRef type) {
        return type != nullptr && type->kind == Kind::Class ? text(type->args[0]) : text(type);
    };
    switch (symbol.kind) {
    case SymbolKind::Spec:
    case SymbolKind::Module: return "spec " + symbol.name;
    case SymbolKind::Param: return "param " + symbol.name + ": " + text(symbol.type);
    case SymbolKind::TypeParam: return "param type " + symbol.name;
    case SymbolKind::TypeAlias: return "type " + named() + " = " + text(symbol.type);
    case SymbolKind::Enum: {
        std::string out = "enum " + named();
        for (SymbolId member : symbol.members) {
            if (out.size() > kTypeTextMax) return out + ", … }";
            std::string fields = paramsOf(symbols[member].members);
            out += (member == symbol.members.front() ? " { " : ", ") + symbols[member].name +
                   (fields.empty() ? "" : "(" + fields + ")");
        }
        return symbol.members.empty() ? out : out + " }";
    }
    case SymbolKind::Constructor:
        return symbol.name + list() + ": " +
               (generics.empty() ? symbols[symbol.parent].name : text(symbols[symbol.parent].type));
    case SymbolKind::Field:
    case SymbolKind::MessageField: return symbol.name + ": " + text(symbol.type);
    case SymbolKind::Function: {
        TypeRef result = symbol.type == nullptr || symbol.type->args.empty() ? symbol.type : symbol.type->args.back();
        return "fn " + named() + "(" + params() + "): " + text(result);
    }
    case SymbolKind::Message: {
        const auto* decl = symbol.decl == nullptr ? nullptr : std::get_if<syntax::MessageDecl>(&symbol.decl->node);
        const char* word = decl == nullptr || decl->kind == syntax::MessageKind::Internal ? "message "
                           : decl->kind == syntax::MessageKind::Input                     ? "input "
                                                                                          : "output ";
        return word + symbol.name + "(" + params() + ")";
    }
    case SymbolKind::Class: return "class " + symbol.name + list() + ": " + valueOf(symbol.type);
    case SymbolKind::State:
        return std::string(isDurable(symbol) ? "durable " : "") + "state " + symbol.name + list() + ": " +
               valueOf(symbol.type);
    case SymbolKind::Process:
        return std::string(isDurable(symbol) ? "durable " : "") + roleText(symbol) + " " + symbol.name + list();
    case SymbolKind::Quorum:
        return "quorum " + symbol.name + ": " + (symbol.type == nullptr ? "List" : text(symbol.type));
    case SymbolKind::Variable:
        return (symbol.variable != nullptr && symbol.variable->durable ? "durable var " : "var ") + symbol.name + ": " +
               text(symbol.type);
    case SymbolKind::Action: return "action " + symbol.name;
    case SymbolKind::Timer: return "timer " + symbol.name;
    case SymbolKind::System: return "system " + symbol.name;
    case SymbolKind::Property: {
        const auto* property = symbol.decl == nullptr ? nullptr : std::get_if<syntax::PropertyDecl>(&symbol.decl->node);
        bool invariant = property != nullptr && property->kind == syntax::PropertyKind::Invariant;
        return (invariant ? "invariant " : "property ") + symbol.name;
    }
    case SymbolKind::Assumption: return "assume " + symbol.name;
    case SymbolKind::Check: return "check " + symbol.name;
    case SymbolKind::Scenario: return "scenario " + symbol.name;
    case SymbolKind::Constant: return symbol.name + ": " + text(symbol.type);
    case SymbolKind::Local: return "let " + symbol.name + ": " + text(symbol.type);
    case SymbolKind::Parameter: return symbol.name + ": " + text(symbol.type);
    case SymbolKind::GenericType: return "type " + symbol.name;
    case SymbolKind::Builtin: return std::string(info(symbol.builtin).name) + ": " + info(symbol.builtin).scheme;
    }
    return symbol.name;
}

}   // namespace evd::sema
