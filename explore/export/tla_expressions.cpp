#include "explore/export/tla_expressions.h"

#include "ir/core/walk.h"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <set>

namespace evd::explore {

namespace {

using ir::Op;
using ir::TypeKind;

/// Conditions that are asked one after the other; empty: true.
std::string conjunction(const std::vector<std::string>& parts) {
    std::vector<std::string> some;
    for (const std::string& part : parts)
        if (!part.empty()) some.push_back(part);
    if (some.size() < 2) return some.empty() ? "" : some.front();
    return fmt::format("({})", fmt::join(some, " /\\ "));
}

/// Octets can only be compared for equality there: a text of their digits.
std::string tlaOctets(const std::string& bytes) {
    std::string out = "\"0x";
    for (const char c : bytes) out += fmt::format("{:02x}", static_cast<unsigned char>(c));
    return out + '"';
}

/// What a function is applied to: its argument, or a tuple of several.
std::string argumentOf(const std::vector<std::string>& args) {
    return args.size() == 1 ? args.front() : fmt::format("<<{}>>", fmt::join(args, ", "));
}

std::string tlaInt(int64_t number, Span at) {
    if (number > INT32_MAX || number < INT32_MIN) throw NoWords{at, "numbers of TLC have 32 bits"};
    return number < 0 ? fmt::format("(-{})", -number) : std::to_string(number);
}

/// Whether it is `acc and e` or `acc or e`, where e does not speak of acc.
bool stopsEarly(const ir::Module& module, const ir::Expr& fold) {
    const ir::Expr& body = module[fold.args[2]];
    if (body.op != Op::And && body.op != Op::Or) return false;
    const bool isMap = module.types[module[fold.args[0]].type].kind == TypeKind::Map;
    const ir::LocalId accumulator = fold.index + (isMap ? 2 : 1);
    const ir::Expr& first = module[body.args[0]];
    bool out = first.op == Op::Local && first.index == accumulator;
    ir::forEachExpr(module, body.args[1],
                    [&](const ir::Expr& part) { out &= part.op != Op::Local || part.index != accumulator; });
    return out;
}

}   // namespace

std::string tlaString(const std::string& text, Span at) {
    std::string out = "\"";
    for (const char c : text) {
        if (c < ' ' || c > '~') throw NoWords{at, "texts of TLA+ are of printable ASCII"};
        if (c == '"' || c == '\\') out += '\\';
        out += c;
    }
    return out + '"';
}

TlaExpressions::TlaExpressions(const ExportSubject& subject, ExportNames& names, const TlaPlaces& places)
    : subject_(subject), module_(subject.module()), names_(names), places_(places) {}

std::string TlaExpressions::bind(ir::LocalId local) {
    std::string& known = locals_[local];
    if (known.empty()) known = names_.make(module_.locals[local].name == "_" ? "x" : module_.locals[local].name);
    return known;
}

// ---- values that are known --------------------------------------------------------------------------------------

/// The name of a field in the record of a constructor: its own, unless another constructor has one of that name of
/// another type, which TLC could not compare.
const std::string& TlaExpressions::constructorField(const ir::Type& type, size_t constructor, size_t index) const {
    std::string& out = fieldNames_[{&type, {constructor, index}}];
    if (!out.empty()) return out;
    const ir::Constructor& own = type.constructors[constructor];
    const std::string name = nameCharacters(own.fields[index]);
    bool plain = !name.empty() && name != "tag" && std::count(own.fields.begin(), own.fields.end(), name) == 1;
    for (const ir::Constructor& other : type.constructors)
        for (size_t i = 0; i < other.fields.size(); ++i)
            plain &= other.fields[i] != name || other.types[i] == own.types[index];
    return out = plain ? name : fmt::format("{}_{}", nameCharacters(own.name), index + 1);
}

std::string TlaExpressions::literal(ir::TypeId id, const ir::Value& value, Span at) const {
    const ir::Type& type = module_.types[id];
    std::vector<std::string> parts;
    const auto items = [&](ir::TypeId of) {
        for (const ir::Value& one : value.list()) parts.push_back(literal(of, one, at));
    };
    switch (type.kind) {
    case TypeKind::Int:
    case TypeKind::Nat:
    case TypeKind::Duration: return tlaInt(value.number, at);
    case TypeKind::Bool: return value.number != 0 ? "TRUE" : "FALSE";
    case TypeKind::Unit: return "\"unit\"";
    case TypeKind::Str: return tlaString(value.text(), at);
    case TypeKind::Loc:
        return tlaString(subject_.interpreter.deployment().names[static_cast<size_t>(value.number)], at);
    case TypeKind::Tuple:
        for (size_t i = 0; i < type.args.size(); ++i) parts.push_back(literal(type.args[i], value.list()[i], at));
        return fmt::format("<<{}>>", fmt::join(parts, ", "));
    case TypeKind::Record:
        for (size_t i = 0; i < type.args.size(); ++i)
            parts.push_back(fmt::format("{} |-> {}", type.fields[i], literal(type.args[i], value.list()[i], at)));
        return fmt::format("[{}]", fmt::join(parts, ", "));
    case TypeKind::Enum: {
        const auto which = static_cast<size_t>(value.number);
        const ir::Constructor& made = type.constructors[which];
        parts.push_back(fmt::format("tag |-> \"{}\"", made.name));
        for (size_t i = 0; i < made.types.size(); ++i)
            parts.push_back(fmt::format("{} |-> {}", constructorField(type, which, i),
                                        literal(made.types[i], value.list()[i], at)));
        return fmt::format("[{}]", fmt::join(parts, ", "));
    }
    case TypeKind::List:
    case TypeKind::Ring: items(type.args[0]); return fmt::format("<<{}>>", fmt::join(parts, ", "));
    case TypeKind::Set: items(type.args[0]); return fmt::format("{{{}}}", fmt::join(parts, ", "));
    case TypeKind::Bag:
        items(type.args[0]);
        return parts.empty() ? "<<>>" : fmt::format("BagOf(<<{}>>)", fmt::join(parts, ", "));
    case TypeKind::Map: {
        std::string out = "<<>>";
        for (size_t i = 0; i + 1 < value.list().size(); i += 2)
            out = fmt::format("Put({}, {}, {})", out, literal(type.args[0], value.list()[i], at),
                              literal(type.args[1], value.list()[i + 1], at));
        return out;
    }
    case TypeKind::Bytes: return tlaOctets(value.text());
    case TypeKind::Event: throw NoWords{at, "it has no events of a run"};
    }
    return "";
}

std::string TlaExpressions::paramName(uint32_t param) {
    const auto known = params_.find(param);
    if (known != params_.end()) return known->second;
    const ir::SystemParam& one = module_.params[param];
    const ir::Value& value = subject_.interpreter.deployment().params[param];
    std::string text;
    if (one.domain.empty()) text = literal(one.type, value, one.span);
    else {
        text = "<<>>";
        for (size_t i = 0; i + 1 < value.list().size(); i += 2) {
            const ir::Value& key = value.list()[i];
            std::vector<std::string> args;
            for (size_t k = 0; k < one.domain.size(); ++k)
                args.push_back(literal(one.domain[k], one.domain.size() == 1 ? key : key.list()[k], one.span));
            text = fmt::format("Put({}, {}, {})", text, argumentOf(args),
                               literal(one.type, value.list()[i + 1], one.span));
        }
    }
    const std::string name = names_.make(one.name);
    definitions_ += fmt::format("{} == {}\n", name, text);
    return params_[param] = name;
}

std::string TlaExpressions::field(ir::MessageId message, size_t index) const {
    const ir::Message& own = module_.messages[message];
    const std::string& name = own.fields[index].name;
    bool plain = name != "mayBeLost" && name != "kind";
    for (const ir::Message& other : module_.messages)
        for (const ir::Parameter& one : other.fields) plain &= one.name != name || one.type == own.fields[index].type;
    return plain ? name : fmt::format("{}_{}", nameCharacters(own.name), name);
}

std::string TlaExpressions::inFlight(ir::MessageId message) const {
    std::vector<std::string> parts = {"m.from", "m.to"};
    for (size_t i = 0; i < module_.messages[message].fields.size(); ++i) parts.push_back("m." + field(message, i));
    return fmt::format("{{<<{}>> : m \\in {{m \\in DOMAIN msgs : m.kind = \"{}\"}}}}", fmt::join(parts, ", "),
                       module_.messages[message].name);
}

// ---- what is known ----------------------------------------------------------------------------------------------

/// Takes in which memberships follow if an expression is true, or false.
void TlaExpressions::assume(ir::ExprId id, const TlaScope& scope, bool holds) {
    const ir::Expr& expr = module_[id];
    if (expr.op == Op::Not) assume(expr.args[0], scope, !holds);
    if ((expr.op == Op::And && holds) || (expr.op == Op::Or && !holds))
        for (ir::ExprId part : expr.args) assume(part, scope, holds);
    if (expr.op == Op::Contains && holds) facts_.push_back(value(id, scope));
}

/// Elements of a fold over the keys of a map are keys of it.
void TlaExpressions::assumeElement(const ir::Expr& fold, const TlaScope& scope) {
    const ir::Expr* source = &module_[fold.args[0]];
    const ir::Type& collection = module_.types[source->type];
    const bool ofLocations = !collection.args.empty() && collection.kind != TypeKind::Map &&
                             module_.types[collection.args[0]].kind == TypeKind::Loc;
    if (source->op == Op::SystemParam && ofLocations) {
        std::vector<uint32_t>& range = ranges_[fold.index];
        range.clear();
        for (const ir::Value& one : subject_.interpreter.deployment().params[source->index].list())
            range.push_back(static_cast<uint32_t>(one.number));
        std::sort(range.begin(), range.end());
        range.erase(std::unique(range.begin(), range.end()), range.end());
    }
    if (source->op == Op::ToList) source = &module_[source->args[0]];
    const bool isKeys = source->op == Op::Keys;
    if (!isKeys && module_.types[source->type].kind != TypeKind::Map) return;
    const ir::ExprId map = isKeys ? source->args[0] : fold.args[0];
    if (kind(map) != TypeKind::Map) return;
    facts_.push_back(fmt::format("({} \\in DOMAIN {})", bind(fold.index), value(map, scope)));
}

/// Whether a process is at a location, as far as that is known without looking at a state.
bool TlaExpressions::isAt(ir::ExprId location, const TlaPlaces::Process& process) const {
    const ir::Expr& expr = module_[location];
    std::vector<uint32_t> where;
    if (expr.op == Op::SystemParam) {
        where.push_back(static_cast<uint32_t>(subject_.interpreter.deployment().params[expr.index].number));
    } else if (expr.op == Op::Local) {
        const auto known = ranges_.find(expr.index);
        if (known == ranges_.end()) return false;
        where = known->second;
    } else {
        return false;
    }
    return std::includes(process.locations.begin(), process.locations.end(), where.begin(), where.end());
}

/// Whether a number is never negative, by how it is made.
bool TlaExpressions::isNatural(ir::ExprId id) const {
    const ir::Expr& expr = module_[id];
    switch (expr.op) {
    case Op::Int: return expr.value >= 0;
    case Op::Size:
    case Op::Count:
    case Op::CheckNat: return true;
    case Op::Add:
    case Op::Mul:
    case Op::Min:
    case Op::Max: return isNatural(expr.args[0]) && isNatural(expr.args[1]);
    case Op::Var:
    case Op::Field:
    case Op::Param: return module_.types[expr.type].kind == TypeKind::Nat;   // checked where it was stored
    default: return false;                                                   // it may be, or not
    }
}

/// A condition, unless it is known to hold.
std::string TlaExpressions::asked(std::string condition) const {
    const bool known = std::find(facts_.begin(), facts_.end(), condition) != facts_.end();
    return known ? "" : condition;
}

// ---- orders -----------------------------------------------------------------------------------------------------

std::string TlaExpressions::orderOfTexts() {
    if (!textOrder_.empty()) return textOrder_;
    std::set<std::string> all(subject_.interpreter.deployment().names.begin(),
                              subject_.interpreter.deployment().names.end());
    std::vector<std::string> parts;
    for (const std::string& one : all) parts.push_back(tlaString(one, subject_.span));
    textOrder_ = names_.make("LocationLess");
    const std::string order = names_.make("LocationOrder");
    definitions_ += fmt::format("{0} == <<{1}>>\n{2}(a1, b1) == PlaceIn({0}, a1) < PlaceIn({0}, b1)\n", order,
                                fmt::join(parts, ", "), textOrder_);
    return textOrder_;
}

/// An operator that says whether the first of two values is less.
std::string TlaExpressions::less(ir::TypeId id, Span at) {
    const auto known = orders_.find(id);
    if (known != orders_.end()) return known->second;
    const ir::Type& type = module_.types[id];
    std::string body;
    /// Item by item: the first that differs decides.
    const auto lexicographic = [&](const std::vector<std::pair<std::string, ir::TypeId>>& parts) {
        std::string out = "FALSE";
        for (size_t i = parts.size(); i-- > 0;) {
            const std::string a = "a1" + parts[i].first, b = "b1" + parts[i].first;
            out = fmt::format("({0}({1}, {2}) \\/ ({1} = {2} /\\ {3}))", less(parts[i].second, at), a, b, out);
        }
        return out;
    };
    switch (type.kind) {
    case TypeKind::Int:
    case TypeKind::Nat:
    case TypeKind::Duration: body = "a1 < b1"; break;
    case TypeKind::Bool: body = "~a1 /\\ b1"; break;
    case TypeKind::Unit: body = "FALSE"; break;
    case TypeKind::Loc: return orders_[id] = orderOfTexts();
    case TypeKind::Tuple: {
        std::vector<std::pair<std::string, ir::TypeId>> parts;
        for (size_t i = 0; i < type.args.size(); ++i) parts.emplace_back(fmt::format("[{}]", i + 1), type.args[i]);
        body = lexicographic(parts);
        break;
    }
    case TypeKind::Record: {
        std::vector<std::pair<std::string, ir::TypeId>> parts;
        for (size_t i = 0; i < type.args.size(); ++i) parts.emplace_back("." + type.fields[i], type.args[i]);
        body = lexicographic(parts);
        break;
    }
    case TypeKind::Enum: {
        if (module_.types.isRecursive(id)) throw NoWords{at, "values of a recursive enum are put in order"};
        std::vector<std::string> tags;
        for (const ir::Constructor& one : type.constructors) tags.push_back("\"" + one.name + "\"");
        const std::string order = fmt::format("<<{}>>", fmt::join(tags, ", "));
        body = fmt::format("IF a1.tag # b1.tag THEN PlaceIn({0}, a1.tag) < PlaceIn({0}, b1.tag) ELSE ", order);
        std::string rest = "FALSE";
        for (size_t k = type.constructors.size(); k-- > 0;) {
            std::vector<std::pair<std::string, ir::TypeId>> parts;
            for (size_t i = 0; i < type.constructors[k].types.size(); ++i)
                parts.emplace_back("." + constructorField(type, k, i), type.constructors[k].types[i]);
            if (parts.empty()) continue;
            rest = fmt::format("(IF a1.tag = {} THEN {} ELSE {})", tags[k], lexicographic(parts), rest);
        }
        body += rest;
        break;
    }
    case TypeKind::List:
    case TypeKind::Ring: body = fmt::format("SeqLess(a1, b1, {})", less(type.args[0], at)); break;
    case TypeKind::Set:
        body = fmt::format("SeqLess(Sorted(a1, {0}), Sorted(b1, {0}), {0})", less(type.args[0], at));
        break;
    case TypeKind::Str:
    case TypeKind::Bytes: throw NoWords{at, "it has no order of texts"};
    case TypeKind::Bag:
    case TypeKind::Map:
    case TypeKind::Event: throw NoWords{at, "maps or bags are put in order"};
    }
    const std::string name = names_.make(module_.types.text(id), "Less_");
    definitions_ += fmt::format("{}(a1, b1) == {}\n", name, body);
    return orders_[id] = name;
}

// ---- functions --------------------------------------------------------------------------------------------------

const TlaExpressions::Function& TlaExpressions::function(ir::FunctionId id) {
    Function& known = functions_[id];   // a map: it stays where it is
    if (known.done) return known;
    if (known.busy) {
        known.recursive = true;
        return known;
    }
    const ir::Function& one = module_.functions[id];
    if (!one.body.valid()) throw NoWords{one.span, fmt::format("`{}` is supplied by the host", one.name)};
    known.name = names_.make(one.name);
    const std::string okName = names_.make(one.name, "defined_");
    known.busy = true;
    std::vector<std::string> params;
    for (ir::LocalId param : one.params) params.push_back(bind(param));
    const TlaScope scope;
    const std::string body = value(one.body, scope);
    std::string ok = defined(one.body, scope);   // as if calls of itself never faulted
    if (!ok.empty() && known.recursive) {
        known.ok = okName;
        ok = defined(one.body, scope);
    }
    known.ok = ok.empty() ? "" : okName;
    const std::string list = params.empty() ? "" : fmt::format("({})", fmt::join(params, ", "));
    const auto define = [&](const std::string& name, const std::string& text) {
        if (known.recursive) {
            const std::vector<std::string> holes(params.size(), "_");
            definitions_ += fmt::format("RECURSIVE {}({})\n", name, fmt::join(holes, ", "));
        }
        definitions_ += fmt::format("{}{} == {}\n", name, list, text);
    };
    define(known.name, body);
    if (!ok.empty()) define(okName, ok);
    known.done = true;
    known.busy = false;
    return known;
}

// ---- folds ------------------------------------------------------------------------------------------------------

/// The elements of a collection as a set.
std::string TlaExpressions::elements(ir::ExprId collection, const std::string& value, const TlaScope& scope) {
    const ir::Expr& source = module_[collection];
    if (source.op == Op::List) {   // of what is written there
        std::vector<std::string> parts;
        for (ir::ExprId part : source.args) parts.push_back(this->value(part, scope));
        return fmt::format("{{{}}}", fmt::join(parts, ", "));
    }
    if (source.op == Op::ToList) return elements(source.args[0], this->value(source.args[0], scope), scope);
    switch (kind(collection)) {
    case TypeKind::Set: return value;
    case TypeKind::Bag:
    case TypeKind::Map: return fmt::format("DOMAIN {}", value);
    default: return fmt::format("Range({})", value);   // List, Ring
    }
}

std::string TlaExpressions::sequence(ir::ExprId collection, const std::string& value) {
    const ir::Type& type = module_.types[module_[collection].type];
    switch (type.kind) {
    case TypeKind::Set: return fmt::format("Sorted({}, {})", value, less(type.args[0], module_[collection].span));
    case TypeKind::Map:
        return fmt::format("Sorted(DOMAIN {}, {})", value, less(type.args[0], module_[collection].span));
    case TypeKind::Bag:
        return fmt::format("Repeated({0}, Sorted(DOMAIN {0}, {1}))", value,
                           less(type.args[0], module_[collection].span));
    default: return value;   // List, Ring
    }
}

/// `\E x \in S : e`, where the order of the elements makes no difference.
std::optional<std::string> TlaExpressions::quantifier(const ir::Expr& fold, const TlaScope& scope, bool negated) {
    if (!stopsEarly(module_, fold)) return std::nullopt;
    const ir::Expr& body = module_[fold.args[2]];
    const ir::Expr& source = module_[fold.args[0]];
    const bool isMap = kind(fold.args[0]) == TypeKind::Map;
    const ir::Expr& initial = module_[fold.args[1]];
    if (initial.op != Op::Bool || (initial.value != 0) != (body.op == Op::And)) return std::nullopt;
    std::string over;
    switch (source.op) {
    case Op::InFlight: over = inFlight(source.index); break;
    case Op::Quorums: {
        const ir::QuorumDomain& quorum = module_.quorums[source.index];
        const std::string members = value(quorum.members, scope);
        over = fmt::format("{{Q \\in SUBSET {} : Cardinality(Q) >= {} /\\ Cardinality(Q) <= {}}}", members,
                           value(quorum.least, scope), value(quorum.most, scope));
        break;
    }
    case Op::Instances: {   // one at most: where the process is placed
        const auto found = places_.processes.find(source.index);
        const bool isAll = (body.op == Op::And) != negated;
        if (found == places_.processes.end()) return isAll ? "TRUE" : "FALSE";
        if (found->second.several) throw NoWords{source.span, "the process is placed several times"};
        std::vector<std::string> is;
        if (!isAt(source.args[0], found->second))
            is.push_back(fmt::format("{} \\in {}", value(source.args[0], scope), found->second.where));
        for (size_t i = 1; i < source.args.size(); ++i)
            is.push_back(fmt::format("{}[{}] = {}", found->second.params[i - 1], value(source.args[0], scope),
                                     value(source.args[i], scope)));
        locals_[fold.index] = "0";
        const std::string says = negated ? negation(body.args[1], scope) : value(body.args[1], scope);
        return is.empty() ? says : fmt::format("({} {} {})", conjunction(is), isAll ? "=>" : "/\\", says);
    }
    default: over = elements(fold.args[0], value(fold.args[0], scope), scope); break;   // other collections
    }
    const std::string element = bind(fold.index);
    const bool isAll = (body.op == Op::And) != negated;
    Assumed within(*this);
    assumeElement(fold, scope);
    std::string inner;
    if (isMap) {
        const std::string map = value(fold.args[0], scope), bound = bind(fold.index + 1);
        inner = negated ? negation(body.args[1], scope) : value(body.args[1], scope);
        inner = fmt::format("LET {} == {}[{}] IN {}", bound, map, element, inner);
    } else {
        inner = negated ? negation(body.args[1], scope) : value(body.args[1], scope);
    }
    return fmt::format("({} {} \\in {} : {})", isAll ? "\\A" : "\\E", element, over, inner);
}

std::string TlaExpressions::fold(const ir::Expr& expr, const TlaScope& scope, bool negated) {
    bool canFault = false;
    {
        Assumed within(*this);
        assumeElement(expr, scope);
        canFault = !defined(expr.args[2], scope).empty();
    }
    if (!canFault || module_[expr.args[0]].op >= Op::Instances)
        if (std::optional<std::string> short_ = quantifier(expr, scope, negated)) return *short_;
    const Op source = module_[expr.args[0]].op;
    if (source == Op::InFlight || source == Op::Quorums || source == Op::Instances)
        throw NoWords{expr.span, "only quantifiers range over this"};
    const std::string over = value(expr.args[0], scope), initial = value(expr.args[1], scope);
    const bool isMap = kind(expr.args[0]) == TypeKind::Map;
    const std::string element = bind(expr.index), bound = isMap ? bind(expr.index + 1) : "";
    const std::string accumulator = bind(expr.index + (isMap ? 2 : 1));
    std::string body = value(expr.args[2], scope);
    if (isMap) body = fmt::format("LET {} == {}[{}] IN {}", bound, over, element, body);
    const std::string out = fmt::format("FoldSeq(LAMBDA {}, {} : {}, {}, {})", element, accumulator, body, initial,
                                        sequence(expr.args[0], over));
    return negated ? "~" + out : out;
}

std::string TlaExpressions::definedFold(const ir::Expr& expr, const TlaScope& scope) {
    const ir::Expr& source = module_[expr.args[0]];
    const bool isMap = kind(expr.args[0]) == TypeKind::Map;
    std::vector<std::string> parts;
    if (source.op == Op::InFlight || source.op == Op::Quorums || source.op == Op::Instances)
        for (ir::ExprId arg : source.args) parts.push_back(defined(arg, scope));
    else parts.push_back(defined(expr.args[0], scope));
    parts.push_back(defined(expr.args[1], scope));
    Assumed within(*this);
    if (source.op < Op::Instances) assumeElement(expr, scope);
    std::string body = defined(expr.args[2], scope);
    if (body.empty()) return conjunction(parts);
    if (source.op == Op::InFlight || source.op == Op::Quorums) throw NoWords{expr.span, "what it asks may fault"};
    if (source.op == Op::Instances) {   // of one instance at most: where it is there
        const std::string over = value(source.args[0], scope);
        const auto found = places_.processes.find(source.index);
        if (found == places_.processes.end()) return conjunction(parts);
        locals_[expr.index] = "0";
        const std::string text = defined(module_[expr.args[2]].args[1], scope);
        if (text.empty()) return conjunction(parts);
        parts.push_back(isAt(source.args[0], found->second)
                            ? text
                            : fmt::format("({} \\in {} => {})", over, found->second.where, text));
        return conjunction(parts);
    }
    // One element after the other, as long as all is defined.
    const std::string over = value(expr.args[0], scope), initial = value(expr.args[1], scope);
    const std::string element = bind(expr.index), bound = isMap ? bind(expr.index + 1) : "";
    const std::string accumulator = bind(expr.index + (isMap ? 2 : 1));
    body = defined(expr.args[2], scope);
    std::string next = value(expr.args[2], scope);
    const std::string pair = names_.make("pair");
    std::string step = fmt::format("LET {} == {}[2] IN IF {} THEN <<TRUE, {}>> ELSE <<FALSE, {}>>", accumulator, pair,
                                   body, next, accumulator);
    if (isMap) step = fmt::format("LET {} == {}[{}] IN {}", bound, over, element, step);
    parts.push_back(fmt::format("FoldSeq(LAMBDA {}, {} : IF ~{}[1] THEN {} ELSE {}, <<TRUE, {}>>, {})[1]", element,
                                pair, pair, pair, step, initial, sequence(expr.args[0], over)));
    return conjunction(parts);
}

// ---- expressions ------------------------------------------------------------------------------------------------

std::string TlaExpressions::negation(ir::ExprId id, const TlaScope& scope) {
    const ir::Expr& expr = module_[id];
    switch (expr.op) {
    case Op::Not: return value(expr.args[0], scope);
    case Op::And: {
        if (module_[expr.args[0]].op == Op::Noted) return negation(expr.args[1], scope);
        Assumed within(*this);
        within.add(expr.args[0], scope, true);
        if (module_[expr.args[0]].op == Op::Not)
            return fmt::format("({} \\/ {})", value(module_[expr.args[0]].args[0], scope),
                               negation(expr.args[1], scope));
        return fmt::format("({} => {})", value(expr.args[0], scope), negation(expr.args[1], scope));
    }
    case Op::Or: {
        Assumed within(*this);
        within.add(expr.args[0], scope, false);
        return fmt::format("({} /\\ {})", negation(expr.args[0], scope), negation(expr.args[1], scope));
    }
    case Op::Eq: return fmt::format("({} # {})", value(expr.args[0], scope), value(expr.args[1], scope));
    case Op::Ne: return fmt::format("({} = {})", value(expr.args[0], scope), value(expr.args[1], scope));
    case Op::Contains:
        return fmt::format("({} \\notin {})", value(expr.args[1], scope),
                           elements(expr.args[0], value(expr.args[0], scope), scope));
    case Op::Fold: return fold(expr, scope, true);
    case Op::Bool: return expr.value != 0 ? "FALSE" : "TRUE";
    default: {   // nothing shorter; `~~` is another operator
        const std::string text = value(id, scope);
        return text.front() == '~' ? fmt::format("~({})", text) : "~" + text;
    }
    }
}

std::string TlaExpressions::value(ir::ExprId id, const TlaScope& scope) {
    const ir::Expr& expr = module_[id];
    const auto arg = [&](size_t i) { return value(expr.args[i], scope); };
    switch (expr.op) {
    case Op::Int: return tlaInt(expr.value, expr.span);
    case Op::Bool: return expr.value != 0 ? "TRUE" : "FALSE";
    case Op::Unit: return "\"unit\"";
    case Op::Str:
        if (module_.types[expr.type].kind == TypeKind::Bytes) return tlaOctets(module_.texts[expr.index]);
        return tlaString(module_.texts[expr.index], expr.span);
    case Op::Local: return bind(expr.index);
    case Op::Var: return scope.vars.at(expr.index);
    case Op::Param: return scope.params.at(expr.index);
    case Op::SystemParam: return paramName(expr.index);
    case Op::ParamCall: {
        std::vector<std::string> args;
        for (size_t i = 0; i < expr.args.size(); ++i) args.push_back(arg(i));
        return fmt::format("{}[{}]", paramName(expr.index), argumentOf(args));
    }
    case Op::Self: return scope.self;
    case Op::Sender: return scope.message + ".from";
    case Op::Field: return scope.message + "." + field(scope.kind, expr.index);
    case Op::IsFirst: return scope.first;
    case Op::If: {
        std::string branches[2];
        for (const size_t i : {1, 2}) {
            Assumed within(*this);
            within.add(expr.args[0], scope, i == 1);
            branches[i - 1] = arg(i);
        }
        return fmt::format("(IF {} THEN {} ELSE {})", arg(0), branches[0], branches[1]);
    }
    case Op::And: {
        if (module_[expr.args[0]].op == Op::Noted) return arg(1);
        Assumed within(*this);
        within.add(expr.args[0], scope, true);
        return fmt::format("({} /\\ {})", arg(0), arg(1));
    }
    case Op::Or: {
        Assumed within(*this);
        within.add(expr.args[0], scope, false);
        const ir::Expr& left = module_[expr.args[0]];   // not a or b: a implies b
        if (left.op == Op::Not) return fmt::format("({} => {})", value(left.args[0], scope), arg(1));
        return fmt::format("({} \\/ {})", arg(0), arg(1));
    }
    case Op::Not: return negation(expr.args[0], scope);
    case Op::Noted: return "TRUE";
    case Op::Let: {
        const std::string bound = arg(0), name = bind(expr.index);
        return fmt::format("(LET {} == {} IN {})", name, bound, arg(1));
    }
    case Op::Fold: return fold(expr, scope, false);
    case Op::Call: {
        std::vector<std::string> args;
        for (size_t i = 0; i < expr.args.size(); ++i) args.push_back(arg(i));
        const std::string& name = function(expr.index).name;
        return args.empty() ? name : fmt::format("{}({})", name, fmt::join(args, ", "));
    }
    case Op::TableEmpty:
    case Op::Yields: throw NoWords{expr.span, "it asks for processes that were started"};
    default: return operation(expr, scope);   // of strict operations
    }
}

std::string TlaExpressions::operation(const ir::Expr& expr, const TlaScope& scope) {
    std::vector<std::string> a;
    for (ir::ExprId arg : expr.args) a.push_back(value(arg, scope));
    const TypeKind first = expr.args.empty() ? TypeKind::Unit : kind(expr.args[0]);
    const auto infix = [&](const char* symbol) { return fmt::format("({} {} {})", a[0], symbol, a[1]); };
    const auto call = [&](const char* name) { return fmt::format("{}({})", name, fmt::join(a, ", ")); };
    const auto elementType = [&] { return module_.types[module_[expr.args[0]].type].args[0]; };
    const bool isNumber = first == TypeKind::Int || first == TypeKind::Nat || first == TypeKind::Duration;
    const auto isLess = [&](size_t left, size_t right) {
        return fmt::format("{}({}, {})", less(module_[expr.args[0]].type, expr.span), a[left], a[right]);
    };
    switch (expr.op) {
    case Op::Add: return infix("+");
    case Op::Sub: return infix("-");
    case Op::Mul: return infix("*");
    case Op::Div: return call("Quotient");
    case Op::Mod: return call("Remainder");
    case Op::Neg: return fmt::format("(-{})", a[0]);
    case Op::Min: return call("Lesser");
    case Op::Max: return call("Greater");
    case Op::CheckNat: return a[0];
    case Op::Eq: return infix("=");
    case Op::Ne: return infix("#");
    case Op::Lt: return isNumber ? infix("<") : isLess(0, 1);
    case Op::Le: return isNumber ? infix("<=") : fmt::format("({} = {} \\/ {})", a[0], a[1], isLess(0, 1));
    case Op::Gt: return isNumber ? infix(">") : isLess(1, 0);
    case Op::Ge: return isNumber ? infix(">=") : fmt::format("({} = {} \\/ {})", a[0], a[1], isLess(1, 0));
    case Op::Tuple: {
        const ir::Type& type = module_.types[expr.type];
        if (type.kind != TypeKind::Record) return fmt::format("<<{}>>", fmt::join(a, ", "));
        std::vector<std::string> parts;
        for (size_t i = 0; i < a.size(); ++i) parts.push_back(type.fields[i] + " |-> " + a[i]);
        return fmt::format("[{}]", fmt::join(parts, ", "));
    }
    case Op::Get: {
        const ir::Type& type = module_.types[module_[expr.args[0]].type];
        return type.kind == TypeKind::Record ? fmt::format("{}.{}", a[0], type.fields[expr.index])
                                             : fmt::format("{}[{}]", a[0], expr.index + 1);
    }
    case Op::Construct: {
        const ir::Type& type = module_.types[expr.type];
        std::vector<std::string> parts = {fmt::format("tag |-> \"{}\"", type.constructors[expr.index].name)};
        for (size_t i = 0; i < a.size(); ++i) parts.push_back(constructorField(type, expr.index, i) + " |-> " + a[i]);
        return fmt::format("[{}]", fmt::join(parts, ", "));
    }
    case Op::IsConstructor:
        return fmt::format("({}.tag = \"{}\")", a[0],
                           module_.types[module_[expr.args[0]].type].constructors[expr.index].name);
    case Op::Payload:
        return fmt::format(
            "{}.{}", a[0],
            constructorField(module_.types[module_[expr.args[0]].type], expr.index, static_cast<size_t>(expr.value)));
    case Op::List: return fmt::format("<<{}>>", fmt::join(a, ", "));
    case Op::Set: return fmt::format("{{{}}}", fmt::join(a, ", "));
    case Op::Bag: return a.empty() ? "<<>>" : fmt::format("BagOf(<<{}>>)", fmt::join(a, ", "));
    case Op::Map: {
        std::string out = "<<>>";
        for (size_t i = 0; i + 1 < a.size(); i += 2) out = fmt::format("Put({}, {}, {})", out, a[i], a[i + 1]);
        return out;
    }
    case Op::ToList:
        if (first == TypeKind::Map) {
            const std::string key = names_.make("k");
            return fmt::format("FoldSeq(LAMBDA {0}, all0 : Append(all0, <<{0}, {1}[{0}]>>), <<>>, {2})", key, a[0],
                               sequence(expr.args[0], a[0]));
        }
        return sequence(expr.args[0], a[0]);
    case Op::ToSet:
        if (first == TypeKind::Map) return fmt::format("{{<<k1, {0}[k1]>> : k1 \\in DOMAIN {0}}}", a[0]);
        return first == TypeKind::Set ? a[0] : fmt::format("({})", elements(expr.args[0], a[0], scope));
    case Op::ToBag:
        if (first == TypeKind::Map) return fmt::format("EachOnce({{<<k1, {0}[k1]>> : k1 \\in DOMAIN {0}}})", a[0]);
        return first == TypeKind::Bag ? a[0] : first == TypeKind::Set ? call("EachOnce") : call("BagOf");
    case Op::Keys: return fmt::format("(DOMAIN {})", a[0]);
    case Op::Values: return call("ValuesOf");
    case Op::Size:
        switch (first) {
        case TypeKind::Set: return call("Cardinality");
        case TypeKind::Map: return fmt::format("Cardinality(DOMAIN {})", a[0]);
        case TypeKind::Bag: return call("BagSize");
        case TypeKind::Str:
        case TypeKind::Bytes: throw NoWords{expr.span, "it has no length of texts"};
        default: return call("Len");   // List, Ring
        }
    case Op::Contains: return fmt::format("({} \\in {})", a[1], elements(expr.args[0], a[0], scope));
    case Op::Count: return first == TypeKind::Bag ? call("Copies") : fmt::format("Copies(BagOf({}), {})", a[0], a[1]);
    case Op::At:
        return first == TypeKind::List ? fmt::format("{}[{} + 1]", a[0], a[1]) : fmt::format("{}[{}]", a[0], a[1]);
    case Op::Find: {
        const ir::Type& type = module_.types[expr.type];
        return fmt::format("(IF {0} \\in DOMAIN {1} THEN [tag |-> \"{2}\", {3} |-> {1}[{0}]] ELSE [tag |-> \"{4}\"])",
                           a[1], a[0], type.constructors[1].name, constructorField(type, 1, 0),
                           type.constructors[0].name);
    }
    case Op::First:
    case Op::Last: {
        if (first == TypeKind::List) return expr.op == Op::First ? a[0] + "[1]" : fmt::format("{0}[Len({0})]", a[0]);
        return fmt::format("{}({}{}, {})", expr.op == Op::First ? "Least" : "Greatest",
                           first == TypeKind::Bag ? "DOMAIN " : "", a[0], less(elementType(), expr.span));
    }
    case Op::Subset: return infix("\\subseteq");
    case Op::Append: return call("Append");
    case Op::SetAt: return fmt::format("[{} EXCEPT ![{} + 1] = {}]", a[0], a[1], a[2]);
    case Op::Put: return call("Put");
    case Op::Insert:
        return first == TypeKind::Bag ? fmt::format("Plus({}, Single({}))", a[0], a[1])
                                      : fmt::format("({} \\cup {{{}}})", a[0], a[1]);
    case Op::Remove:
        return first == TypeKind::Map   ? call("Without")
               : first == TypeKind::Bag ? fmt::format("Minus({}, Single({}))", a[0], a[1])
                                        : fmt::format("({} \\ {{{}}})", a[0], a[1]);
    case Op::Union:
        switch (first) {
        case TypeKind::Set: return infix("\\cup");
        case TypeKind::Bag: return call("Plus");
        case TypeKind::Map: return call("Over");
        case TypeKind::List: return infix("\\o");
        default: throw NoWords{expr.span, "texts are joined"};   // Str, Bytes
        }
    case Op::Intersect: return infix("\\cap");
    case Op::Difference: return first == TypeKind::Bag ? call("Minus") : infix("\\");
    case Op::Slice: return fmt::format("SubSeq({0}, Greater({1}, 0) + 1, Lesser({2}, Len({0})))", a[0], a[1], a[2]);
    case Op::RingNext: return call("NextIn");
    case Op::RingPrev: return call("PrevIn");
    case Op::RingBetween: return call("BetweenIn");
    case Op::Locations: {
        std::vector<std::string> parts;
        for (const std::string& one : subject_.interpreter.deployment().names)
            parts.push_back(tlaString(one, expr.span));
        return fmt::format("{{{}}}", fmt::join(parts, ", "));
    }
    case Op::LocNamed: return tlaString(module_.texts[expr.index], expr.span);
    case Op::VarOf: {
        const auto found = places_.processes.find(expr.index);
        if (found == places_.processes.end()) return "0";   // never asked: it is defined nowhere
        if (found->second.several) throw NoWords{expr.span, "the process is placed several times"};
        const ir::Automaton& automaton = module_.automata[expr.index];
        const auto which = static_cast<size_t>(expr.value);
        if (which < automaton.vars.size())
            return fmt::format("{}[{}].{}", found->second.states, a[0], automaton.vars[which].name);
        return fmt::format("{}[{}]", found->second.params[which - automaton.vars.size()], a[0]);
    }
    case Op::Up: return places_.up.empty() ? "TRUE" : fmt::format("{}[{}]", places_.up, a[0]);
    case Op::ObserverVar: throw NoWords{expr.span, "observers are not followed"};
    default: throw NoWords{expr.span, "it speaks of events, or of other moments"};   // of statements about runs
    }
}

std::string TlaExpressions::defined(ir::ExprId id, const TlaScope& scope) {
    const ir::Expr& expr = module_[id];
    const auto arg = [&](size_t i) { return value(expr.args[i], scope); };
    const auto has = [&](size_t i) { return defined(expr.args[i], scope); };
    std::vector<std::string> parts;
    switch (expr.op) {
    case Op::If: {
        std::string yes, no;
        for (const bool holds : {true, false}) {
            Assumed within(*this);
            within.add(expr.args[0], scope, holds);
            (holds ? yes : no) = has(holds ? 1 : 2);
        }
        parts.push_back(has(0));
        if (!yes.empty() || !no.empty())
            parts.push_back(
                fmt::format("(IF {} THEN {} ELSE {})", arg(0), yes.empty() ? "TRUE" : yes, no.empty() ? "TRUE" : no));
        return conjunction(parts);
    }
    case Op::And:
    case Op::Or: {
        std::string right;
        {
            Assumed within(*this);
            within.add(expr.args[0], scope, expr.op == Op::And);
            right = has(1);
        }
        parts.push_back(has(0));
        if (!right.empty())
            parts.push_back(
                fmt::format("({} => {})", expr.op == Op::And ? arg(0) : negation(expr.args[0], scope), right));
        return conjunction(parts);
    }
    case Op::Let: {
        parts.push_back(has(0));
        const std::string bound = arg(0), name = bind(expr.index);
        const std::string body = has(1);
        if (!body.empty()) parts.push_back(fmt::format("(LET {} == {} IN {})", name, bound, body));
        return conjunction(parts);
    }
    case Op::Fold: return definedFold(expr, scope);
    default: break;   // strict ones: below
    }
    for (size_t i = 0; i < expr.args.size(); ++i) parts.push_back(has(i));
    switch (expr.op) {
    case Op::ParamCall: {
        std::vector<std::string> args;
        for (size_t i = 0; i < expr.args.size(); ++i) args.push_back(arg(i));
        const ir::Value& table = subject_.interpreter.deployment().params[expr.index];
        const bool ofLocation = expr.args.size() == 1 && kind(expr.args[0]) == TypeKind::Loc;
        if (ofLocation && table.list().size() / 2 == subject_.interpreter.deployment().names.size()) break;   // of all
        parts.push_back(asked(fmt::format("({} \\in DOMAIN {})", argumentOf(args), paramName(expr.index))));
        break;
    }
    case Op::Call: {
        std::vector<std::string> args;
        for (size_t i = 0; i < expr.args.size(); ++i) args.push_back(arg(i));
        const Function& called = function(expr.index);
        if (called.ok.empty()) break;
        parts.push_back(args.empty() ? called.ok : fmt::format("{}({})", called.ok, fmt::join(args, ", ")));
        break;
    }
    case Op::Div:
    case Op::Mod: {
        const ir::Expr& divisor = module_[expr.args[1]];
        if (divisor.op != Op::Int || divisor.value == 0) parts.push_back(fmt::format("({} # 0)", arg(1)));
        break;
    }
    case Op::CheckNat:
        if (!isNatural(expr.args[0])) parts.push_back(asked(fmt::format("({} >= 0)", arg(0))));
        break;
    case Op::At:
        parts.push_back(asked(kind(expr.args[0]) == TypeKind::List
                                  ? fmt::format("({} \\in 0..(Len({}) - 1))", arg(1), arg(0))
                                  : fmt::format("({} \\in DOMAIN {})", arg(1), arg(0))));
        break;
    case Op::First:
    case Op::Last:
        parts.push_back(kind(expr.args[0]) == TypeKind::Set ? fmt::format("({} # {{}})", arg(0))
                                                            : fmt::format("({} # <<>>)", arg(0)));
        break;
    case Op::SetAt: parts.push_back(fmt::format("({} \\in 0..(Len({}) - 1))", arg(1), arg(0))); break;
    case Op::RingNext:
    case Op::RingPrev:
    case Op::RingBetween: {
        const ir::Expr& ring = module_[expr.args[0]];
        const bool isWhole = ring.op == Op::SystemParam && module_[expr.args[1]].op == Op::Self &&
                             subject_.interpreter.deployment().params[ring.index].list().size() ==
                                 subject_.interpreter.deployment().names.size();
        for (size_t i = 1; i < expr.args.size(); ++i)
            if (!isWhole || i > 1) parts.push_back(fmt::format("({} \\in Range({}))", arg(i), arg(0)));
        break;
    }
    case Op::VarOf: {
        const auto found = places_.processes.find(expr.index);
        if (found != places_.processes.end() && isAt(expr.args[0], found->second)) break;
        if (expr.args.size() == 2 && module_[expr.args[1]].op == Op::Local) break;   // of an instance that is there
        parts.push_back(found == places_.processes.end() ? "FALSE"
                                                         : fmt::format("({} \\in {})", arg(0), found->second.where));
        break;
    }
    default: break;   // it has a value for all arguments
    }
    return conjunction(parts);
}

}   // namespace evd::explore
