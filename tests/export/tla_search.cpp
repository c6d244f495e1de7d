#include "tests/export/tla_search.h"

#include <algorithm>
#include <deque>
#include <functional>
#include <optional>
#include <unordered_set>

namespace evd::exporting {

namespace {

using Kind = TlaNode::Kind;

struct Assertion {};

/// A truth, a number, a text, a set (sorted), or a function (keys and values in turn, sorted by key): sequences and
/// records are functions.
struct TlaValue {
    enum class Type { Truth, Number, Text, Set, Function } type = Type::Truth;
    long long number = 0;
    std::shared_ptr<const std::string> text;
    std::shared_ptr<const std::vector<TlaValue>> items;
};
using Values = std::vector<TlaValue>;

TlaValue truthOf(bool b) { return {TlaValue::Type::Truth, b ? 1 : 0, nullptr, nullptr}; }
TlaValue numberOf(long long n) {
    if (n > INT32_MAX || n < INT32_MIN) throw TlaError("a number beyond 32 bits");
    return {TlaValue::Type::Number, n, nullptr, nullptr};
}
TlaValue textOf(const std::string& s) {
    return {TlaValue::Type::Text, 0, std::make_shared<const std::string>(s), nullptr};
}

int compareValues(const TlaValue& a, const TlaValue& b) {
    if (a.type != b.type) throw TlaError("values of different kinds are compared");
    switch (a.type) {
    case TlaValue::Type::Truth:
    case TlaValue::Type::Number: return a.number < b.number ? -1 : a.number > b.number ? 1 : 0;
    case TlaValue::Type::Text: return a.text->compare(*b.text);
    case TlaValue::Type::Set:
    case TlaValue::Type::Function: break;
    }
    if (a.items == b.items) return 0;
    // As TLC: sizes first; of functions their domains before their values.
    if (a.items->size() != b.items->size()) return a.items->size() < b.items->size() ? -1 : 1;
    const size_t stride = a.type == TlaValue::Type::Function ? 2 : 1;
    for (size_t begin = 0; begin < stride; ++begin)
        for (size_t i = begin; i < a.items->size(); i += stride)
            if (const int order = compareValues((*a.items)[i], (*b.items)[i]); order != 0) return order;
    return 0;
}
bool lessThan(const TlaValue& a, const TlaValue& b) { return compareValues(a, b) < 0; }

TlaValue setOf(Values items) {
    std::sort(items.begin(), items.end(), lessThan);
    items.erase(std::unique(items.begin(), items.end(),
                            [](const TlaValue& a, const TlaValue& b) { return compareValues(a, b) == 0; }),
                items.end());
    return {TlaValue::Type::Set, 0, nullptr, std::make_shared<const Values>(std::move(items))};
}
TlaValue functionOf(std::vector<std::pair<TlaValue, TlaValue>> pairs) {
    std::sort(pairs.begin(), pairs.end(), [](const auto& a, const auto& b) { return lessThan(a.first, b.first); });
    Values items;
    for (auto& [key, value] : pairs) {
        items.push_back(std::move(key));
        items.push_back(std::move(value));
    }
    return {TlaValue::Type::Function, 0, nullptr, std::make_shared<const Values>(std::move(items))};
}
TlaValue sequenceOf(const Values& values) {
    std::vector<std::pair<TlaValue, TlaValue>> pairs;
    for (size_t i = 0; i < values.size(); ++i) pairs.emplace_back(numberOf(static_cast<long long>(i) + 1), values[i]);
    return functionOf(std::move(pairs));
}

const Values& itemsOf(const TlaValue& value, TlaValue::Type type, const char* what) {
    if (value.type != type) throw TlaError(std::string("this is no ") + what);
    return *value.items;
}
const Values& elementsOf(const TlaValue& value) { return itemsOf(value, TlaValue::Type::Set, "set"); }
bool isTrue(const TlaValue& value) {
    if (value.type != TlaValue::Type::Truth) throw TlaError("this is no truth");
    return value.number != 0;
}
long long asNumber(const TlaValue& value) {
    if (value.type != TlaValue::Type::Number) throw TlaError("this is no number");
    return value.number;
}
const TlaValue* valueAt(const TlaValue& function, const TlaValue& key) {
    const Values& items = itemsOf(function, TlaValue::Type::Function, "function");
    for (size_t i = 0; i < items.size(); i += 2)
        if (items[i].type == key.type && compareValues(items[i], key) == 0) return &items[i + 1];
    return nullptr;
}
const TlaValue& applied(const TlaValue& function, const TlaValue& key) {
    const TlaValue* const found = valueAt(function, key);
    if (found == nullptr) throw TlaError("a function is applied outside of its domain");
    return *found;
}
Values sequenceItems(const TlaValue& value) {
    const Values& items = itemsOf(value, TlaValue::Type::Function, "sequence");
    Values out;
    for (size_t i = 0; i < items.size(); i += 2) {
        if (asNumber(items[i]) != static_cast<long long>(i / 2) + 1) throw TlaError("this is no sequence");
        out.push_back(items[i + 1]);
    }
    return out;
}
bool contains(const TlaValue& set, const TlaValue& value) {
    const Values& items = elementsOf(set);
    return std::binary_search(items.begin(), items.end(), value, lessThan);
}

void append(const TlaValue& value, std::string& out) {
    out += static_cast<char>('0' + static_cast<int>(value.type));
    if (value.text) out += *value.text;
    if (value.items)
        for (const TlaValue& item : *value.items) append(item, out);
    else out += std::to_string(value.number);
    out += ';';
}

// ---- evaluation -------------------------------------------------------------------------------------------------

struct Scope;
using ScopePtr = std::shared_ptr<const Scope>;

/// What a name stands for: a value that is computed when it is needed, an operator, or a recursive function.
struct Meaning {
    std::optional<TlaValue> value;
    TlaNodePtr node;   ///< of a value that is not yet computed …
    ScopePtr scope;    ///< … there
    std::vector<std::string> params;
    TlaNodePtr domain;   ///< of a function
    bool isOperator = false;
};
struct Scope {
    std::string name;
    std::shared_ptr<Meaning> meaning;
    ScopePtr before;
};

class TlaEvaluation {
public:
    TlaEvaluation(const TlaModule& module) : module_(module) {
        for (size_t i = 0; i < module.variables.size(); ++i) variables_[module.variables[i]] = i;
    }

