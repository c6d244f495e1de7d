#include "explore/states/space.h"

#include "base/check.h"

#include <algorithm>

namespace evd::explore {

namespace {

constexpr size_t kChanges = size_t{1} << 16;

}   // namespace

StateSpace::StateSpace(Locals& locals, const Transitions& transitions, const Faults& faults)
    : locals_(locals), transitions_(transitions), faults_(faults), locations_(locals.locations()),
      packing_(locations_ + 2), table_(1), networks_(locations_), changes_(kChanges), down_(locations_),
      inboxes_(locations_), lists_(locations_) {}

uint32_t StateSpace::add(const World& world, const std::vector<Past>& pasts, const std::vector<Past::Clock>& clocks) {
    std::vector<uint32_t> parts(locations_ + 2);
    std::vector<std::vector<uint32_t>> packets(locations_);
    std::vector<std::vector<Packet>> timers(locations_);
    for (size_t i = 0; i < world.packets.size(); ++i) {
        const Packet& one = world.packets[i];
        if (one.timer) timers[one.to].push_back(one);
        else if (!locals_.outsideAtOnce || world.inside[one.to])
            packets[one.to].push_back(locals_.packet(one, clocks[i]));
    }
    for (uint32_t i = 0; i < locations_; ++i) {
        Local local;
        local.state = world.states[i];
        local.started = world.started[i];
        local.timers = timers[i];
        local.past = pasts[i];
        parts[i] = locals_.local(i, std::move(local));
        inboxes_[i] = locals_.inbox(i, packets[i]);
    }
    parts[locations_] = networks_.insert(inboxes_).number;
    parts[locations_ + 1] = left(world.requested, {});
    for (size_t i = 0; i < parts.size(); ++i)
        if (!packing_.fits(i, parts[i])) pack(i, parts[i]);
    std::vector<uint64_t> words(packing_.words());
    for (size_t i = 0; i < parts.size(); ++i) packing_.set(words.data(), i, parts[i]);
    return table_.insert(words.data()).number;
}

void StateSpace::pack(size_t part, uint32_t number) {
    Packing wider = packing_;
    wider.widen(part, number);
    WordTable table(wider.words());
    std::vector<uint64_t> words(wider.words());
    for (uint32_t state = 0; state < table_.size(); ++state) {
        std::fill(words.begin(), words.end(), 0);
        for (size_t i = 0; i < packing_.parts(); ++i) wider.set(words.data(), i, packing_.get(table_[state], i));
        table.insert(words.data());
    }
    packing_ = std::move(wider);
    table_ = std::move(table);
}

// ---- inputs and faults ------------------------------------------------------------------------------------------

uint32_t StateSpace::left(std::vector<bool> requested, const Faults& used) {
    std::string bytes;
    for (bool one : requested) bytes += one ? 'r' : '-';
    for (uint32_t count : {used.crashes, used.restarts, used.drops, used.duplicates})
        bytes += ' ' + std::to_string(count);
    const auto [found, isNew] = leftNumbers_.try_emplace(bytes, static_cast<uint32_t>(lefts_.size()));
    if (isNew) {
        Left made;
        made.asked.resize(requested.size());
        made.requested = std::move(requested);
        made.used = used;
        const auto allow = [&](Spends what, uint32_t spent, uint32_t most) {
            if (spent < most) made.allowance |= static_cast<Allowance>(1U << static_cast<unsigned>(what));
        };
        allow(Spends::Crash, used.crashes, faults_.crashes);
        allow(Spends::Restart, used.restarts, faults_.restarts);
        allow(Spends::Drop, used.drops, faults_.drops);
        allow(Spends::Duplicate, used.duplicates, faults_.duplicates);
        const auto shares = [](uint32_t spent, uint32_t most) { return most != kAnyNumber && spent < most; };
        made.shared = used.crashes < faults_.crashes || used.restarts < faults_.restarts ||
                      shares(used.drops, faults_.drops) || shares(used.duplicates, faults_.duplicates);
        lefts_.push_back(std::move(made));
    }
    return found->second;
}

uint32_t StateSpace::afterSpending(uint32_t left, Spends spends) {
    if (spends == Spends::Nothing) return left;
    const auto which = static_cast<size_t>(spends);
    if (lefts_[left].spent[which] == 0) {
        Faults used = lefts_[left].used;
        const auto spend = [](uint32_t& count, uint32_t most) { count += most == kAnyNumber ? 0 : 1; };
        switch (spends) {
        case Spends::Crash: spend(used.crashes, faults_.crashes); break;
        case Spends::Restart: spend(used.restarts, faults_.restarts); break;
        case Spends::Drop: spend(used.drops, faults_.drops); break;
        case Spends::Duplicate: spend(used.duplicates, faults_.duplicates); break;
        case Spends::Nothing: break;
        }
        const uint32_t after = this->left(lefts_[left].requested, used);
        lefts_[left].spent[which] = after;   // 0 only where nothing is counted, which is found again quickly
    }
    return lefts_[left].spent[which];
}

uint32_t StateSpace::afterInput(uint32_t left, uint32_t input) {
    if (lefts_[left].asked[input] == 0) {
        std::vector<bool> requested = lefts_[left].requested;
        requested[input] = true;
        const uint32_t after = this->left(std::move(requested), lefts_[left].used);
        lefts_[left].asked[input] = after;
    }
    return lefts_[left].asked[input];
}

const std::vector<uint32_t>& StateSpace::inputsOf(uint32_t left, bool onTheirWay) {
    std::optional<std::vector<uint32_t>>& known = lefts_[left].inputs[onTheirWay ? 1 : 0];
    if (!known) {
        known.emplace();
        World world = transitions_.initial();
        world.requested = lefts_[left].requested;
        if (onTheirWay && !transitions_.inputs().empty()) {
            Packet one;
            one.message = transitions_.inputs().front().message;
            world.packets.push_back(one);
        }
        for (uint32_t i = 0; i < transitions_.inputs().size(); ++i)
            if (transitions_.canRequest(world, i)) known->push_back(i);
    }
    return *known;
}

bool StateSpace::hasInput(uint32_t network) {
    if (hasInput_.size() <= network) hasInput_.resize(std::max<size_t>(network + 1, networks_.size()), -1);
    if (hasInput_[network] < 0) {
        bool any = false;
        for (uint32_t i = 0; i < locations_; ++i) any |= locals_.hasInput(i, networks_.at(network, i));
        hasInput_[network] = any ? 1 : 0;
    }
    return hasInput_[network] == 1;
}

// ---- successors -------------------------------------------------------------------------------------------------

/// Which of the first 64 packets that a move sends make no difference to their receivers: bits.
uint64_t StateSpace::forgotten(const uint64_t* state, const LocalMove& move) {
    uint64_t out = 0;
    const std::vector<uint32_t>& sent = locals_.sent(move.sent);
    for (size_t k = 0; k < std::min<size_t>(sent.size(), 64); ++k) {
        const uint32_t to = locals_.packet(sent[k]).to;
        const uint32_t local = to == move.location ? move.local : localOf(state, to);
        if (!locals_.isNeeded(to, local, sent[k])) out |= uint64_t{1} << k;
    }
    return out;
}

/// What is on its way after a move: less what has arrived, and more what was sent.
uint32_t StateSpace::networkAfter(const uint64_t* state, uint32_t network, const LocalMove& move) {
    const bool crash = move.kind == Choice::Kind::Crash;
    if (move.sent == 0 && !crash && move.inbox == networks_.at(network, move.location)) return network;
    const uint64_t without = locals_.needed ? forgotten(state, move) : 0;
    uint64_t hash = (uint64_t{network} << 32 | move.inbox) * 0x9e3779b97f4a7c15ULL;
    hash = (hash ^ without ^ hash >> 29 ^ (uint64_t{move.sent} << 8 | move.location)) * 0xbf58476d1ce4e5b9ULL;
    Change& known = changes_[hash >> 48];
    if (!anyDown_ && !crash && known.network == network && known.location == move.location &&
        known.inbox == move.inbox && known.sent == move.sent && known.forgotten == without)
        return known.after;
    for (uint32_t i = 0; i < locations_; ++i) {
        inboxes_[i] = networks_.at(network, i);
        if (crash && i != move.location) inboxes_[i] = locals_.afterCrash(i, inboxes_[i], move.location);
    }
    inboxes_[move.location] = move.inbox;
    const std::vector<uint32_t>& sent = locals_.sent(move.sent);
    for (size_t k = 0; k < sent.size(); ++k) {
        if (k < 64 && (without >> k & 1) != 0) continue;
        const uint32_t packet = sent[k];
        const uint32_t to = locals_.packet(packet).to;
        inboxes_[to] = locals_.with(to, inboxes_[to], down_[to] ? locals_.losable(packet) : packet);
    }
    const uint32_t after = networks_.insert(inboxes_).number;
    if (!anyDown_ && !crash) known = {network, move.location, move.inbox, move.sent, after, without};
    return after;
}

bool StateSpace::put(const uint64_t* state, uint32_t location, uint32_t local, uint32_t network, uint32_t left,
                     const Via& via, Batch& out) {
    const std::pair<size_t, uint32_t> parts[] = {{location, local}, {locations_, network}, {locations_ + 1, left}};
    for (const auto& [part, number] : parts)
        if (!packing_.fits(part, number)) {
            outgrown_ = {part, number};
            return false;
        }
    const size_t at = out.words.size(), words = packing_.words();
    out.words.insert(out.words.end(), state, state + words);
    uint64_t* const successor = out.words.data() + at;
    for (const auto& [part, number] : parts) packing_.set(successor, part, number);
    if (!loops && std::equal(state, state + words, successor)) {
        out.words.resize(at);
        return true;
    }
    out.via.push_back(via);
    ++out.count;
    return true;
}

bool StateSpace::expand(uint32_t number, Batch& out, const Part& part) {
    const size_t words = out.words.size(), count = out.count;
    const uint64_t* const state = table_[number];
    const uint32_t network = networkOf(state), left = leftOf(state);
    const Allowance allowance = lefts_[left].allowance;
    anyDown_ = false;
    if ((faults_.crashes | faults_.restarts) != 0)
        for (uint32_t i = 0; i < locations_; ++i) {
            down_[i] = !locals_.local(i, localOf(state, i)).state.up;
            anyDown_ |= down_[i];
        }
    const uint32_t first = part.location.value_or(0);
    const uint32_t end = part.location ? first + 1 : part.input ? first : locations_;
    for (uint32_t i = first; i < end; ++i) {
        lists_[i] = &locals_.moves(i, localOf(state, i), inboxOf(network, i), allowance);
        rejected.insert(rejected.end(), lists_[i]->rejected.begin(), lists_[i]->rejected.end());
    }
    bool fits = true;
    for (uint32_t i = first; i < end && fits; ++i)
        for (uint32_t k = lists_[i]->begin; k < lists_[i]->end && fits; ++k) {
            const LocalMove& move = locals_.move(k);
            const uint32_t after = networkAfter(state, network, move);
            const Via via{k, false, move.touches | (after != network ? kNetwork : 0)};
            fits = put(state, i, move.local, after, afterSpending(left, move.spends), via, out);
        }
    if (fits && !part.location && !transitions_.inputs().empty())
        for (uint32_t i : inputsOf(left, hasInput(network))) {
            if (part.input && *part.input != i) continue;
            const Input& input = transitions_.inputs()[i];
            const auto [from, clock] = locals_.afterRequest(input, localOf(state, input.from));
            Packet packet = packetOf(input);
            packet.losable = down_[input.to];
            for (uint32_t k = 0; k < locations_; ++k) inboxes_[k] = inboxOf(network, k);
            inboxes_[input.to] = locals_.with(input.to, inboxes_[input.to], locals_.packet(packet, clock));
            const uint32_t after = networks_.insert(inboxes_).number;
            const uint64_t touched = from == localOf(state, input.from) || !locals_.touches
                                         ? 0
                                         : locals_.touches(input.from, localOf(state, input.from), from);
            fits = put(state, input.from, from, after, afterInput(left, i), {i, true, touched | kNetwork}, out);
            if (!fits) break;
        }
    if (fits) return true;
    out.words.resize(words);
    out.via.resize(count);
    out.count = count;
    return false;
}

bool StateSpace::leadsNowhere(uint32_t state, uint32_t local, uint32_t inbox, const LocalMove& event) {
    const uint64_t* const words = table_[state];
    if (!locals_.comesBack(local, inbox, event) || afterSpending(leftOf(words), event.spends) != leftOf(words))
        return false;
    const std::vector<uint32_t> sent = locals_.sent(event.sent);
    return std::all_of(sent.begin(), sent.end(), [&](uint32_t packet) {
        const uint32_t to = locals_.packet(packet).to;
        if (to == event.location || !locals_.isNeeded(to, localOf(words, to), packet)) return true;
        const uint32_t there = inboxOf(networkOf(words), to);
        const bool down = !locals_.local(to, localOf(words, to)).state.up;
        return locals_.with(to, there, down ? locals_.losable(packet) : packet) == there;
    });
}

size_t StateSpace::movesAt(uint32_t state, uint32_t location) {
    const uint64_t* const words = table_[state];
    const Locals::List& list = locals_.moves(location, localOf(words, location), inboxOf(networkOf(words), location),
                                             lefts_[leftOf(words)].allowance);
    return list.end - list.begin;
}

std::optional<uint32_t> StateSpace::nextInput(const uint64_t* state) {
    if (transitions_.inputs().empty()) return std::nullopt;
    const std::vector<uint32_t>& all = inputsOf(leftOf(state), hasInput(networkOf(state)));
    return all.empty() ? std::nullopt : std::optional(all.front());
}

Packet StateSpace::packetOf(const Input& input) const {
    Packet out;
    out.message = input.message;
    out.payload = input.payload;
    out.from = input.from;
    out.to = input.to;
    out.sentByEvent = !locals_.isInside(input.from);
    return out;
}

size_t StateSpace::bytes() const { return table_.bytes() + networks_.bytes(); }

}   // namespace evd::explore
