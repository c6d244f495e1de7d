#pragma once
// The checker of one program: what all parts of sema share. Each part is one .cpp file named in the comments.

#include "frontend/sema/check.h"
#include "frontend/sema/type_store.h"

#include <algorithm>
#include <functional>
#include <map>
#include <optional>
#include <set>

namespace evd::sema {

/// What may stand in an expression: where it occurs.
struct Context {
    bool logic = false;             ///< quantifiers, events and temporal operators are allowed
    bool sends = false;             ///< a Send may be the value
    bool sendLists = false;         ///< a list of sends may be the value: after `=> each`
    bool functions = false;         ///< a function may be the value: an argument of a function that takes one
    bool symbolic = false;          ///< unknown names are constants of a `check` (no report)
    SymbolId process = kNoSymbol;   ///< variables of this process are in scope
    SymbolId state = kNoSymbol;     ///< inside a clause of this state: its name is the old value
    TypeRef wanted = nullptr;       ///< what the type will be compared with, if known: it tells what nothing else does

    /// For a part of what stands here: the value of the part is data.
    Context part() const {
        Context out = *this;
        out.sends = out.sendLists = out.functions = false;
        out.wanted = nullptr;
        return out;
    }
};

struct CallSite;
struct Clause;
class Terms;

/// One row of builtins.def, parsed.
struct BuiltinScheme {
    TypeRef function = nullptr;
    uint32_t generics = 0;
    std::vector<bool> isNum;   ///< by generic number: ranges over Int, Nat, Duration
};

/// `a.b.c` as names, if an expression is nothing else; otherwise empty.
std::vector<syntax::Name> pathOf(const syntax::Expr* expr);

class Checker {
public:
    Checker(Program& program, SourceSet& sources, Diagnostics& diagnostics)
        : program_(program), sources_(sources), diagnostics_(diagnostics), types_(program) {}

    void load(const std::string& path, SourceReader& reader, const std::string& stdlibPath,
              const Before& before);   // load_modules.cpp
    void run();

private:
    using Scope = std::map<std::string, SymbolId>;