    using State = std::vector<std::optional<TlaValue>>;

    bool holds(const std::string& name, const State& state) {
        now_ = &state;
        next_ = nullptr;
        return isTrue(named(name));
    }
    /// The states that Init allows, or that Next leads to.
    std::vector<State> initial() {
        std::vector<State> out;
        State state(variables_.size());
        now_ = next_ = &state;
        act(module_.definitions.at("Init").body, nullptr, true, [&] { out.push_back(state); });
        return out;
    }
    std::vector<State> successors(const State& from) {
        std::vector<State> out;
        State after(variables_.size());
        now_ = &from;
        next_ = &after;
        attempt([&] {
            act(module_.definitions.at("Next").body, nullptr, false, [&] {
                for (const auto& one : after)
                    if (!one) throw TlaError("an action does not say what becomes of a variable");
                out.push_back(after);
            });
        });
        return out;
    }
    bool asserted = false;

private:
    using Then = std::function<void()>;

    TlaValue named(const std::string& name) { return value(module_.definitions.at(name).body, nullptr); }

    static ScopePtr with(const ScopePtr& scope, const std::string& name, std::shared_ptr<Meaning> meaning) {
        return std::make_shared<Scope>(Scope{name, std::move(meaning), scope});
    }
    static ScopePtr with(const ScopePtr& scope, const std::string& name, TlaValue value) {
        auto meaning = std::make_shared<Meaning>();
        meaning->value = std::move(value);
        return with(scope, name, std::move(meaning));
    }
    static std::shared_ptr<Meaning> find(const ScopePtr& scope, const std::string& name) {
        for (const Scope* at = scope.get(); at != nullptr; at = at->before.get())
            if (at->name == name) return at->meaning;
        return nullptr;
    }

    /// An argument: an operator is given as it is, a value is computed when it is needed.
    std::shared_ptr<Meaning> argument(const TlaNodePtr& node, const ScopePtr& scope) {
        if (node->kind == Kind::Name && node->parts.empty()) {
            if (auto known = find(scope, node->text)) return known;
            const auto global = module_.definitions.find(node->text);
            if (global != module_.definitions.end() && !global->second.params.empty()) {
                auto out = std::make_shared<Meaning>();
                out->isOperator = true;
                out->params = global->second.params;
                out->node = global->second.body;
                return out;
            }
        }
        auto out = std::make_shared<Meaning>();
        out->scope = scope;
        if (node->kind == Kind::Lambda) {
            out->isOperator = true;
            out->params = node->names;
            out->node = node->parts[0];
        } else {
            out->node = node;
        }
        return out;
    }

