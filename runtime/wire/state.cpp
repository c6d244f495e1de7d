#include "runtime/wire/state.h"

#include "runtime/wire/codec.h"
#include "runtime/wire/frame.h"

#include <algorithm>
#include <cstring>

namespace evd::runtime {

namespace {

constexpr std::string_view kMagic = "evident-snapshot";
constexpr int64_t kVersion = 1;
constexpr uint32_t kInstanceNestingMax = 10000;

/// `withFirst`: also whether the instance saw an event, which snapshots need.
void appendInstance(const evd_rt& rt, const Instance* instance, bool withFirst, std::string& out) {
    const evd_automaton& automaton = *instance->automaton;
    cbor::writeArray(out, withFirst ? 5 : 4);
    cbor::writeText(out, automaton.name);
    encodeFields(rt, automaton.params, automaton.param_count, instance->state, out);
    encodeFields(rt, automaton.vars, automaton.var_count, instance->state, out);
    cbor::writeArray(out, automaton.table_count);
    for (uint32_t t = 0; t < automaton.table_count; ++t) {
        cbor::writeArray(out, instance->tables[t].count);
        for (const Instance* child = instance->tables[t].oldest; child != nullptr; child = child->younger)
            appendInstance(rt, child, withFirst, out);
    }
    if (withFirst) cbor::writeBool(out, instance->first);
}

void appendRoots(const evd_rt& rt, bool withFirst, std::string& out) {
    const std::vector<Instance*>& roots = rt.engine.roots();
    cbor::writeArray(out, roots.size());
    for (const Instance* root : roots) {
        if (root == nullptr) cbor::writeNull(out);
        else appendInstance(rt, root, withFirst, out);
    }
}

std::string paramBytes(const evd_rt& rt) {
    std::string bytes;
    for (uint32_t i = 0; i < rt.module.param_count; ++i)
        encode(rt, rt.module.params[i].type, rt.params.data() + rt.module.params[i].slot, bytes);
    return bytes;
}

/// Reads instances into the store; whatever it made is destroyed again if anything is wrong.
class Restorer {
public:
    Restorer(evd_rt& rt, cbor::Reader& reader) : rt_(rt), reader_(reader) {}

    /// `automaton`: the one expected in this place; one that it can become is good too.
    Instance* instance(uint32_t automaton, Instance* parent, uint32_t place, uint32_t depth) {
        if (depth > kInstanceNestingMax) reader_.fail("instances are nested too deeply");
        if (reader_.readArray() != 5) reader_.fail("expected an instance");
        std::string_view name = reader_.readText();
        if (reader_.failed()) return nullptr;
        int64_t number = find(name);
        if (number < 0 || !canBecome(automaton, static_cast<uint32_t>(number))) {
            reader_.fail("expected another automaton here");
            return nullptr;
        }
        const evd_automaton& description = rt_.module.automata[number];
        Instance* made = rt_.engine.store().make(static_cast<uint32_t>(number), parent, place);
        if (decodeFields(rt_, description.params, description.param_count, reader_, made->state) &&
            decodeFields(rt_, description.vars, description.var_count, reader_, made->state)) {
            if (parent != nullptr) rt_.engine.store().link(made);
            tables(made, depth);
            made->first = reader_.readBool();
            if (!reader_.failed() && parent != nullptr) noteFirst(made);
            if (!reader_.failed()) return made;
            if (parent != nullptr) rt_.engine.store().unlink(made);
        }
        rt_.engine.store().destroy(made);
        return nullptr;
    }

private:
    void tables(Instance* owner, uint32_t depth) {
        const evd_automaton& automaton = *owner->automaton;
        if (reader_.readArray() != automaton.table_count) reader_.fail("expected another number of tables");
        for (uint32_t t = 0; t < automaton.table_count && !reader_.failed(); ++t) {
            uint64_t count = reader_.readArray();
            for (uint64_t i = 0; i < count && !reader_.failed(); ++i)
                instance(automaton.tables[t].child, owner, t, depth + 1);
        }
    }

