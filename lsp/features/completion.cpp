#include "lsp/features/completion.h"

#include "base/check.h"
#include "frontend/sema/check.h"
#include "lsp/features/completion_types.h"
#include "lsp/features/completion_words.h"
#include "lsp/features/scope.h"
#include "lsp/features/signatures.h"
#include "lsp/features/words.h"

#include <algorithm>
#include <optional>
#include <set>

namespace evd::lsp {

namespace {

using sema::SymbolKind;
using syntax::MessageKind;

ItemKind kindOf(SymbolKind kind) {
    switch (kind) {
    case SymbolKind::Spec:
    case SymbolKind::Module: return ItemKind::Module;
    case SymbolKind::TypeParam:
    case SymbolKind::GenericType: return ItemKind::TypeParameter;
    case SymbolKind::TypeAlias: return ItemKind::Struct;
    case SymbolKind::Enum: return ItemKind::Enum;
    case SymbolKind::Constructor: return ItemKind::EnumMember;
    case SymbolKind::Field:
    case SymbolKind::MessageField: return ItemKind::Field;
    case SymbolKind::Message: return ItemKind::Event;
    case SymbolKind::Class:
    case SymbolKind::State: return ItemKind::Interface;
    case SymbolKind::Process:
    case SymbolKind::System: return ItemKind::Class;
    case SymbolKind::Action:
    case SymbolKind::Timer: return ItemKind::Method;
    case SymbolKind::Property:
    case SymbolKind::Assumption:
    case SymbolKind::Check:
    case SymbolKind::Scenario: return ItemKind::Property;
    case SymbolKind::Constant:
    case SymbolKind::Quorum:
    case SymbolKind::Param: return ItemKind::Constant;
    case SymbolKind::Function:
    case SymbolKind::Builtin: return ItemKind::Function;
    case SymbolKind::Variable:
    case SymbolKind::Local:
    case SymbolKind::Parameter: return ItemKind::Variable;
    }
    EVD_CHECK(false, "every kind is listed");
}

/// Places for arguments, numbered from `first`: `${1:a}, ${2:b}`.
std::string places(const std::vector<std::string>& names, size_t first = 1) {
    std::string out;
    for (size_t i = 0; i < names.size(); ++i) {
        std::string name;
        for (char c : names[i]) {
            if (c == '}' || c == '$' || c == '\\') name += '\\';
            name += c;
        }
        out += (i == 0 ? "${" : ", ${") + std::to_string(first + i) + ":" + (name.empty() ? "_" : name) + "}";
    }
    return out;
}

bool isProcedure(const std::string& name) {
    return !name.empty() && std::islower(static_cast<unsigned char>(name[0])) && name != "in" && name != "mod";
}

/// How far down the list goes what has another type than the one that is wanted.
constexpr int kMisfit = 10;

class Completer {
public:
    Completer(const Analysis& analysis, uint32_t offset, bool snippets, const Recheck& recheck,
              const ListFolder& listFolder)
        : analysis_(analysis), offset_(offset), snippets_(snippets), recheck_(recheck), listFolder_(listFolder),
          context_(contextAt(analysis, offset)) {}

    Completions run() {
        out_.replace = {analysis_.tree().file, context_.nameBegin, context_.nameEnd};
        for (const ImportedName& one : importedNames(analysis_))
            if (one.name == context_.module) module_ = one.module;
        if (!context_.fields || !fields()) place();
        return std::move(out_);
    }

private:
    const sema::Program& program() const { return analysis_.program(); }

