#include "explore/reduce/footprint.h"

#include <algorithm>
#include <fmt/format.h>

namespace evd::explore {

namespace {

void sortOut(Footprints::Places& places) {
    std::sort(places.begin(), places.end());
    places.erase(std::unique(places.begin(), places.end()), places.end());
}

bool equalValues(const std::vector<ir::Value>& a, const std::vector<ir::Value>& b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](const ir::Value& x, const ir::Value& y) { return x.isSame(y) || compare(x, y) == 0; });
}

bool isNew(const ir::Instance& instance) {
    return instance.first ||
           std::any_of(instance.tables.begin(), instance.tables.end(), [](const std::vector<ir::Child>& table) {
               return std::any_of(table.begin(), table.end(), [](const ir::Instance& child) { return isNew(child); });
           });
}

}   // namespace

Footprints::Footprints(const ir::Module& module, Locals& locals)
    : module_(module), locals_(locals), past_(place("what has happened")) {}

uint32_t Footprints::place(const std::string& name) {
    return places_.try_emplace(name, static_cast<uint32_t>(places_.size() * 2)).first->second;
}

/// The name of a child among its siblings: equal ones by their order.
std::string Footprints::nameOf(const std::string& parent, size_t table, const ir::Instance& instance,
                               std::unordered_map<std::string, uint32_t>& seen) const {
    std::string out = fmt::format("{}/{}:{}:", parent, table, instance.automaton);
    const std::vector<ir::Parameter>& params = module_.automata[instance.automaton].params;
    for (size_t i = 0; i < instance.params.size(); ++i) {
        const std::string text = locals_.text(params[i].type, instance.params[i]);
        out += fmt::format("{}:{}", text.size(), text);
    }
    return out + fmt::format("#{}", seen[out]++);
}

void Footprints::react(const ir::Instance& instance, const std::string& name, const Packet& packet, Places& out) {
    const ir::Automaton& automaton = module_.automata[instance.automaton];
    const uint32_t here = place(name);
    out.push_back(childrenOf(here));
    if (instance.stopped) return;
    if (std::any_of(automaton.clauses.begin(), automaton.clauses.end(), [&](const ir::Clause& clause) {
            return clause.trigger == ir::Trigger::Receive && clause.message == packet.message;
        }))
        out.push_back(here);
    for (size_t t = 0; t < automaton.tables.size(); ++t) {
        using Kind = ir::Route::Kind;
        const std::vector<ir::Route>& routes = automaton.tables[t].routes;
        const ir::Route route = packet.message < routes.size() ? routes[packet.message] : ir::Route();
        if (route.kind == Kind::Ignore) continue;
        std::unordered_map<std::string, uint32_t> seen;
        for (const ir::Instance& child : instance.tables[t]) {
            const std::string childName = nameOf(name, t, child, seen);
            bool meant = true;
            for (size_t i = 0; route.kind == Kind::Index && i < route.fields.size(); ++i)
                meant &= compare(packet.payload[route.fields[i]], child.params[route.params[i]]) == 0;
            if (meant) react(child, childName, packet, out);
        }
    }
}

const Footprints::Places& Footprints::looksAt(uint32_t location, uint32_t local, uint32_t packet) {
    const auto [found, isNew] = looks_.try_emplace(Key{location, local, packet});
    Places& out = found->second;
    if (!isNew) return out;
    const std::vector<ir::Instance>& roots = locals_.local(location, local).state.roots;
    for (size_t i = 0; i < roots.size(); ++i)
        react(roots[i], fmt::format("{}:{}", i, roots[i].automaton), locals_.packet(packet), out);
    if (locals_.watched().ordered) out.push_back(past_);   // it adds to what later events have in their past
    sortOut(out);
    return out;
}

void Footprints::collect(const ir::Instance& instance, const std::string& name, uint32_t parent,
                         std::vector<Found>& out) {
    const uint32_t here = place(name);
    out.push_back({&instance, here, parent == UINT32_MAX ? here : parent});
    for (size_t t = 0; t < instance.tables.size(); ++t) {
        std::unordered_map<std::string, uint32_t> seen;
        for (const ir::Instance& child : instance.tables[t]) collect(child, nameOf(name, t, child, seen), here, out);
    }
}

const std::vector<Footprints::Found>& Footprints::instances(uint32_t location, uint32_t local) {
    const auto [found, isNew] = instances_.try_emplace(Key{location, local, 0});
    if (!isNew) return found->second;
    const std::vector<ir::Instance>& roots = locals_.local(location, local).state.roots;
    for (size_t i = 0; i < roots.size(); ++i)
        collect(roots[i], fmt::format("{}:{}", i, roots[i].automaton), UINT32_MAX, found->second);
    std::sort(found->second.begin(), found->second.end(),
              [](const Found& a, const Found& b) { return a.place < b.place; });
    return found->second;
}

const Footprints::Places& Footprints::changes(uint32_t location, uint32_t before, uint32_t after) {
    const auto [found, isNew] = changes_.try_emplace(Key{location, before, after});
    Places& out = found->second;
    if (!isNew || before == after) return out;
    const std::vector<Found>&here = instances(location, before), &there = instances(location, after);
    const auto comesOrGoes = [&](const Found& one) {
        out.insert(out.end(), {one.place, one.parent, childrenOf(one.parent)});
    };
    for (size_t i = 0, j = 0; i < here.size() || j < there.size();) {
        if (j == there.size() || (i < here.size() && here[i].place < there[j].place)) comesOrGoes(here[i++]);
        else if (i == here.size() || there[j].place < here[i].place) comesOrGoes(there[j++]);
        else {
            const ir::Instance &a = *here[i].instance, &b = *there[j].instance;
            if (a.stopped != b.stopped || a.first != b.first || !equalValues(a.vars, b.vars))
                out.push_back(here[i].place);
            ++i, ++j;
        }
    }
    std::string pasts[2];
    locals_.local(location, before).past.append(pasts[0]);
    locals_.local(location, after).past.append(pasts[1]);
    if (pasts[0] != pasts[1]) out.push_back(past_);
    sortOut(out);
    return out;
}

bool Footprints::isFresh(uint32_t location, uint32_t local) {
    const Local& here = locals_.local(location, local);
    return !here.started || !here.state.up ||
           std::any_of(here.state.roots.begin(), here.state.roots.end(),
                       [](const ir::Instance& root) { return isNew(root); });
}

}   // namespace evd::explore
