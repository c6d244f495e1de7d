#include "explore/state_diff.h"

#include <fmt/format.h>
#include <map>

namespace evd::explore {

namespace {

using ir::Instance;

/// An instance by its path, with the text of each variable.
struct FlatInstance {
    const ir::Automaton* automaton;
    std::string path;
    std::vector<std::string> values;
};

/// One state flattened: its instances, each before its children.
struct Flat {
    std::vector<FlatInstance> instances;
    std::map<std::string, size_t> places;   ///< by path, in `instances`
    std::map<std::string, size_t> known;    ///< how many instances had a name so far
};

std::string nameOf(const ir::Module& module, const ir::LocationNames& names, const Instance& instance) {
    const ir::Automaton& automaton = module.automata[instance.automaton];
    if (automaton.params.empty()) return automaton.name;
    std::string args;
    for (size_t i = 0; i < automaton.params.size() && i < instance.params.size(); ++i)
        args += (i ? ", " : "") + ir::text(module.types, automaton.params[i].type, instance.params[i], names);
    return automaton.name + "(" + args + ")";
}

void flatten(const ir::Module& module, const ir::LocationNames& names, const Instance& instance,
             const std::string& parent, Flat& out) {
    if (instance.stopped) return;
    std::string path = (parent.empty() ? "" : parent + "/") + nameOf(module, names, instance);
    if (size_t seen = ++out.known[path]; seen > 1) path += fmt::format("#{}", seen);
    const ir::Automaton& automaton = module.automata[instance.automaton];
    std::vector<std::string> values;
    for (size_t i = 0; i < automaton.vars.size() && i < instance.vars.size(); ++i)
        values.push_back(ir::text(module.types, automaton.vars[i].type, instance.vars[i], names));
    out.places.emplace(path, out.instances.size());
    out.instances.push_back({&automaton, path, std::move(values)});
    for (const auto& table : instance.tables)
        for (const Instance& child : table) flatten(module, names, child, path, out);
}

Flat flat(const ir::Module& module, const ir::LocationNames& names, const ir::LocationState& state) {
    Flat out;
    for (const Instance& root : state.roots) flatten(module, names, root, "", out);
    return out;
}

}   // namespace

std::vector<Change> difference(const ir::Module& module, const ir::LocationNames& names,
                               const ir::LocationState& before, const ir::LocationState& after) {
    Flat old = flat(module, names, before), now = flat(module, names, after);
    std::vector<Change> changes;
    for (const FlatInstance& was : old.instances) {
        auto found = now.places.find(was.path);
        if (found == now.places.end()) continue;
        const FlatInstance& is = now.instances[found->second];
        for (size_t i = 0; i < was.values.size() && is.automaton == was.automaton; ++i)
            if (is.values[i] != was.values[i])
                changes.push_back({was.path + "." + was.automaton->vars[i].name, was.values[i], is.values[i]});
    }
    for (const FlatInstance& is : now.instances) {
        if (old.places.count(is.path) != 0) continue;
        std::string values;
        for (size_t i = 0; i < is.values.size(); ++i)
            values += (i == 0 ? "" : ", ") + is.automaton->vars[i].name + " = " + is.values[i];
        changes.push_back({is.path, "", values.empty() ? "spawned" : "spawned with " + values});
    }
    for (const FlatInstance& was : old.instances)
        if (now.places.count(was.path) == 0) changes.push_back({was.path, "ended", ""});
    return changes;
}

std::string instanceText(const ir::Module& module, const ir::LocationNames& names, const ir::LocationState& state,
                         const ir::InstancePath& path) {
    if (path.empty() || path[0] >= state.roots.size()) return "";
    const Instance* instance = &state.roots[path[0]];
    std::string text = nameOf(module, names, *instance);
    for (size_t i = 1; i + 1 < path.size(); i += 2) {
        instance = &instance->tables.at(path[i]).at(path[i + 1]);
        text += "/" + nameOf(module, names, *instance);
    }
    return text;
}

}   // namespace evd::explore
