#include "lsp/features/completion.h"

#include "lsp/features/context.h"

#include <algorithm>
#include <set>

namespace evd::lsp {

namespace {

using sema::SymbolKind;

struct Word { const char* text; const char* doc; };
struct Snippet { const char* label; const char* body; const char* doc; };

const std::vector<Word> kTopWords = {{"param", "a value supplied at deployment"}, {"assume", "a fact about parameters"}, {"type", "an alias"}, {"enum", "a sum type"},
    {"fn", "a total pure function"}, {"extern fn", "a function of the host program"}, {"input", "a message from the environment"}, {"output", "a message to the environment"},
    {"message", "a message between locations"}, {"class", "an event class"}, {"state", "a state class"}, {"process", "a message automaton as one block"},
    {"open process", "a process others may extend"}, {"system", "what runs where"}, {"property", "a statement about runs"}, {"invariant", "what holds at every step"},
    {"check", "how to check a property"}, {"prove", "what to prove"}, {"import", "another module"}, {"spec", "the header of a spec"}};
const std::vector<Snippet> kTopSnippets = {
    {"process …", "process ${1:Name} {\n  var ${2:x} : ${3:Int} = ${4:0}\n\n  on ${5:m}($6) {\n    $0\n  }\n}", "a process with a variable and a handler"},
    {"class … => send", "class ${1:Name} = ${2:m}(${3:x}) => send ${4:n}(${3:x}) to ${0:self}", "an event class that answers a message"},
    {"state …", "state ${1:Name} : ${2:Int} = ${3:0} {\n  on ${4:m}(${5:x}) -> $0\n}", "a state class"},
    {"system …", "system ${1:Name} = ${2:P} at ${0:nodes}", "what runs where"},
    {"invariant …", "invariant ${1:name} = forall ${2:i} in ${3:nodes}: $0", "what holds at every step"}};
const std::vector<Word> kMemberWords = {{"var", "a variable"}, {"durable var", "a variable that survives a restart"}, {"on", "a handler"}, {"action", "a local action"},
    {"fair action", "an action that happens if it stays enabled"}, {"only", "a frame: who may change or send"}};
const std::vector<Snippet> kMemberSnippets = {
    {"on … { }", "on ${1:m}($2) {\n  $0\n}", "a handler"}, {"on … when", "on ${1:m}($2) when ${3:true} {\n  $0\n}", "a handler with a guard"},
    {"fair action …", "fair action ${1:name} when ${2:true} {\n  $0\n}", "an action with weak fairness"}, {"var …", "var ${1:x} : ${2:Int} = ${0:0}", "a variable"}};
const std::vector<Word> kStatementWords = {{"let", "a name for a value"}, {"if", "a choice"}, {"match", "a choice by pattern"}, {"for", "a loop over a collection"}, {"send", "a message to locations"},
    {"emit", "an output"}, {"after", "a delay before a send"}, {"spawn", "a new child process"}, {"become", "continue as another process"}, {"stop", "the process ends"}};
const std::vector<Snippet> kStatementSnippets = {{"send … to", "send ${1:m}($2) to ${0:self}", "a message to locations"}, {"after … send", "after ${1:1s} send ${2:m}($3) to ${0:self}", "a timer"},
    {"if … { }", "if ${1:true} {\n  $0\n}", "a choice"}, {"for … in", "for ${1:x} in ${2:xs} {\n  $0\n}", "a loop over a collection"}};
const std::vector<Word> kExpressionWords = {{"if", ""}, {"then", ""}, {"else", ""}, {"match", ""}, {"let", ""}, {"in", ""}, {"not", ""}, {"and", ""}, {"or", ""}, {"implies", ""}, {"iff", ""}, {"mod", ""},
    {"true", ""}, {"false", ""}, {"self", "the location of the event"}, {"all", "`all x in s: p`"}, {"any", "`any x in s: p`"}, {"when", ""}, {"send", ""}, {"emit", ""}, {"to", ""}, {"with", ""}};
const std::vector<Word> kLogicWords = {{"forall", ""}, {"exists", ""}, {"always", ""}, {"eventually", ""}, {"leads_to", ""}, {"sent", "a send event"}, {"was_sent", "whether a message was sent"}, {"at", ""}, {"of", ""}, {"before", ""}, {"after", ""}};
const std::vector<Word> kClassWords = {{"start", "the first event of a location"}, {"once", "only the first event"}, {"until", "no event after the end"}, {"before", "the value of a state before the event"},
    {"latest", "the last value of a class"}, {"each", "`each p in C spawn D(p)`"}, {"when", ""}, {"at", ""}, {"as", ""}, {"from", ""}};
const std::vector<const char*> kBasicTypes = {"Int", "Nat", "Bool", "Unit", "Str", "Bytes", "Loc", "Duration"};
const std::vector<Snippet> kGenericTypes = {{"List", "List<${1:Int}>", "elements in order"}, {"Set", "Set<${1:Loc}>", "distinct elements"}, {"Bag", "Bag<${1:Int}>", "elements with repetitions"},
    {"Map", "Map<${1:Loc}, ${2:Int}>", "values by key"}, {"Ring", "Ring<${1:Loc}>", "elements in a circle; only of parameters"}, {"Option", "Option<${1:Int}>", "a value or none"}};

ItemKind kindOf(SymbolKind kind) {
    switch (kind) {
    case SymbolKind::Spec: case SymbolKind::Module: return ItemKind::Module;
    case SymbolKind::TypeParam: case SymbolKind::GenericType: return ItemKind::TypeParameter;
    case SymbolKind::TypeAlias: return ItemKind::Struct;
    case SymbolKind::Enum: return ItemKind::Enum;
    case SymbolKind::Constructor: return ItemKind::EnumMember;
    case SymbolKind::Field: case SymbolKind::MessageField: return ItemKind::Field;
    case SymbolKind::Message: return ItemKind::Event;
    case SymbolKind::Class: case SymbolKind::State: return ItemKind::Interface;
    case SymbolKind::Process: case SymbolKind::System: return ItemKind::Class;
    case SymbolKind::Action: return ItemKind::Method;
    case SymbolKind::Property: case SymbolKind::Assumption: case SymbolKind::Check: case SymbolKind::Scenario: return ItemKind::Property;
    case SymbolKind::Param: return ItemKind::Constant;
    case SymbolKind::Function: case SymbolKind::Builtin: return ItemKind::Function;
    default: return ItemKind::Variable;
    }
}

class Completer {
public:
    Completer(const Analysis& analysis, uint32_t offset, bool snippets, const Recheck& recheck)
        : analysis_(analysis), offset_(offset), snippets_(snippets), recheck_(recheck), context_(contextAt(analysis, offset)) {}