    /// The scope in which the body of an operator is looked at.
    ScopePtr entered(const ScopePtr& home, const std::vector<std::string>& params, const TlaNode& call,
                     const ScopePtr& scope) {
        if (params.size() != call.parts.size()) throw TlaError(call.text + " has another number of arguments");
        ScopePtr out = home;
        for (size_t i = 0; i < params.size(); ++i) out = with(out, params[i], argument(call.parts[i], scope));
        return out;
    }

    ScopePtr let(const TlaNode& node, ScopePtr scope) {
        for (const TlaDefinition& one : node.definitions) {
            auto meaning = std::make_shared<Meaning>();
            meaning->node = one.body;
            meaning->params = one.params;
            meaning->domain = one.domain;
            meaning->isOperator = !one.params.empty() && !one.domain;
            const ScopePtr after = with(scope, one.name, meaning);
            meaning->scope = one.domain ? after : scope;   // functions may be recursive
            cycles_.push_back(meaning);
            scope = after;
        }
        return scope;
    }

    TlaValue forced(Meaning& meaning) {
        if (meaning.domain) throw TlaError("a recursive function is only applied");
        if (!meaning.value) meaning.value = value(meaning.node, meaning.scope);
        return *meaning.value;
    }

    TlaValue name(const TlaNode& node, const ScopePtr& scope) {
        if (const auto known = find(scope, node.text)) {
            if (known->isOperator) return value(known->node, entered(known->scope, known->params, node, scope));
            if (!node.parts.empty()) throw TlaError(node.text + " takes no arguments");
            return forced(*known);
        }
        if (const auto variable = variables_.find(node.text); variable != variables_.end()) {
            const auto& current = (*now_)[variable->second];
            if (!current) throw TlaError(node.text + " has no value yet");
            return *current;
        }
        if (const auto global = module_.definitions.find(node.text); global != module_.definitions.end())
            return value(global->second.body, entered(nullptr, global->second.params, node, scope));
        return builtIn(node, scope);
    }

    TlaValue builtIn(const TlaNode& node, const ScopePtr& scope) {
        if (node.text == "TRUE" || node.text == "FALSE") return truthOf(node.text == "TRUE");
        Values args;
        for (const TlaNodePtr& part : node.parts) args.push_back(value(part, scope));
        if (node.text == "Cardinality") return numberOf(static_cast<long long>(elementsOf(args.at(0)).size()));
        if (node.text == "Len") return numberOf(static_cast<long long>(sequenceItems(args.at(0)).size()));
        if (node.text == "Append") {
            Values items = sequenceItems(args.at(0));
            items.push_back(args.at(1));
            return sequenceOf(items);
        }
        if (node.text == "SubSeq") {
            const Values items = sequenceItems(args.at(0));
            Values out;
            for (long long i = asNumber(args.at(1)); i <= asNumber(args.at(2)); ++i) {
                if (i < 1 || i > static_cast<long long>(items.size())) throw TlaError("SubSeq beyond the sequence");
                out.push_back(items[static_cast<size_t>(i) - 1]);
            }
            return sequenceOf(out);
        }
        if (node.text == "Assert") {
            if (!isTrue(args.at(0))) throw Assertion{};
            return truthOf(true);
        }
        throw TlaError("there is no " + node.text);
    }