    // load_modules.cpp
    syntax::Earlier earlier(const std::string& path) const;
    void reportCycle(size_t first, Span importedAt, const std::string& shown);
    std::shared_ptr<const syntax::Tree> parseFile(const std::string& path, SourceReader& reader,
                                                  const std::string& stdlibPath, Span importedAt,
                                                  const std::string& shown);
    uint32_t loadModule(const std::string& written, SourceReader& reader, const std::string& stdlibPath,
                        Span importedAt, const std::string& shown, uint32_t user = 0,
                        const syntax::UseDecl* instance = nullptr);
    void link(Module& from, ModuleLink made);
    void nameModules();
    // instances.cpp
    void findBindings(const ModuleLink& link);
    void checkBindings(const ModuleLink& link);
    void bindParameter(SymbolId param, const syntax::UseArg& arg);
    void bindMessage(SymbolId message, const syntax::UseArg& arg);
    void checkCircularBindings();
    TypeRef typeOfParam(SymbolId typeParam);
    // declare.cpp
    void declareBuiltins();
    void declareModule();
    void declareNamedTypes();
    void declareTypes();
    void declareMembers(SymbolId id);
    SymbolId declare(SymbolKind kind, const syntax::Name& name, const syntax::Decl* decl, SymbolId parent = kNoSymbol);
    SymbolId addSymbol(Symbol symbol);
    std::vector<SymbolId> declareParams(const std::vector<syntax::Param>& params, SymbolId owner, SymbolKind kind,
                                        const char* needsType);
    // names.cpp
    SymbolId lookup(const syntax::Name& name) const;
    /// Of the names that declarations, imports and the language give: without local ones.
    SymbolId lookupDeclared(const syntax::Name& name) const;
    /// What a path means, without reporting or recording anything.
    SymbolId lookup(const std::vector<syntax::Name>& path) const;
    /// The link called `alias` in a module; null if there is none.
    const ModuleLink* linkNamed(uint32_t module, const std::string& alias) const;
    /// The module that all but the last part of a path lead to, from the current one; their uses are recorded. Nothing,
    /// and EVD1001 at the first part that means nothing, if there is none.
    std::optional<uint32_t> moduleOf(const std::vector<syntax::Name>& path);
    SymbolId lookupPath(const std::vector<syntax::Name>& path, Code unknown,
                        const std::function<bool(const Symbol&)>& fits);
    std::vector<std::string> namesInScope(const std::function<bool(const Symbol&)>& fits) const;
    Use& use(const syntax::Name& name, SymbolId symbol, bool isDeclaration = false, bool isWrite = false);
    FieldUse& useField(const syntax::Name& name, TypeRef record);
    void ambiguous(const syntax::Name& name);
    /// What is probably meant by a name that means nothing: what it is called here, or the nearest candidate, or "".
    static std::string meant(const std::string& name, const std::vector<std::string>& candidates);
    void unknown(Code code, const syntax::Name& name, const std::function<bool(const Symbol&)>& fits);
    void unknownIn(uint32_t other, Code code, const syntax::Name& name, const std::function<bool(const Symbol&)>& fits);
    SymbolId bindLocal(const syntax::Name& name, TypeRef type);
    void warnShadowed(const syntax::Name& name, const Context& context, bool inPattern);
    /// Names of one list that stand for different things, with the place of the first.
    using NameList = std::map<std::string, Span>;
    void once(const syntax::Name& name, NameList& list);
    void standsTwice(const syntax::Name& name, Span first);
    // type_expr.cpp
    TypeRef bounded(TypeRef type, Span span);
    TypeRef typeOf(const syntax::TypeExpr* type);
    TypeRef writtenType(const syntax::TypeExpr* type);
    TypeRef dataTypeOf(const syntax::TypeExpr* type);
    TypeRef asData(TypeRef type, Span span);
    TypeRef typeOfNamed(const syntax::TypeExpr* type, const syntax::NamedType& named);
    // infer_decl.cpp
    void inferSymbol(SymbolId id);
    void inferFunction(SymbolId id);
    void inferClass(SymbolId id);
    void inferState(SymbolId id);
    void checkRest(SymbolId id);
    // infer_scenario.cpp
    /// What is said of the instance of a scenario or check.
    struct InstanceScope {
        std::string title;                       ///< "the scenario `s`"
        std::map<std::string, SymbolId> names;   ///< of locations and values
        std::map<SymbolId, Span> bound;          ///< parameters that it gives a value
        bool hasSystem = false;
        bool ranges = false;   ///< parameters may range over several values
    };
    void inferScenario(SymbolId id);
    void whichSystem(const std::vector<syntax::Name>& system, const std::vector<syntax::Name>& base,
                     InstanceScope& scope);
    void bindInstance(const syntax::CheckBinding& binding, InstanceScope& scope);
    void bindRange(const syntax::CheckBinding& binding, SymbolId param);
    void bindValue(const syntax::Expr* value, TypeRef wanted);
    void checkStep(const syntax::ScenarioStep& step);
    void checkMessageStep(const syntax::ScenarioStep& step, const syntax::OccurrenceExpr& what);
    void checkScenarios();
    void checkInstance(const InstanceScope& scope, Span at, bool goesOn);
    // infer_check.cpp
    void inferCheck(const syntax::Decl* decl, const syntax::CheckDecl& check);
    void inferBound(const syntax::Expr* bound);
    void checkFaults(const std::vector<syntax::CheckFault>& faults);
    std::vector<TypeRef> parametersOf(SymbolId process) const;
    // infer_expr.cpp
    TypeRef infer(const syntax::Expr* expr, const Context& context);
    TypeRef inferNode(const syntax::Expr* expr, const Context& context);
    TypeRef inferName(const syntax::Expr* expr, const syntax::NameExpr& name, const Context& context);
    bool isVariableElsewhere(const syntax::Name& name, const Context& context);
    TypeRef inferCall(const syntax::Expr* expr, const syntax::CallExpr& call, const Context& context);
    TypeRef inferField(const syntax::Expr* expr, const syntax::FieldExpr& field, const Context& context);
    TypeRef inferMatch(const syntax::MatchExpr& match, const Context& context);
    TypeRef inferComprehension(const syntax::ComprehensionExpr& node, const Context& context);
    TypeRef inferBinary(const syntax::Expr* expr, const syntax::BinaryExpr& node, const Context& context);
    TypeRef inferSend(const syntax::SendExpr& send, const Context& context);
    TypeRef inferEmit(const syntax::EmitExpr& emit, const Context& context);
    void destinations(const syntax::Expr* expr, const Context& context);
    void places(const syntax::Expr* locations, const Context& context);
    TypeRef elementOf(const syntax::Expr* source, const Context& context);
    void fit(const syntax::Expr* expr, TypeRef found, TypeRef expected);
    void expect(const syntax::Expr* expr, TypeRef expected, const Context& context);
    void checkArgs(const std::string& what, const syntax::Name& name, const std::vector<TypeRef>& expected,
                   const std::vector<const syntax::Expr*>& args, const Context& context, SymbolId declared,
                   TypeRef result = nullptr, TypeRef wanted = nullptr);
    TypeRef inferLambda(const syntax::LambdaExpr& lambda, const Context& context, TypeRef wanted);
    void guess(TypeRef type, TypeRef wanted);
    TypeRef letValue(const syntax::Expr* value, const syntax::TypeExpr* type, const Context& context);
    Diagnostic& mismatch(Span span, TypeRef found, TypeRef expected);
    Diagnostic* blame(const syntax::Expr* expr, TypeRef found, TypeRef expected);
    bool negativeNat(const syntax::Expr* expr, TypeRef expected);
    bool hasOneRing(const syntax::Name& name, size_t args);
    void logicOnlyBuiltin(const syntax::Name& name, const Context& context);
    void logicOnlyPredicate(SymbolId id, const syntax::Name& name, const Context& context);
    TypeRef applyScheme(SymbolId id, const syntax::Name& name);
    /// What `module.x` means; `ofModule` tells whether `module` is one. Reports an `x` that it does not have.
    SymbolId qualified(const syntax::FieldExpr& field, bool& ofModule);
    // infer_formula.cpp
    TypeRef inferQuantifier(const syntax::QuantifierExpr& node, const Context& context);
    TypeRef inferOccurrence(const syntax::Expr* expr, const syntax::OccurrenceExpr& node, const Context& context);
    TypeRef inferValueOf(const syntax::ValueOfExpr& node, const Context& context);
    void reportNoPlace(const syntax::ValueOfExpr& node);
    TypeRef inferPlaced(const syntax::PlacedExpr& node, const Context& context);
    Diagnostic* argumentsOf(SymbolId id, const syntax::Name& name, const std::vector<TypeRef>& wanted,
                            const std::vector<syntax::Expr*>& given, const Context& context);
    bool isPartOf(SymbolId state, SymbolId whole, std::set<SymbolId>& seen) const;
    Diagnostic* argumentsOfInstance(SymbolId id, const syntax::Name& name, const std::vector<syntax::Expr*>& given,
                                    const Context& context);
    SymbolId actionOf(const syntax::OccurrenceExpr& node);
    void noteSharedDomains(size_t from);
    // infer_class.cpp
    TypeRef inferClassExpr(const syntax::ClassExpr* expr, const Context& context);
    TypeRef inferMessageClass(const syntax::MessageClass& node, const Context& context);
    TypeRef inferClassRef(const syntax::ClassRef& node, const Context& context);
    // infer_system.cpp
    /// Whether a class expression consists of processes, by itself or through classes and systems that it names.
    bool placesProcesses(const syntax::ClassExpr* expr);
    /// Whether some process in it is told nowhere where it runs.
    bool wantsPlace(const syntax::ClassExpr* expr);
    void inferSystem(const syntax::ClassExpr* expr, bool placed = false);
    void inferPart(const syntax::ClassExpr* expr, const syntax::ClassRef& ref, SymbolId id);
    // infer_process.cpp
    void inferProcess(SymbolId id);
    void block(const std::vector<syntax::Stmt*>& body, Context context);
    void statement(const syntax::Stmt* stmt, Context& context);
    bool isElement(TypeRef value, TypeRef collection) const;
    void assign(const syntax::AssignStmt& node, const Context& context);
    TypeRef assignTarget(const syntax::Expr* target, const Context& context, bool outermost);
    void spawn(const std::vector<syntax::Name>& path, const std::vector<syntax::Expr*>& args, const Context& context);
    // rules_roles.cpp
    /// Whether a process is part of the protocol, of what is around it, or only looks on; `kNoSymbol` is ordinary.
    syntax::ProcessRole roleOf(SymbolId process) const;
    bool isSentByEnvironment(SymbolId message) const;
    void checkObserver(SymbolId id);
    void checkStartedBy(SymbolId child, const syntax::Name& name, const Context& context);
    void inferSight(const syntax::ClassExpr* expr, const syntax::SightClass& node, const Context& context);
    void inferQuorum(SymbolId id);
    TypeRef quorumType(SymbolId id, const syntax::Name& name, const Context& context);
    void checkLinks(const syntax::LinksDecl& links);
    // infer_timer.cpp
    /// The timer of a process with this name; none if it has no such one.
    SymbolId timerOf(SymbolId process, const syntax::Name& name) const;
    /// Whether a handler is one of a timer, which then is checked as such.
    bool handlesTimer(const syntax::HandlerDecl& handler, const Context& context);
    void setTimer(const syntax::SetStmt& node, const Context& context);
    SymbolId useTimer(const syntax::Name& name, const Context& context);
    void checkTimers();
    void checkClocks();
    // patterns.cpp
    void bindPattern(const syntax::Pattern* pattern, TypeRef type, const Context& context);
    void bindPart(const syntax::Pattern* pattern, TypeRef type, const Context& context);
    void checkIrrefutable(const syntax::Pattern* pattern);
    void checkArms(const std::vector<std::pair<const syntax::Pattern*, bool>>& arms, TypeRef type, Span span,
                   Span value);
    // overloads.cpp
    struct Pending {
        std::string name;
        std::vector<TypeRef> args;
        TypeRef result;
        Span span;
        syntax::NodeId node;
        std::vector<Span> argSpans;
        bool logic = false;   ///< events may be among the arguments
    };
    TypeRef operatorCall(const std::string& name, const std::vector<TypeRef>& args, const std::vector<Span>& spans,
                         Span span, syntax::NodeId node, bool logic = false);
    const BuiltinScheme& schemeOf(BuiltinId id);
    std::vector<BuiltinId> fitting(const std::string& name, const std::vector<TypeRef>& args, TypeRef result,
                                   bool logic);
    TypeRef builtinCall(const syntax::Expr* call, const std::string& name, const std::vector<const syntax::Expr*>& args,
                        const Context& context, TypeRef wanted);
    std::optional<bool> scaleDuration(const Pending& pending, bool last);
    bool tryResolve(const Pending& pending, bool last);
    struct FieldWait {
        TypeRef object;
        std::string field;
        TypeRef result;
        Span span;
    };
    void settle(bool last);
    void noField(const FieldWait& wait, TypeRef object);
    void solvePending(bool final = false);
    bool isEmptyBraces(TypeRef type) const;
    // rules_*.cpp
    void checkSelf();
    void checkTotality();
    void checkEnds(const std::set<SymbolId>& group);
    void checkMeasure(Terms& terms, const CallSite& site);
    void notSmaller(const CallSite& site, bool each);
    void labelHidden(Diagnostic& diagnostic, const CallSite& site);
    TypeRef offender(TypeRef type);
    void reportNotData(Span span, TypeRef offender);
    void checkDataTypes();
    void checkUnusual();
    void checkFunctionType(SymbolId id);
    void checkRecordOrder();
    void checkInstances();
    void checkInhabited();
    void checkProcessRules(SymbolId id);
    void checkConflicts(const std::vector<Clause>& clauses, bool isSpawned);
    void checkCountsEarlier(SymbolId id, const std::vector<Clause>& clauses);
    void checkFrames(SymbolId id);
    void checkClassRecursion();
    void checkEndlessSpawns();
    void checkMessageUse();
    void checkUnused();
    void checkHints();
    void checkStateClauses(const syntax::StateDecl& state, const syntax::Name& name);
    void checkSpawnedForEver();
    void checkSpawnedStates();
    void checkUnusedDeclarations();
    void checkCircularStatements();
    void checkAssumptions();
    void checkHandledInSystems();
    void checkKept();
    // finish.cpp
    void finish();

