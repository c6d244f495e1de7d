#include "explore/export/promela.h"

#include "explore/export/diagram.h"
#include "explore/export/names.h"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>

namespace evd::explore {

namespace {

const char* const kPromela = "Promela";

/// What a comment may hold, on one line.
std::string remark(const std::string& text) {
    std::string out;
    for (const char c : text) {
        if (c == '\n' || c == '\r') out += ' ';
        else if (c == '/' && !out.empty() && out.back() == '*') out += " /";
        else if (c == '*' && !out.empty() && out.back() == '/') out += " *";
        else out += c;
    }
    return out;
}

/// A text for `printf`, which takes no `%` and no escapes from the spec.
std::string printed(const std::string& text) {
    std::string out;
    for (const char c : text) {
        if (c == '"') out += "'";
        else if (c == '\\' || c == '%' || static_cast<unsigned char>(c) < ' ') out += '_';
        else out += c;
    }
    return out;
}

/// `(at_a == 3 || (at_a >= 5 && at_a <= 9))`: of ascending numbers.
std::string isOneOf(const std::string& name, const std::vector<uint32_t>& numbers) {
    std::vector<std::string> parts;
    for (size_t i = 0; i < numbers.size();) {
        size_t end = i + 1;
        while (end < numbers.size() && numbers[end] == numbers[end - 1] + 1) ++end;
        parts.push_back(end - i == 1 ? fmt::format("{} == {}", name, numbers[i])
                                     : fmt::format("({0} >= {1} && {0} <= {2})", name, numbers[i], numbers[end - 1]));
        i = end;
    }
    return parts.size() == 1 ? parts.front() : fmt::format("({})", fmt::join(parts, " || "));
}

const char* smallestType(size_t count) { return count <= 256 ? "byte" : count <= 32767 ? "short" : "int"; }

class PromelaWriter {
public:
    PromelaWriter(Table& table, Diagnostics& diagnostics) : table_(table), diagnostics_(diagnostics) {
        for (const Table::Place& place : table.places()) places_.push_back(names_.make(place.name, "at_"));
        for (size_t i = 0; i < table.packets().size(); ++i) {
            const Table::PacketKind& one = table.packets()[i];
            packets_.push_back(fmt::format("m{}_{}_{}_{}", i, nameCharacters(one.message),
                                           nameCharacters(table.places()[one.from].name),
                                           nameCharacters(table.places()[one.to].name)));
        }
    }

    std::string text() {
        header();
        for (uint32_t i = 0; i < table_.places().size(); ++i) declarePlace(i);
        declarePackets();
        declareRest();
        inlines();
        for (uint32_t i = 0; i < table_.places().size(); ++i) process(i);
        environment();
        network();
        statements();
        return std::move(out_);
    }

private:
    template <class... Args> void line(fmt::format_string<Args...> format, Args&&... args) {
        out_ += fmt::format(format, std::forward<Args>(args)...);
        out_ += '\n';
    }
    bool hasBound() const { return !table_.subject().instance.bounds.empty(); }
    static bool counts(uint32_t budget) { return budget > 0 && budget != kAnyNumber; }
    bool isCounted(const Table::PacketKind& packet) const { return !packet.stays && !packet.channel; }

    void header();
    void declarePlace(uint32_t place);
    void declarePackets();
    void declareRest();
    void inlines();
    void process(uint32_t place);
    void row(const Table::Place& place, const Table::Row& row, std::optional<uint32_t> packet, bool again);
    std::string sends(const std::vector<uint32_t>& sent) const;
    std::string putIn(uint32_t packet) const;
    std::string isThere(uint32_t packet) const;
    std::string take(uint32_t packet) const;
    std::string canRequest(uint32_t input) const;
    std::string group(uint32_t input) const;
    void environment();
    void network();
    void statements();
    void statement(size_t number);

