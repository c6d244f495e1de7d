#pragma once
// Random specs in surface syntax: whole modules, well typed by construction, of everything that docs/language.md has.
//
// Values must not explode, as a spec is run for a hundred events: a collection grows by small things only (`x + [1]`),
// two variables are joined only below a bound, and loops nest at most `Context::degree` deep.

#include "tests/specs/chance.h"
#include "tests/specs/shape.h"

#include <deque>
#include <memory>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

namespace evd::specs {

/// A spec: its files by path; the first is the one to run.
struct MadeSpec {
    std::vector<std::pair<std::string, std::string>> files;
    std::vector<std::string> typeParams;   ///< of all modules
    std::vector<std::string> systems;      ///< of the first file

    const std::string& root() const { return files.front().first; }
    std::string text() const;   ///< all files, for messages
};

/// Thrown where the choices so far leave nothing that fits; another seed may do.
struct DeadEnd : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// Text of an expression and how tightly its outermost operator binds.
struct Text {
    enum Level { Open, LeadsTo, Iff, Implies, Or, And, Not, Compare, Add, Multiply, Negate, Postfix };
    std::string text;
    Level level = Postfix;
};

class Generator {
public:
    explicit Generator(uint64_t seed) : chance_(seed) {}
    MadeSpec make();

private:
    struct Parameter {
        std::string name;
        ShapeRef shape = nullptr;
        std::vector<ShapeRef> domain;   ///< of a function
    };
    struct Param {
        Parameter parameter;
        size_t module;
    };
    struct Function {
        std::string name;
        size_t module;
        std::vector<ShapeRef> vars;
        std::vector<Parameter> params;
        ShapeRef result = nullptr;   ///< null: a send
        size_t degree = 0;
        bool counts = false;                ///< the first argument is a number that it counts down from
        std::set<std::string> sends = {};   ///< keys of the messages that it sends
    };
    enum class Way { Input, Output, Internal };
    struct Message {
        std::string name;
        size_t module;
        Way way;
        std::vector<Field> fields;
        std::string key;   ///< equal for messages that a `use` makes one
    };
    struct Process {
        std::string name;
        size_t module;
        std::vector<Field> params, vars;
        std::set<std::string> assigned;
        std::set<size_t> starters;   ///< processes that start it
        bool placed = false;         ///< by a system, as it is
    };
    /// A class composed of processes, or a system.
    struct Composed {
        std::string name;
        size_t module;
        std::vector<Field> params;
        bool system = false;
    };
    struct EventClass {
        std::string name;
        size_t module;
        std::vector<Field> params;
        ShapeRef value = nullptr;   ///< null: sends
        bool state = false;
    };
    struct Module {
        std::string name, path, file;
        std::vector<std::pair<std::string, size_t>> imports;   ///< alias and module
        std::set<std::string> names;
        std::set<std::string> kept;   ///< names of other modules and built-in functions that stand here unqualified
        std::vector<std::string> decls;
        bool instance = false;   ///< made by a `use`: its names are always qualified
    };
    /// A name that may be used in an expression.
    struct Local {
        std::string name;
        ShapeRef shape = nullptr;
        std::vector<ShapeRef> domain;   ///< of a function parameter
        bool atom = false;              ///< a text such as `x of P at i`
    };
    struct Context {
        bool self = false;               ///< there is a location
        bool grow = true;                ///< collections may get larger
        size_t loopBase = 0;             ///< large locals before this one are not to be copied
        size_t degree = 2;               ///< so many loops may still nest
        bool params = true;              ///< system parameters may be used
        size_t paramsBelow = SIZE_MAX;   ///< those before this one only
        bool logic = false;              ///< in a statement about runs
        size_t functions = 0;            ///< those below may be called
    };
    /// Restores context and names at the end of a scope.
    class Nested {
    public:
        explicit Nested(Generator& g) : g_(g), context_(g.context_), locals_(g.locals_.size()) {}
        ~Nested() {
            g_.context_ = context_;
            g_.locals_.resize(locals_);
        }
        Nested(const Nested&) = delete;
        Nested& operator=(const Nested&) = delete;