    void noteFirst(Instance* child) {
        ChildTable& table = child->parent->tables[child->place];
        if (child->first) return;
        if (table.oldestNew == child) table.oldestNew = nullptr;
        else if (table.oldestNew != nullptr) reader_.fail("expected children without events to be the youngest");
    }

    int64_t find(std::string_view name) const {
        for (uint32_t a = 0; a < rt_.module.automaton_count; ++a)
            if (name == rt_.module.automata[a].name) return a;
        return -1;
    }

    bool canBecome(uint32_t from, uint32_t to) const {
        if (from == to) return true;
        std::vector<uint8_t> seen(rt_.module.automaton_count, 0);
        std::vector<uint32_t> open{from};
        seen[from] = 1;
        while (!open.empty()) {
            uint32_t at = open.back();
            open.pop_back();
            const evd_automaton& automaton = rt_.module.automata[at];
            for (uint32_t t = 0; t < automaton.table_count; ++t)
                if (!seen[automaton.tables[t].child]++) open.push_back(automaton.tables[t].child);
        }
        return seen[to] != 0;
    }

    evd_rt& rt_;
    cbor::Reader& reader_;
};

}   // namespace

void appendCanonical(const evd_rt& rt, std::string& out) { appendRoots(rt, false, out); }

uint64_t fnv1a(std::string_view bytes) {
    uint64_t hash = 0xcbf29ce484222325u;
    for (char byte : bytes) hash = (hash ^ static_cast<unsigned char>(byte)) * 0x100000001b3u;
    return hash;
}

void appendSnapshot(const evd_rt& rt, std::string& out) {
    std::string body;
    cbor::writeArray(body, 8);
    cbor::writeText(body, kMagic);
    cbor::writeInt(body, kVersion);
    cbor::writeText(body, rt.module.name);
    cbor::writeBytes(body, hashBytes(rt.module.schema));
    cbor::writeText(body, rt.system->name);
    cbor::writeText(body, rt.locations[rt.self]);
    cbor::writeBytes(body, hashBytes(fnv1a(paramBytes(rt))));
    appendRoots(rt, true, body);
    out += body;
    out += hashBytes(fnv1a(body));
}

const char* restoreSnapshot(evd_rt& rt, std::string_view bytes) {
    if (bytes.size() < 8 || hashBytes(fnv1a(bytes.substr(0, bytes.size() - 8))) != bytes.substr(bytes.size() - 8))
        return "the snapshot is damaged";
    cbor::Reader reader(bytes.substr(0, bytes.size() - 8));
    if (reader.readArray() != 8 || reader.readText() != kMagic || reader.readInt() != kVersion)
        return "this is no snapshot of this version";
    if (reader.readText() != rt.module.name || reader.readBytes() != hashBytes(rt.module.schema))
        return "the snapshot is of another spec";
    if (reader.readText() != rt.system->name) return "the snapshot is of another system";
    if (reader.readText() != rt.locations[rt.self]) return "the snapshot is of another location";
    if (reader.readBytes() != hashBytes(fnv1a(paramBytes(rt)))) return "the snapshot was taken with other parameters";
    std::vector<Instance*> roots;
    uint64_t count = reader.readArray();
    if (count != rt.engine.rootAutomata().size()) reader.fail("expected another number of root instances");
    Restorer restorer(rt, reader);
    for (uint32_t i = 0; i < count && !reader.failed(); ++i)
        roots.push_back(reader.skipNull() ? nullptr : restorer.instance(rt.engine.rootAutomata()[i], nullptr, i, 0));
    if (!reader.failed() && !reader.atEnd()) reader.fail("expected the end");
    if (reader.failed()) {
        for (Instance* root : roots)
            if (root != nullptr) rt.engine.store().destroy(root);
        return reader.error();
    }
    rt.engine.adopt(std::move(roots));
    return nullptr;
}

}   // namespace evd::runtime
