#include "explore/state_diff.h"

#include <fmt/format.h>
#include <map>

namespace evd::explore {

namespace {

using ir::Instance;

/// One state flattened: instance names in order, and the text of every variable.
struct Flat {
    std::vector<std::string> instances;
    std::vector<std::string> variables;
    std::map<std::string, std::string> values;
    std::map<std::string, size_t> known;   ///< how many instances had a name so far
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
    out.instances.push_back(path);
    const ir::Automaton& automaton = module.automata[instance.automaton];
    for (size_t i = 0; i < automaton.vars.size() && i < instance.vars.size(); ++i) {
        std::string name = path + "." + automaton.vars[i].name;
        out.variables.push_back(name);
        out.values[name] = ir::text(module.types, automaton.vars[i].type, instance.vars[i], names);
    }
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
    std::map<std::string, bool> oldNames, newNames;
    for (const auto& name : old.instances) oldNames[name] = true;
    for (const auto& name : now.instances) newNames[name] = true;
    for (const auto& name : old.variables) {
        auto value = now.values.find(name);
        if (value != now.values.end() && value->second != old.values[name])
            changes.push_back({name, old.values[name], value->second});
    }
    for (const auto& name : now.instances) {
        if (oldNames.count(name)) continue;
        std::string values;
        for (const auto& variable : now.variables)
            if (variable.rfind(name + ".", 0) == 0)
                values +=
                    (values.empty() ? "" : ", ") + variable.substr(name.size() + 1) + " = " + now.values[variable];
        changes.push_back({name, "", values.empty() ? "spawned" : "spawned with " + values});
    }
    for (const auto& name : old.instances)
        if (!newNames.count(name)) changes.push_back({name, "ended", ""});
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