    Module& module() { return program_.modules[current_]; }
    const Symbol& symbol(SymbolId id) const { return program_.symbols[id]; }
    Symbol& mutableSymbol(SymbolId id) { return program_.symbols[id]; }
    TypeRef setType(syntax::NodeId node, TypeRef type);
    std::string text(TypeRef type) { return types_.text(type); }
    TypeRef freshClass(TypeRef value) { return types_.make(Kind::Class, {value}); }
    TypeRef option(TypeRef element) { return types_.named(Kind::Enum, optionSymbol_, {element}); }

    /// What is checked within the C++ block stands at the top of a module.
    struct Within {
        Within(Checker& checker, uint32_t module)
            : checker_(checker), outer_(checker.current_), scopes_(std::move(checker.scopes_)) {
            checker_.current_ = module;
            checker_.scopes_.clear();
            checker_.scopes_.emplace_back();
        }
        ~Within() {
            checker_.current_ = outer_;
            checker_.scopes_ = std::move(scopes_);
        }
        Within(const Within&) = delete;
        Checker& checker_;
        uint32_t outer_;
        std::vector<Scope> scopes_;
    };

    /// A nested scope that ends with the C++ block.
    struct Nested {
        explicit Nested(Checker& checker) : checker_(checker) { checker.scopes_.emplace_back(); }
        ~Nested() { checker_.scopes_.pop_back(); }
        Checker& checker_;
    };