    void place() {
        auto received = [](MessageKind kind) { return kind != MessageKind::Output; };
        switch (context_.region) {
        case Region::Comment:
        case Region::NewName: break;
        case Region::TopLevel:
            if (analysis_.tree().tokens.size() <= 1) {   // the file begins
                keywords({"spec"}, 1);
                snippets({{"spec …", "spec ${1:name}\n\n$0", "the name of what is specified"}});
                break;
            }
            keywords(kTopWords, 3);
            snippets(kTopSnippets);
            break;
        case Region::Members:
            keywords(kMemberWords, 3);
            memberSnippets();
            break;
        case Region::Clauses: keywords({"on"}, 1); break;
        case Region::Word: keywords({context_.next}, 1); break;
        case Region::Type: types(); break;
        case Region::MessageName:
            messages([](MessageKind kind) { return kind != MessageKind::Input; }, true);
            modules();
            break;
        case Region::OutputName:
            messages([](MessageKind kind) { return kind == MessageKind::Output; }, true);
            modules();
            break;
        case Region::EventName:
            messages(received, true);
            membersOfProcess(SymbolKind::Timer);
            keywords({"start"}, 4);
            modules();
            break;
        case Region::SpawnName:
        case Region::ProcessName:
            tops([](const sema::Symbol& s) { return s.kind == SymbolKind::Process || s.kind == SymbolKind::Class; }, 2,
                 context_.region == Region::SpawnName);
            modules();
            break;
        case Region::Frame: frame(); break;
        case Region::Check: check(); break;
        case Region::MatchArm: arms(); break;
        case Region::Member: members(); break;
        case Region::Import: imports(); break;
        case Region::ImportFile: importFiles(); break;
        case Region::ClassExpr:
            if (!beginsOperand()) {
                keywords(kClassOperators, 1);
                break;
            }
            keywords(kClassBeginnings, 6);
            tops(
                [](const sema::Symbol& s) {
                    return s.kind == SymbolKind::Class || s.kind == SymbolKind::State || s.kind == SymbolKind::Process;
                },
                2, true);
            messages(received, true);
            locals();
            modules();
            break;
        case Region::Statements:
            keywords(kStatementWords, 3);
            statementSnippets();
            locals();
            break;
        case Region::Steps:
            keywords(kStepWords, 3);
            snippets(kStepSnippets);
            locals();
            messages([](MessageKind kind) { return kind == MessageKind::Input; }, true);
            tops([](const sema::Symbol& s) { return s.kind == SymbolKind::Param; });
            break;
        case Region::StepVerb: keywords(kStepVerbs, 0); break;
        case Region::ActionName:
            for (sema::SymbolId id : analysis_.root().symbols)
                for (sema::SymbolId member : program()[id].members)
                    if (program()[member].kind == SymbolKind::Action || program()[member].kind == SymbolKind::Timer)
                        put(member, 1, false);
            break;
        case Region::TimerName: membersOfProcess(SymbolKind::Timer); break;
        case Region::Expression: expression(); break;
        }
    }

    /// Whether what stands before the name asks for an operand of a class expression.
    bool beginsOperand() const {
        static const std::set<std::string> kBefore = {"=",  "||",    "&",      "(",    ",",      "[",
                                                      "on", "until", "before", "once", "latest", "each"};
        return kBefore.count(context_.previous) != 0;
    }

    // ---- items

    void put(CompletionItem item) {
        if (!item.label.empty() && seen_.insert(item.label).second) out_.items.push_back(std::move(item));
    }
    void words(const std::vector<Word>& list, int rank) {
        if (module_) return;
        for (const Word& word : list) put({word.text, ItemKind::Keyword, "", word.doc, "", false, rank});
    }
    void keywords(const std::vector<const char*>& list, int rank) {
        if (module_) return;
        for (const char* word : list) put({word, ItemKind::Keyword, "", std::string(docOf(word)), "", false, rank});
    }
    void snippets(const std::vector<Snippet>& list, ItemKind kind = ItemKind::Snippet) {
        if (snippets_ && !module_)
            for (const Snippet& one : list) put({one.label, kind, "", one.doc, one.body, true, 4});
    }
    /// Whether the name is already followed by what an item would add.
    bool followedBy(char c) const {
        return context_.nameEnd < analysis_.text().size() && analysis_.text()[context_.nameEnd] == c;
    }