    TlaValue value(const TlaNodePtr& id, const ScopePtr& scope) {
        const TlaNode& node = *id;
        const auto part = [&](size_t i) { return value(node.parts[i], scope); };
        switch (node.kind) {
        case Kind::Number: return numberOf(node.number);
        case Kind::Text: return textOf(node.text);
        case Kind::Name: return name(node, scope);
        case Kind::Unary: return unary(node, scope);
        case Kind::Binary: return binary(node, scope);
        case Kind::Prime: throw TlaError("a primed variable in an expression");
        case Kind::If: return isTrue(part(0)) ? part(1) : part(2);
        case Kind::Case:
            for (size_t i = 0; i < node.parts.size(); i += 2)
                if (isTrue(part(i))) return part(i + 1);
            throw TlaError("no case fits");
        case Kind::Let: return value(node.parts[0], let(node, scope));
        case Kind::Lambda: throw TlaError("an operator is no value");
        case Kind::Forall:
        case Kind::Exists: {
            const TlaValue domain = part(0);
            const bool decides = node.kind == Kind::Exists;
            for (const TlaValue& one : elementsOf(domain))
                if (isTrue(value(node.parts[1], with(scope, node.text, one))) == decides) return truthOf(decides);
            return truthOf(!decides);
        }
        case Kind::Choose: {
            const TlaValue domain = part(0);
            for (const TlaValue& one : elementsOf(domain))
                if (isTrue(value(node.parts[1], with(scope, node.text, one)))) return one;
            throw TlaError("CHOOSE finds nothing");
        }
        case Kind::Filter:
        case Kind::Image: {
            const TlaValue domain = part(0);
            Values out;
            for (const TlaValue& one : elementsOf(domain)) {
                const TlaValue said = value(node.parts[1], with(scope, node.text, one));
                if (node.kind == Kind::Image) out.push_back(said);
                else if (isTrue(said)) out.push_back(one);
            }
            return setOf(std::move(out));
        }
        case Kind::Function: {
            const TlaValue domain = part(0);
            std::vector<std::pair<TlaValue, TlaValue>> pairs;
            for (const TlaValue& one : elementsOf(domain))
                pairs.emplace_back(one, value(node.parts[1], with(scope, node.text, one)));
            return functionOf(std::move(pairs));
        }
        case Kind::Record: {
            std::vector<std::pair<TlaValue, TlaValue>> pairs;
            for (size_t i = 0; i < node.names.size(); ++i) pairs.emplace_back(textOf(node.names[i]), part(i));
            return functionOf(std::move(pairs));
        }
        case Kind::Except: return except(node, scope);
        case Kind::Set:
        case Kind::Tuple: {
            Values items;
            for (size_t i = 0; i < node.parts.size(); ++i) items.push_back(part(i));
            return node.kind == Kind::Set ? setOf(std::move(items)) : sequenceOf(items);
        }
        case Kind::Apply: {
            const TlaNode& function = *node.parts[0];
            if (function.kind == Kind::Name && function.parts.empty())
                if (const auto known = find(scope, function.text); known && known->domain) {
                    const TlaValue key = part(1);
                    if (!belongs(known->domain, known->scope, key)) throw TlaError("outside of its domain");
                    return value(known->node, with(known->scope, known->params.front(), key));
                }
            return applied(part(0), part(1));
        }
        case Kind::Field: return applied(part(0), textOf(node.text));
        }
        throw TlaError("no expression");
    }

    /// Whether a value is in a set, which for SUBSET and `..` is not made.
    bool belongs(const TlaNodePtr& set, const ScopePtr& scope, const TlaValue& one) {
        if (set->kind == Kind::Unary && set->text == "SUBSET") {
            const TlaValue whole = value(set->parts[0], scope);
            const Values& items = elementsOf(one);
            return std::all_of(items.begin(), items.end(), [&](const TlaValue& item) { return contains(whole, item); });
        }
        return contains(value(set, scope), one);
    }

    TlaValue except(const TlaNode& node, const ScopePtr& scope) {
        TlaValue out = value(node.parts[0], scope);
        size_t at = 1;
        for (const std::string& field : node.names) {
            const TlaValue key = field.empty() ? value(node.parts[at++], scope) : textOf(field);
            const TlaValue to = value(node.parts[at++], scope);
            applied(out, key);
            Values items = *out.items;
            for (size_t i = 0; i < items.size(); i += 2)
                if (compareValues(items[i], key) == 0) items[i + 1] = to;
            out = {TlaValue::Type::Function, 0, nullptr, std::make_shared<const Values>(std::move(items))};
        }
        return out;
    }

    TlaValue unary(const TlaNode& node, const ScopePtr& scope) {
        if (node.text == "UNCHANGED") throw TlaError("UNCHANGED in an expression");
        const TlaValue one = value(node.parts[0], scope);
        if (node.text == "~") return truthOf(!isTrue(one));
        if (node.text == "-") return numberOf(-asNumber(one));
        if (node.text == "DOMAIN") {
            const Values& items = itemsOf(one, TlaValue::Type::Function, "function");
            Values out;
            for (size_t i = 0; i < items.size(); i += 2) out.push_back(items[i]);
            return setOf(std::move(out));
        }
        Values out;   // SUBSET
        const Values& items = elementsOf(one);
        if (items.size() > 16) throw TlaError("too many subsets");
        for (size_t bits = 0; bits < size_t{1} << items.size(); ++bits) {
            Values some;
            for (size_t i = 0; i < items.size(); ++i)
                if ((bits >> i & 1) != 0) some.push_back(items[i]);
            out.push_back(setOf(std::move(some)));
        }
        return setOf(std::move(out));
    }