    /// Patterns that bind together within the C++ block, as those of one message: their pins do not see these names.
    struct PatternGroup {
        explicit PatternGroup(Checker& checker) : checker_(checker), outer_(checker.groupFrom_) {
            checker.groupFrom_ = static_cast<SymbolId>(checker.program_.symbols.size());
        }
        ~PatternGroup() { checker_.groupFrom_ = outer_; }
        PatternGroup(const PatternGroup&) = delete;
        Checker& checker_;
        SymbolId outer_;
    };

    Program& program_;
    SourceSet& sources_;
    Before before_;
    Diagnostics& diagnostics_;
    TypeStore types_;
    uint32_t current_ = 0;                                               ///< module being checked
    std::map<std::string, std::shared_ptr<const syntax::Tree>> trees_;   ///< by identity of the file
    std::map<std::string, uint32_t> loaded_;   ///< identity of a file -> the module of its imports
    struct Loading {
        std::string path;
        Span importedAt;
        std::string shown;
    };
    std::vector<Loading> loading_;   ///< files on the way, for cycles
    std::vector<Scope> top_;         ///< by module: its own top-level names
    std::vector<Scope> imported_;    ///< by module: names of its imports (kNoSymbol if ambiguous)
    std::vector<Scope> scopes_;      ///< local scopes, innermost last
    SymbolId groupFrom_ = 0;         ///< symbols from here on are bound by the patterns that are looked at
    std::map<std::string, std::vector<BuiltinId>> overloads_;
    std::map<BuiltinId, BuiltinScheme> schemes_;
    std::map<std::string, SymbolId> builtinSymbols_;
    std::set<SymbolId> done_, active_;
    std::map<SymbolId, InstanceScope> scenarios_;
    std::map<const syntax::Decl*, InstanceScope> checks_;
    std::vector<Pending> pending_;
    std::vector<FieldWait> fieldWaits_;
    struct EmptyBraces {
        TypeRef type;
        Span span;
    };
    std::vector<EmptyBraces> emptyBraces_;
    struct DataUse {
        uint32_t module;
        TypeRef type;
        Span span;
    };
    std::vector<DataUse> dataUses_;   ///< types that must be data (stored, compared, sent)
    /// An expression whose type is not data, or not known yet, and what may stand there.
    struct Unusual {
        uint32_t module;
        const syntax::Expr* expr;
        Context context;
    };
    std::vector<Unusual> unusual_;
    struct SharedDomain {
        const syntax::QuantifierExpr* quantifier;
        size_t name;   ///< index among its variables
    };
    std::map<SymbolId, SharedDomain> sharedDomains_;   ///< names whose domain stands after a later name
    struct OrderUse {
        uint32_t module;
        TypeRef type;
        Span span;
        const syntax::BinaryExpr* comparison;   ///< null for other uses
    };
    std::vector<OrderUse> orderUses_;                                        ///< where the order of a type matters
    std::map<std::vector<std::string>, std::vector<std::string>> written_;   ///< record fields by name -> as written
    struct ToInfer {
        TypeRef type;
        Span span;
        std::string name;
    };
    std::vector<ToInfer> toInfer_;
    struct SelfUse {
        SymbolId owner;
        Span span;
        bool inPlaces;
    };
    std::vector<SelfUse> selfUses_;
    bool inPlaces_ = false;   ///< what is being checked says where a part of a system runs
    size_t unknown_ = 0;      ///< names that meant nothing so far
    std::set<SymbolId> used_, sent_, received_, spawned_, reported_;
    std::set<SymbolId> unfolding_;   ///< classes and systems whose bodies are looked into
    std::vector<std::pair<SymbolId, SymbolId>> recursiveCalls_;
    SymbolId optionSymbol_ = kNoSymbol, noneSymbol_ = kNoSymbol, someSymbol_ = kNoSymbol;
    SymbolId currentOwner_ = kNoSymbol;   ///< function, class, … whose body is being checked
};

}   // namespace evd::sema