    /// The names of what a symbol takes, or nothing if it is written without a list of arguments.
    std::optional<std::vector<std::string>> argumentsOf(const sema::Symbol& symbol, bool ofInstances) const {
        bool instance =
            symbol.kind == SymbolKind::Process || symbol.kind == SymbolKind::Class || symbol.kind == SymbolKind::State;
        bool takes = symbol.kind == SymbolKind::Message || symbol.kind == SymbolKind::Function ||
                     symbol.kind == SymbolKind::Constructor;
        if (!takes && !(instance && ofInstances)) return std::nullopt;
        std::vector<std::string> out;
        for (sema::SymbolId member : symbol.members)
            if (!instance || program()[member].kind == SymbolKind::Parameter) out.push_back(program()[member].name);
        if (out.empty() && (instance || symbol.kind == SymbolKind::Constructor)) return std::nullopt;
        return out;
    }
    /// A symbol; what takes arguments gets places for them. `ofInstances`: processes and classes too.
    void put(sema::SymbolId id, int rank, bool withArguments, bool ofInstances = false) {
        const sema::Symbol& symbol = program()[id];
        if (module_ && symbol.module != *module_) return;
        CompletionItem item{symbol.name,
                            kindOf(symbol.kind),
                            program().signature(id),
                            symbol.doc,
                            "",
                            false,
                            rank + (fits(symbol) ? 0 : kMisfit)};
        if (withArguments && snippets_ && !followedBy('(')) {
            auto arguments = argumentsOf(symbol, ofInstances);
            if (arguments) item.insert = symbol.name + "(" + places(*arguments) + ")";
            else if (symbol.kind == SymbolKind::Builtin) item.insert = symbol.name + "($1)";
            item.snippet = !item.insert.empty();
        }
        put(std::move(item));
    }
    template <class Fits> void tops(Fits fits, int rank = 2, bool ofInstances = false) {
        for (sema::SymbolId id = 0; id < program().symbols.size(); ++id) {
            const sema::Symbol& symbol = program()[id];
            const auto& links = analysis_.root().links;
            bool visible = module_
                               ? symbol.module == *module_ && !symbol.nameSpan.empty()
                               : symbol.module == 0 || std::any_of(links.begin(), links.end(), [&](const auto& link) {
                                     return link.module == symbol.module && !link.isInstance();
                                 });
            bool top = symbol.parent == sema::kNoSymbol || symbol.kind == SymbolKind::Constructor;
            bool declared =
                !symbol.nameSpan.empty() || symbol.kind == SymbolKind::Constructor;   // `Some` and `None` are built in
            if (visible && top && declared && fits(symbol)) put(id, rank, true, ofInstances);
        }
    }
    template <class Fits> void eachMessage(Fits fits, const std::function<void(sema::SymbolId)>& use) const {
        for (sema::SymbolId id = 0; id < program().symbols.size(); ++id) {
            const sema::Symbol& symbol = program()[id];
            const auto* decl = symbol.kind == SymbolKind::Message && symbol.decl != nullptr
                                   ? std::get_if<syntax::MessageDecl>(&symbol.decl->node)
                                   : nullptr;
            if (decl != nullptr && (!module_ || symbol.module == *module_) && fits(decl->kind)) use(id);
        }
    }
    template <class Fits> void messages(Fits fits, bool arguments) {
        eachMessage(fits, [&](sema::SymbolId id) { put(id, 1, arguments); });
    }
    void locals() {
        if (module_) return;
        for (sema::SymbolId id : localsAt(analysis_, context_, offset_)) put(id, 0, false);
    }
    void membersOfProcess(SymbolKind kind) {
        if (module_ || context_.process == sema::kNoSymbol) return;
        for (sema::SymbolId id : program()[context_.process].members)
            if (program()[id].kind == kind) put(id, 0, false);
    }
    void modules() {
        if (module_) return;
        for (const ImportedName& one : importedNames(analysis_))
            put({one.name, ItemKind::Module, "import " + program().modules[one.module].name, "", "", false, 4});
    }

    // ---- snippets with a message of the spec

