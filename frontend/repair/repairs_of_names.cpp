// Repairs of names that mean nothing here, or that nobody uses.

#include "frontend/repair/site.h"

#include <algorithm>
#include <cctype>
#include <set>

namespace evd::repair {

using namespace syntax;

namespace {

std::string quoted(const std::string& name) { return "`" + name + "`"; }

std::vector<Fix> addImport(const Site& site, const std::string& name) {
    auto found = site.exports.find(name);
    if (found == site.exports.end()) return {};
    return {{"import " + quoted(found->second), {site.declare({"import"}, "import " + found->second)}}};
}

/// The nearest name that also fits in that it is called, or not.
std::vector<Fix> misspelt(const Site& site, const Diagnostic& diagnostic) {
    bool called = site.word(site.token(diagnostic.span.end)) == "(";
    const Decl* here = site.declaration(diagnostic.span.begin);
    std::vector<std::string> candidates;
    for (const sema::Symbol& symbol : site.program.symbols) {
        bool fits = false;
        switch (symbol.kind) {
        case sema::SymbolKind::Function: fits = called; break;
        case sema::SymbolKind::Constructor:
            fits = called == (symbol.type != nullptr && symbol.type->kind == sema::Kind::Function);
            break;
        case sema::SymbolKind::Param: fits = !called; break;
        case sema::SymbolKind::Constant:
        case sema::SymbolKind::Variable:
        case sema::SymbolKind::Local:
        case sema::SymbolKind::Parameter: fits = !called && here != nullptr && symbol.decl == here; break;
        default: break;   // no value
        }
        if (fits && !symbol.name.empty()) candidates.push_back(symbol.name);
    }
    std::string near = nearest(site.text(diagnostic.span), candidates);
    if (near.empty()) return {};
    return {{"replace by " + quoted(near), {{diagnostic.span, near}}}};
}

/// The fields of a message that is to be declared, as all its occurrences tell of them.
class Fields {
public:
    Fields(const Site& site, size_t count) : site_(site), fields_(count) {}

    /// Takes what one occurrence tells; the first word counts.
    void values(const std::vector<Expr*>& args) {
        if (args.size() != fields_.size()) return;
        for (size_t i = 0; i < args.size(); ++i) {
            const auto* named = std::get_if<NameExpr>(&args[i]->node);
            bool local = named != nullptr && named->path.size() == 1;
            sema::TypeRef type = site_.module.typeOf(args[i]->id);
            add(fields_[i].given, fields_[i], local ? named->path[0].text : "", type,
                local && isDestination(named->path[0].text, args[i]->span));
        }
    }
    void patterns(const std::vector<Pattern*>& args) {
        if (args.size() != fields_.size()) return;
        for (size_t i = 0; i < args.size(); ++i) {
            const auto* bound = std::get_if<BindPattern>(&args[i]->node);
            std::string name = bound != nullptr ? bound->name.text : "";
            add(fields_[i].bound, fields_[i], name, site_.module.typeOf(args[i]->id),
                !name.empty() && isDestination(name, args[i]->span));
        }
    }
    std::string text() const {
        std::set<std::string> used;
        std::string out;
        for (const Field& field : fields_) {
            std::string name = !field.bound.empty()   ? field.bound
                               : !field.given.empty() ? field.given
                                                      : std::string(1, static_cast<char>('a' + used.size() % 26));
            while (!used.insert(name).second) name += "_";
            out += (out.empty() ? "" : ", ") + name + ": " +
                   (field.type != nullptr ? site_.typeText(field.type)
                    : field.destination   ? "Loc"
                                          : "Int");
        }
        return out;
    }

private:
    struct Field {
        std::string bound, given;   ///< names of patterns and of values
        sema::TypeRef type = nullptr;
        bool destination = false;
    };

    void add(std::string& name, Field& field, const std::string& found, sema::TypeRef type, bool destination) {
        if (name.empty() && !found.empty() && std::islower(static_cast<unsigned char>(found[0])) != 0) name = found;
        bool known = type != nullptr && type->kind != sema::Kind::Error && type->kind != sema::Kind::Variable &&
                     type->kind != sema::Kind::Generic;
        if (field.type == nullptr && known) field.type = type;
        field.destination |= destination;
    }
    /// Whether something is sent to the value of this name, in the handler or function around `at`.
    bool isDestination(const std::string& name, Span at) const {
        Span around = scope(at);
        bool found = false;
        site_.eachExpr([&](const Expr* expr) {
            const auto* send = std::get_if<SendExpr>(&expr->node);
            const auto* to = send == nullptr || send->to == nullptr ? nullptr : std::get_if<NameExpr>(&send->to->node);
            found |= to != nullptr && around.begin <= expr->span.begin && expr->span.end <= around.end &&
                     to->path.size() == 1 && to->path[0].text == name;
        });
        return found;
    }
    Span scope(Span at) const {
        const Decl* decl = site_.declaration(at.begin);
        if (decl == nullptr) return at;
        if (const auto* process = std::get_if<ProcessDecl>(&decl->node))
            for (const ProcessMember& member : process->members)
                if (const auto* handler = std::get_if<HandlerDecl>(&member);
                    handler != nullptr && handler->span.begin <= at.begin && at.end <= handler->span.end)
                    return handler->span;
        return decl->span;
    }

