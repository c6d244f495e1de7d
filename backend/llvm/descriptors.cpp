#include "backend/llvm/descriptors.h"

#include "backend/llvm/function_emitter.h"
#include "backend/llvm/schema.h"
#include "base/check.h"
#include "ir/analysis/running.h"

#include <algorithm>

namespace evd::backend {

using namespace ir;
using llvm::Constant;

DescriptorEmitter::DescriptorEmitter(ModuleEmitter& shared)
    : shared_(shared), ir_(shared.ir()), context_(shared.context()) {}

llvm::GlobalVariable* DescriptorEmitter::constant(Constant* value, const std::string& name) {
    return new llvm::GlobalVariable(shared_.module(), value->getType(), true, llvm::GlobalValue::PrivateLinkage, value,
                                    name);
}

Constant* DescriptorEmitter::array(const std::vector<Constant*>& elements, const std::string& name) {
    if (elements.empty()) return null();
    return constant(llvm::ConstantArray::get(llvm::ArrayType::get(elements[0]->getType(), elements.size()), elements),
                    name);
}

Constant* DescriptorEmitter::text(const std::string& text) {
    auto [place, isNew] = texts_.try_emplace(text, nullptr);
    if (isNew) place->second = constant(llvm::ConstantDataArray::getString(context_, text), "text");
    return place->second;
}

Constant* DescriptorEmitter::words(const std::vector<uint32_t>& values, const std::string& name) {
    std::vector<Constant*> all;
    for (uint32_t value : values) all.push_back(i32(value));
    return array(all, name);
}

uint32_t DescriptorEmitter::slots(const std::vector<Part>& parts) {
    uint32_t count = 0;
    for (const Part& part : parts) count += shared_.layout().slots(part.type);
    return count;
}

/// evd_field[]
Constant* DescriptorEmitter::parts(const std::vector<Part>& parts, uint32_t slot, const std::string& name) {
    std::vector<Constant*> all;
    for (const Part& part : parts) {
        all.push_back(record({text(part.name), type(part.type), i32(slot)}));
        slot += shared_.layout().slots(part.type);
    }
    return array(all, name);
}

Constant* DescriptorEmitter::slotTypes(const std::vector<Part>& parts, const std::string& name) {
    std::vector<Constant*> all;
    for (const Part& part : parts)
        for (const auto& handle : shared_.layout()[part.type].handles) all.push_back(handle ? type(*handle) : null());
    return pointers(all, name);
}

// ---- types

Constant* DescriptorEmitter::type(TypeId type) { return shared_.type(type); }

Constant* ModuleEmitter::type(TypeId id) {
    auto known = types_.find(id);
    if (known != types_.end()) return known->second;
    // evd_type: kind, slots, boxed, arg_count, args, field_names, ctor_count, ctors, slot_types, name
    llvm::Type *i32 = llvm::Type::getInt32Ty(context_), *ptr = pointer();
    auto* shape = llvm::StructType::get(context_, {i32, i32, i32, i32, ptr, ptr, i32, ptr, ptr, ptr});
    auto* global = new llvm::GlobalVariable(*module_, shape, true, llvm::GlobalValue::PrivateLinkage, nullptr, "type");
    types_.emplace(id, global);
    undefined_.push_back(id);   // defined at the end: types may hold each other
    return global;
}

void DescriptorEmitter::defineType(TypeId id, llvm::GlobalVariable* global) {
    const ir::Type& t = ir_.types[id];
    const TypeLayout& layout = shared_.layout()[id];
    auto all = [&](const std::vector<TypeId>& types) {
        std::vector<Constant*> out;
        for (TypeId one : types) out.push_back(type(one));
        return pointers(out, "types");
    };
    auto names = [&](const std::vector<std::string>& list) {
        std::vector<Constant*> out;
        for (const std::string& one : list) out.push_back(text(one));
        return pointers(out, "names");
    };
    std::vector<Constant*> ctors;
    for (size_t c = 0; c < t.constructors.size(); ++c) {
        const Constructor& ctor = t.constructors[c];
        std::vector<std::string> fields = ctor.fields;
        fields.resize(ctor.types.size());
        ctors.push_back(record({text(ctor.name), i32(ctor.types.size()), all(ctor.types),
                                words(layout.ctorParts[c], "slots"), names(fields)}));
    }
    std::vector<Constant*> handles;
    for (const auto& handle : layout.handles) handles.push_back(handle ? type(*handle) : null());
    global->setInitializer(
        record({i32(static_cast<uint64_t>(t.kind)), i32(layout.slots), i32(layout.boxed), i32(t.args.size()),
                all(t.args), t.fields.empty() ? null() : names(t.fields), i32(ctors.size()), array(ctors, "ctors"),
                pointers(handles, "slot_types"), text(ir_.types.text(id))}));
}

// ---- functions

Constant* DescriptorEmitter::values(const Automaton* automaton, const Clause* action, const std::vector<ExprId>& exprs,
                                    Span span, const std::string& name) {
    FunctionEmitter::Purpose purpose;
    purpose.automaton = automaton;
    purpose.clause = action;
    shared_.liveness().enter(automaton);
    llvm::Function* function = shared_.make(shared_.stepType(), name, false);
    FunctionEmitter emitter(shared_, function, purpose, span);
    if (action != nullptr) emitter.bindEventFields(action->chosen);
    emitter.returnValues(exprs);
    return function;
}

/// The step of an instance that has seen an event before, and at its first event; one function if they are the same.
DescriptorEmitter::Steps DescriptorEmitter::steps(const Automaton& automaton, Occasion occasion,
                                                  const std::string& name) {
    occasion.first = false;
    std::vector<Candidate> later = candidatesAt(ir_, automaton, occasion);
    Constant* next = step(automaton, occasion, later, name);
    occasion.first = true;
    std::vector<Candidate> atFirst = candidatesAt(ir_, automaton, occasion);
    bool same = atFirst == later && !asksFirst(ir_, automaton, later);
    return {next, same ? next : step(automaton, occasion, atFirst, name + ".first")};
}

Constant* DescriptorEmitter::step(const Automaton& automaton, const Occasion& occasion,
                                  const std::vector<Candidate>& candidates, const std::string& name) {
    if (candidates.empty()) return noStep();
    FunctionEmitter::Purpose purpose;
    purpose.automaton = &automaton;
    if (occasion.acting) purpose.clause = &automaton.clauses[*occasion.acting];
    if (occasion.kind == Occasion::Kind::Receive) purpose.message = occasion.message;
    purpose.first = occasion.first;
    shared_.liveness().enter(&automaton);
    std::set<uint32_t> variables;
    for (const Candidate& one : candidates)
        variables.merge(shared_.liveness().assigned(automaton.clauses[one.clause].body));
    llvm::Function* function = shared_.make(shared_.stepType(), name, false);
    FunctionEmitter(shared_, function, purpose, automaton.clauses[candidates[0].clause].span)
        .returnStep(candidates, {variables.begin(), variables.end()});
    std::vector<uint32_t> written;
    for (uint32_t variable : variables)
        for (uint32_t i = 0; i < shared_.layout().slots(automaton.vars[variable].type); ++i)
            written.push_back(shared_.varSlot(automaton, variable) + i);
    return record({function, i32(written.size()), words(written, "written")});
}

Constant* DescriptorEmitter::externFunction(const Function& function) {
    Constant* model = null();
    if (function.body.valid()) {
        FunctionEmitter::Purpose purpose;
        purpose.caller = static_cast<FunctionId>(&function - ir_.functions.data());
        shared_.liveness().enter(nullptr);
        llvm::Function* code = shared_.make(shared_.stepType(), "model." + function.name, false);
        FunctionEmitter emitter(shared_, code, purpose, function.span);
        emitter.bindEventFields(function.params);
        emitter.returnValues({function.body});
        model = code;
    }
    std::vector<Constant*> args;
    uint32_t slots = 0;
    for (LocalId param : function.params) {
        args.push_back(type(ir_.locals[param].type));
        slots += shared_.layout().slots(ir_.locals[param].type);
    }
    shared_.needFields(slots);
    shared_.needResult(shared_.layout().slots(function.result));
    return record({text(function.name), i32(args.size()), pointers(args, "args"), type(function.result), model});
}

// ---- automata

Constant* DescriptorEmitter::action(const Automaton& automaton, uint32_t index) {
    const Clause& clause = automaton.clauses[index];
    std::string name = automaton.name + "." + clause.name;
    std::vector<Part> chosen;
    for (LocalId local : clause.chosen) chosen.push_back({ir_.locals[local].name, ir_.locals[local].type});
    std::vector<Constant*> domains, domainTypes;
    for (ExprId domain : clause.domains) {
        domains.push_back(values(&automaton, &clause, {domain}, clause.span, name + ".domain"));
        domainTypes.push_back(type(ir_[domain].type));
    }
    shared_.needFields(slots(chosen));
    Constant* guard = values(&automaton, &clause, {clause.guard}, clause.span, name + ".guard");
    Steps both = steps(automaton, {Occasion::Kind::Action, 0, index, false}, name);
    return record({text(clause.name), i32(clause.fair), both.next, guard, i32(chosen.size()),
                   parts(chosen, 0, "chosen"), pointers(domains, "domains"), pointers(domainTypes, "domain_types"),
                   both.first});
}

Constant* DescriptorEmitter::table(const Automaton& parent, uint32_t index) {
    const ChildTable& table = parent.tables[index];
    const Automaton& child = ir_.automata[table.child];
    std::vector<std::vector<uint32_t>> keys;   // words of the child's parameters
    std::vector<Constant*> routes;
    for (MessageId m = 0; m < ir_.messages.size(); ++m) {
        Route route = m < table.routes.size() ? table.routes[m] : Route{};
        std::vector<uint32_t> params, fields;
        for (size_t i = 0; i < route.params.size(); ++i) {
            TypeId paramType = child.params[route.params[i]].type;
            for (uint32_t s = 0; s < shared_.layout().slots(paramType); ++s) {
                params.push_back(shared_.automatonParamSlot(child, route.params[i]) + s);
                fields.push_back(shared_.fieldSlot(m, route.fields[i]) + s);
            }
        }
        uint32_t kind = route.kind == Route::Kind::Ignore  ? EVD_ROUTE_IGNORE
                        : route.kind == Route::Kind::Index ? EVD_ROUTE_INDEX
                                                           : EVD_ROUTE_SCAN;
        size_t key = 0;
        if (kind == EVD_ROUTE_INDEX) {
            std::vector<std::pair<uint32_t, uint32_t>>
                pairs;   // one index serves all messages that pin the same parameters
            for (size_t i = 0; i < params.size(); ++i) pairs.emplace_back(params[i], fields[i]);
            std::sort(pairs.begin(), pairs.end());
            for (size_t i = 0; i < pairs.size(); ++i) {
                params[i] = pairs[i].first;
                fields[i] = pairs[i].second;
            }
            key = static_cast<size_t>(std::find(keys.begin(), keys.end(), params) - keys.begin());
            if (key == keys.size()) keys.push_back(params);
        } else {
            fields.clear();
        }
        routes.push_back(record({i32(kind), i32(key), words(fields, "fields")}));
    }
    std::vector<Constant*> indexes;
    for (const auto& key : keys) indexes.push_back(record({i32(key.size()), words(key, "params")}));
    Constant* yields = child.yields ? type(shared_.listOf(*child.yields)) : null();
    return record({i32(table.child), i32(table.explicitDelivery), i32(indexes.size()), array(indexes, "indexes"),
                   array(routes, "routes"), yields});
}

Constant* DescriptorEmitter::automaton(AutomatonId id) {
    const Automaton& automaton = ir_.automata[id];
    std::vector<Part> params, vars, all;
    for (const Parameter& param : automaton.params) params.push_back({param.name, param.type});
    for (const Variable& variable : automaton.vars) vars.push_back({variable.name, variable.type});
    all = params;
    all.insert(all.end(), vars.begin(), vars.end());
    std::vector<Constant*> durable;
    std::vector<ExprId> initial;
    for (const Variable& variable : automaton.vars) {
        durable.push_back(llvm::ConstantInt::get(llvm::Type::getInt8Ty(context_), variable.durable));
        initial.push_back(variable.initial);
    }
    Constant* init =
        vars.empty() ? null() : values(&automaton, nullptr, initial, automaton.span, automaton.name + ".init");
    shared_.needResult(slots(params));

    Occasion starting{Occasion::Kind::Start, 0, {}, true};
    Constant* start = step(automaton, starting, candidatesAt(ir_, automaton, starting), automaton.name + ".start");
    std::vector<Constant*> first, next;
    for (MessageId m = 0; m < ir_.messages.size(); ++m) {
        Occasion occasion{Occasion::Kind::Receive, m, {}, true};
        if (clausesAt(automaton, occasion) == clausesAt(automaton, starting)) {   // none is for the message
            first.push_back(start);
            next.push_back(noStep());
            continue;
        }
        Steps both = steps(automaton, occasion, automaton.name + "." + ir_.messages[m].name);
        first.push_back(both.first);
        next.push_back(both.next);
    }
    std::vector<Constant*> actions, tables;
    for (uint32_t c = 0; c < automaton.clauses.size(); ++c)
        if (automaton.clauses[c].trigger == Trigger::Action) actions.push_back(action(automaton, c));
    for (uint32_t t = 0; t < automaton.tables.size(); ++t) tables.push_back(table(automaton, t));
    uint32_t paramSlots = slots(params);
    return record({text(automaton.name), i32(params.size()), i32(vars.size()), parts(params, 0, "params"),
                   parts(vars, paramSlots, "vars"), array(durable, "durable"), i32(paramSlots), i32(slots(all)),
                   slotTypes(all, "slot_types"), init, start, array(first, "first"), array(next, "next"),
                   i32(actions.size()), array(actions, "actions"), i32(tables.size()), array(tables, "tables"),
                   i32(shared_.site(automaton.span))});
}

// ---- the module

Constant* DescriptorEmitter::message(const Message& message) {
    std::vector<Part> fields;
    for (const Parameter& field : message.fields) fields.push_back({field.name, field.type});
    shared_.needFields(slots(fields));
    return record({text(message.name), i32(static_cast<uint64_t>(message.kind)), i32(fields.size()),
                   parts(fields, 0, "fields"), i32(slots(fields)), slotTypes(fields, "slot_types")});
}

Constant* DescriptorEmitter::system(const System& system) {
    std::vector<Constant*> placements;
    for (const Placement& placement : system.placements) {
        if (ir_.automata[placement.automaton].role != Role::Ordinary) continue;   // of the environment
        Constant* where = values(nullptr, nullptr, {placement.where}, placement.span, system.name + ".where");
        Constant* args = placement.args.empty()
                             ? null()
                             : values(nullptr, nullptr, placement.args, placement.span, system.name + ".args");
        placements.push_back(record({i32(placement.automaton), where, type(ir_[placement.where].type), args}));
    }
    return record({text(system.name), i32(placements.size()), array(placements, "placements")});
}

Constant* DescriptorEmitter::sites() {
    std::vector<Constant*> all;
    for (Span span : shared_.sites_) {
        std::optional<Place> place;
        if (shared_.options_.locate) place = shared_.options_.locate(span);
        all.push_back(place ? record({text(place->file), i32(place->line), i32(place->column)})
                            : record({null(), i32(0), i32(0)}));
    }
    return array(all, "sites");
}

void DescriptorEmitter::emit() {
    std::vector<Constant*> messages, automata, systems, params, assumptions, externs, texts, typeParams;
    for (const Message& one : ir_.messages) messages.push_back(message(one));
    for (AutomatonId a = 0, end = runningEnd(ir_); a < end; ++a) automata.push_back(automaton(a));
    for (const System& one : ir_.systems)
        if (shared_.options_.system.empty() || one.name == shared_.options_.system) systems.push_back(system(one));
    for (uint32_t p = 0; p < ir_.params.size(); ++p)
        params.push_back(record({text(ir_.params[p].name), type(shared_.paramType(p)), i32(ir_.params[p].domain.size()),
                                 i32(shared_.paramSlot(p))}));
    for (const NamedFormula& one : ir_.assumptions)
        assumptions.push_back(
            record({text(one.name), values(nullptr, nullptr, {one.formula}, one.span, "assume." + one.name)}));
    for (const Function& function : ir_.functions)
        if (function.isExtern) externs.push_back(externFunction(function));
    for (const auto& [name, stands] : shared_.options_.typeParams)
        typeParams.push_back(record({text(name), text(stands)}));
    for (auto [index, isBytes] : shared_.texts_)
        texts.push_back(record({text(ir_.texts[index]), i64(ir_.texts[index].size()), i32(isBytes)}));

    for (size_t i = 0; i < shared_.undefined_.size(); ++i) {   // grows while types are defined
        TypeId id = shared_.undefined_[i];
        defineType(id, shared_.types_.at(id));
    }
    Constant* all = record({i32(EVD_ABI_VERSION),        text(ir_.name),
                            i64(schemaHash(ir_)),        i32(messages.size()),
                            array(messages, "messages"), i32(automata.size()),
                            array(automata, "automata"), i32(systems.size()),
                            array(systems, "systems"),   i32(params.size()),
                            array(params, "params"),     i32(shared_.paramWords_),
                            i32(assumptions.size()),     array(assumptions, "assumptions"),
                            i32(externs.size()),         array(externs, "externs"),
                            i32(texts.size()),           array(texts, "texts"),
                            i32(shared_.sites_.size()),  sites(),
                            i32(shared_.resultSlots_),   i32(EVD_EVENT_FIELDS + shared_.fieldSlots_),
                            i32(typeParams.size()),      array(typeParams, "type_params")});
    auto* global = constant(all, moduleSymbol(ir_));
    global->setLinkage(llvm::GlobalValue::ExternalLinkage);
    global->setName(moduleSymbol(ir_));
}

}   // namespace evd::backend