    Completions run() {
        out_.replace = {analysis_.tree().file, context_.nameBegin, context_.nameEnd};
        switch (context_.region) {
        case Region::Comment: case Region::NewName: break;
        case Region::TopLevel: words(kTopWords, 3); snippets(kTopSnippets); break;
        case Region::Members: words(kMemberWords, 3); snippets(kMemberSnippets); break;
        case Region::Clauses: words({{"on", "a clause"}}, 1); break;
        case Region::Type: types(); break;
        case Region::MessageName: messages([](syntax::MessageKind kind) { return kind != syntax::MessageKind::Input; }, true); break;
        case Region::OutputName: messages([](syntax::MessageKind kind) { return kind == syntax::MessageKind::Output; }, true); break;
        case Region::EventName: messages([](syntax::MessageKind kind) { return kind != syntax::MessageKind::Output; }, true); words({{"start", "the first event"}}, 4); break;
        case Region::ProcessName: tops([](const sema::Symbol& s) { return s.kind == SymbolKind::Process || s.kind == SymbolKind::Class; }); break;
        case Region::PropertyName: tops([](const sema::Symbol& s) { return s.kind == SymbolKind::Property; }); break;
        case Region::Import: imports(); break;
        case Region::Member: members(); break;
        case Region::ClassExpr:
            words(kClassWords, 6);
            tops([](const sema::Symbol& s) { return s.kind == SymbolKind::Class || s.kind == SymbolKind::State || s.kind == SymbolKind::Process; });
            messages([](syntax::MessageKind kind) { return kind != syntax::MessageKind::Output; }, true);
            locals();
            break;
        case Region::Statements: words(kStatementWords, 3); snippets(kStatementSnippets); locals(); break;
        case Region::Expression: expression(); break;
        }
        return std::move(out_);
    }

private:
    void put(CompletionItem item) { if (!item.label.empty() && seen_.insert(item.label).second) out_.items.push_back(std::move(item)); }
    void words(const std::vector<Word>& list, int rank) { for (const Word& word : list) put({word.text, ItemKind::Keyword, "", word.doc, "", false, rank}); }
    void snippets(const std::vector<Snippet>& list, ItemKind kind = ItemKind::Snippet) {
        if (snippets_) for (const Snippet& one : list) put({one.label, kind, "", one.doc, one.body, true, 4});
    }