    /// Puts the first message that fits, with its fields, in the place of `${1:m}($2)` or `${2:m}($3)`.
    template <class Fits> void messageSnippets(const std::vector<Snippet>& list, Fits fits) {
        const sema::Symbol* message = nullptr;
        eachMessage(fits, [&](sema::SymbolId id) {
            if (message == nullptr && program()[id].module == 0) message = &program()[id];
        });
        for (const Snippet& one : list) {
            std::string body = one.body;
            for (size_t number : {size_t{1}, size_t{2}}) {
                std::string hole = "${" + std::to_string(number) + ":m}($" + std::to_string(number + 1) + ")";
                size_t at = body.find(hole);
                if (at == std::string::npos || message == nullptr) continue;
                std::vector<std::string> names = *argumentsOf(*message, false);
                std::string rest = renumbered(body.substr(at + hole.size()), number + 2, number + 1 + names.size());
                body = body.substr(0, at) + "${" + std::to_string(number) + ":" + message->name + "}(" +
                       places(names, number + 1) + ")" + rest;
            }
            if (snippets_ && !module_) put({one.label, ItemKind::Snippet, "", one.doc, body, true, 4});
        }
    }
    /// A snippet whose place `from` and later ones are numbered from `to`.
    static std::string renumbered(const std::string& body, size_t from, size_t to) {
        std::string out;
        for (size_t i = 0; i < body.size(); ++i) {
            size_t digit = i + 1 < body.size() && body[i] == '{' && i > 0 && body[i - 1] == '$' ? i + 1
                           : i + 1 < body.size() && body[i] == '$'                              ? i + 1
                                                                                                : 0;
            out += body[i];
            if (digit == 0 || std::isdigit(static_cast<unsigned char>(body[digit])) == 0) continue;
            size_t number = static_cast<size_t>(body[digit] - '0');
            out += std::to_string(number < from ? number : number - from + to);
            i = digit;
        }
        return out;
    }
    void memberSnippets() {
        messageSnippets(kMemberSnippets, [](MessageKind kind) { return kind != MessageKind::Output; });
    }
    void statementSnippets() {
        messageSnippets(kStatementSnippets, [](MessageKind kind) { return kind == MessageKind::Internal; });
    }

    // ---- places