    const Site& site_;
    std::vector<Field> fields_;
};

/// One use of a message that is not declared: what word declares it so, and what it is written with.
struct Occurrence {
    const char* word;
    const Name* name;
    const std::vector<Expr*>* values = nullptr;
    const std::vector<Pattern*>* patterns = nullptr;

    size_t count() const { return values != nullptr ? values->size() : patterns->size(); }
};

std::vector<Fix> declareMessage(const Site& site, const Diagnostic& diagnostic) {
    std::string name = site.text(diagnostic.span);
    std::vector<Occurrence> all;
    auto add = [&](const Occurrence& one, const std::vector<Name>& path) {
        if (path.size() == 1 && path[0].text == name) all.push_back(one);
    };
    site.eachExpr([&](const Expr* expr) {
        if (const auto* send = std::get_if<SendExpr>(&expr->node); send != nullptr && !send->message.empty())
            add({"message", &send->message.back(), &send->args, nullptr}, send->message);
        if (const auto* emit = std::get_if<EmitExpr>(&expr->node); emit != nullptr && !emit->output.empty())
            add({"output", &emit->output.back(), &emit->args, nullptr}, emit->output);
    });
    site.eachClass([&](const ClassExpr* expr) {
        if (const auto* message = std::get_if<MessageClass>(&expr->node);
            message != nullptr && !message->message.empty())
            add({"input", &message->message.back(), nullptr, &message->args}, message->message);
    });
    auto here =
        std::find_if(all.begin(), all.end(), [&](const Occurrence& one) { return one.name->span == diagnostic.span; });
    if (here == all.end()) return {};
    bool sent = std::any_of(all.begin(), all.end(),
                            [](const Occurrence& one) { return one.word == std::string_view("message"); });
    Fields fields(site, here->count());
    for (const Occurrence& one : all)
        one.values != nullptr ? fields.values(*one.values) : fields.patterns(*one.patterns);
    // Something else has the name: the message gets another one.
    std::string free = name;
    auto taken = [&](const std::string& wanted) {
        return std::any_of(site.program.symbols.begin(), site.program.symbols.end(), [&](const sema::Symbol& symbol) {
            return symbol.name == wanted && symbol.parent == sema::kNoSymbol && !symbol.nameSpan.empty();
        });
    };
    while (taken(free)) free += free == name ? "_message" : "_";
    std::string text = std::string(sent ? "message" : here->word) + " " + free + "(" + fields.text() + ")";
    Fix fix{"declare " + quoted(text), {site.declare({"input", "output", "message"}, text)}};
    for (const Occurrence& one : all)
        if (free != name) fix.edits.push_back({one.name->span, free});
    return {fix};
}

std::vector<Fix> declareVariable(const Site& site, const Diagnostic& diagnostic) {
    const Decl* decl = site.declaration(diagnostic.span.begin);
    const auto* process = decl == nullptr ? nullptr : std::get_if<ProcessDecl>(&decl->node);
    if (process == nullptr || process->bodySpan.empty()) return {};
    sema::TypeRef type = nullptr;
    bool assigned = false;
    site.eachStatement([&](const Stmt* stmt) {
        const auto* assign = std::get_if<AssignStmt>(&stmt->node);
        if (assign == nullptr || assign->target == nullptr || assign->target->span != diagnostic.span ||
            assign->op != AssignOp::Set)
            return;
        assigned = true;
        type = site.module.typeOf(assign->value->id);
    });
    if (!assigned) return {};
    std::string value = site.placeholder(type), written = site.typeText(type);
    if (value.empty()) {
        value = "0";
        written = "Int";
    }
    std::string text = "var " + site.text(diagnostic.span) + " : " + written + " = " + value;
    size_t brace = site.token(process->bodySpan.begin);
    while (brace < site.tokenCount() && site.word(brace) != "{") ++brace;
    if (brace == site.tokenCount()) return {};
    std::string_view whole = site.sources.file(diagnostic.span.file).text();
    uint32_t at = site.tokenSpan(brace).end;
    bool ends = at >= whole.size() || whole[at] == '\n' || whole[at] == '\r';
    return {{"declare " + quoted(text), {site.insert(at, ends ? "\n  " + text : " " + text + " ")}}};
}

/// Local names begin with `_` if nobody is to use them; declarations nobody uses are removed.
std::vector<Fix> unused(const Site& site, const Diagnostic& diagnostic) {
    std::string name = site.text(diagnostic.span);
    for (const Decl* decl : site.tree().decls) {
        const bool import = std::holds_alternative<ImportDecl>(decl->node) &&
                            decl->span.begin <= diagnostic.span.begin && diagnostic.span.end <= decl->span.end;
        if (import) return {{"remove the import", {site.remove(decl->span)}}};
        if (decl->name.span == diagnostic.span) return {{"remove " + quoted(name), {site.remove(decl->span)}}};
        const auto* process = std::get_if<ProcessDecl>(&decl->node);
        if (process == nullptr) continue;
        for (const ProcessMember& member : process->members) {
            const auto* var = std::get_if<VarDecl>(&member);
            if (var == nullptr || var->name.span != diagnostic.span) continue;
            sema::SymbolId symbol = site.module.resolve(var->name);
            size_t uses = 0;
            for (const auto& [begin, use] : site.module.uses) uses += use.symbol == symbol ? 1 : 0;
            if (uses > 1) return {};   // it is written, though never read
            return {{"remove " + quoted(name), {site.remove(var->span)}}};
        }
    }
    return {{"rename to " + quoted("_" + name), {{diagnostic.span, "_" + name}}}};
}

std::vector<Fix> declareType(const Site& site, const Diagnostic& diagnostic) {
    std::string name = site.text(diagnostic.span);
    if (name.empty() || name.find('.') != std::string::npos || std::islower(static_cast<unsigned char>(name[0])) != 0)
        return {};   // types begin with a capital
    return {
        {"declare " + quoted("param type " + name), {site.declare({"param"}, "param type " + name)}},
        {"declare " + quoted("enum " + name), {site.declare({"enum", "type"}, "enum " + name + " { First, Second }")}}};
}

std::vector<Fix> declareConstructor(const Site& site, const Diagnostic& diagnostic) {
    // The enum is not known; the only one of the file is probably meant.
    const Decl* only = nullptr;
    for (const Decl* decl : site.tree().decls)
        if (std::holds_alternative<EnumDecl>(decl->node)) {
            if (only != nullptr) return {};
            only = decl;
        }
    if (only == nullptr || site.word(site.token(diagnostic.span.end)) == "(") return {};
    const auto& constructors = std::get<EnumDecl>(only->node).constructors;
    if (constructors.empty()) return {};
    std::string name = site.text(diagnostic.span);
    return {{"add " + quoted(name) + " to " + quoted(only->name.text),
             {site.insert(constructors.back().span.end, ", " + name)}}};
}

}   // namespace

std::vector<Fix> repairsOfNames(const Site& site, const Diagnostic& diagnostic) {
    switch (diagnostic.code) {
    case Code::UnknownClass: return addImport(site, site.text(diagnostic.span));
    case Code::UnknownName: {
        std::vector<Fix> out = misspelt(site, diagnostic), imported = addImport(site, site.text(diagnostic.span));
        out.insert(out.end(), imported.begin(), imported.end());
        return out;
    }
    case Code::UnknownType: {
        std::vector<Fix> out = addImport(site, site.text(diagnostic.span)), declared = declareType(site, diagnostic);
        out.insert(out.end(), declared.begin(), declared.end());
        return out;
    }
    case Code::UnknownMessage: return declareMessage(site, diagnostic);
    case Code::UnknownVariable: return declareVariable(site, diagnostic);
    case Code::UnknownConstructor: {
        std::vector<Fix> out = misspelt(site, diagnostic), declared = declareConstructor(site, diagnostic);
        out.insert(out.end(), declared.begin(), declared.end());
        return out;
    }
    case Code::UnusedName: return unused(site, diagnostic);
    case Code::UnknownModule: {
        const Decl* decl = site.declaration(diagnostic.span.begin);
        if (decl == nullptr || !std::holds_alternative<ImportDecl>(decl->node)) return {};
        return {{"remove the import", {site.remove(decl->span)}}};
    }
    default: return {};   // no repair is known
    }
}

}   // namespace evd::repair