    Table& table_;
    Diagnostics& diagnostics_;
    ExportNames names_;
    std::vector<std::string> places_, packets_;
    std::string out_;
};

void PromelaWriter::header() {
    const ExportSubject& subject = table_.subject();
    line("/* {} of the spec {}{} */", remark(subject.title), remark(subject.module().name),
         subject.check.empty() ? "" : ", with " + remark(subject.check));
    line("/* spin -o2 -a FILE && cc -O2 -DSAFETY -DNOREDUCE -o pan pan.c && ./pan -m1000000 -n");
    line("   finds as many states as `evident explore --full`; `./pan -r` tells the run of an error. */");
    line("");
}

void PromelaWriter::declarePlace(uint32_t place) {
    const Table::Place& one = table_.places()[place];
    line("/* {}: {} states */", remark(one.name), one.states.size());
    for (size_t s = 0; s < one.states.size(); ++s) line("/* {:4}  {} */", s, remark(one.states[s].text));
    line("{} {} = 0;", smallestType(one.states.size()), places_[place]);
    if (one.mayBeDown) {
        std::vector<uint32_t> down;
        for (uint32_t s = 0; s < one.states.size(); ++s)
            if (one.states[s].down) down.push_back(s);
        line("#define {}_is_down ({})", places_[place], isOneOf(places_[place], down));
    }
    line("");
}

void PromelaWriter::declarePackets() {
    line("/* Messages: how many are on their way. */");
    for (size_t i = 0; i < table_.packets().size(); ++i) {
        const Table::PacketKind& one = table_.packets()[i];
        if (one.channel) line("/* {} in queue{} is {} */", i, *one.channel, remark(one.text));
        else if (one.stays)
            line("bit  {} = {};   /* {}: it stays there */", packets_[i], one.atFirst, remark(one.text));
        else line("byte {} = {};   /* {} */", packets_[i], one.atFirst, remark(one.text));
    }
    if (!table_.channels().empty()) {
        line("#ifndef QUEUE\n#define QUEUE 8   /* longest queue */\n#endif");
        for (size_t i = 0; i < table_.channels().size(); ++i)
            line("chan queue{} = [QUEUE] of {{ {} }};   /* {} to {} */", i, smallestType(table_.packets().size()),
                 remark(table_.places()[table_.channels()[i].from].name),
                 remark(table_.places()[table_.channels()[i].to].name));
    }
    line("");
}

void PromelaWriter::declareRest() {
    const Faults& faults = table_.faults();
    for (const auto& [name, budget] : {std::pair("crashes", faults.crashes), std::pair("restarts", faults.restarts),
                                       std::pair("drops", faults.drops), std::pair("duplicates", faults.duplicates)})
        if (counts(budget)) line("{} {} = 0;   /* at most {} */", budget < 256 ? "byte" : "int", name, budget);
    for (uint32_t i = 0; i < table_.inputs().size(); ++i)
        line("bit input{} = {};   /* whether it has been put in */", i, table_.isRequested(i) ? 1 : 0);
    if (hasBound()) {
        bool outside = false;
        for (const Table::Place& place : table_.places()) outside |= place.states.front().outside;
        line("bit outside = {};   /* a bound does not hold: nothing happens any more */", outside ? 1 : 0);
    }
    line("");
}

void PromelaWriter::inlines() {
    line("/* Counters are bytes: more copies of one message are an error here. */");
    line("inline put(count) {{ assert(count < 255); count++ }}");
    if (!table_.channels().empty()) line("inline line_up(q, m) {{ assert(len(q) < QUEUE); q!m }}");
    for (uint32_t i = 0; i < table_.places().size(); ++i) {
        const auto& crash = table_.places()[i].crash;
        if (!table_.places()[i].mayBeDown || crash.empty()) continue;
        line("/* What waits in its memory is gone; what it has sent, or what is on its way to it, may be lost. */");
        line("inline {}_crashes() {{", places_[i]);
        for (size_t k = 0; k < crash.size(); ++k) {
            const auto& [from, to] = crash[k];
            if (to) out_ += fmt::format("  assert({0} + {1} < 256); {1} = {1} + {0}; ", packets_[from], packets_[*to]);
            line("  {} = 0{}", packets_[from], k + 1 < crash.size() ? ";" : "");
        }
        line("}}");
    }
    line("");
}

// ---- what happens -----------------------------------------------------------------------------------------------

std::string PromelaWriter::putIn(uint32_t packet) const {
    const Table::PacketKind& one = table_.packets()[packet];
    if (one.channel) return fmt::format("line_up(queue{}, {})", *one.channel, packet);
    if (one.stays) return packets_[packet] + " = 1";
    const std::string plain = fmt::format("put({})", packets_[packet]);
    if (!table_.places()[one.to].mayBeDown || !one.lossy) return plain;
    return fmt::format("if :: {}_is_down -> put({}) :: else -> {} fi", places_[one.to], packets_[*one.lossy], plain);
}

std::string PromelaWriter::sends(const std::vector<uint32_t>& sent) const {
    std::string out;
    for (uint32_t packet : sent) out += putIn(packet) + "; ";
    return out;
}

std::string PromelaWriter::isThere(uint32_t packet) const {
    const Table::PacketKind& one = table_.packets()[packet];
    return one.channel ? fmt::format("queue{}?[{}]", *one.channel, packet) : packets_[packet] + " > 0";
}

std::string PromelaWriter::take(uint32_t packet) const {
    const Table::PacketKind& one = table_.packets()[packet];
    if (one.stays) return "";
    return one.channel ? fmt::format("queue{}?{}; ", *one.channel, packet) : packets_[packet] + "--; ";
}

/// The inputs of lower groups have been put in and have arrived.
std::string PromelaWriter::canRequest(uint32_t input) const {
    std::vector<std::string> all{fmt::format("!input{}", input)}, any;
    const uint32_t group = table_.inputs()[input].group;
    for (uint32_t i = 0; i < table_.inputs().size(); ++i) {
        if (table_.inputs()[i].group < group) all.push_back(fmt::format("input{}", i));
        else if (table_.inputs()[i].group == group && i != input) any.push_back(fmt::format("input{}", i));
    }
    if (group > 0) {
        std::vector<std::string> none;
        for (uint32_t i = 0; i < packets_.size(); ++i)
            if (table_.packets()[i].input) none.push_back(packets_[i] + " == 0");
        if (!none.empty()) any.push_back(fmt::format("({})", fmt::join(none, " && ")));
        if (!none.empty()) all.push_back(fmt::format("({})", fmt::join(any, " || ")));
    }
    return fmt::format("{}", fmt::join(all, " && "));
}

/// One row, of a packet or its twin that may be lost; `again`: the network has made a second copy.
void PromelaWriter::row(const Table::Place& place, const Table::Row& row, std::optional<uint32_t> packet, bool again) {
    const uint32_t here = static_cast<uint32_t>(&place - table_.places().data());
    std::vector<std::string> guard;
    std::string body;
    if (hasBound()) guard.emplace_back("!outside");
    if (packet) guard.push_back(isThere(*packet));
    if (row.input) guard.push_back(canRequest(*row.input));
    const auto spend = [&](const char* name, uint32_t budget) {
        if (!counts(budget)) return;
        guard.push_back(fmt::format("{} < {}", name, budget));
        body += fmt::format("{}++; ", name);
    };
    if (row.spends == Spends::Crash) spend("crashes", table_.faults().crashes);
    if (row.spends == Spends::Restart) spend("restarts", table_.faults().restarts);
    if (again) spend("duplicates", table_.faults().duplicates);
    if (guard.empty()) guard.emplace_back("true");
    if (packet && !again && !row.fails) body += take(*packet);
    if (row.input) body += fmt::format("input{} = 1; ", *row.input);
    if (row.kind == Choice::Kind::Crash && !place.crash.empty()) body += places_[here] + "_crashes(); ";
    if (row.fails) body += "assert(false); ";
    const uint32_t state = row.next;
    body += fmt::format("{} = {}; ", places_[here], state);
    if (place.states[state].outside) body += "outside = 1; ";
    body += sends(row.sent);
    line("  :: d_step {{ {} -> {}printf(\"{}{}\\n\") }} goto end_{}", fmt::join(guard, " && "), body, printed(row.what),
         again ? ", again" : "", state);
}

void PromelaWriter::process(uint32_t number) {
    const Table::Place& place = table_.places()[number];
    if (std::all_of(place.states.begin(), place.states.end(), [](const auto& one) { return one.rows.empty(); })) return;
    line("active proctype process_{}() {{", places_[number].substr(3));
    for (size_t s = 0; s < place.states.size(); ++s) {
        const Table::LocalState& state = place.states[s];
        line("end_{}:   /* {} */", s, remark(state.text));
        const size_t before = out_.size();
        for (const Table::Row& one : state.rows) {
            row(place, one, one.packet, false);
            if (!one.packet) continue;
            const Table::PacketKind& packet = table_.packets()[*one.packet];
            const bool repeats = table_.faults().duplicates > 0 && packet.network && !packet.stays && !one.fails;
            if (repeats) row(place, one, one.packet, true);
            if (!packet.lossy) continue;
            row(place, one, packet.lossy, false);
            if (repeats) row(place, one, packet.lossy, true);
        }
        if (out_.size() == before) line("  false;");
        else {
            out_.insert(before, "  if\n");
            line("  fi;");
        }
    }
    line("}}\n");
}

void PromelaWriter::environment() {
    if (table_.inputRows().empty()) return;
    line("active proctype Environment() {{\nend:\n  do");
    for (const Table::InputRow& one : table_.inputRows())
        line("  :: d_step {{ {}{} -> input{} = 1; {}; printf(\"{}\\n\") }}", hasBound() ? "!outside && " : "",
             canRequest(one.input), one.input, putIn(one.packet), printed(one.what));
    line("  od\n}}\n");
}

/// What the network, or a crash, loses.
void PromelaWriter::network() {
    const size_t before = out_.size();
    for (uint32_t i = 0; i < packets_.size(); ++i) {
        const Table::PacketKind& one = table_.packets()[i];
        if (!isCounted(one) || !(one.losable || (one.network && table_.faults().drops > 0))) continue;
        const bool spends = !one.losable && counts(table_.faults().drops);
        line("  :: d_step {{ {}{} > 0{} -> {}--; {}printf(\"{} is lost\\n\") }}", hasBound() ? "!outside && " : "",
             packets_[i], spends ? fmt::format(" && drops < {}", table_.faults().drops) : "", packets_[i],
             spends ? "drops++; " : "", printed(one.text));
    }
    if (out_.size() == before) return;
    out_.insert(before, "active proctype Network() {\nend:\n  do\n");
    line("  od\n}}\n");
}

// ---- statements -------------------------------------------------------------------------------------------------

void PromelaWriter::statement(size_t number) {
    const uint32_t which = table_.statements()[number];
    const ir::Statement& said = table_.subject().module().statements[which];
    const std::optional<Diagram> diagram = Diagram::of(table_, number);
    if (!diagram) {
        leaveOut(diagnostics_, table_.subject(), which, kPromela,
                 fmt::format("it sees more than {} combinations of local states", Diagram::kCombinationsMax));
        return;
    }
    if (diagram->open)
        diagnostics_.report(Code::ExportLacks, said.span, kPromela,
                            fmt::format("what `{}` wants to have happened at the end of a run", said.name));
    if (diagram->unknown)
        diagnostics_.report(Code::ExportLacks, said.span, kPromela,
                            fmt::format("the states in which `{}` faults, where it says nothing", said.name));
    const std::string name = names_.make(said.name, "violated_");
    line("/* {}: which of its nodes the states lead to, one location after the other; 1: it is violated. */",
         remark(said.name));
    line("hidden int {} = 0;", name);
    std::string body = fmt::format("    {} = {};\n", name, diagram->root);
    // Nodes lead to nodes that stand before them.
    for (size_t i = diagram->nodes.size(); i-- > 0;) {
        const Diagram::Node& node = diagram->nodes[i];
        body += fmt::format("    if\n    :: {} == {} ->\n      if\n", name, i + Diagram::kNodes);
        std::vector<uint32_t> targets = node.next;
        std::sort(targets.begin(), targets.end());
        targets.erase(std::unique(targets.begin(), targets.end()), targets.end());
        for (uint32_t target : targets) {
            std::vector<uint32_t> states;
            for (size_t view = 0; view < node.next.size(); ++view)
                if (node.next[view] == target)
                    states.insert(states.end(), diagram->views[node.place][view].begin(),
                                  diagram->views[node.place][view].end());
            std::sort(states.begin(), states.end());
            body += target == targets.back()
                        ? fmt::format("      :: else -> {} = {}\n", name, target)
                        : fmt::format("      :: {} -> {} = {}\n", isOneOf(places_[node.place], states), name, target);
        }
        body += "      fi\n    :: else\n    fi;\n";
    }
    line(
        "active proctype judge_{}() {{\nend:\n  do\n  :: d_step {{\n    true;\n{}    assert({} != {});\n    {} = 0 }}\n"
        "  od\n}}\n",
        name.substr(9), body, name, Diagram::kViolated, name);
}

void PromelaWriter::statements() {
    for (size_t i = 0; i < table_.statements().size(); ++i) statement(i);
}

}   // namespace

std::optional<std::string> promelaOf(const ExportSubject& subject, Diagnostics& diagnostics, size_t stepsMax) {
    const std::unique_ptr<Table> table = Table::of(subject, kPromela, stepsMax, diagnostics);
    if (!table) return std::nullopt;
    return PromelaWriter(*table, diagnostics).text();
}

}   // namespace evd::explore