    private:
        Generator& g_;
        Context context_;
        size_t locals_;
    };

    // ---- names (names.cpp)
    std::string declareName(bool capital);
    std::string localName();
    std::string fieldName(const std::set<std::string>& taken);
    std::optional<std::string> reference(size_t module, const std::string& name, bool capital = false);
    bool isLocal(const std::string& name) const;
    bool builtin(const std::string& name);
    std::string constructorName(const EnumInfo* info, const Constructor& constructor);
    void bind(const std::string& name, ShapeRef shape) { locals_.push_back({name, shape, {}, false}); }

    // ---- types (types.cpp)
    ShapeRef basic(Kind kind) { return shapes_.basic(kind); }
    ShapeRef anyShape(size_t depth = 2);
    ShapeRef smallShape();   ///< one that is not big
    bool nameable(ShapeRef shape);
    std::string typeText(ShapeRef shape);
    std::string domainText(const std::vector<ShapeRef>& domain, ShapeRef result);
    bool makeable(ShapeRef shape, size_t depth = 4);
    ShapeRef orInt(ShapeRef shape) { return makeable(shape) ? shape : basic(Kind::Int); }

    // ---- expressions (expressions.cpp, operations.cpp); `typed`: the type is known where it stands
    Text expr(ShapeRef shape, size_t depth, bool typed = true);
    std::string top(ShapeRef shape, size_t depth, bool typed = true) { return expr(shape, depth, typed).text; }
    std::string at(Text made, Text::Level least);
    std::string arg(ShapeRef shape, size_t depth, bool typed = true) { return expr(shape, depth, typed).text; }
    Text leaf(ShapeRef shape, bool typed);
    Text literal(ShapeRef shape, size_t depth, bool typed);
    std::optional<Text> variable(ShapeRef shape);
    std::optional<Text> branch(ShapeRef shape, size_t depth, bool typed);
    std::optional<Text> cases(ShapeRef shape, size_t depth, bool typed);
    std::optional<Text> naming(ShapeRef shape, size_t depth, bool typed);
    std::optional<Text> call(ShapeRef shape, size_t depth);
    std::optional<Text> paramCall(ShapeRef shape, size_t depth);
    std::optional<Text> part(ShapeRef shape, size_t depth);
    std::optional<Text> folded(ShapeRef shape, size_t depth);
    std::optional<Text> operation(ShapeRef shape, size_t depth, bool typed);
    Text truth(size_t depth);
    Text comparison(size_t depth);
    Text number(ShapeRef shape, size_t depth);
    std::optional<Text> collection(ShapeRef shape, size_t depth);
    std::optional<Text> comprehension(ShapeRef shape, size_t depth);
    std::optional<Text> joined(ShapeRef shape, size_t depth);
    std::string small(ShapeRef shape, size_t depth);
    Text method(const char* function, const Text& first, const std::vector<std::string>& rest);
    std::string lambda(const std::vector<Field>& names, ShapeRef result, size_t depth);
    std::string literalNumber(bool natural);
    ShapeRef collectionShape();
    Text collectionValue(ShapeRef shape, size_t depth);

    // ---- patterns (patterns.cpp): what they bind goes to `bound`
    std::string pattern(ShapeRef shape, size_t depth, bool refutable, std::vector<Field>& bound);
    std::string patternBeside(ShapeRef shape, bool refutable, const std::vector<Field>& names,
                              std::vector<Field>& bound);
    void bindAll(const std::vector<Field>& bound) {
        for (const Field& field : bound) bind(field.name, field.shape);
    }