    /// A symbol; what takes arguments gets places for them.
    void put(sema::SymbolId id, int rank, bool withArguments) {
        const sema::Symbol& symbol = analysis_.program()[id];
        CompletionItem item{symbol.name, kindOf(symbol.kind), analysis_.program().signature(id), symbol.doc, "", false, rank};
        bool takes = symbol.kind == SymbolKind::Message || symbol.kind == SymbolKind::Function || symbol.kind == SymbolKind::Constructor || symbol.kind == SymbolKind::Builtin;
        bool opened = context_.nameEnd < analysis_.text().size() && analysis_.text()[context_.nameEnd] == '(';
        if (withArguments && snippets_ && takes && !opened) {
            std::string args;
            size_t number = 0;
            for (sema::SymbolId member : symbol.members) {
                const std::string& name = analysis_.program()[member].name;
                ++number;
                args += (number == 1 ? "${" : ", ${") + std::to_string(number) + ":" + (name.empty() ? "_" : name) + "}";
            }
            bool bare = symbol.kind == SymbolKind::Constructor && number == 0;
            if (symbol.kind == SymbolKind::Builtin && number == 0) args = "$1";
            if (!bare) { item.insert = symbol.name + "(" + args + ")"; item.snippet = true; }
        }
        put(std::move(item));
    }
    template <class Fits> void tops(Fits fits, int rank = 2) {
        for (sema::SymbolId id = 0; id < analysis_.program().symbols.size(); ++id) {
            const sema::Symbol& symbol = analysis_.program()[id];
            bool visible = symbol.module == 0 || std::count(analysis_.root().imports.begin(), analysis_.root().imports.end(), symbol.module) != 0;
            bool top = symbol.parent == sema::kNoSymbol || symbol.kind == SymbolKind::Constructor;
            if (visible && top && !symbol.nameSpan.empty() && fits(symbol)) put(id, rank, true);
        }
    }
    void messages(const std::function<bool(syntax::MessageKind)>& fits, bool arguments) {
        for (sema::SymbolId id = 0; id < analysis_.program().symbols.size(); ++id) {
            const sema::Symbol& symbol = analysis_.program()[id];
            const auto* decl = symbol.kind == SymbolKind::Message && symbol.decl != nullptr ? std::get_if<syntax::MessageDecl>(&symbol.decl->node) : nullptr;
            if (decl != nullptr && fits(decl->kind)) put(id, 1, arguments);
        }
    }
    void locals() { for (sema::SymbolId id : localsAt(analysis_, context_, offset_)) put(id, 0, false); }
    void types() {
        for (const char* name : kBasicTypes) put({name, ItemKind::Struct, "", "", "", false, 2});
        if (snippets_) snippets(kGenericTypes, ItemKind::Struct);
        else for (const Snippet& one : kGenericTypes) put({one.label, ItemKind::Struct, "", one.doc, "", false, 3});
        tops([](const sema::Symbol& s) { return s.kind == SymbolKind::Enum || s.kind == SymbolKind::TypeAlias || s.kind == SymbolKind::TypeParam; }, 1);
        for (sema::SymbolId id : localsAt(analysis_, context_, offset_))
            if (analysis_.program()[id].kind == SymbolKind::GenericType) put(id, 0, false);
    }
    void imports() {
        for (const char* name : {"collection", "quorum"}) put({std::string("std.") + name, ItemKind::Module, "standard library", "", "", false, 1});
    }
    void expression() {
        locals();
        tops([](const sema::Symbol& s) {
            return s.kind == SymbolKind::Param || s.kind == SymbolKind::Function || s.kind == SymbolKind::Constructor || s.kind == SymbolKind::State;
        });
        static const std::set<std::string> kLogic = {"property", "invariant", "assume", "check"};
        bool logic = kLogic.count(context_.declKeyword) != 0;
        if (logic) {
            words(kLogicWords, 5);
            tops([](const sema::Symbol& s) { return s.kind == SymbolKind::Message || s.kind == SymbolKind::Process || s.kind == SymbolKind::Class; }, 3);
            for (sema::SymbolId id = 0; id < analysis_.program().symbols.size(); ++id)
                if (analysis_.program()[id].kind == SymbolKind::Variable && analysis_.program()[id].module == 0) put(id, 3, false);
        }
        words(kExpressionWords, 6);
        for (sema::SymbolId id = 0; id < analysis_.program().symbols.size(); ++id) {
            const sema::Symbol& symbol = analysis_.program()[id];
            if (symbol.kind == SymbolKind::Builtin && !symbol.name.empty() && std::islower(static_cast<unsigned char>(symbol.name[0]))) put(id, 5, true);
        }
    }

    // ---- after a dot

    /// The type of the largest expression that ends at an offset.
    static sema::TypeRef typeEndingAt(const Analysis& analysis, uint32_t end) {
        Span best{0, 0, 0};
        sema::TypeRef type = nullptr;
        for (const auto& [span, id] : analysis.tree().typedNodes()) {
            if (span.end != end || span.end - span.begin <= best.end - best.begin) continue;
            sema::TypeRef found = analysis.root().typeOf(id);
            if (found == nullptr || found->kind == sema::Kind::Error || found->kind == sema::Kind::Variable) continue;
            // `a + b.` asks for b: only forms that a dot may follow.
            std::string_view text = analysis.sources().text(span);
            if (text.find(' ') != std::string_view::npos && text.back() != ')' && text.back() != ']' && text.back() != '}') continue;
            best = span;
            type = found;
        }
        if (type != nullptr) return type;
        const sema::Use* use = analysis.useAt(end);
        return use != nullptr && use->span.end == end ? analysis.program()[use->symbol].type : nullptr;
    }

