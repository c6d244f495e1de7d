// Declarations: bodies are checked on first use, so that order in the file does not matter.

#include "base/deep_stack.h"
#include "frontend/sema/checker.h"

namespace evd::sema {

using namespace syntax;

/// Checks the body of a declaration if that has not happened yet, in its own module and scope.
void Checker::inferSymbol(SymbolId id) {
    if (done_.count(id) != 0 || active_.count(id) != 0 || symbol(id).decl == nullptr) return;
    active_.insert(id);
    auto scopes = std::move(scopes_);
    auto pending = std::move(pending_);
    auto waits = std::move(fieldWaits_);
    auto braces = std::move(emptyBraces_);
    scopes_.clear();
    pending_.clear();
    fieldWaits_.clear();
    emptyBraces_.clear();
    uint32_t module = current_;
    size_t reports = diagnostics_.all().size();
    SymbolId owner = currentOwner_;
    current_ = symbol(id).module;
    currentOwner_ = id;
    scopes_.emplace_back();
    switch (symbol(id).kind) {
    case SymbolKind::Function: inferFunction(id); break;
    case SymbolKind::Class: inferClass(id); break;
    case SymbolKind::State: inferState(id); break;
    case SymbolKind::Process: inferProcess(id); break;
    case SymbolKind::Quorum: inferQuorum(id); break;
    default: checkRest(id);   // a formula, or nothing to infer
    }
    solvePending(true);
    noteSharedDomains(reports);
    scopes_ = std::move(scopes);
    pending_ = std::move(pending);
    fieldWaits_ = std::move(waits);
    emptyBraces_ = std::move(braces);
    current_ = module;
    currentOwner_ = owner;
    active_.erase(id);
    done_.insert(id);
}

void Checker::inferFunction(SymbolId id) {
    const auto& decl = std::get<FunctionDecl>(symbol(id).decl->node);
    for (SymbolId param : symbol(id).members) scopes_.back()[symbol(param).name] = param;
    for (const Name& generic : decl.typeParams)   // types written in the body may speak of them
        if (SymbolId declared = module().resolve(generic); declared != kNoSymbol)
            scopes_.back()[generic.text] = declared;
    TypeRef type = symbol(id).type;
    // Inside its own body a function's written type parameters are rigid and everything else is one unknown type.
    uint32_t generics = symbol(id).generics;
    mutableSymbol(id).generics = 0;
    Context context;
    if (decl.isPredicate) {
        context.logic = true;
        types_.unify(type->args.back(), types_.basic(Kind::Bool));
    }
    context.sends = types_.resolved(type->args.back())->kind == Kind::Send || types_.isUnknown(type->args.back());
    if (decl.decreases != nullptr) {   // an integer, or a tuple of them
        const auto* several = std::get_if<TupleExpr>(&decl.decreases->node);
        if (several == nullptr || several->items.empty()) expect(decl.decreases, types_.basic(Kind::Int), Context{});
        else
            for (const Expr* one : several->items) expect(one, types_.basic(Kind::Int), Context{});
    }
    if (decl.body != nullptr) expect(decl.body, type->args.back(), context);
    else if (!decl.isExtern)
        diagnostics_.report(Code::UnexpectedToken, symbol(id).nameSpan, "a function without a body",
                            "`= …`; only an `extern fn` may have none");
    solvePending(true);
    if (types_.tooLarge(type)) {
        type = types_.make(Kind::Function, std::vector<TypeRef>(type->args.size(), types_.error()));
        diagnostics_.report(Code::TypeTooLarge, symbol(id).nameSpan, kTypePartsMax);
    }
    std::vector<TypeRef> variables;
    for (uint32_t i = 0; i < generics; ++i) variables.push_back(nullptr);
    types_.freeVariables(type, variables);
    variables.erase(std::remove(variables.begin() + generics, variables.end(), nullptr), variables.end());
    if (variables.size() > generics) {
        // Name the inferred parameters after the written ones; types inside the body refer to them the same way.
        for (size_t i = generics; i < variables.size(); ++i)
            types_.unify(variables[i], types_.generic(static_cast<uint32_t>(i)));
    }
    mutableSymbol(id).generics = static_cast<uint32_t>(variables.size());
    mutableSymbol(id).type = types_.zonk(type);   // callers cannot change it any more
    checkFunctionType(id);
}

void Checker::inferClass(SymbolId id) {
    const auto& decl = std::get<ClassDecl>(symbol(id).decl->node);
    for (SymbolId param : symbol(id).members) scopes_.back()[symbol(param).name] = param;
    Nested body(*this);   // patterns may hide parameters, which pins still see
    TypeRef value = types_.basic(Kind::Send);
    if (placesProcesses(decl.body)) {
        mutableSymbol(id).composite = true;
        inferSystem(decl.body, true);
    } else value = inferClassExpr(decl.body, {});
    solvePending();
    TypeRef written = symbol(id).type->args[0];
    if (!types_.unify(value, written)) mismatch(decl.body->span, value, written);
    for (SymbolId param : symbol(id).members) {
        toInfer_.push_back({symbol(param).type, symbol(param).nameSpan, symbol(param).name});
        dataUses_.push_back({current_, symbol(param).type, symbol(param).nameSpan});
    }
}

void Checker::inferState(SymbolId id) {
    const auto& decl = std::get<StateDecl>(symbol(id).decl->node);
    for (SymbolId param : symbol(id).members) scopes_.back()[symbol(param).name] = param;
    TypeRef type = symbol(id).type->args[0];
    TypeRef initial = infer(decl.initial, {.wanted = type});
    solvePending();
    fit(decl.initial, initial, type);
    solvePending();
    Context context;
    context.state = id;
    for (const StateClause& clause : decl.clauses) {
        Nested scope(*this);
        // `on G when b -> e`: what G binds is in scope for b and e
        const ClassExpr* on = clause.on;
        if (const auto* rule = std::get_if<RuleClass>(&on->node); rule != nullptr && rule->value == nullptr) {
            setType(on->id, inferClassExpr(rule->source, context));
            solvePending();
            if (rule->condition != nullptr) expect(rule->condition, types_.basic(Kind::Bool), context);
        } else inferClassExpr(on, context);
        solvePending();
        expect(clause.value, type, context);
        solvePending();
    }
    dataUses_.push_back({current_, type, symbol(id).nameSpan});
    toInfer_.push_back({type, symbol(id).nameSpan, symbol(id).name});
}

/// Everything whose body nothing else needs.
void Checker::checkRest(SymbolId id) {
    const Decl* decl = symbol(id).decl;
    Context logic;
    logic.logic = true;
    if (const auto* node = std::get_if<AssumeDecl>(&decl->node)) {
        expect(node->formula, types_.basic(Kind::Bool), logic);
        mutableSymbol(id).type = types_.basic(Kind::Bool);
    } else if (const auto* node = std::get_if<PropertyDecl>(&decl->node)) {
        expect(node->formula, types_.basic(Kind::Bool), logic);
        mutableSymbol(id).type = types_.basic(Kind::Bool);
    } else if (const auto* node = std::get_if<SystemDecl>(&decl->node)) inferSystem(node->body);
    else if (std::holds_alternative<ScenarioDecl>(decl->node)) inferScenario(id);
}

void Checker::run() {
    current_ = 0;
    top_.resize(program_.modules.size());
    imported_.resize(program_.modules.size());
    declareBuiltins();
    // Imports first: a module's names must exist before the modules that import it are declared. Module numbers grow
    // with depth, but a module may be imported by several, so order by completion of a depth-first walk.
    std::vector<uint32_t> order;
    std::set<uint32_t> seen;
    std::function<void(uint32_t)> visit = [&](uint32_t m) {
        if (!seen.insert(m).second) return;
        for (const ModuleLink& link : program_.modules[m].links) visit(link.module);
        order.push_back(m);
    };
    visit(0);
    auto everywhere = [&](auto&& action) {
        for (uint32_t m : order) {
            current_ = m;
            action();
        }
    };
    everywhere([&] { declareModule(); });
    everywhere([&] {
        for (const ModuleLink& link : std::vector<ModuleLink>(module().links)) findBindings(link);
    });
    everywhere([&] { declareNamedTypes(); });
    everywhere([&] { declareTypes(); });
    for (uint32_t m : order) {
        current_ = m;
        for (SymbolId id : std::vector<SymbolId>(module().symbols)) inferSymbol(id);
        for (const ModuleLink& link : std::vector<ModuleLink>(module().links)) checkBindings(link);
        for (const Decl* decl : module().tree->decls) {
            if (const auto* check = std::get_if<CheckDecl>(&decl->node); check != nullptr && m == 0)
                inferCheck(decl, *check);
            if (const auto* links = std::get_if<LinksDecl>(&decl->node)) checkLinks(*links);
            if (const auto* prove = std::get_if<ProveDecl>(&decl->node)) {
                auto isProperty = [](const Symbol& s) {
                    return s.kind == SymbolKind::Property || s.kind == SymbolKind::Assumption;
                };
                for (const auto& path : prove->goals) lookupPath(path, Code::UnknownProperty, isProperty);
                for (const auto& path : prove->by) lookupPath(path, Code::UnknownProperty, isProperty);
            }
        }
    }
    for (uint32_t m : order) {
        current_ = m;
        for (SymbolId id : module().symbols) {
            if (symbol(id).kind == SymbolKind::Process) checkProcessRules(id);
        }
    }
    checkClocks();
    checkCircularBindings();
    checkSelf();
    checkTotality();
    checkDataTypes();
    checkRecordOrder();
    checkInstances();
    checkInhabited();
    checkClassRecursion();
    if (!diagnostics_.hasErrors()) checkEndlessSpawns();
    checkMessageUse();
    checkTimers();
    checkUnused();
    checkHints();
    checkHandledInSystems();
    checkKept();
    finish();
    checkCircularStatements();
    checkScenarios();
    checkAssumptions();
}

/// Replaces every recorded type by its final form.
void Checker::finish() {
    for (Module& m : program_.modules) {
        for (TypeRef& type : m.types) type = types_.zonk(type);
        for (auto& [offset, use] : m.uses)
            for (TypeRef& arg : use.typeArgs) arg = types_.zonk(arg);
        for (FieldUse& use : m.fields) use.record = types_.zonk(use.record);
        std::erase_if(m.fields, [&](const FieldUse& use) {   // what has no such field has been reported
            return use.span.empty() || use.record->kind != Kind::Record ||
                   std::find(use.record->fields.begin(), use.record->fields.end(), sources_.text(use.span)) ==
                       use.record->fields.end();
        });
        std::sort(m.fields.begin(), m.fields.end(), [](const FieldUse& a, const FieldUse& b) {
            return std::pair(a.span.begin, a.span.end) < std::pair(b.span.begin, b.span.end);
        });
        auto same = [](const FieldUse& a, const FieldUse& b) { return a.span == b.span; };
        m.fields.erase(std::unique(m.fields.begin(), m.fields.end(), same), m.fields.end());
    }
    for (Symbol& s : program_.symbols) s.type = types_.zonk(s.type);
}

namespace {

/// Leaves out what probably follows from another mistake: whatever sema says inside a declaration that could not be
/// parsed, and, while there are errors, warnings that something is not used.
void addWithoutFollowUps(const Program& program, const Diagnostics& found, Diagnostics& diagnostics,
                         Diagnostics* left) {
    std::map<FileId, const Tree*> trees;
    for (const Module& m : program.modules)
        if (m.tree != nullptr) trees.try_emplace(m.tree->file, m.tree.get());
    // the declaration round a place; they stand in the order of the text
    auto around = [&](Span place) -> const Decl* {
        auto tree = trees.find(place.file);
        if (tree == trees.end()) return nullptr;
        const Decl* decl = tree->second->declBefore(place.begin);
        return decl == nullptr || decl->span.end < place.begin ? nullptr : decl;
    };
    std::set<const Decl*> broken;
    for (const Diagnostic& diagnostic : found.all())
        if (diagnostic.code == Code::UnexpectedToken || diagnostic.code == Code::UnclosedBracket ||
            diagnostic.code == Code::UnterminatedText)
            if (const Decl* decl = around(diagnostic.span)) broken.insert(decl);
    const bool errors = found.hasErrors();
    auto followsUp = [&](const Diagnostic& diagnostic) {
        if (static_cast<int>(diagnostic.code) < 1000) return false;
        const Decl* decl = around(diagnostic.span);
        if (decl != nullptr && broken.count(decl) != 0 && diagnostic.span.begin < decl->span.end) return true;
        switch (diagnostic.code) {
        case Code::UnusedName:
        case Code::UnreachableCase:
        case Code::NeverHandled:
        case Code::NeverSent: return errors;
        default: return false;   // a mistake of its own
        }
    };
    for (const Diagnostic& diagnostic : found.all()) {
        Diagnostics* to = followsUp(diagnostic) ? left : &diagnostics;
        if (to != nullptr) to->add(diagnostic.code, diagnostic.span, diagnostic.args) = diagnostic;
    }
}

}   // namespace

std::shared_ptr<const Program> check(const std::string& path, SourceReader& reader, const std::string& stdlibPath,
                                     SourceSet& sources, Diagnostics& diagnostics, const Before& before,
                                     Diagnostics* followUps) {
    auto program = std::make_shared<Program>();
    Diagnostics found;
    Checker checker(*program, sources, found);
    checker.load(path, reader, stdlibPath, before);
    onDeepStack([&] { checker.run(); });
    addWithoutFollowUps(*program, found, diagnostics, followUps);
    diagnostics.sortAndDeduplicate();
    return program;
}

}   // namespace evd::sema