    // ---- declarations (declarations.cpp)
    void declareParam(bool nodes);
    void declareTypeParam();
    void declareEnum();
    void declareAlias();
    void declareFunction();
    void declareCounting();
    void declareStructural();
    void declareExtern();
    void declareSendFunction();
    void declareMessage(Way way);
    void declareAssumption();
    std::vector<Field> fields(size_t most, bool loc);
    std::string fieldsText(const std::vector<Field>& fields, bool mayOmit = false);
    std::vector<Parameter> parameters(const std::vector<ShapeRef>& vars);
    void finishFunction(Function made, const std::string& head, const std::string& body);
    void put(std::string text) { module().decls.push_back(std::move(text)); }

    // ---- processes (processes.cpp, actions.cpp)
    void declareProcess();
    std::string handler(Process& process, const Message* message);
    std::string frames(const Process& process);
    std::string action(Process& process);
    std::string block(size_t depth, size_t indent);
    std::string statement(size_t depth, size_t indent);
    std::string assignment(size_t depth);
    std::string output(size_t depth);
    std::string messageArgs(const Message& message, size_t depth);
    std::optional<std::string> destination(size_t depth);
    std::string loopCondition();

    // ---- classes (classes.cpp)
    struct Made {
        std::string text;
        ShapeRef value = nullptr;
        std::vector<Field> names;   ///< what it binds for what follows
    };
    Made eventClass(size_t depth, const std::vector<Field>& event);
    Made classOf(ShapeRef value, size_t depth, const std::vector<Field>& event);
    Made messageClass();
    Made rule(size_t depth, const std::vector<Field>& event);
    std::optional<Made> classReference(const std::vector<Field>& event);
    std::string sendExpr(size_t depth);
    std::optional<std::string> sendCall();
    void declareClass(bool sends);
    void declareState();
    void declareSpawning();
    std::string sendingClass();
    bool messageUsable(const Message& message, bool receive);

    // ---- systems and statements (systems.cpp)
    void declareSystem();
    void declareComposed();
    std::optional<std::string> arguments(const std::vector<Field>& params);
    void declareInvariant();
    void declareProperty();
    void declareCheck();
    std::string places();

    // ---- modules (modules.cpp)
    void declareStandard();
    void declareModule(bool root);
    Module& module() { return modules_[current_]; }
    bool imports(size_t other) const;
    std::string fileText(Module& module);
    void decideDurable();

    // ---- instances (instances.cpp)
    struct Copy;
    void declareUse();
    size_t instance(size_t original, Copy& copy);
    void copyTypes(Copy& copy);
    void copyDeclarations(Copy& copy);
    ShapeRef copied(ShapeRef shape, Copy& copy);
    std::vector<Field> copied(std::vector<Field> fields, Copy& copy);
    std::string givenFunction(const Parameter& param, size_t functions, size_t params);
    std::string wired(size_t message);

    Chance chance_;
    Shapes shapes_;
    std::deque<Module> modules_;
    size_t current_ = 0;
    std::vector<std::unique_ptr<EnumInfo>> enums_;
    std::vector<AliasInfo> aliases_;
    std::vector<Param> params_;
    std::vector<std::pair<ShapeRef, size_t>> typeParams_;
    std::vector<Function> functions_;
    std::vector<Message> messages_;
    std::vector<Process> processes_;
    std::vector<EventClass> classes_;
    std::vector<std::pair<std::string, size_t>> invariants_;
    std::vector<Composed> composed_;
    std::vector<std::string> systems_;

    Context context_;
    std::vector<Local> locals_;
    std::vector<Field> beside_;   ///< names that cannot be used but hide others: what stands left of `&` binds them
    // of the handler that is being written
    Process* process_ = nullptr;
    std::set<std::string> mayAssign_, hasAssigned_, hasSent_;
    std::map<std::string, std::set<std::string>> assigners_, senders_;   ///< the kinds of event that do, for frames
    bool inLoop_ = false;
    size_t sendsLeft_ = 0;
};

}   // namespace evd::specs