    TlaValue binary(const TlaNode& node, const ScopePtr& scope) {
        const std::string& op = node.text;
        const auto left = [&] { return value(node.parts[0], scope); };
        const auto right = [&] { return value(node.parts[1], scope); };
        if (op == "/\\") return truthOf(isTrue(left()) && isTrue(right()));
        if (op == "\\/") return truthOf(isTrue(left()) || isTrue(right()));
        if (op == "=>") return truthOf(!isTrue(left()) || isTrue(right()));
        if (op == "\\in") return truthOf(belongs(node.parts[1], scope, left()));
        if (op == "\\notin") return truthOf(!belongs(node.parts[1], scope, left()));
        const TlaValue a = left(), b = right();
        if (op == "=") return truthOf(compareValues(a, b) == 0);
        if (op == "#") return truthOf(compareValues(a, b) != 0);
        if (op == "\\subseteq") {
            const Values& items = elementsOf(a);
            return truthOf(
                std::all_of(items.begin(), items.end(), [&](const TlaValue& one) { return contains(b, one); }));
        }
        if (op == "\\cup") {
            Values items = elementsOf(a);
            items.insert(items.end(), elementsOf(b).begin(), elementsOf(b).end());
            return setOf(std::move(items));
        }
        if (op == "\\cap" || op == "\\") {
            Values items;
            for (const TlaValue& one : elementsOf(a))
                if (contains(b, one) == (op == "\\cap")) items.push_back(one);
            return setOf(std::move(items));
        }
        if (op == "\\o") {
            Values items = sequenceItems(a);
            const Values more = sequenceItems(b);
            items.insert(items.end(), more.begin(), more.end());
            return sequenceOf(items);
        }
        const long long x = asNumber(a), y = asNumber(b);
        if (op == "..") {
            Values items;
            for (long long i = x; i <= y; ++i) items.push_back(numberOf(i));
            return setOf(std::move(items));
        }
        if (op == "<") return truthOf(x < y);
        if (op == "<=") return truthOf(x <= y);
        if (op == ">") return truthOf(x > y);
        if (op == ">=") return truthOf(x >= y);
        if (op == "+") return numberOf(x + y);
        if (op == "-") return numberOf(x - y);
        if (op == "*") return numberOf(x * y);
        if (op == "%") {
            if (y <= 0) throw TlaError("% of no positive number");
            return numberOf((x % y + y) % y);
        }
        if (y == 0) throw TlaError("division by zero");   // \div: rounded down
        return numberOf(x / y - ((x % y != 0 && (x < 0) != (y < 0)) ? 1 : 0));
    }

    // ---- actions ----

    /// Whether it says something of the next state.
    bool isAction(const TlaNodePtr& node, const ScopePtr& scope) {
        const auto known = actions_.find(node.get());
        if (known != actions_.end()) return known->second;
        actions_[node.get()] = false;   // for recursive operators
        bool out = node->kind == Kind::Prime || (node->kind == Kind::Unary && node->text == "UNCHANGED");
        for (const TlaNodePtr& part : node->parts) out = out || isAction(part, scope);
        for (const TlaDefinition& one : node->definitions) out = out || isAction(one.body, scope);
        if (node->kind == Kind::Name && !find(scope, node->text))
            if (const auto global = module_.definitions.find(node->text); global != module_.definitions.end())
                out = out || isAction(global->second.body, nullptr);
        return actions_[node.get()] = out;
    }