    void members() {
        uint32_t end = context_.dot;
        std::string_view text = analysis_.text();
        while (end > 0 && (text[end - 1] == ' ' || text[end - 1] == '\n' || text[end - 1] == '\r' || text[end - 1] == '\t')) --end;
        if (module(end)) return;
        // Without the dot and what follows it the text is more often complete.
        std::string complete(text);
        std::fill(complete.begin() + context_.dot, complete.begin() + context_.nameEnd, ' ');
        std::shared_ptr<const Analysis> other = recheck_ ? recheck_(std::move(complete)) : nullptr;
        sema::TypeRef type = other ? typeEndingAt(*other, end) : nullptr;
        const Analysis& from = type != nullptr ? *other : analysis_;
        if (type == nullptr) type = typeEndingAt(analysis_, end);
        if (type == nullptr) return;
        if (type->kind == sema::Kind::Record)
            for (size_t i = 0; i < type->fields.size(); ++i) put({type->fields[i], ItemKind::Field, type->fields[i] + ": " + from.program().text(type->args[i]), "", "", false, 0});
        functionsFor(type);
    }
    /// Names of an imported module, if its alias stands before the dot.
    bool module(uint32_t end) {
        uint32_t begin = end;
        while (begin > 0 && (std::isalnum(static_cast<unsigned char>(analysis_.text()[begin - 1])) || analysis_.text()[begin - 1] == '_')) --begin;
        std::string name(analysis_.text().substr(begin, end - begin));
        if (name == "std" && context_.declKeyword == "import") {
            for (const char* one : {"collection", "quorum"}) put({one, ItemKind::Module, "standard library", "", "", false, 1});
            return true;
        }
        size_t next = 0;
        for (const syntax::Decl* decl : analysis_.tree().decls) {
            const auto* import = std::get_if<syntax::ImportDecl>(&decl->node);
            if (import == nullptr || next >= analysis_.root().imports.size()) continue;
            uint32_t index = analysis_.root().imports[next++];
            const sema::Module& module = analysis_.program().modules[index];
            std::string alias = !import->alias.missing() ? import->alias.text : import->file ? module.name : import->path.empty() ? "" : import->path.back().text;
            if (alias != name || name.empty()) continue;
            for (sema::SymbolId id : module.symbols) put(id, 1, true);
            return true;
        }
        return false;
    }
    /// Functions whose first parameter has this kind of type, for `x.f(…)`.
    void functionsFor(sema::TypeRef type) {
        std::string head = analysis_.program().text(type);
        head = head.substr(0, head.find('<'));
        for (sema::SymbolId id = 0; id < analysis_.program().symbols.size(); ++id) {
            const sema::Symbol& symbol = analysis_.program()[id];
            if (symbol.kind == SymbolKind::Builtin) {
                if (symbol.name.empty() || !std::islower(static_cast<unsigned char>(symbol.name[0])) || symbol.name == "in" || symbol.name == "mod") continue;
                for (const char* scheme : schemesOf(symbol.name))
                    if (std::string(scheme).rfind("(" + head, 0) == 0) put({symbol.name, ItemKind::Function, symbol.name + ": " + scheme, symbol.doc, "", false, 3});
            } else if (symbol.kind == SymbolKind::Function && !symbol.members.empty()) {
                sema::TypeRef first = analysis_.program()[symbol.members.front()].type;
                if (first == nullptr) continue;
                std::string text = analysis_.program().text(first);
                if (first->kind == sema::Kind::Generic || text.substr(0, text.find('<')) == head)
                    put({symbol.name, ItemKind::Function, analysis_.program().signature(id), symbol.doc, "", false, 2});
            }
        }
    }
    static std::vector<const char*> schemesOf(const std::string& name) {
        std::vector<const char*> out;
#define EVD_BUILTIN(id, text, scheme, doc) if (name == text) out.push_back(scheme);
#include "frontend/sema/builtins.def"
#undef EVD_BUILTIN
        return out;
    }

    const Analysis& analysis_;
    uint32_t offset_;
    bool snippets_;
    const Recheck& recheck_;
    Context context_;
    Completions out_;
    std::set<std::string> seen_;
};

} // namespace

Completions complete(const Analysis& analysis, uint32_t offset, bool snippets, const Recheck& recheck) { return Completer(analysis, offset, snippets, recheck).run(); }

} // namespace evd::lsp