    void types() {
        if (!module_) builtInTypes();
        tops(
            [](const sema::Symbol& s) {
                return s.kind == SymbolKind::Enum || s.kind == SymbolKind::TypeAlias || s.kind == SymbolKind::TypeParam;
            },
            1);
        if (!module_)
            for (sema::SymbolId id : localsAt(analysis_, context_, offset_))
                if (program()[id].kind == SymbolKind::GenericType) put(id, 0, false);
        modules();
    }
    void builtInTypes() {
        for (const char* name : kBasicTypes) put({name, ItemKind::Struct, "", std::string(docOf(name)), "", false, 2});
        if (snippets_ && !followedBy('<')) snippets(kGenericTypes, ItemKind::Struct);
        else
            for (const Snippet& one : kGenericTypes) put({one.label, ItemKind::Struct, "", one.doc, "", false, 3});
    }
    void imports() {
        for (const std::string& name : sema::standardModules(analysis_.stdlibPath()))
            put({name, ItemKind::Module, "standard library", "", "", false, 1});
        if (context_.declKeyword != "use" || !listFolder_) return;
        const size_t slash = analysis_.path().rfind('/') + 1;   // a module beside this one goes by its name
        for (const std::string& name : listFolder_(analysis_.path().substr(0, slash)))
            if (name.size() > 4 && name.ends_with(".evd") && name != analysis_.path().substr(slash))
                put({name.substr(0, name.size() - 4), ItemKind::Module, "module beside this one", "", "", false, 0});
    }
    /// Specs and folders beside this file, or where the folder that has been typed leads.
    void importFiles() {
        if (!listFolder_) return;
        std::string folder = analysis_.path().substr(0, analysis_.path().rfind('/') + 1);
        std::string own = analysis_.path().substr(folder.size());
        if (context_.folder.rfind('/', 0) == 0) folder.clear();
        for (const std::string& name : listFolder_(folder + context_.folder)) {
            bool inner = name.back() == '/';
            bool spec = name.size() > 4 && name.compare(name.size() - 4, 4, ".evd") == 0;
            bool itself = name == own && (context_.folder.empty() || context_.folder == "./");
            if (name.front() == '.' || itself || !(inner || spec)) continue;
            put({name, inner ? ItemKind::Folder : ItemKind::File, "", "", context_.folder.empty() ? "./" + name : "",
                 false, inner ? 2 : 1});
        }
    }
    /// `only a, on m affects x`.
    void frame() {
        if (context_.previous == "affects") membersOfProcess(SymbolKind::Variable);
        else if (context_.previous == "sends")
            messages([](MessageKind kind) { return kind != MessageKind::Input; }, false);
        else if (context_.previous == "on") {
            messages([](MessageKind kind) { return kind != MessageKind::Output; }, false);
            membersOfProcess(SymbolKind::Timer);
            keywords({"start"}, 4);
        } else if (context_.previous == "only" || context_.previous == ",") {
            membersOfProcess(SymbolKind::Action);
            keywords({"on", "start"}, 2);
        } else keywords({"affects", "sends"}, 1);
    }
    /// `check a, b with x = v given m(x) to l bound e faults crash <= 1`, `prove a by b`.
    void check() {
        const std::string& previous = context_.previous;
        const std::string& clause = context_.clause;
        bool begins = previous == clause || previous == ",";   // an item of the clause
        auto property = [](const sema::Symbol& s) { return s.kind == SymbolKind::Property; };
        if (begins && (clause == "check" || clause == "prove")) return tops(property);
        if (begins && clause == "by")
            return tops([](const sema::Symbol& s) {
                return s.kind == SymbolKind::Property || s.kind == SymbolKind::Assumption;
            });
        if (begins && clause == "with")
            return tops(
                [](const sema::Symbol& s) { return s.kind == SymbolKind::Param || s.kind == SymbolKind::TypeParam; });
        if (begins && clause == "given")
            return messages([](MessageKind kind) { return kind == MessageKind::Input; }, true);
        if (begins && clause == "faults") return keywords(kFaults, 1);
        if (clause == "with" && previous == "any")
            return words({{"injective", "only functions that give different values"}}, 1);
        if (clause == "with" && previous == "=") return keywords({"any", "true", "false"}, 1);
        static const std::set<std::string> kOpenEnded = {"<=", "<", "==", "to", "+", "-", "*"};
        if (begins || kOpenEnded.count(previous) != 0) return expression();
        if (clause == "prove") return keywords({"by"}, 1);
        if (clause == "given") keywords({"to"}, 1);
        static const std::vector<const char*> kClauses = {"with", "given", "bound", "faults"};
        auto current = std::find_if(kClauses.begin(), kClauses.end(), [&](const char* one) { return clause == one; });
        if (clause != "by") keywords({current == kClauses.end() ? kClauses.begin() : current + 1, kClauses.end()}, 2);
    }
    void expression() {
        static const std::set<std::string> kLogic = {"property", "invariant", "assume", "check", "scenario"};
        const bool logic = kLogic.count(context_.declKeyword) != 0;
        expected_ = expectedAt(analysis_, context_, recheck_);
        if (context_.previous == "in") wanted_ = Wanted::Collection;
        if (context_.previous == "to" || context_.previous == "at") wanted_ = Wanted::Places;
        locals();
        tops([&](const sema::Symbol& s) {
            // in its own clauses the name of a state is the old value
            bool state = s.kind == SymbolKind::State &&
                         (logic || (s.nameSpan.begin >= context_.decl.begin && s.nameSpan.end <= context_.decl.end));
            return s.kind == SymbolKind::Param || s.kind == SymbolKind::Function || s.kind == SymbolKind::Constructor ||
                   state;
        });
        modules();
        if (logic) {
            keywords(kLogicWords, 5);
            tops(
                [](const sema::Symbol& s) {
                    return s.kind == SymbolKind::Message || s.kind == SymbolKind::Process ||
                           s.kind == SymbolKind::Class;
                },
                3);
            for (sema::SymbolId id = 0; id < program().symbols.size(); ++id)
                if (!module_ && program()[id].kind == SymbolKind::Variable && program()[id].module == 0)
                    put(id, 3, false);
        }
        keywords(kExpressionWords, 6);
        if (module_) return;
        for (sema::SymbolId id = 0; id < program().symbols.size(); ++id)
            if (program()[id].kind == SymbolKind::Builtin && isProcedure(program()[id].name)) put(id, 5, true);
    }

    // ---- what the types tell