    /// Goes on with `then` for each way in which the formula can hold. `first`: of Init, where variables themselves
    /// get their values.
    void act(const TlaNodePtr& id, const ScopePtr& scope, bool first, const Then& then) {
        const TlaNode& node = *id;
        if (node.kind == Kind::Binary && node.text == "/\\") {
            act(node.parts[0], scope, first, [&] { act(node.parts[1], scope, first, then); });
            return;
        }
        if (node.kind == Kind::Binary && node.text == "=") {
            const TlaNode& left = *node.parts[0];
            if (left.kind == (first ? Kind::Name : Kind::Prime) && variables_.contains(left.text) &&
                !find(scope, left.text)) {
                assign(variables_.at(left.text), value(node.parts[1], scope), then);
                return;
            }
        }
        if (!first && !isAction(id, scope)) {
            if (isTrue(value(id, scope))) then();
            return;
        }
        switch (node.kind) {
        case Kind::Binary:
            if (node.text != "\\/") break;
            for (const TlaNodePtr& part : node.parts) attempt([&] { act(part, scope, first, then); });
            return;
        case Kind::Exists: {
            const TlaValue domain = value(node.parts[0], scope);
            for (const TlaValue& one : elementsOf(domain))
                attempt([&] { act(node.parts[1], with(scope, node.text, one), first, then); });
            return;
        }
        case Kind::If: act(node.parts[isTrue(value(node.parts[0], scope)) ? 1 : 2], scope, first, then); return;
        case Kind::Let: act(node.parts[0], let(node, scope), first, then); return;
        case Kind::Unary: {
            if (node.text != "UNCHANGED") break;
            Then all = then;
            std::vector<size_t> which;
            const TlaNode& what = *node.parts[0];
            for (const TlaNodePtr& part :
                 what.kind == Kind::Tuple ? what.parts : std::vector<TlaNodePtr>{node.parts[0]})
                which.push_back(variables_.at(part->text));
            for (size_t variable : which) all = [this, variable, all] { assign(variable, *(*now_)[variable], all); };
            all();
            return;
        }
        case Kind::Name: {
            const auto global = module_.definitions.find(node.text);
            if (global == module_.definitions.end()) break;
            act(global->second.body, entered(nullptr, global->second.params, node, scope), first, then);
            return;
        }
        default: break;   // not said so by those who write modules
        }
        throw TlaError("an action of another form");
    }

    /// One of several ways: where an assertion fails in it, the others are looked at all the same.
    void attempt(const Then& way) {
        try {
            way();
        } catch (const Assertion&) { asserted = true; }
    }

    void assign(size_t variable, TlaValue to, const Then& then) {
        std::optional<TlaValue>& slot = (*next_)[variable];
        if (slot) {
            if (compareValues(*slot, to) == 0) then();
            return;
        }
        slot = std::move(to);
        struct Reset {
            std::optional<TlaValue>& slot;
            ~Reset() { slot.reset(); }
        } const reset{slot};
        then();
    }

    const TlaModule& module_;
    std::map<std::string, size_t> variables_;
    std::map<const TlaNode*, bool> actions_;
    const State* now_ = nullptr;
    State* next_ = nullptr;
    std::vector<std::shared_ptr<Meaning>> cycles_;

public:
    ~TlaEvaluation() { release(); }
    TlaEvaluation(const TlaEvaluation&) = delete;
    /// Definitions that know themselves are let go.
    void release() {
        for (const auto& one : cycles_) one->scope.reset();
        cycles_.clear();
    }
};

}   // namespace

TlaFound searchTla(const TlaModule& module, const std::vector<std::string>& invariants, size_t statesMax) {
    TlaEvaluation evaluation(module);
    TlaFound out;
    std::unordered_set<std::string> seen;
    std::deque<TlaEvaluation::State> open;
    const auto bytesOf = [](const TlaEvaluation::State& state) {
        std::string bytes;
        for (const auto& one : state) append(*one, bytes);
        return bytes;
    };
    const auto add = [&](TlaEvaluation::State state) {
        if (!seen.insert(bytesOf(state)).second) return;
        for (const std::string& name : invariants)
            if (!evaluation.holds(name, state)) out.violated.insert(name);
        open.push_back(std::move(state));
    };
    for (TlaEvaluation::State& state : evaluation.initial()) add(std::move(state));
    while (!open.empty() && seen.size() <= statesMax) {
        const TlaEvaluation::State state = std::move(open.front());
        open.pop_front();
        const std::string bytes = bytesOf(state);
        bool leads = false;
        for (TlaEvaluation::State& next : evaluation.successors(state)) {
            leads |= bytesOf(next) != bytes;
            add(std::move(next));
        }
        out.terminal += leads ? 0 : 1;
        evaluation.release();
    }
    out.complete = open.empty();
    out.states = seen.size();
    out.asserted = evaluation.asserted;
    return out;
}

}   // namespace evd::exporting
