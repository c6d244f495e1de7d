#include "explore/trace/state_diff.h"

#include <algorithm>
#include <fmt/format.h>
#include <iterator>
#include <map>

namespace evd::explore {

namespace {

std::string nameOf(const ir::Module& module, const ir::LocationNames& names, const ir::Instance& instance) {
    const ir::Automaton& automaton = module.automata[instance.automaton];
    if (automaton.params.empty()) return automaton.name;
    std::string args;
    for (size_t i = 0; i < automaton.params.size() && i < instance.params.size(); ++i)
        args += (i ? ", " : "") + ir::text(module.types, automaton.params[i].type, instance.params[i], names);
    return automaton.name + "(" + args + ")";
}

bool same(const std::vector<ir::Value>& a, const std::vector<ir::Value>& b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](const ir::Value& x, const ir::Value& y) { return ir::compare(x, y) == 0; });
}

/// Whether nothing has changed in an instance and below it: most of a large state, found without writing it as text.
bool same(const ir::Instance& a, const ir::Instance& b) {
    return a.automaton == b.automaton && a.stopped == b.stopped && same(a.params, b.params) && same(a.vars, b.vars) &&
           std::equal(a.tables.begin(), a.tables.end(), b.tables.begin(), b.tables.end(),
                      [](const auto& x, const auto& y) {
                          return std::equal(
                              x.begin(), x.end(), y.begin(), y.end(),
                              [](const ir::Instance& one, const ir::Instance& other) { return same(one, other); });
                      });
}

using Siblings = std::vector<const ir::Instance*>;

Siblings childrenOf(const ir::Instance& instance) {
    Siblings out;
    for (const auto& table : instance.tables)
        for (const ir::Child& child : table)
            if (!child->stopped) out.push_back(child.get());
    return out;
}

Siblings rootsOf(const ir::LocationState& state) {
    Siblings out;
    for (const ir::Instance& root : state.roots)
        if (!root.stopped) out.push_back(&root);
    return out;
}

class Differences {
public:
    Differences(const ir::Module& module, const ir::LocationNames& names) : module_(module), names_(names) {}

    void between(const Siblings& before, const Siblings& after, const std::string& parent) {
        if (std::equal(before.begin(), before.end(), after.begin(), after.end(),
                       [](const ir::Instance* a, const ir::Instance* b) { return same(*a, *b); }))
            return;
        std::vector<std::string> oldPaths = paths(before, parent), newPaths = paths(after, parent);
        std::map<std::string_view, size_t> oldPlaces;
        for (size_t i = 0; i < before.size(); ++i) oldPlaces.emplace(oldPaths[i], i);
        for (size_t i = 0; i < after.size(); ++i) {
            auto old = oldPlaces.find(newPaths[i]);
            if (old == oldPlaces.end()) {
                appeared(*after[i], newPaths[i]);
                continue;
            }
            const ir::Instance &was = *before[old->second], &is = *after[i];
            oldPlaces.erase(old);
            variables(was, is, newPaths[i]);
            between(childrenOf(was), childrenOf(is), newPaths[i]);
        }
        for (size_t i = 0; i < before.size(); ++i)
            if (oldPlaces.count(oldPaths[i]) != 0) disappeared(*before[i], oldPaths[i]);
    }

    /// First what has another value, then what is new, then what has ended.
    std::vector<Change> take() {
        std::vector<Change> out = std::move(changed_);
        for (auto* more : {&spawned_, &ended_}) std::move(more->begin(), more->end(), std::back_inserter(out));
        return out;
    }

private:
    /// Siblings of one name are told apart by their order.
    std::vector<std::string> paths(const Siblings& siblings, const std::string& parent) const {
        std::map<std::string, size_t> known;
        std::vector<std::string> out;
        for (const ir::Instance* one : siblings) {
            out.push_back((parent.empty() ? "" : parent + "/") + nameOf(module_, names_, *one));
            if (size_t seen = ++known[out.back()]; seen > 1) out.back() += fmt::format("#{}", seen);
        }
        return out;
    }

    std::string value(const ir::Instance& instance, size_t variable) const {
        const ir::Automaton& automaton = module_.automata[instance.automaton];
        if (automaton.vars[variable].timer) return instance.vars[variable].number != 0 ? "set" : "not set";
        return ir::text(module_.types, automaton.vars[variable].type, instance.vars[variable], names_);
    }

    void variables(const ir::Instance& was, const ir::Instance& is, const std::string& path) {
        const ir::Automaton& automaton = module_.automata[is.automaton];
        for (size_t i = 0; i < was.vars.size() && i < is.vars.size() && was.automaton == is.automaton; ++i)
            if (ir::compare(was.vars[i], is.vars[i]) != 0)
                changed_.push_back({path + "." + automaton.vars[i].name, value(was, i), value(is, i)});
    }

    void appeared(const ir::Instance& instance, const std::string& path) {
        const ir::Automaton& automaton = module_.automata[instance.automaton];
        std::string values;
        for (size_t i = 0; i < instance.vars.size(); ++i)
            values += (i == 0 ? "" : ", ") + automaton.vars[i].name + " = " + value(instance, i);
        spawned_.push_back({path, "", values.empty() ? "spawned" : "spawned with " + values});
        Siblings children = childrenOf(instance);
        std::vector<std::string> below = paths(children, path);
        for (size_t i = 0; i < children.size(); ++i) appeared(*children[i], below[i]);
    }

    void disappeared(const ir::Instance& instance, const std::string& path) {
        ended_.push_back({path, "ended", ""});
        Siblings children = childrenOf(instance);
        std::vector<std::string> below = paths(children, path);
        for (size_t i = 0; i < children.size(); ++i) disappeared(*children[i], below[i]);
    }

    const ir::Module& module_;
    const ir::LocationNames& names_;
    std::vector<Change> changed_, spawned_, ended_;
};

}   // namespace

std::vector<Change> difference(const ir::Module& module, const ir::LocationNames& names,
                               const ir::LocationState& before, const ir::LocationState& after) {
    Differences out(module, names);
    out.between(rootsOf(before), rootsOf(after), "");
    return out.take();
}

std::string instanceText(const ir::Module& module, const ir::LocationNames& names, const ir::LocationState& state,
                         const ir::InstancePath& path) {
    if (path.empty() || path[0] >= state.roots.size()) return "";
    const ir::Instance* instance = &state.roots[path[0]];
    std::string text = nameOf(module, names, *instance);
    for (size_t i = 1; i + 1 < path.size(); i += 2) {
        instance = instance->tables.at(path[i]).at(path[i + 1]).get();
        text += "/" + nameOf(module, names, *instance);
    }
    return text;
}

}   // namespace evd::explore