    static bool isCollection(sema::Kind kind) {
        return kind == sema::Kind::List || kind == sema::Kind::Set || kind == sema::Kind::Bag ||
               kind == sema::Kind::Ring || kind == sema::Kind::Map;
    }
    /// Whether a value may be of the kind that is wanted here, whatever its type is in detail.
    bool isWanted(const sema::Symbol& symbol) const {
        if (symbol.kind == SymbolKind::Builtin) {
            std::vector<const sema::BuiltinInfo*> rows = overloadsOf(symbol.name);
            return std::any_of(rows.begin(), rows.end(), [&](const sema::BuiltinInfo* row) {
                std::string scheme = row->scheme, result = headOf(scheme.substr(scheme.rfind("-> ") + 3));
                static const std::set<std::string> kCollections = {"List", "Set", "Bag", "Ring", "Map"};
                return kCollections.count(result) != 0 ||
                       (wanted_ == Wanted::Places && (result == "T" || result == "U"));
            });
        }
        sema::TypeRef type = symbol.type;
        if (type != nullptr && type->kind == sema::Kind::Function) type = type->args.back();
        if (type != nullptr && type->kind == sema::Kind::Class) type = type->args.front();
        if (type == nullptr || (isOpen(type) && type->args.empty())) return true;
        if (wanted_ == Wanted::Collection) return isCollection(type->kind);
        return type->kind == sema::Kind::Loc ||
               (isCollection(type->kind) && (isOpen(type) || type->args.front()->kind == sema::Kind::Loc));
    }
    /// Whether a value, or what a function gives, may be of the type that is wanted here; yes, if either is not known.
    bool fits(const sema::Symbol& symbol) const {
        if (wanted_ != Wanted::Any && !isWanted(symbol)) return false;
        if (expected_.type == nullptr) return true;
        const sema::Program& other = expected_.checked ? expected_.checked->program() : program();
        const std::string wanted = plain(other, expected_.type);
        switch (symbol.kind) {
        case SymbolKind::Builtin: {
            std::vector<const sema::BuiltinInfo*> rows = overloadsOf(symbol.name);
            return std::any_of(rows.begin(), rows.end(), [&](const sema::BuiltinInfo* row) {
                std::string scheme = row->scheme, result = scheme.substr(scheme.rfind("-> ") + 3);
                static const std::set<std::string> kAny = {"T", "U", "K", "V", "Num"};
                return kAny.count(result) != 0 || headOf(result == "Nat" ? "Int" : result) == headOf(wanted);
            });
        }
        case SymbolKind::Param:
        case SymbolKind::Constant:
        case SymbolKind::Local:
        case SymbolKind::Parameter:
        case SymbolKind::Variable:
        case SymbolKind::Constructor:
        case SymbolKind::Function:
        case SymbolKind::State: break;
        default: return true;   // every other kind
        }
        sema::TypeRef type = symbol.type;
        if (type != nullptr && type->kind == sema::Kind::Function && expected_.type->kind != sema::Kind::Function)
            type = type->args.back();
        if (type != nullptr && type->kind == sema::Kind::Class && expected_.type->kind != sema::Kind::Class)
            type = type->args.front();
        return mayBe(type, expected_.type) &&
               (isOpen(type) || isOpen(expected_.type) || plain(program(), type) == wanted);
    }
    /// A type as text, with `Nat` as the `Int` that it is.
    static std::string plain(const sema::Program& program, sema::TypeRef type) {
        std::string out = program.text(type);
        for (size_t at = 0; (at = out.find("Nat", at)) != std::string::npos; ++at) out.replace(at, 3, "Int");
        return out;
    }
    /// Whether something in a type is not known, or any type.
    static bool isOpen(sema::TypeRef type) {
        if (type == nullptr) return true;
        switch (type->kind) {
        case sema::Kind::Generic:
        case sema::Kind::Variable:
        case sema::Kind::Error: return true;
        default: return std::any_of(type->args.begin(), type->args.end(), isOpen);   // every other kind
        }
    }
    /// Whether two types have a common form as far as they are known.
    static bool mayBe(sema::TypeRef a, sema::TypeRef b) {
        auto any = [](sema::TypeRef type) { return type == nullptr || (isOpen(type) && type->args.empty()); };
        auto number = [](sema::TypeRef type) { return type->kind == sema::Kind::Nat ? sema::Kind::Int : type->kind; };
        return any(a) || any(b) || number(a) == number(b);
    }

    /// The constructors of what is matched; if that is not known, all of them.
    void arms() {
        sema::TypeRef type = typeEndingAt(analysis_, context_.matchedEnd);
        if (type != nullptr && type->kind == sema::Kind::Bool) keywords({"true", "false"}, 0);
        else if (type != nullptr && type->kind == sema::Kind::Enum)
            for (sema::SymbolId id : program()[type->symbol].members) put(id, 0, true);
        else tops([](const sema::Symbol& s) { return s.kind == SymbolKind::Constructor; }, 1);
        words({{"_", "everything else"}}, 3);
    }
    void fieldsOf(const Analysis& analysis, sema::TypeRef record) {
        for (size_t i = 0; i < record->fields.size(); ++i)
            put({record->fields[i], ItemKind::Field,
                 record->fields[i] + ": " + analysis.program().text(record->args[i]), "", "", false, 0});
    }
    /// The fields of a record in braces; whether nothing else can stand there.
    bool fields() {
        TypeFound record = recordAt(analysis_, context_, recheck_);
        if (record.type != nullptr) fieldsOf(record.checked ? *record.checked : analysis_, record.type);
        return context_.fields->certain;
    }
    void members() {
        if (standardLibrary()) return;
        TypeFound found = typeBeforeDot(analysis_, context_, recheck_);
        if (found.type == nullptr) return;
        const Analysis& from = found.checked ? *found.checked : analysis_;
        if (found.type->kind == sema::Kind::Record) fieldsOf(from, found.type);
        functionsFor(from.program().text(found.type));
    }
    /// The modules of the standard library, after `import std.`.
    bool standardLibrary() {
        static constexpr std::string_view kFolder = "std";
        std::string_view text = analysis_.text();
        bool here = context_.declKeyword == "import" && context_.dot >= kFolder.size() &&
                    text.substr(context_.dot - kFolder.size(), kFolder.size()) == kFolder;
        if (!here) return false;
        for (const std::string& one : sema::standardModules(analysis_.stdlibPath()))
            put({one.substr(kFolder.size() + 1), ItemKind::Module, "standard library", "", "", false, 1});
        return true;
    }
    /// What may be called as `x.f(…)`, with places for the arguments after x.
    void functionsFor(const std::string& type) {
        const std::string head = headOf(type);
        auto method = [&](const std::string& name, std::vector<std::string> arguments, const std::string& detail,
                          const std::string& doc, int rank) {
            arguments.erase(arguments.begin());
            bool calls = snippets_ && !arguments.empty() && !followedBy('(');
            put({name, ItemKind::Function, detail, doc, calls ? name + "(" + places(arguments) + ")" : "", calls,
                 rank});
        };
        for (sema::SymbolId id = 0; id < program().symbols.size(); ++id) {
            const sema::Symbol& symbol = program()[id];
            if (symbol.kind == SymbolKind::Builtin && isProcedure(symbol.name)) {
                for (const sema::BuiltinInfo* row : overloadsOf(symbol.name))
                    if (auto parameters = schemeParameters(row->scheme); headOf(parameters.front()) == head)
                        method(symbol.name, parameters, symbol.name + ": " + row->scheme, row->doc, 3);
            } else if (symbol.kind == SymbolKind::Function && !symbol.members.empty()) {
                sema::TypeRef first = program()[symbol.members.front()].type;
                if (first != nullptr && (first->kind == sema::Kind::Generic || headOf(program().text(first)) == head))
                    method(symbol.name, *argumentsOf(symbol, false), program().signature(id), symbol.doc, 2);
            } else if (symbol.kind == SymbolKind::Param && symbol.type != nullptr &&
                       symbol.type->kind == sema::Kind::Function &&
                       headOf(program().text(symbol.type->args.front())) == head) {
                std::vector<std::string> parameters;
                for (size_t i = 0; i + 1 < symbol.type->args.size(); ++i)
                    parameters.push_back(program().text(symbol.type->args[i]));
                method(symbol.name, parameters, program().signature(id), symbol.doc, 2);
            }
        }
    }

    const Analysis& analysis_;
    uint32_t offset_;
    bool snippets_;
    const Recheck& recheck_;
    const ListFolder& listFolder_;
    Context context_;
    std::optional<uint32_t> module_;   ///< what is offered is of this module only
    TypeFound expected_;               ///< of the value that is wanted
    enum class Wanted : uint8_t { Any, Collection, Places } wanted_ = Wanted::Any;   ///< Places: one, or several
    Completions out_;
    std::set<std::string> seen_;
};

}   // namespace

Completions complete(const Analysis& analysis, uint32_t offset, bool snippets, const Recheck& recheck,
                     const ListFolder& listFolder) {
    return Completer(analysis, offset, snippets, recheck, listFolder).run();
}

}   // namespace evd::lsp
